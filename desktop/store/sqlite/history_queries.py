"""Looking back inside one transaction: what is found for a filter, page by page, and what it is found by.

Plain SQL, no decisions. Pages go by the order of arrival, the latest first, and each begins where the one before
ended: an order that comes meanwhile moves nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.store.rows import ExportRow, from_milliseconds, optional_time, to_milliseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

BEGINNING: Final = 2**62
"""Above every place: the first page."""


class UnindexedRow(msgspec.Struct, frozen=True):
    """An order that looking back does not know, or not as it is now."""

    id: int
    status_id: int
    raw: str


class FactsRow(msgspec.Struct, frozen=True):
    """What an order is found by."""

    id: int
    status_id: int
    pickup: bool
    payment_method: str
    restaurant_id: str
    texts: tuple[str, str, str, str]
    """Number, customer, phone and dishes, folded."""


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for; None and "" for whatever it is."""

    match: str = ""
    """An expression of FTS5."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after the wanted time."""
    status_ids: tuple[int, ...] = ()
    payment_method: str = ""
    restaurant_id: str = ""
    pickup: bool | None = None


class FoundRow(msgspec.Struct, frozen=True):
    """An order that was found."""

    id: int
    """Its place in the order of arrival; the next page begins before it."""
    payment_key: str
    status_id: int
    received_at: datetime
    accepted_at: datetime | None
    raw: str


class HistoryQueries:
    """The history's part of a transaction."""

    _connection: sqlite3.Connection

    # What orders are found by

    def unindexed(self, limit: int) -> list[UnindexedRow]:
        """Return orders that are to be indexed, the latest first."""
        rows = self._connection.execute(
            "SELECT rowid, status_id, raw FROM orders WHERE indexed = 0 ORDER BY received_at DESC LIMIT ?",
            (limit,),
        )
        return [UnindexedRow(*row) for row in rows]

    def count_unindexed(self) -> int:
        """Return how many orders looking back does not know, or not as they are now."""
        return int(self._connection.execute("SELECT count(*) FROM orders WHERE indexed = 0").fetchone()[0])

    def index(self, indexed: Iterable[tuple[UnindexedRow, FactsRow]]) -> None:
        """Write down what orders are found by; of one that has changed since it was read it is done again later."""
        execute = self._connection.execute
        for row, facts in indexed:
            same = execute(
                "UPDATE orders SET indexed = 1 WHERE rowid = ? AND status_id = ? AND raw = ?",
                (row.id, row.status_id, row.raw),
            )
            if not same.rowcount:
                continue
            execute(
                "INSERT OR REPLACE INTO order_facts (id, payment_key, received_at, status_id, pickup, payment_method,"
                " restaurant_id) SELECT rowid, payment_key, received_at, status_id, ?, ?, ? FROM orders"
                " WHERE rowid = ?",
                (facts.pickup, facts.payment_method, facts.restaurant_id, row.id),
            )
            execute("DELETE FROM order_search WHERE rowid = ?", (row.id,))
            execute(
                "INSERT INTO order_search (rowid, number, customer, phone, dishes) VALUES (?, ?, ?, ?, ?)",
                (row.id, *facts.texts),
            )

    # What is found

    def found(self, wanted: Wanted, before: int, limit: int) -> list[FoundRow]:
        """Return a page: orders of an earlier place than `before`, the latest first."""
        tables, conditions, values = _where(wanted)
        # The narrow tables alone decide what is on the page; the wide one is read for that page only.
        rows = self._connection.execute(
            "SELECT o.rowid, o.payment_key, o.status_id, o.received_at, o.accepted_at, o.raw"  # noqa: S608 - our own words
            f" FROM (SELECT {_place(wanted)} AS place FROM {tables} WHERE {conditions} AND {_place(wanted)} < ?"
            f" ORDER BY {_place(wanted)} DESC LIMIT ?) JOIN orders o ON o.rowid = place ORDER BY place DESC",
            (*values, before, limit),
        )
        return [
            FoundRow(place, key, status, from_milliseconds(received), optional_time(accepted), raw)
            for place, key, status, received, accepted, raw in rows
        ]

    def count_found(self, wanted: Wanted, most: int) -> int:
        """Return how many orders are found, counted up to `most`."""
        tables, conditions, values = _where(wanted)
        row = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {conditions} LIMIT ?)",  # noqa: S608
            (*values, most),
        ).fetchone()
        return int(row[0])

    def payment_methods(self) -> list[str]:
        """Return the ways of payment that there are, the most common first."""
        rows = self._connection.execute(
            "SELECT payment_method FROM order_facts WHERE payment_method <> '' GROUP BY payment_method"
            " ORDER BY count(*) DESC LIMIT 20"
        )
        return [str(method) for (method,) in rows]

    def export_found(self, wanted: Wanted, before: int, limit: int) -> tuple[list[ExportRow], int]:
        """Return a page as it is exported, the latest first, and where the next one begins; 0 where there is none."""
        page = self.found(wanted, before, limit)
        rows = [self._export_row(found) for found in page]
        return rows, page[-1].id if len(page) == limit else 0

    def _export_row(self, found: FoundRow) -> ExportRow:
        acknowledged, minutes, rang, muted, pressed = self._connection.execute(
            "SELECT (SELECT min(a.settled_at) FROM outbox a WHERE a.kind = 'acknowledge' AND a.state = 'done'"
            " AND a.payment_key = o.payment_key AND a.settled_at IS NOT NULL), o.preparing_time, o.rang_at,"
            " o.first_muted_at, (SELECT min(c.created_at) FROM outbox c WHERE c.kind = 'accept'"
            " AND c.payment_key = o.payment_key) FROM orders o WHERE o.rowid = ?",
            (found.id,),
        ).fetchone()
        return ExportRow(
            payment_key=found.payment_key,
            status_id=found.status_id,
            received_at=found.received_at,
            acknowledged_at=optional_time(acknowledged),
            accepted_at=found.accepted_at,
            preparing_time=minutes,
            raw=found.raw,
            rang_at=optional_time(rang),
            first_muted_at=optional_time(muted),
            accept_pressed_at=optional_time(pressed),
        )


def _place(wanted: Wanted) -> str:
    return "s.rowid" if wanted.match else "f.id"


def _where(wanted: Wanted) -> tuple[str, str, Sequence[Any]]:
    """Return tables, conditions and their values."""
    conditions: list[str] = []
    values: list[Any] = []

    def need(condition: str, *needed: Any) -> None:
        conditions.append(condition)
        values.extend(needed)

    tables = "order_facts f"
    if wanted.match:
        # CROSS JOIN: the search leads, in the order of its rows; nothing has to be sorted.
        tables = "order_search s CROSS JOIN order_facts f"
        need("s.order_search MATCH ?", wanted.match)
        need("f.id = s.rowid")
    if wanted.since is not None:
        need("f.received_at >= ?", to_milliseconds(wanted.since))
    if wanted.until is not None:
        need("f.received_at < ?", to_milliseconds(wanted.until))
    if wanted.status_ids:
        need(f"f.status_id IN ({', '.join('?' * len(wanted.status_ids))})", *wanted.status_ids)
    if wanted.payment_method:
        need("f.payment_method = ?", wanted.payment_method)
    if wanted.restaurant_id:
        need("f.restaurant_id = ?", wanted.restaurant_id)
    if wanted.pickup is not None:
        need("f.pickup = ?", wanted.pickup)
    return tables, " AND ".join(conditions) or "1", values
