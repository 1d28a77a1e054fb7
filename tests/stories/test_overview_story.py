"""The running day and the line of promised times in the whole program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from desktop.system.settings.options import resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


def seen(story: Story) -> list[str]:
    quiet = story.window.board_page.quiet
    return [label.text() for label in quiet.findChildren(QLabel) if label.isVisible()]


def test_the_running_day_gives_way_to_an_order_and_counts_it(
    play: Callable[..., int], sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        page = story.window.board_page
        await story.until(lambda: "Bugün henüz sipariş alınmadı" in seen(story), "the day is shown")
        key = sim.add_order(total="250")
        await story.shown("newColumn", 1)
        await story.until(
            lambda: page.detail.isVisible() and not page.quiet.isVisible(), "the order is shown"
        )
        story.program.accept(key, 20)
        await story.until(lambda: sim.orders[key].accepts == [20], "it is accepted")
        story.program.backend.engine.remove_from_board(key)
        await story.until(page.quiet.isVisible, "it has left the board")
        await story.until(lambda: "250,00 TL" in seen(story), "it is counted")
        assert seen(story)[1:3] == ["1", "Sipariş"]
        assert "En hızlı kabul" in seen(story)

    assert play(tell) == 0


def test_a_pin_hides_the_takings(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        page = story.window.board_page
        key = sim.add_order(total="250")
        await story.shown("newColumn", 1)
        story.program.settings_controller.pin.set_pin("1234")
        story.program.backend.engine.remove_from_board(key)
        await story.until(lambda: page.quiet.isVisible() and "1" in seen(story), "it is counted")
        assert not [text for text in seen(story) if "TL" in text]

    assert play(tell) == 0


def test_the_line_of_promised_times_is_switched_off_at_once(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        timeline = story.window.board_page.timeline
        story.window.showNormal()
        story.window.resize(1366, 768)
        key = sim.add_order()
        await story.shown("newColumn", 1)
        story.program.accept(key, 20)
        await story.until(
            lambda: "1 sipariş" in timeline.accessibleDescription(), "the promise is on the line"
        )
        assert timeline.isVisible()
        story.program.settings_controller.choose(timeline=False)
        assert not timeline.isVisible()

    assert play(tell) == 0


def test_a_demo_has_a_history(play: Callable[..., int], sim: Simulator, tmp_path: Path) -> None:
    given = {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": "tr"}
    options = replace(resolve(given, {"TEZGAH_ACCESS_TOKEN": sim.access_token}), throwaway=True)

    async def tell(story: Story) -> None:
        assert story.window.windowTitle().startswith("DEMO · Tezgâh")

        stored: list[int] = []

        async def count() -> None:
            rows = await story.program.store.read(
                lambda tx: tx.connection.execute("SELECT count(*) FROM orders").fetchone()
            )
            stored.append(rows[0])

        while not stored or stored[-1] < 400:
            assert len(stored) < 1000, "there is no history"
            await count()
        assert story.window.board_page.quiet.isVisible()
        assert story.cards("newColumn") == 0

    assert play(tell, options=options) == 0
