"""Updates the search index soon after orders are saved, a few at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.orders.search import SearchFields, search_fields
from desktop.store import CannotSaveError, UnindexedRow
from desktop.sync.events import EventBus, OrdersChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.store import Store

_log = logging.getLogger(__name__)

BATCH: Final = 100
_ROOM_FOR_BATCH: Final = 8 << 20
"""Free bytes. The log of the database takes 280 kB for a batch that the file has no room for, and keeps them."""
_FEW: Final = 4
"""Orders in one batch where there is less room."""
_ROOM_FOR_FEW: Final = 128 << 10
"""Free bytes. With less nothing is indexed: the rest of the disk is for orders."""
_SOON: Final = 3.0
"""Seconds until a change is indexed: at the start orders and the outbox go first, and in a rush one batch takes many."""
_EVERY: Final = 60.0
"""Seconds between checks for orders that nobody announced: after a failure, or in a database that was written anew."""
_PAUSE: Final = 0.02
"""Seconds between two batches: others need the store too."""


class SearchIndexer:
    """Follows the changes of orders. It reads the store only after one: an idle program does nothing each second."""

    def __init__(self, store: Store, events: EventBus) -> None:
        self._store = store
        self._changed = asyncio.Event()
        events.subscribe(OrdersChanged, lambda _event: self._changed.set())

    async def run(self) -> None:
        """Index orders until cancelled."""
        while True:
            await asyncio.sleep(_SOON)
            self._changed.clear()
            await self._index_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY):
                    await self._changed.wait()

    async def _index_all(self) -> None:
        try:
            done = most = 1
            # In a rush the rest waits for the next time: a batch takes many then.
            while most and done >= most and self._store.lease.leads:
                most = batch_size(self._store.free_room)
                done = await index_some(self._store, most)
                await asyncio.sleep(_PAUSE)
        except CannotSaveError as error:
            # Nothing is lost: the orders stay due. A full disk shows as soon as an order is saved.
            _log.warning("the search index could not be written: %s", error)


async def index_some(store: Store, most: int = BATCH) -> int:
    """Index a batch of at most so many orders; return their number.

    Raises:
        CannotSaveError: it could not be written.
    """
    rows = await store.read(lambda tx: tx.unindexed(most)) if most else []
    if rows:
        found = await asyncio.to_thread(_read, rows)
        # Not only the till that leads may: an order that changed meanwhile stays due, and a second time changes nothing.
        await store.write(lambda tx: tx.index(found), spends_reserve=False)
    return len(rows)


def batch_size(free_room: int) -> int:
    """Return how many orders are indexed in one transaction on a disk with so many free bytes."""
    if free_room >= _ROOM_FOR_BATCH:
        return BATCH
    return _FEW if free_room >= _ROOM_FOR_FEW else 0


def _read(rows: Iterable[UnindexedRow]) -> list[tuple[UnindexedRow, SearchFields]]:
    return [(row, _search_fields(row)) for row in rows]


def _search_fields(row: UnindexedRow) -> SearchFields:
    try:
        read = read_order(row.raw.encode("utf-8", "replace"))
    except RecursionError:
        read = None
    # An unreadable payload is found by no text, but it is listed.
    return search_fields(read.order) if isinstance(read, ReadOrder) else SearchFields()
