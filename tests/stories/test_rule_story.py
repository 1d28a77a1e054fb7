"""A rule accepts in a person's place over the whole program: shown as such, silent, and undone by a cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.domain.orders.order import OrderStatus
from desktop.ui.text import order_words
from tests.stories.test_keyboard_day import press

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]


def test_what_the_rule_accepts_says_so_and_can_be_cancelled(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        window.dialogs._on_auto_accept_wanted(True)
        dialog = window.dialogs.dialog
        assert dialog is not None, "it is told what the rule does before it holds"
        dialog.accept()
        await story.until(
            lambda: story.button("paceButton").isVisible(), "the header says that a rule accepts"
        )
        plain = sim.add_order(note="")
        await story.until(lambda: sim.orders[plain].accepts == [30], "the rule has accepted it")
        await story.shown("preparingColumn", 1)

        def says_so() -> bool:
            order = window.board.order(plain)
            line = None if order is None else order_words.command_line(order)
            return line is not None and line.text.startswith("Otomatik kabul edildi")

        await story.until(says_so, "the card says that a rule accepted it")
        await story.until(lambda: not story.speaker.rings, "nothing rings")
        # A note is left to people, and rings.
        noted = sim.add_order(note="Fıstık alerjim var")
        await story.shown("newColumn", 1)
        await story.until(lambda: story.speaker.rings, "it rings")
        assert sim.orders[noted].accepts == []
        # What the rule did is undone by a cancel.
        window.board.choose(plain)
        await story.until(lambda: bool((found := window.board.order(plain)) and found.actions), "it can be")
        await press(story, Qt.Key.Key_F4, Qt.Key.Key_3)
        await story.until(lambda: sim.orders[plain].status_id == OrderStatus.CANCELLED, "it is cancelled")

    assert play(tell) == 0


def test_the_rule_holds_after_a_restart_and_offline_it_accepts_nothing_it_cannot_tell(
    play: Play, sim: Simulator
) -> None:
    async def turn_on(story: Story) -> None:
        story.window.dialogs._on_auto_accept_wanted(True)
        dialog = story.window.dialogs.dialog
        assert dialog is not None
        dialog.accept()
        await story.until(lambda: story.button("paceButton").isVisible(), "it holds")

    async def next_day(story: Story) -> None:
        await story.until(lambda: story.button("paceButton").isVisible(), "it holds still")
        sim.faults.add("accept", "status", http=400)
        refused = sim.add_order(note="")
        await story.until(lambda: bool(sim.calls("accept")), "it was asked for")
        await story.until(lambda: story.speaker.rings, "refused, it waits for a person and rings")
        await story.shown("newColumn", 1)
        assert sim.orders[refused].accepts == []
        sim.faults.add("accept", "reset-after")
        unsure = sim.add_order(note="")
        await story.until(lambda: sim.orders[unsure].accepts == [30], "its answer is lost")
        await story.until(
            lambda: story.cards("preparingColumn") == 1, "the next poll tells that it took effect"
        )
        assert sim.orders[unsure].accepts == [30], "once"

    assert play(turn_on) == 0
    assert play(next_day) == 0
