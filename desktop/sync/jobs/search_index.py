"""Updates the search index after orders are saved, a few at a time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.orders.search import SearchFields, search_fields
from desktop.store import CannotSaveError, UnindexedRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.store import Store

_log = logging.getLogger(__name__)

BATCH: Final = 100
_EVERY: Final = 3.0
"""Seconds between checks for orders that are new or changed."""
_PAUSE: Final = 0.02
"""Seconds between two batches: others need the store too."""


async def index_new_orders(store: Store) -> None:
    """Index orders until cancelled; at the start orders and the outbox go first."""
    await asyncio.sleep(_EVERY)
    while True:
        try:
            done = await index_some(store)
        except CannotSaveError as error:
            # Nothing is lost: the orders stay due. A full disk shows as soon as an order is saved.
            _log.warning("the search index could not be written: %s", error)
            done = 0
        await asyncio.sleep(_PAUSE if done == BATCH else _EVERY)


async def index_some(store: Store) -> int:
    """Index a batch of orders; return their number.

    Raises:
        CannotSaveError: it could not be written.
    """
    rows = await store.read(lambda tx: tx.unindexed(BATCH))
    if rows:
        found = await asyncio.to_thread(_read, rows)
        await store.write(lambda tx: tx.index(found))
    return len(rows)


def _read(rows: Iterable[UnindexedRow]) -> list[tuple[UnindexedRow, SearchFields]]:
    return [(row, _search_fields(row)) for row in rows]


def _search_fields(row: UnindexedRow) -> SearchFields:
    try:
        read = read_order(row.raw.encode("utf-8", "replace"))
    except RecursionError:
        read = None
    # An unreadable payload is found by no text, but it is listed.
    return search_fields(read.order) if isinstance(read, ReadOrder) else SearchFields()
