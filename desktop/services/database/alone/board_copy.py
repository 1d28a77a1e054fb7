"""The board of a shared database, copied to this computer: shown and worked with while the database is away.

The copy holds the orders of the board with all their rows, and nothing else of customers: what leaves the board leaves it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.services.database.opener import BOARD_FOLDER
from desktop.store.changes import EVERYTHING, Changes, Kind
from desktop.store.errors import StoreError
from desktop.store.order_rows import (
    OrderRows,
    RowsBeside,
    read_beside,
    read_orders,
    remove_orders,
    write_beside,
    write_orders,
)
from desktop.store.rows import from_milliseconds, to_milliseconds
from desktop.store.sqlite.store import SqliteStore
from desktop.store.taking import set_value
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.events import (
    BoardReplaced,
    BranchesChanged,
    MenuChanged,
    OffSaleChanged,
    OrdersChanged,
    PollEnded,
    PortionsChanged,
    RushChanged,
)
from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.tills import StoreLine
    from desktop.store import Store, Transaction
    from desktop.sync.events import EventBus
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_AS_OF: Final = "board_as_of"
"""Single value of the copy: the database's time at which it was right."""
_PAUSE: Final = 0.5
"""Seconds in which changes are collected: the board comes first."""
_BESIDE: Final = frozenset({Kind.RESTAURANT, Kind.LISTS, Kind.VALUES})


class LastBoard(NamedTuple):
    """The board as it was when this till last read it."""

    orders: tuple[BoardOrder, ...]
    as_of: datetime


class CopiedRows(NamedTuple):
    """The rows of the copy."""

    orders: OrderRows
    beside: RowsBeside | None
    as_of: datetime


async def read_last_board(data_dir: Path) -> LastBoard | None:
    """Return the last board, None where this computer has none; it never fails.

    Only before `BoardCopy.start`, or after its end.
    """

    def read(tx: Transaction) -> LastBoard | None:
        as_of = tx.value(_AS_OF)
        if as_of is None:
            return None
        at = from_milliseconds(as_of)
        return LastBoard(tuple(map(board_order, tx.on_board(board_since(at)))), at)

    try:
        async with _opened(data_dir) as copy:
            return None if copy is None else await copy.read(read)
    except StoreError as error:
        _log.warning("the last board cannot be read: %s", error)
        return None


async def read_copied_rows(data_dir: Path) -> CopiedRows | None:
    """Return all rows of the copy, None where this computer has none.

    Raises:
        StoreError: it cannot be read.
    """

    def read(tx: Transaction) -> CopiedRows | None:
        as_of = tx.value(_AS_OF)
        if as_of is None:
            return None
        keys = [key for (key,) in tx.connection.execute("SELECT payment_key FROM orders").fetchall()]
        beside = read_beside(tx.connection)
        beside.rows["facts"] = [row for row in beside.rows["facts"] if row["name"] != _AS_OF]
        return CopiedRows(read_orders(tx.connection, keys), beside, from_milliseconds(as_of))

    async with _opened(data_dir) as copy:
        return None if copy is None else await copy.read(read)


@asynccontextmanager
async def _opened(data_dir: Path) -> AsyncIterator[SqliteStore | None]:
    folder = data_dir / BOARD_FOLDER
    if not folder.is_dir():
        yield None
        return
    store = await _open(folder)
    try:
        yield store
    finally:
        await store.close()


async def _open(folder: Path) -> SqliteStore:
    await asyncio.to_thread(folder.mkdir, mode=0o700, exist_ok=True)
    store = await SqliteStore.open(folder)
    if store.moved_aside is not None:
        # A copy can be made again, and a damaged file would keep customers' data.
        store.moved_aside.unlink(missing_ok=True)
    return store


class BoardCopy:
    """Keeps the copy of one data folder up to date, in the background."""

    def __init__(self, store: Store, data_dir: Path, events: EventBus, troubles: TroubleList) -> None:
        """Prepare; `start` begins.

        Args:
            store: the shared one.
            data_dir: of this program.
            events: of the board: own changes are published there, and those of other tills.
            troubles: for unexpected errors.
        """
        self._store = store
        self._folder = data_dir / BOARD_FOLDER
        self._tasks = BackgroundTasks(troubles)
        self._copy: SqliteStore | None = None
        self._due = EVERYTHING
        self._wanted, self._idle = asyncio.Event(), asyncio.Event()
        store.on_changes(self._note)
        store.on_line(self._on_line)
        events.subscribe(OrdersChanged, self._on_orders)
        events.subscribe(BoardReplaced, lambda _: self._note(EVERYTHING))
        events.subscribe(PollEnded, lambda _: self._note(Changes(frozenset({Kind.POLL}))))
        for kind in (BranchesChanged, MenuChanged, OffSaleChanged, PortionsChanged, RushChanged):
            events.subscribe(kind, lambda _: self._note(Changes(frozenset({Kind.RESTAURANT}))))

    def start(self) -> None:
        """Copy the board now, and each change from now on."""
        self._note(EVERYTHING)
        self._tasks.keep_running("copy of the board", self._follow)

    def note_all(self) -> None:
        """Copy the whole board again soon."""
        self._note(EVERYTHING)

    async def wait_idle(self) -> None:
        """Wait until everything that changed so far is copied, or the database is away."""
        await self._idle.wait()

    async def close(self) -> None:
        """Copy no more."""
        await self._tasks.close()
        if self._copy is not None:
            await self._copy.close()
            self._copy = None

    def _note(self, changes: Changes) -> None:
        self._due |= changes
        self._idle.clear()
        self._wanted.set()

    def _on_orders(self, event: OrdersChanged) -> None:
        self._note(Changes(frozenset({Kind.ORDERS}), frozenset(order.payment_key for order in event.orders)))

    def _on_line(self, line: StoreLine) -> None:
        if not line.is_lost:
            self._note(EVERYTHING)

    async def _follow(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(_PAUSE)
            self._wanted.clear()
            due, self._due = self._due, Changes()
            if due and not self._store.line.is_lost:
                try:
                    await self._save(due)
                except StoreError as error:
                    # After a gap in the line everything is read again; a full disk here must not disturb the work.
                    self._due = EVERYTHING
                    _log.warning("the board cannot be copied: %s", error)
            if not self._wanted.is_set():
                self._idle.set()

    async def _save(self, due: Changes) -> None:
        if self._copy is None:
            self._copy = await _open(self._folder)
        rows, beside, at = await self._store.read(lambda tx: _read(tx, due))
        changed = due.orders

        def save(tx: Transaction) -> None:
            if changed is None:
                kept = set(rows.keys)
                stored = tx.connection.execute("SELECT payment_key FROM orders").fetchall()
                remove_orders(tx.connection, [key for (key,) in stored if key not in kept])
            else:
                remove_orders(tx.connection, changed.difference(rows.keys))
            write_orders(tx.connection, rows)
            if beside is not None:
                write_beside(tx.connection, beside)
            set_value(tx.connection, _AS_OF, to_milliseconds(at))

        await self._copy.write(save, spends_reserve=False)


def _read(tx: Transaction, due: Changes) -> tuple[OrderRows, RowsBeside | None, datetime]:
    """Return the rows of changed orders that are on the board, and those beside them where they changed."""
    at = tx.now()
    on_board: list[str] = []
    if due.orders is None or due.orders:
        on_board = tx.keys_on_board(board_since(at))
        if due.orders is not None:
            on_board = [key for key in on_board if key in due.orders]
    beside = read_beside(tx.connection) if due.orders is None or due.kinds & _BESIDE else None
    return read_orders(tx.connection, on_board) if on_board else OrderRows(), beside, at
