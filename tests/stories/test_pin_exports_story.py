"""With a PIN, nothing leaves the computer without it: files, prints, the support package, the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.controllers.pin_guard import EXPORTS_SECONDS
from desktop.system.secrets import pin
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.ui.history.page import HistoryPage
from desktop.ui.sales.page import SalesPage
from desktop.ui.settings.pin_dialog import AskPinDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    found = SettingsFile(tmp_path / "settings.json")
    found.save(Settings(pin=pin.hash_pin("2580"), setup="done", language="tr"))
    return found


def asked(story: Story) -> AskPinDialog | None:
    dialog = story.window.dialogs.dialog
    return dialog if isinstance(dialog, AskPinDialog) else None


def give(story: Story, typed: str) -> None:
    dialog = asked(story)
    assert dialog is not None
    dialog.field.setText(typed)
    dialog.submit()


async def refuse(story: Story) -> None:
    dialog = asked(story)
    assert dialog is not None, "no PIN was asked for"
    dialog.reject()
    await story.until(lambda: story.window.dialogs.dialog is None, "it can be left")


def choosers(story: Story) -> list[QFileDialog]:
    return [each for each in story.window.findChildren(QFileDialog) if each.isVisible()]


def test_the_map_asks_for_the_pin_and_then_not_for_a_while(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        clock = 1000.0
        story.program.settings_controller.pin._clock = lambda: clock
        opened: list[str] = []
        contact = story.window.detail.contact

        def browser(address: str) -> bool:
            opened.append(address)
            return True

        contact._open_map = browser
        sim.add_order(shipping_method="delivery")
        await story.shown("newColumn", 1)
        await story.until(lambda: contact.is_useful and contact.isVisible(), "the order is shown")
        await story.keys_count()
        story.press_key(Qt.Key.Key_H)
        await story.until(lambda: asked(story) is not None, "the PIN is asked for")
        await refuse(story)
        assert not opened
        contact.open_map()
        give(story, "1111")
        assert asked(story)
        give(story, "2580")
        await story.until(lambda: len(opened) == 1, "the map is open")
        clock += EXPORTS_SECONDS - 1
        contact.open_map()
        assert len(opened) == 2, "one PIN counts for the next address"
        clock += 2
        contact.open_map()
        await refuse(story)
        assert len(opened) == 2

    assert play(tell) == 0


def test_files_prints_and_the_support_package_ask_for_the_pin(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        sim.add_order()
        await story.shown("newColumn", 1)
        story.window.pages.open("history")
        history = story.window.pages.page
        assert isinstance(history, HistoryPage)
        for kind in ("csv", "xlsx", "json"):
            history.ask_file_name(kind)
            await refuse(story)
            assert not choosers(story)
        story.window.pages.open("report")
        report = story.window.pages.page
        assert isinstance(report, SalesPage)
        await story.until(lambda: report._report is not None, "it is counted")
        for door in (report.ask_file_name, report.ask_picture_name, report.print_out):
            door()
            await refuse(story)
            assert not choosers(story)
        story.window.dialogs.gather_support()
        await refuse(story)
        report.ask_file_name()
        give(story, "2580")
        await story.until(lambda: bool(choosers(story)), "who knows the PIN chooses a file")
        choosers(story)[0].reject()

    assert play(tell) == 0


def test_it_can_be_switched_off_for_the_daily_map(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    file.save(Settings(pin=pin.hash_pin("2580"), setup="done", language="tr", pin_guards_exports=False))

    async def tell(story: Story) -> None:
        sim.add_order(shipping_method="delivery")
        await story.shown("newColumn", 1)
        opened: list[str] = []

        def browser(address: str) -> bool:
            opened.append(address)
            return True

        story.window.detail.contact._open_map = browser
        story.window.detail.contact.open_map()
        assert len(opened) == 1

    assert play(tell) == 0
