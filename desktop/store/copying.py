"""Copies all rows of a store into an empty one, of whichever engine, and compares them afterwards.

Numbers of rows and places of orders are kept: print jobs, recalls and pages of searches refer to them. The search index
is not copied; it is made anew from the orders.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.store.queries.connection import Connection

_BATCH: Final = 500
"""Rows in one statement."""


class Table(NamedTuple):
    """A table that is copied."""

    name: str
    key: tuple[str, ...]
    """Columns by which it is read, page by page."""
    columns: tuple[str, ...]
    flags: frozenset[str] = frozenset()
    """Columns that are true, false or, in some, NULL."""
    number: str = ""
    """The column that the engine numbers itself."""


def _table(name: str, key: str, columns: str, flags: str = "", number: str = "") -> Table:
    return Table(name, tuple(key.split()), tuple(columns.split()), frozenset(flags.split()), number)


TABLES: Final = (
    _table(
        "orders",
        "rowid",
        "rowid payment_key number status_id restaurant_id total placed_at scheduled_at received_at changed_at accepted_at"
        " preparing_time muted_at put_away_at raw rang_at first_muted_at gone_at blanked_at reminded_at unseen counted_at",
        number="rowid",
    ),
    _table("events", "id", "id payment_key at kind status_id detail till", number="id"),
    _table(
        "outbox",
        "id",
        "id kind payment_key status_id preparing_time reason_id not_before state attempts in_air message needs_person"
        " created_at last_attempt_at settled_at automatic till press",
        "in_air needs_person automatic",
        "id",
    ),
    _table("rejected", "fingerprint", "fingerprint raw first_seen last_seen times"),
    _table("gaps", "id", "id began_at ended_at off orders longest_wait", "off", "id"),
    _table("facts", "name", "name value"),
    _table("cached", "name", "name json fetched_at"),
    _table(
        "branches",
        "restaurant_id",
        "restaurant_id name position is_open read_at closed_at wanted_open wanted_at reopen_at problem",
        "is_open wanted_open",
    ),
    _table(
        "off_sale",
        "food_id",
        "food_id restaurant_id name since until until_closing wanted_on wanted_at problem by_count",
        "until_closing wanted_on by_count",
    ),
    _table("portions", "food_id", "food_id restaurant_id name start since until"),
    _table("portions_taken", "food_id payment_key", "food_id payment_key quantity doubtful", "doubtful"),
    _table(
        "print_jobs",
        "id",
        "id payment_key ticket moment version printer_id copy sent_to state print_number attempts problem detail broken"
        " claimed_by created_at started_at ended_at answered_at",
        "broken",
        "id",
    ),
    _table(
        "kitchen_bumps",
        "id",
        "id payment_key kind station dishes content recalls before by at",
        number="id",
    ),
)
"""In an order in which no row refers to a later one."""


class CopyError(Exception):
    """The copy is not equal to the original, or its place was not empty; nothing may use it."""


class NotEmptyError(CopyError):
    """The new store has rows already."""


class Copied(msgspec.Struct, frozen=True):
    """The result of a copy."""

    rows: dict[str, int]
    """By table."""
    nul_characters: int
    """Replaced by U+FFFD: PostgreSQL does not save them."""


class _Sum:
    """Number and hash of rows in any order."""

    def __init__(self) -> None:
        self.rows = 0
        self.hash = 0

    def add(self, row: dict[str, object]) -> None:
        self.rows += 1
        digest = hashlib.blake2b(msgspec.msgpack.encode(list(row.values())), digest_size=16).digest()
        self.hash = (self.hash + int.from_bytes(digest, "big")) % (1 << 128)


def copy_rows(source: Connection, target: Connection) -> Copied:
    """Copy all rows, each side inside a transaction of its own that sees one state; the caller commits.

    Raises:
        NotEmptyError: the target has rows already.
        CopyError: it has others than the source afterwards.
    """
    for table in TABLES:
        if target.execute(f"SELECT 1 FROM {table.name} LIMIT 1").fetchone() is not None:  # noqa: S608 - constants
            raise NotEmptyError(f"the new store has rows in {table.name} already")
    counts: dict[str, int] = {}
    replaced = 0
    for table in TABLES:
        original, copied = _Sum(), _Sum()
        for page in _pages(source, table):
            replaced += sum(_count_nul(row) for row in page)
            rows = [_without_nul(row) for row in page]
            for row in rows:
                original.add(row)
            target.executemany(_insert(table), rows)
        for page in _pages(target, table):
            for row in page:
                copied.add(row)
        if (original.rows, original.hash) != (copied.rows, copied.hash):
            raise CopyError(
                f"{table.name}: {original.rows} rows, {copied.rows} in the copy, or another content"
            )
        counts[table.name] = original.rows
    return Copied(counts, replaced)


def _insert(table: Table) -> str:
    columns = ", ".join(table.columns)
    values = ", ".join(f":{column}" for column in table.columns)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({values})"  # noqa: S608 - constants


def _pages(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    after = ""
    values: dict[str, object] = {"limit": _BATCH}
    while True:
        found = connection.execute(
            f"SELECT {columns} FROM {table.name}{after} ORDER BY {key} LIMIT :limit",  # noqa: S608 - constants
            values,
        ).fetchall()
        page = [row_of(table, row) for row in found]
        if page:
            yield page
        if len(page) < _BATCH:
            return
        after = f" WHERE ({key}) > ({', '.join(f':{column}' for column in table.key)})"
        values = {"limit": _BATCH} | {column: page[-1][column] for column in table.key}


def row_of(table: Table, row: Sequence[Any]) -> dict[str, object]:
    """Return a row of a table by its columns, flags as true or false whichever engine it is from."""
    return {
        column: bool(value) if column in table.flags and value is not None else value
        for column, value in zip(table.columns, row, strict=True)
    }


def _count_nul(row: dict[str, object]) -> int:
    return sum(value.count("\0") for value in row.values() if isinstance(value, str))


def _without_nul(row: dict[str, object]) -> dict[str, object]:
    return {
        column: value.replace("\0", "\ufffd") if isinstance(value, str) else value
        for column, value in row.items()
    }
