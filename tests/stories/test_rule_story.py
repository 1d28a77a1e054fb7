"""Accepting by rule in the whole program: the card says so, nothing rings, and a cancel undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.domain.orders.order import OrderStatus
from desktop.ui.text.orders import order_words
from tests.stories.test_keyboard_day import press

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]


async def switch_on(story: Story) -> None:
    """Choose the rule in the menu and confirm the dialog that explains it."""
    await press(story, Qt.Key.Key_F10)
    menu = story.window.findChild(QMenu, "mainMenu")
    assert menu is not None
    (rule,) = (action for action in menu.actions() if action.text() == "Otomatik kabul")
    rule.trigger()
    menu.close()
    dialog = story.window.dialogs.dialog
    assert dialog is not None, "the dialog explains the rule first"
    dialog.accept()
    await story.until(lambda: story.button("paceButton").isVisible(), "the header shows the rule")


def test_an_order_accepted_by_rule_says_so_and_can_be_cancelled(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        await switch_on(story)
        plain = sim.add_order(note="")
        await story.until(lambda: sim.orders[plain].accepts == [30], "the rule has accepted it")
        await story.shown("preparingColumn", 1)

        def says_so() -> bool:
            order = window.board.order(plain)
            line = None if order is None else order_words.command_line(order)
            return line is not None and line.text.startswith("Otomatik kabul edildi")

        await story.until(says_so, "the card says that a rule accepted it")
        await story.until(lambda: not story.speaker.rings, "nothing rings")
        # An order with a note is left to a person and rings.
        noted = sim.add_order(note="Fıstık alerjim var")
        await story.shown("newColumn", 1)
        await story.until(lambda: story.speaker.rings, "it rings")
        assert sim.orders[noted].accepts == []
        # A cancel undoes an accept by rule.
        window.board.choose(plain)
        await story.until(
            lambda: bool((found := window.board.order(plain)) and found.actions), "it can be cancelled"
        )
        await press(story, Qt.Key.Key_F4, Qt.Key.Key_3)
        await story.until(lambda: sim.orders[plain].status_id == OrderStatus.CANCELLED, "it is cancelled")

    assert play(tell) == 0


def test_the_rule_survives_a_restart_and_sends_an_accept_with_a_lost_answer_once(
    play: Play, sim: Simulator
) -> None:
    async def next_day(story: Story) -> None:
        await story.until(lambda: story.button("paceButton").isVisible(), "the rule is still on")
        sim.faults.add("accept", "status", http=400)
        refused = sim.add_order(note="")
        await story.until(lambda: bool(sim.calls("accept")), "the rule accepts it")
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

    assert play(switch_on) == 0
    assert play(next_day) == 0
