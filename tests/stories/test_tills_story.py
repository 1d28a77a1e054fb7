"""The shared database goes away and comes back, as the whole program at one till shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.domain.orders.order import OrderStatus
from desktop.domain.tills import StoreLine, StoreProblem
from desktop.sync.events import StoreLineChanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]

SINCE = datetime(2026, 1, 16, 11, 32, tzinfo=UTC)
LOST = StoreLine("postgres", "KASA-1", SINCE, StoreProblem.UNREACHABLE)


async def press(story: Story, key: Qt.Key) -> None:
    await story.keys_count()
    QTest.keyClick(story.window.board, key)
    await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key counts")


def test_without_the_shared_database_presses_are_refused_and_count_again_afterwards(
    play: Play, sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order(note="")
        await story.shown("newColumn", 1)
        events = story.program.backend.events
        window = story.window
        events.emit(StoreLineChanged(LOST))
        await press(story, Qt.Key.Key_Return)
        assert window.dialogs.toast.isVisible()
        assert not window.board_page.pending_accepts.is_pending(key)
        time = window.findChild(QLabel, "asOfTime")
        assert isinstance(time, QLabel)
        assert time.isVisible()
        # Whatever gets past the view is refused as well, and leaves nothing behind.
        story.program.accept(key, 30)
        await press(story, Qt.Key.Key_F4)
        assert window.dialogs.dialog is None
        # Its own bell is silent all the same; the order is not muted for the other tills.
        await story.until(lambda: story.speaker.rings, "rings")
        await press(story, Qt.Key.Key_F8)
        await story.until(lambda: not story.speaker.rings, "silent")
        assert not any(order.muted for order in window.board.waiting())
        before = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > before + 2, "polls")
        assert sim.orders[key].status_id == OrderStatus.RECEIVED
        events.emit(StoreLineChanged(StoreLine("postgres", "KASA-1")))
        assert not time.isVisible()
        await press(story, Qt.Key.Key_Return)
        await story.until(lambda: sim.orders[key].status_id == OrderStatus.CONFIRMED, "accepted")

    assert play(tell) == 0
