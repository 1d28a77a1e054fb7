"""Orders with all their rows, as they are stored: read from a store of either engine, and written into another one.

Rows get new numbers in the other store: it may have others of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.store.copying import TABLES, row_of
from desktop.store.queries.base import IN_GIVEN, as_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.store.copying import Table
    from desktop.store.queries.connection import Connection, Rows

Row = dict[str, Any]

_TABLES: Final = {table.name: table for table in TABLES}
ORDERS: Final = _TABLES["orders"]
EVENTS: Final = _TABLES["events"]
OUTBOX: Final = _TABLES["outbox"]
BUMPS: Final = _TABLES["kitchen_bumps"]
_BESIDE: Final = tuple(
    _TABLES[name] for name in ("branches", "off_sale", "portions", "portions_taken", "cached", "facts")
)
"""Small tables that belong to no order."""


class OrderRows(msgspec.Struct):
    """Rows of some orders, by column, in the order of their numbers."""

    orders: list[Row] = msgspec.field(default_factory=list)
    events: list[Row] = msgspec.field(default_factory=list)
    outbox: list[Row] = msgspec.field(default_factory=list)
    bumps: list[Row] = msgspec.field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """Payment keys, in the order of arrival."""
        return [order["payment_key"] for order in self.orders]


class RowsBeside(msgspec.Struct):
    """Rows that belong to no order: branches, dishes off sale, portions, cached lists, single values."""

    rows: dict[str, list[Row]]
    """By table."""


def read_orders(connection: Connection, keys: Iterable[str]) -> OrderRows:
    """Return the rows of orders by their payment keys; unknown ones are left out."""
    given = {"given": as_list(keys)}
    # All are sent before the first answer is awaited: on a network this is one round trip.
    asked = [
        connection.execute(
            f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE payment_key {IN_GIVEN} ORDER BY {table.number}",  # noqa: S608 - constants
            given,
        )
        for table in (ORDERS, EVENTS, OUTBOX, BUMPS)
    ]
    return OrderRows(
        *(_rows(table, rows) for table, rows in zip((ORDERS, EVENTS, OUTBOX, BUMPS), asked, strict=True))
    )


def write_orders(connection: Connection, rows: OrderRows) -> None:
    """Save orders as they are in another store, instead of rows that are here."""
    remove_rows(connection, rows.keys)
    columns = ORDERS.columns[1:]
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "payment_key")
    connection.executemany(
        f"{insert(ORDERS, columns)} ON CONFLICT (payment_key) DO UPDATE SET {changed}, indexed = false",
        rows.orders,
    )
    connection.executemany(insert(EVENTS, EVENTS.columns[1:]), rows.events)
    connection.executemany(insert(OUTBOX, OUTBOX.columns[1:]), rows.outbox)
    write_bumps(connection, rows.bumps, {})


def write_bumps(connection: Connection, bumps: Sequence[Row], numbers: dict[int, int]) -> None:
    """Add entries of the kitchen, with new numbers; a recall refers to the new number of its bump.

    Args:
        connection: in a transaction.
        bumps: in the order of their numbers.
        numbers: new numbers of earlier ones, by their old number.
    """
    statement = insert(BUMPS, BUMPS.columns[1:])
    if all(bump["recalls"] is None for bump in bumps):
        connection.executemany(statement, bumps)
        return
    for bump in bumps:
        recalls = None if bump["recalls"] is None else numbers.get(bump["recalls"])
        (number,) = connection.execute(f"{statement} RETURNING id", {**bump, "recalls": recalls}).fetchone()
        numbers[bump["id"]] = number


def remove_rows(connection: Connection, keys: Iterable[str]) -> None:
    """Delete all rows that refer to orders."""
    given = {"given": as_list(keys)}
    for table in (BUMPS, OUTBOX, EVENTS):
        connection.execute(f"DELETE FROM {table.name} WHERE payment_key {IN_GIVEN}", given)  # noqa: S608 - constants


def remove_orders(connection: Connection, keys: Iterable[str]) -> None:
    """Delete orders with their rows."""
    gone = list(keys)
    remove_rows(connection, gone)
    connection.execute(f"DELETE FROM orders WHERE payment_key {IN_GIVEN}", {"given": as_list(gone)})  # noqa: S608 - constants


def read_beside(connection: Connection) -> RowsBeside:
    """Return the rows that belong to no order."""
    asked = [
        connection.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - constants
        for table in _BESIDE
    ]
    return RowsBeside({table.name: _rows(table, rows) for table, rows in zip(_BESIDE, asked, strict=True)})


def write_beside(connection: Connection, beside: RowsBeside) -> None:
    """Save the rows that belong to no order, instead of those that are here."""
    for table in _BESIDE:
        connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - constants
        connection.executemany(insert(table, table.columns), beside.rows[table.name])


def insert(table: Table, columns: Sequence[str]) -> str:
    """Return the statement that adds a row with these columns."""
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({values})"  # noqa: S608 - constants


def _rows(table: Table, rows: Rows) -> list[Row]:
    return [row_of(table, row) for row in rows.fetchall()]
