"""The rush hour that people started, and the rule that accepts orders in their place.

Both survive a restart: the rush in the store, the rule in the settings. Orders that the rule accepts go through the same
outbox as a person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.auto_accept import AutoAccept, Rush, may_accept, with_rush
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.changes import Kind
from desktop.store.rows import to_milliseconds
from desktop.sync.board.board_rows import stored_board
from desktop.sync.events import EventBus, RushChanged

if TYPE_CHECKING:
    from datetime import timedelta

    from desktop.domain.clock import Clock
    from desktop.store import Store, Transaction
    from desktop.sync.outbox.records import OutboxRecords, SendQueue

_MINUTES: Final = "rush_minutes"
_UNTIL: Final = "rush_until"


class AutoAccepter:
    """All methods raise CannotSaveError."""

    def __init__(
        self,
        store: Store,
        records: OutboxRecords,
        queue: SendQueue,
        events: EventBus,
        clock: Clock,
    ) -> None:
        self._store = store
        self._records = records
        self._queue = queue
        self._events = events
        self._clock = clock
        self._rush: Rush | None = None
        self.rule: AutoAccept | None = None
        """The rule that accepts in a person's place, None where people accept."""

    @property
    def rush_minutes(self) -> int:
        """Minutes added to a preparation time now."""
        rush = self._rush
        return 0 if rush is None or to_milliseconds(self._clock.now()) >= rush.until else rush.minutes

    async def load(self) -> None:
        """Continue a rush that was started before the program ended, or at another till; end one that was ended there."""

        def stored(tx: Transaction) -> Rush | None:
            minutes, until = tx.value(_MINUTES), tx.value(_UNTIL)
            if minutes and until and until > to_milliseconds(tx.now()):
                return Rush(minutes, until)
            return None

        self._set(await self._store.read(stored))

    async def start_rush(self, minutes: int, lasts: timedelta) -> None:
        """Add so many minutes to every preparation time for a while; 0 ends the rush."""

        def work(tx: Transaction) -> int:
            until = to_milliseconds(tx.now() + lasts)
            tx.changed(Kind.VALUES)
            tx.set_value(_MINUTES, minutes)
            tx.set_value(_UNTIL, until)
            return until

        until = await self._store.write(work)
        self._set(Rush(minutes, until) if minutes else None)

    def end_rush(self) -> None:
        """End a rush whose time is over."""
        if self._rush is not None and to_milliseconds(self._clock.now()) >= self._rush.until:
            self._set(None)

    def _set(self, rush: Rush | None) -> None:
        if rush != self._rush:
            self._rush = rush
            self._events.emit(RushChanged(rush))

    async def accept_waiting(self) -> None:
        """Accept the waiting orders that the rule allows; none where there is no rule.

        Nothing is accepted while the vendor does not answer: those orders are left to people, who may know another way.
        """
        rule = self.rule
        if rule is None or not self._queue.answered:
            return
        waiting = [order for order in await stored_board(self._store) if order.waits]
        for order in waiting:
            if self.rule is not rule or not self._queue.answered:
                break
            at = self._clock.now().astimezone(ISTANBUL).time()
            if may_accept(order, len(waiting), rule, at):
                minutes = with_rush(rule.preparing_time, self.rush_minutes)
                await self._records.enqueue_accept(order.payment_key, minutes, automatic=True)
