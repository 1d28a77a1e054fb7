"""Brings back orders that the vendor has forgotten and the shared database too.

A late replica, or a backup, may replace the database: orders of its last moments are gone then, and the vendor, who was told
that they arrived, never sends them again. Each till keeps a journal of the orders that it acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.trouble import TroubleKind
from desktop.store import StoreError
from desktop.store.sqlite.journal import LASTS
from desktop.sync.board.board_rows import board_order
from desktop.sync.events import Cause, OrdersChanged
from desktop.sync.tills.restoring import Restored, is_lost, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.clock import Clock
    from desktop.store import Store
    from desktop.store.journal import JournalEntry
    from desktop.store.sqlite.journal import SqliteJournal
    from desktop.sync.board.print_planner import PrintPlanner
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_EVERY: Final = 600.0
"""Seconds between two removals of old entries."""
_AGAIN: Final = 5.0
"""Seconds until the next attempt where the database cannot be asked."""


class LostOrders:
    """The journal of this till. Call `run` in a task, and `look` when the database may be another one than before."""

    def __init__(
        self,
        store: Store,
        journal: SqliteJournal,
        publisher: BoardPublisher,
        planner: PrintPlanner,
        troubles: TroubleList,
        *,
        clock: Clock,
        keep_days: Callable[[], int],
    ) -> None:
        self._store = store
        self._journal = journal
        self._publisher = publisher
        self._planner = planner
        self._troubles = troubles
        self._clock = clock
        self._keep_days = keep_days
        self._is_bound = False
        """Whether the journal is known to be one of this database."""
        self._reported = False
        self.looked = 0
        """How often the database was looked at."""
        self._due = asyncio.Event()
        self._due.set()
        self._lock = asyncio.Lock()

    def look(self) -> None:
        """Look soon for orders that the database has lost: it was away, or this till begins to lead."""
        self._due.set()

    async def note(self, entries: Iterable[JournalEntry]) -> None:
        """Save entries; people are told where that is not possible.

        It never fails: the orders are saved in the database. Without their acknowledgement the vendor would take this
        restaurant for deaf, which is sure harm, and the journal serves only where the database is lost in the same hour.
        """
        try:
            async with self._lock:
                await self._bind()
                await self._journal.note(entries)
        except StoreError as error:
            _log.error("the journal cannot be written: %s", error)
            if not self._reported:
                self._reported = True
                self._troubles.begin(TroubleKind.NOTICE, f"journal:{error}", dismissible=True)
        else:
            self._reported = False

    async def run(self) -> None:
        """Look for lost orders, and remove old entries, until cancelled."""
        pause = _AGAIN
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_EVERY):
                        await self._due.wait()
                is_due = self._due.is_set()
                self._due.clear()
                try:
                    await self._look(finds=is_due)
                    pause = _AGAIN
                except StoreError as error:
                    _log.info("lost orders cannot be looked for: %s", error)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _EVERY)
                    self._due.set()
        finally:
            await self._journal.close()

    async def _look(self, *, finds: bool) -> None:
        async with self._lock:
            await self._forget()
            if finds:
                await self._find()
                self.looked += 1

    async def _forget(self) -> None:
        days = self._keep_days()
        lasts = min(LASTS, timedelta(days=days)) if days > 0 else LASTS
        await self._journal.forget(self._clock.now() - lasts)

    async def _bind(self) -> None:
        """Begin the journal anew where it is of another database."""
        if self._is_bound:
            return
        expected = await self._journal.store_id()
        store_id = await self._store.write(lambda tx: tx.store_id())
        if store_id != expected:
            await self._journal.begin(store_id)
        self._is_bound = True

    async def _find(self) -> None:
        entries = await self._journal.entries()
        if not entries:
            return
        known = await self._store.read(lambda tx: tx.known_states(entry.payment_key for entry in entries))
        if known.store_id != await self._journal.store_id():
            # Another database, or one from before all tills: its orders are not these.
            self._is_bound = False
            await self._bind()
            return
        lost = [entry for entry in entries if is_lost(entry, known.orders.get(entry.payment_key))]
        if not lost:
            return
        # Whichever till has them, also one that leads no more: nothing is overwritten, see `restore`.
        restored = await self._store.write(lambda tx: restore(tx, lost, self._planner))
        if restored.rows:
            self._publish(restored)

    def _publish(self, restored: Restored) -> None:
        _log.warning("the database had lost orders", extra={"orders": len(restored.rows)})
        orders = tuple(map(board_order, restored.rows))
        self._publisher.publish(OrdersChanged(orders, Cause.POLL, restored.new, restored.announced))
        self._troubles.begin(TroubleKind.NOTICE, f"lost:{len(orders)}", dismissible=True)
