"""Orders that a till received or changed while it worked alone, taken into the shared store.

It may be done again at any time: rows that are there already are recognised by their content, and not added twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.store.changes import Kind
from desktop.store.order_rows import (
    EVENTS,
    ORDERS,
    OUTBOX,
    OrderRows,
    Row,
    insert,
    read_orders,
    write_bumps,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.store.queries.connection import Connection
    from desktop.store.queries.transaction import Transaction

COPIED_AFTER: Final = "alone_copied_after"
"""Single value of a store for working alone: the highest number of an event before the last board was added."""
_MARKS: Final = {
    "events": "alone_after_event",
    "outbox": "alone_after_call",
    "kitchen_bumps": "alone_after_bump",
}
"""By table, single values of the same store: the highest numbers when it began. Higher ones were made alone."""

_OPEN: Final = frozenset({"owed", "unsure"})
_EVENT: Final = ("payment_key", "at", "kind", "status_id")
_BUMP: Final = ("payment_key", "at", "kind", "station", "dishes", "content")
"""Columns that tell rows apart, beside the till; a detail may have been blanked meanwhile."""
_FIRST: Final = ("rang_at", "first_muted_at", "muted_at", "reminded_at", "gone_at", "put_away_at")
"""Flags of an order that are taken where the shared store has none."""
_DETAILS: Final = (
    "number",
    "restaurant_id",
    "total",
    "placed_at",
    "scheduled_at",
    "raw",
    "unseen",
    "blanked_at",
)


class AloneRows(msgspec.Struct):
    """Everything that a till has to give back."""

    rows: OrderRows
    marks: dict[str, int]
    """By table, the highest number of a row that was there when it began."""

    def is_made(self, table: str, row: Row) -> bool:
        """Return whether a row was made alone."""
        return bool(row["id"] > self.marks[table])

    def of_till(self, till: str) -> AloneRows:
        """Return the same with the till's name in the rows that were made alone."""

        def named(table: str, rows: list[Row]) -> list[Row]:
            return [
                {**row, "till": till} if self.is_made(table, row) and not row["till"] else row for row in rows
            ]

        rows = msgspec.structs.replace(
            self.rows, events=named("events", self.rows.events), outbox=named("outbox", self.rows.outbox)
        )
        return AloneRows(rows, self.marks)


class Taken(msgspec.Struct, frozen=True):
    """The result."""

    new: int
    """Orders that the shared store did not know."""
    changed: int
    """Orders that it knew, and that were changed alone."""


def mark_beginning(connection: Connection) -> None:
    """Remember which rows a store for working alone begins with."""
    for table, name in _MARKS.items():
        set_value(connection, name, highest(connection, table))


def highest(connection: Connection, table: str) -> int:
    """Return the highest number of a table, 0 without rows."""
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608 - constants


def set_value(connection: Connection, name: str, value: int) -> None:
    """Save a single value."""
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )


def read_alone(tx: Transaction) -> AloneRows:
    """Return the orders of the board with which a till began to work alone, and those that came or changed since."""
    marks = {table: tx.value(name) or 0 for table, name in _MARKS.items()}
    keys = [
        key
        for (key,) in tx.connection.execute(
            "SELECT payment_key FROM events WHERE id > :copied UNION SELECT payment_key FROM outbox WHERE id > :outbox"
            " UNION SELECT payment_key FROM kitchen_bumps WHERE id > :bump",
            {
                "copied": tx.value(COPIED_AFTER) or 0,
                "outbox": marks["outbox"],
                "bump": marks["kitchen_bumps"],
            },
        ).fetchall()
    ]
    return AloneRows(read_orders(tx.connection, keys), marks)


def take_orders(tx: Transaction, alone: AloneRows, till: str) -> Taken:
    """Add to the shared store everything that it does not have.

    Its own rows stay, unless an order was accepted or changed alone and not since.

    Args:
        tx: a transaction on the shared store.
        alone: as `read_alone` returned it.
        till: name of the till, for the rows that were made alone.
    """
    connection = tx.connection
    alone = alone.of_till(till)
    here = read_orders(connection, alone.rows.keys)
    known = {order["payment_key"]: order for order in here.orders}
    new = [order for order in alone.rows.orders if order["payment_key"] not in known]
    connection.executemany(insert(ORDERS, ORDERS.columns[1:]), new)
    newer = _last_changes(event for event in alone.rows.events if alone.is_made("events", event))
    older = _last_changes(here.events)
    changed: set[str] = set()
    for order in alone.rows.orders:
        key = order["payment_key"]
        if key in known:
            columns = _merged(order, known[key], is_newer=newer.get(key, 0) > older.get(key, 0))
            if columns:
                changed.add(key)
                _update(connection, key, columns)
    new_keys = {order["payment_key"] for order in new}
    changed |= _add_events(connection, alone, here, new_keys)
    changed |= _add_calls(connection, alone, here, new_keys)
    changed |= _add_bumps(connection, alone, here, new_keys)
    changed -= new_keys
    if keys := new_keys | changed:
        tx.changed(Kind.ORDERS, *keys)
        tx.changed(Kind.OUTBOX)
    return Taken(len(new), len(changed))


