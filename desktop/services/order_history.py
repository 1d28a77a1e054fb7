"""Searches in stored orders, the timeline of one order, and files of the orders that a search finds.

The store's thread only fetches; payloads are read on another thread, so that a save never waits for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order
from desktop.domain.orders.privacy import redact_before
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.orders.search import Filter, FoundOrder, OrderEvent
from desktop.domain.sales.payment import VARIABLES, grouped, stored_names
from desktop.services.exports.csv_file import csv_lines, style_of_language
from desktop.services.exports.xlsx_file import xlsx_file
from desktop.services.order_export import without_old_personal_data
from desktop.services.order_json import json_lines
from desktop.store import FIRST_PAGE
from desktop.sync.board.board_rows import board_order
from desktop.system.files.atomic_file import BYTE_ORDER_MARK
from desktop.system.files.chosen_file import write_chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.store import Store, StoredOrder

PAGE: Final = 100
_COUNT_LIMIT: Final = 10_000
"""Found orders are counted up to here: nobody reads on."""
_EXPORT_BATCH: Final = 500


class SearchPage(msgspec.Struct, frozen=True):
    """Some of the found orders, the latest first."""

    orders: tuple[FoundOrder, ...]
    has_more: bool


class SearchCount(msgspec.Struct, frozen=True):
    """How many orders a search finds."""

    count: int
    is_more: bool
    """Whether there are more than were counted."""
    unindexed: int
    """Stored orders that no search finds yet."""
    payment_methods: Mapping[str, tuple[str, ...]]
    """The names of the payment methods of indexed orders, the most common first, each with all its spellings."""


class OrderTimeline(msgspec.Struct, frozen=True):
    """One order and its recorded events, oldest first."""

    order: BoardOrder
    events: tuple[OrderEvent, ...]


class OrderHistory:
    """The stored orders of a running program. All methods raise StoreError where they cannot be read."""

    def __init__(self, store: Store, now: Callable[[], datetime], keep_days: Callable[[], int]) -> None:
        """Remember the store.

        Args:
            store: open.
            now: the wall clock, aware.
            keep_days: returns the days after which files leave personal data out, 0 for never.
        """
        self._store = store
        self._now = now
        self._keep_days = keep_days

    async def find(self, wanted: Filter, before: int = FIRST_PAGE) -> SearchPage:
        """Return a page of the orders that a filter finds; it begins below the order at `before`."""
        rows = await self._store.read(lambda tx: tx.found(wanted, before, PAGE + 1))
        orders = await asyncio.to_thread(lambda: tuple(_read(row) for row in rows[:PAGE]))
        return SearchPage(orders, has_more=len(rows) > PAGE)

    async def count(self, wanted: Filter) -> SearchCount:
        """Return how many orders a filter finds."""
        count, unindexed, spellings, variables = await self._store.read(
            lambda tx: (
                tx.count_found(wanted, _COUNT_LIMIT + 1),
                tx.count_unindexed(),
                tx.payment_methods(),
                tx.cached(VARIABLES),
            )
        )
        methods = grouped(spellings, stored_names(variables))
        return SearchCount(min(count, _COUNT_LIMIT), count > _COUNT_LIMIT, unindexed, methods)

    async def timeline(self, payment_key: str) -> OrderTimeline | None:
        """Return an order with its events, None where it is not stored."""
        rows, events = await self._store.read(
            lambda tx: (tx.board_rows([payment_key]), tx.events(payment_key))
        )
        return OrderTimeline(board_order(rows[0]), tuple(events)) if rows else None

    async def save(self, wanted: Filter, path: str) -> int:
        """Write the orders that a filter finds to a file: JSON or Excel where its name ends so, else CSV.

        CSV has the style for spreadsheets of the language in force.

        Returns:
            The number of orders in the file.

        Raises:
            OSError: it could not be written; nothing is left of it.
        """
        rows: list[StoredOrder] = []
        before = FIRST_PAGE
        while True:
            # In batches: a save of new orders gets its turn between two of them.
            batch = await self._store.read(
                lambda tx, before=before: tx.found(wanted, before, _EXPORT_BATCH)  # type: ignore[misc]
            )
            rows += batch
            if len(batch) < _EXPORT_BATCH:
                break
            before = batch[-1].id
        kept = without_old_personal_data(rows, redact_before(self._now(), self._keep_days()))
        await asyncio.to_thread(_write, Path(path), kept, self._store.folder)
        return len(rows)


def _read(row: StoredOrder) -> FoundOrder:
    try:
        read = read_order(row.raw.encode("utf-8", "replace"))
    except RecursionError:
        read = None
    order = read.order if isinstance(read, ReadOrder) else Order(row.payment_key, status_id=row.status_id)
    if order.status_id != row.status_id:
        # The store can be ahead of the payload: the vendor confirmed a command and has not repeated the order yet.
        order = msgspec.structs.replace(order, status_id=row.status_id, status_text="")
    return FoundOrder(row.id, order, row.received_at, row.accepted_at)


def _write(path: Path, rows: Iterable[StoredOrder], data_dir: Path) -> None:
    suffix = path.suffix.lower()
    if suffix == ".json":
        write_chosen(path, (line.encode() for line in json_lines(rows)), data_dir)
    elif suffix == ".xlsx":
        write_chosen(path, [xlsx_file(rows)], data_dir)
    else:
        lines = chain([BYTE_ORDER_MARK], csv_lines(rows, style_of_language()))
        write_chosen(path, (line.encode() for line in lines), data_dir)
