"""A working day without a mouse: accept, deliver, cancel, undo, a dish off sale, history, closing, report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import OrderStatus
from desktop.sync.jobs.search_index import index_some

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]

CTRL = Qt.KeyboardModifier.ControlModifier


async def press(story: Story, *keys: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    """Press keys one after the other, as slowly as a person: after the scanner filter released the one before.

    Keys are ignored for a moment when the selection has moved by itself; a person looks first.
    """
    guard = story.window.scanner_filter
    for key in keys:
        await story.keys_count()
        focus: QWidget | None = story.window.focusWidget()
        target: QWidget = story.window if focus is None else focus
        if story.window.dialogs.dialog is not None:
            target = story.window.dialogs.dialog
        QTest.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)
        await story.until(lambda: not guard.holds_keys, "the key is released")


def selected_column(story: Story) -> Column | None:
    order = story.window.board.selected
    return None if order is None else order.column


def has_status(sim: Simulator, key: str, status: OrderStatus) -> Callable[[], bool]:
    return lambda: sim.orders[key].status_id == status


def selected(story: Story, key: str) -> Callable[[], bool]:
    def is_selected() -> bool:
        order = story.window.board.selected
        return order is not None and order.payment_key == key

    return is_selected


def can_be_cancelled(story: Story, key: str) -> Callable[[], bool]:
    def may() -> bool:
        order = story.window.board.order(key)
        return order is not None and bool(order.actions) and order.action is None

    return may


async def accept_and_deliver(story: Story, sim: Simulator) -> None:
    # One order: accepted with 45 minutes, on the way, delivered.
    first = sim.add_order(courier_type="restaurant", shipping_method="delivery", note="")
    await story.until(selected(story, first), "the order is selected")
    await press(story, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_Return)
    await story.until(lambda: sim.orders[first].accepts == [45], "accepted with 45 minutes")
    await story.until(can_be_cancelled(story, first), "the vendor has confirmed")
    await press(story, Qt.Key.Key_F2)
    await story.until(has_status(sim, first, OrderStatus.IN_DELIVERY), "on the way")
    await story.shown("onTheWayColumn", 1)
    await story.until(can_be_cancelled(story, first), "the vendor has confirmed")
    await press(story, Qt.Key.Key_F3)
    await story.until(has_status(sim, first, OrderStatus.DELIVERED), "delivered")
    await story.shown("onTheWayColumn", 0)
    # Two at once.
    both = [sim.add_order(courier_type="come_get", shipping_method="pickup", note="") for _ in range(2)]
    await story.shown("newColumn", 2)
    await press(story, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    await press(story, Qt.Key.Key_Return, modifiers=CTRL)
    await story.until(lambda: all(sim.orders[key].accepts for key in both), "both accepted")
    await story.until(lambda: all(can_be_cancelled(story, key)() for key in both), "both confirmed")


async def cancel_and_undo(story: Story, sim: Simulator) -> None:
    window = story.window
    # A cancel that is undone, and one that is not.
    cancelled = window.board.models[Column.PREPARING].order_at(0)
    assert cancelled is not None
    window.board.choose(cancelled.payment_key)
    await press(story, Qt.Key.Key_F4)
    assert window.dialogs.dialog is not None
    await press(story, Qt.Key.Key_3)

    def waits_to_be_sent() -> bool:
        shown = window.board.order(cancelled.payment_key)
        return shown is not None and shown.action is not None and shown.action.state is CommandState.SAVED

    await story.until(waits_to_be_sent, "the cancel can be undone")
    await press(story, Qt.Key.Key_F4)
    await story.until(can_be_cancelled(story, cancelled.payment_key), "it was undone")
    assert sim.calls("cancel") == []
    await press(story, Qt.Key.Key_F4, Qt.Key.Key_3)
    await story.until(has_status(sim, cancelled.payment_key, OrderStatus.CANCELLED), "it was cancelled")


async def sell_out(story: Story, sim: Simulator) -> None:
    window = story.window
    # A dish goes off sale from its order, and on sale from the list.
    await story.until(lambda: bool(window.dialogs.orders.menu.dishes), "the dishes are known")
    sim.add_order(items=[{"name": "İskender", "quantity": 1}], note="")
    await story.shown("newColumn", 1)
    await story.until(lambda: selected_column(story) is Column.NEW, "it is selected")
    await press(story, Qt.Key.Key_K, Qt.Key.Key_1)
    await story.until(lambda: len(sim.off_sale) == 1, "off sale")
    await press(story, Qt.Key.Key_Return)
    await story.shown("newColumn", 0)
    await press(story, Qt.Key.Key_F6)
    await story.until(lambda: window.pages.page is not None, "the dishes are open")
    await press(story, Qt.Key.Key_Down, Qt.Key.Key_Return)
    await story.until(lambda: not sim.off_sale, "back on sale")
    await press(story, Qt.Key.Key_Escape)


async def search_history_and_close(story: Story, sim: Simulator) -> None:
    window = story.window
    # The history lists them.
    await press(story, Qt.Key.Key_F7)
    table = window.findChild(QTableView, "historyTable")
    assert table is not None
    while await index_some(story.program.store):
        pass
    await press(story, Qt.Key.Key_Escape, Qt.Key.Key_F7)
    await story.until(lambda: table.model().rowCount() == 4, "all four are listed")
    await press(story, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    await press(story, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    # The restaurant closes for today.
    await press(story, Qt.Key.Key_F11, *[Qt.Key.Key_Right] * 4, Qt.Key.Key_Space)
    await story.until(lambda: bool(sim.closed), "closed")
    await press(story, Qt.Key.Key_Escape)


async def open_the_report(story: Story) -> None:
    window = story.window
    # The report opens, and Esc returns to the board.
    await press(story, Qt.Key.Key_F12)
    await story.until(lambda: window.pages.page is not None, "the report is open")
    await press(story, Qt.Key.Key_Escape)
    assert window.pages.page is None
    assert window.board.has_keyboard()


def test_a_working_day_by_keyboard_alone(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await accept_and_deliver(story, sim)
        await cancel_and_undo(story, sim)
        await sell_out(story, sim)
        await search_history_and_close(story, sim)
        await open_the_report(story)

    assert play(tell) == 0


def names(keys: str) -> set[str]:
    """Return the keys of one line of the list, such as ``T, A, H`` or ``Ctrl + F3``, as Qt writes them."""
    signs = {"←": "Left", "→": "Right", "Page ↑ ↓": "PgUp, PgDown", "↑": "Up", "↓": "Down", "⌫": "Backspace"}
    for sign, name in ({"Page ↑ ↓": "PgUp, PgDown", "Enter": "Return", "Boşluk": "Space"} | signs).items():
        keys = keys.replace(sign, name)
    return set(re.split(r", | (?!\+)(?<!\+ )", keys)) if "Ctrl" not in keys else {keys.replace(" ", "")}


def test_the_list_of_keys_names_every_key(play: Play) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        await press(story, Qt.Key.Key_F1)
        dialog = window.dialogs.dialog
        assert dialog is not None
        listed = set[str]().union(*(names(label.text()) for label in dialog.findChildren(QLabel)))
        keyboard = window._keyboard
        wanted = {QKeySequence(key).toString() for key in keyboard._table}
        wanted |= {f"Ctrl+{QKeySequence(key).toString()}" for key in keyboard._together}
        wanted |= {entry.key for entry in window.pages if entry.key}
        assert "Ctrl+," in wanted
        assert wanted - listed == {"Ctrl+Enter"}, "the other Enter"

    assert play(tell) == 0