def _last_changes(events: Iterable[Row]) -> dict[str, int]:
    """Return, by order, the time of the last event that the vendor caused."""
    found: dict[str, int] = {}
    for event in events:
        if event["kind"] in _BY_VENDOR:
            found[event["payment_key"]] = max(found.get(event["payment_key"], 0), event["at"])
    return found


_BY_VENDOR: Final = frozenset({"received", "status changed", "details changed", "open again"})


def _merged(alone: Row, here: Row, *, is_newer: bool) -> Row:
    """Return the columns of a known order that change."""
    columns = {name: alone[name] for name in _FIRST if here[name] is None and alone[name] is not None}
    if is_newer:
        names = (*_DETAILS, "status_id", "changed_at")
        columns |= {name: alone[name] for name in names if alone[name] != here[name]}
    elif alone["status_id"] != here["status_id"] and alone["changed_at"] > here["changed_at"]:
        columns |= {name: alone[name] for name in ("status_id", "changed_at")}
    if here["accepted_at"] is None and alone["accepted_at"] is not None:
        columns |= {name: alone[name] for name in ("accepted_at", "preparing_time")}
    return columns


def _update(connection: Connection, key: str, columns: Row) -> None:
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    connection.execute(
        f"UPDATE orders SET {changes}, indexed = false WHERE payment_key = :payment_key",  # noqa: S608 - constants
        {**columns, "payment_key": key},
    )


def _add_events(connection: Connection, alone: AloneRows, here: OrderRows, new: set[str]) -> set[str]:
    found = Counter(_identity(event, _EVENT) for event in here.events)
    added = []
    for event in alone.rows.events:
        if event["payment_key"] in new:
            added.append(event)
        elif alone.is_made("events", event):
            identity = _identity(event, _EVENT)
            if found[identity]:
                found[identity] -= 1
            else:
                added.append(event)
    connection.executemany(insert(EVENTS, EVENTS.columns[1:]), added)
    return {event["payment_key"] for event in added}


def _add_calls(connection: Connection, alone: AloneRows, here: OrderRows, new: set[str]) -> set[str]:
    """Add the calls to the vendor, and settle those that were owed here and are settled there."""
    found = {_call(row): row for row in here.outbox}
    commanded = {
        row["payment_key"] for row in here.outbox if row["kind"] != "acknowledge" and row["state"] in _OPEN
    }
    added, settled = [], []
    for row in alone.rows.outbox:
        same = found.get(_call(row))
        if same is not None:
            if same["state"] in _OPEN and row["state"] not in _OPEN:
                settled.append({**row, "id": same["id"]})
                commanded.discard(row["payment_key"] if row["kind"] != "acknowledge" else "")
        elif row["payment_key"] in new or alone.is_made("outbox", row):
            added.append(row)
    columns = ("state", "attempts", "in_air", "message", "needs_person", "last_attempt_at", "settled_at")
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    # First: an order has one open command at most.
    connection.executemany(f"UPDATE outbox SET {changes} WHERE id = :id", settled)  # noqa: S608 - constants
    # The command of another till was given meanwhile, and is still on its way: it counts.
    kept = [
        row
        for row in added
        if row["kind"] == "acknowledge" or row["state"] not in _OPEN or row["payment_key"] not in commanded
    ]
    connection.executemany(insert(OUTBOX, OUTBOX.columns[1:]), kept)
    return {row["payment_key"] for row in (*settled, *kept)}


def _add_bumps(connection: Connection, alone: AloneRows, here: OrderRows, new: set[str]) -> set[str]:
    found: dict[tuple[object, ...], list[int]] = {}
    for bump in here.bumps:
        found.setdefault(_identity(bump, _BUMP), []).append(bump["id"])
    recalled = {bump["recalls"] for bump in here.bumps}
    numbers: dict[int, int] = {}
    added = []
    for bump in alone.rows.bumps:
        same = found.get(_identity(bump, _BUMP))
        if same:
            numbers[bump["id"]] = same.pop(0)
        elif (bump["payment_key"] in new or alone.is_made("kitchen_bumps", bump)) and (
            # A bump is taken back once.
            bump["recalls"] not in numbers or numbers[bump["recalls"]] not in recalled
        ):
            added.append(bump)
    write_bumps(connection, added, numbers)
    return {bump["payment_key"] for bump in added}


def _identity(row: Row, columns: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(row[name] for name in columns)


def _call(row: Row) -> tuple[object, ...]:
    """Return the columns that tell calls apart: an acknowledgement is for a status, a command for a moment."""
    if row["kind"] == "acknowledge":
        return (row["payment_key"], "acknowledge", row["status_id"])
    return (row["payment_key"], row["kind"], row["created_at"])
