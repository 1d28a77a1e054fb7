"""How fast orders are promised: the rush that people began, and the rule that accepts in their place.

Both live through a restart: a rush in the store, the rule in the settings. What the rule accepts goes through the same
outbox as a press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.auto_accept import AutoAccept, Rush, may_accept, with_rush
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.rows import to_milliseconds
from desktop.sync.board.board_rows import board_order
from desktop.sync.events import Event, RushChanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import OutboxRow, Store, Transaction
    from desktop.sync.outbox.records import OutboxRecords

_MINUTES: Final = "rush_minutes"
_UNTIL: Final = "rush_until"


class AutoAccepter:
    """All methods raise CannotSaveError."""

    def __init__(
        self, store: Store, records: OutboxRecords, emit: Callable[[Event], None], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._records = records
        self._emit = emit
        self._now = now
        self._rush: Rush | None = None
        self.rule: AutoAccept | None = None
        """What accepts in a person's place, None for nobody."""

    @property
    def rush_minutes(self) -> int:
        """Minutes added to a preparation time now."""
        rush = self._rush
        return 0 if rush is None or to_milliseconds(self._now()) >= rush.until else rush.minutes

    async def load(self) -> None:
        """Take up a rush that was begun before the program ended."""
        minutes, until = await self._store.read(lambda tx: (tx.value(_MINUTES), tx.value(_UNTIL)))
        if minutes and until and until > to_milliseconds(self._now()):
            self._rush = Rush(minutes, until)
            self._emit(RushChanged(self._rush))

    async def start_rush(self, minutes: int, lasts: timedelta) -> None:
        """Add so many minutes to every preparation time for a while; 0 ends it."""
        until = to_milliseconds(self._now() + lasts)

        def work(tx: Transaction) -> None:
            tx.set_value(_MINUTES, minutes)
            tx.set_value(_UNTIL, until)

        await self._store.write(work)
        self._rush = Rush(minutes, until) if minutes else None
        self._emit(RushChanged(self._rush))

    def look(self) -> None:
        """End a rush whose time is over."""
        if self._rush is not None and to_milliseconds(self._now()) >= self._rush.until:
            self._rush = None
            self._emit(RushChanged(None))

    async def accept_by_rule(self, since: datetime, *, may: Callable[[], bool]) -> list[OutboxRow]:
        """Accept what the rule allows, and return what is owed for it.

        Args:
            since: as for the board: see `Transaction.on_board`.
            may: whether the vendor can be told; asked before each order, as is whether the rule still holds.
        """
        rule = self.rule
        if rule is None or not may():
            return []
        waiting = await self._store.read(
            lambda tx: [o for o in map(board_order, tx.on_board(since)) if o.waits]
        )
        queued = []
        for order in waiting:
            if self.rule is not rule or not may():
                break
            row = await self._accept(order, len(waiting), rule)
            if row is not None:
                queued.append(row)
        return queued

    async def _accept(self, order: BoardOrder, waiting: int, rule: AutoAccept) -> OutboxRow | None:
        at = self._now().astimezone(ISTANBUL).time()
        if not may_accept(order, waiting, rule, at):
            return None
        minutes = with_rush(rule.preparing_time, self.rush_minutes)
        return await self._records.enqueue_accept(order.payment_key, minutes, automatic=True)
