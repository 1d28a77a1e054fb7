"""Keeps what orders are found by up to date, beside their own way: after they are saved, a few at a time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.payload import ReadOrder, read_order
from desktop.domain.orders.search import SearchFields, search_fields
from desktop.store import CannotSaveError, UnindexedRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.store import Store

_log = logging.getLogger(__name__)

BATCH: Final = 100
_LOOK_EVERY: Final = 3.0
"""Seconds between looks for orders that came or changed."""
_BREATH: Final = 0.02
"""Seconds between two batches: whoever else needs the store gets it."""


async def index_new_orders(store: Store) -> None:
    """Index what is not, until cancelled; at the start orders and what is owed go first."""
    await asyncio.sleep(_LOOK_EVERY)
    while True:
        try:
            done = await index_some(store)
        except CannotSaveError as error:
            # Nothing is lost by it: it is due still. That nothing can be saved is told by the orders themselves.
            _log.warning("the history could not be written: %s", error)
            done = 0
        await asyncio.sleep(_BREATH if done == BATCH else _LOOK_EVERY)


async def index_some(store: Store) -> int:
    """Index a batch of orders; returns how many there were.

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
