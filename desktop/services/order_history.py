"""Finds stored orders, tells one's life, and writes what is found to a file, beside the running program's work.

The store's thread only fetches; payloads are read on another. Never imports Qt.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order
from desktop.domain.orders.payload import ReadOrder, read_order
from desktop.domain.orders.privacy import redact_before
from desktop.domain.orders.search import Filter, Found, Happening, expression
from desktop.services.order_export import csv_lines, json_lines, without_old_personal_data
from desktop.store import BEGINNING, FoundRow, StoreError, Wanted
from desktop.sync.board.board_rows import board_order
from desktop.system.files.atomic_file import BYTE_ORDER_MARK, write_atomically

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from desktop.store import ExportRow, Store

_log = logging.getLogger(__name__)

PAGE: Final = 100
_COUNTED: Final = 10_000
"""Found orders are counted up to here: nobody reads on."""
_EXPORTED_AT_ONCE: Final = 500


class SearchPage(msgspec.Struct, frozen=True):
    """Some of what is found, the latest first."""

    asked: Filter
    before: int
    """Where it begins; `BEGINNING` for the first."""
    orders: tuple[Found, ...]
    has_more: bool


class SearchCount(msgspec.Struct, frozen=True):
    """How much is found in all."""

    asked: Filter
    count: int
    is_more: bool
    """Whether there are more than were counted."""
    unindexed: int
    """Stored orders that cannot be found yet."""
    payment_methods: tuple[str, ...]


class OrderTimeline(msgspec.Struct, frozen=True):
    """One order, and all that happened to it."""

    order: BoardOrder
    happenings: tuple[Happening, ...]


class OrderHistory:
    """All methods but `close` return at once."""

    def __init__(
        self,
        store: Callable[[], Store],
        now: Callable[[], datetime],
        keep_days: Callable[[], int],
        *,
        on_page: Callable[[SearchPage], None],
        on_count: Callable[[SearchCount], None],
        on_life: Callable[[OrderTimeline], None],
        on_failed: Callable[[str], None],
        on_saved: Callable[[str, int, str], None],
    ) -> None:
        """Take what is needed.

        Args:
            store: returns the open store.
            now: the wall clock, aware.
            keep_days: returns the days after which personal data are left out of what is written, 0 for never.
            on_page: told a page.
            on_count: told how much is found.
            on_life: told an order.
            on_failed: told why something could not be read.
            on_saved: told a path, how many orders are in it, and why it could not be written ("" when it was).
        """
        self._store = store
        self._now = now
        self._keep_days = keep_days
        self._on_page = on_page
        self._on_count = on_count
        self._on_life = on_life
        self._on_failed = on_failed
        self._on_saved = on_saved
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._counting: asyncio.Task[None] | None = None
        self._opening: asyncio.Task[None] | None = None

    def find(self, asked: Filter, before: int = BEGINNING) -> None:
        """Find a page, and with the first one tell how much there is; what is being looked for is given up."""
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._spawn(partial(self._find, asked, before))
        if before == BEGINNING:
            # A task of its own: whoever scrolls on does not want to know the less how much there is.
            if self._counting is not None:
                self._counting.cancel()
            self._counting = self._spawn(partial(self._count, asked))

    def open(self, payment_key: str) -> None:
        """Tell the life of an order; one that is being fetched is given up."""
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._spawn(partial(self._open, payment_key))

    def save(self, asked: Filter, path: str) -> None:
        """Write all that is found to a file, whole or not at all: CSV, or JSON where its name ends so."""
        self._spawn(partial(self._save, asked, path))

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _find(self, asked: Filter, before: int) -> None:
        wanted = _wanted(asked)
        rows = await self._store().read(lambda tx: tx.found(wanted, before, PAGE + 1))
        orders = await asyncio.to_thread(lambda: tuple(_found(row) for row in rows[:PAGE]))
        self._on_page(SearchPage(asked, before, orders, len(rows) > PAGE))

    async def _count(self, asked: Filter) -> None:
        wanted = _wanted(asked)
        count, unindexed, methods = await self._store().read(
            lambda tx: (tx.count_found(wanted, _COUNTED + 1), tx.count_unindexed(), tx.payment_methods())
        )
        self._on_count(SearchCount(asked, min(count, _COUNTED), count > _COUNTED, unindexed, tuple(methods)))

    async def _open(self, payment_key: str) -> None:
        rows, events = await self._store().read(
            lambda tx: (tx.board_rows([payment_key]), tx.events(payment_key))
        )
        if rows:
            happenings = tuple(Happening(row.at, row.kind, row.status_id, row.detail) for row in events)
            self._on_life(OrderTimeline(board_order(rows[0]), happenings))

    async def _save(self, asked: Filter, path: str) -> None:
        try:
            rows = await self._exported(asked)
            kept = without_old_personal_data(rows, redact_before(self._now(), self._keep_days()))
            await asyncio.to_thread(_write, Path(path), kept)
        except OSError as error:
            self._on_saved(path, 0, error.strerror or type(error).__name__)
        else:
            self._on_saved(path, len(rows), "")

    async def _exported(self, asked: Filter) -> list[ExportRow]:
        """Fetch all that is found, some at a time: orders that come meanwhile are not held up."""
        wanted = _wanted(asked)
        rows: list[ExportRow] = []
        before = BEGINNING
        while before:
            page, before = await self._store().read(
                lambda tx, before=before: tx.export_found(wanted, before, _EXPORTED_AT_ONCE)  # type: ignore[misc]
            )
            rows += page
        return rows

    def _spawn(self, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except StoreError as error:
            _log.warning("the history could not be read: %s", error)
            self._on_failed(str(error))


def _wanted(asked: Filter) -> Wanted:
    return Wanted(
        match=expression(asked.text),
        since=asked.since,
        until=asked.until,
        status_ids=asked.status_ids,
        payment_method=asked.payment_method,
        restaurant_id=asked.restaurant_id,
        pickup=asked.pickup,
    )


def _found(row: FoundRow) -> Found:
    try:
        read = read_order(row.raw.encode("utf-8", "replace"))
    except RecursionError:
        read = None
    order = read.order if isinstance(read, ReadOrder) else Order(row.payment_key, status_id=row.status_id)
    if order.status_id != row.status_id:
        # The store can be ahead of the payload: the vendor confirmed, and its echo has not come.
        order = msgspec.structs.replace(order, status_id=row.status_id, status_text="")
    return Found(row.id, order, row.received_at, row.accepted_at)


def _write(path: Path, rows: Iterable[ExportRow]) -> None:
    if path.suffix.lower() == ".json":
        write_atomically(path, (line.encode() for line in json_lines(rows)))
    else:
        write_atomically(path, (line.encode() for line in chain([BYTE_ORDER_MARK], csv_lines(rows))))
