"""Starting with the computer: no window, but orders arrive and ring; the setting writes the autostart entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.ui.widgets.dialog import question

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


def test_started_minimised_the_program_receives_orders_and_rings(
    play: Callable[..., int], sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        assert not window.isVisible() or window.isMinimized()
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "it is saved")
        await story.until(lambda: story.speaker.rings, "it rings")
        window.raise_to_front()
        await story.until(lambda: window.isVisible() and not window.isMinimized(), "it can be opened")
        await story.shown("newColumn", 1)
        story.program.accept(key, 20)
        await story.until(lambda: sim.orders[key].accepts == [20], "and works")

    assert play(tell, minimised=True) == 0


def test_without_sound_a_minimised_window_comes_up_with_the_order(
    play: Callable[..., int], sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        window.showMinimized()
        sim.add_order()
        await story.shown("newColumn", 1)
        assert window.isMinimized(), "it rings"
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        await story.until(lambda: not window.isMinimized(), "nobody could hear it")
        window.pages.open("history")
        window.showMinimized()
        sim.add_order()
        await story.until(lambda: not window.isMinimized(), "nor the next one")
        assert window.pages.page is None, "the board is seen"

    assert play(tell) == 0


def test_without_sound_a_page_with_an_open_question_stays(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        window.raise_to_front()
        window.pages.open("history")
        dialog = question(window, window.look, "anyDialog", title="?", text="", yes="!")
        window.dialogs.open(dialog)
        await story.until(dialog.isActiveWindow, "the question is asked")
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        story.program._controller.on_unheard()
        assert window.pages.page is not None, "a person works in the window"
        dialog.reject()

    assert play(tell) == 0


def test_the_setting_writes_and_removes_the_autostart_entry(
    play: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    # This data folder stands for the usual one: the entry then names no folder.
    monkeypatch.setattr("desktop.system.machine.autostart.default_data_dir", lambda: tmp_path)
    entry = tmp_path / "config" / "autostart" / "tezgah.desktop"

    async def tell(story: Story) -> None:
        dialogs = story.window.dialogs

        is_on = story.program.settings_controller.starts_with_computer
        if is_on() is None:
            pytest.skip("this system has no known autostart")
        assert is_on() is False
        story.program.settings_controller.set_starts_with_computer(True)
        assert entry.exists()
        assert is_on() is True
        story.program.settings_controller.set_starts_with_computer(False)
        assert not entry.exists()
        (tmp_path / "config" / "autostart").rmdir()
        (tmp_path / "config" / "autostart").write_text("in the way", "utf-8")
        story.program.settings_controller.set_starts_with_computer(True)
        assert "Değiştirilemedi" in dialogs.toast.text

    assert play(tell) == 0


def test_the_autostart_entry_of_a_moved_program_is_corrected(
    play: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    async def switch_on(story: Story) -> None:
        story.program.settings_controller.set_starts_with_computer(True)

    async def check(story: Story) -> None:
        await story.until(lambda: "/gone/" not in entry.read_text("utf-8"), "the entry is corrected")

    assert play(switch_on) == 0
    found = list((tmp_path / "config").glob("autostart/*.desktop"))
    if not found:
        pytest.skip("this system has no known autostart")
    entry = found[0]
    entry.write_text(entry.read_text("utf-8").replace("Exec=", "Exec=/gone/"), "utf-8")
    assert play(check) == 0


def test_the_window_returns_to_its_last_place(play: Callable[..., int]) -> None:
    places = []

    async def move(story: Story) -> None:
        assert story.window.isMaximized(), "the first start maximises the window"
        story.window.showNormal()
        story.window.setGeometry(10, 20, 970, 570)
        await story.until(lambda: story.window.width() == 970, "it is smaller")
        places.append(story.window.geometry())

    async def again(story: Story) -> None:
        assert not story.window.isMaximized()
        places.append(story.window.geometry())

    assert play(move) == 0
    assert play(again) == 0
    # The test screen is narrower than the window, so Qt limits its width: only the height can be compared.
    assert places[0].height() == places[1].height()


def test_the_place_of_the_window_is_saved_while_the_program_runs(
    play: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.app.PLACE_MILLISECONDS", 10)

    def saved() -> str:
        path = tmp_path / "settings.json"
        return str(json.loads(path.read_text("utf-8")).get("window_place", "")) if path.exists() else ""

    async def move(story: Story) -> None:
        await story.until(lambda: saved() != "", "it is saved")
        story.window.showNormal()
        story.window.setGeometry(10, 20, 970, 570)
        await story.until(lambda: saved() == story.window.place, "the new place is saved")

    assert play(move) == 0


def test_an_unreadable_place_maximises_the_window(play: Callable[..., int], tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"window_place": "ğ not base64"}', "utf-8")

    async def tell(story: Story) -> None:
        assert story.window.isMaximized()

    assert play(tell) == 0
