"""The search index and the searches of one transaction.

A page lists orders in the order of arrival, the latest first, and begins where the page before it ended.
An order that arrives meanwhile shifts nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.search import search_words
from desktop.store.rows import (
    StoredOrder,
    UnindexedRow,
    from_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from desktop.domain.orders.search import Filter, SearchFields

_STORED: Final = """
SELECT o.rowid, o.payment_key, o.status_id, o.received_at,
       (SELECT min(a.settled_at) FROM outbox a WHERE a.kind = 'acknowledge' AND a.state = 'done'
           AND a.payment_key = o.payment_key AND a.settled_at IS NOT NULL),
       o.accepted_at, o.preparing_time, o.rang_at, o.first_muted_at,
       (SELECT min(c.created_at) FROM outbox c WHERE c.kind = 'accept' AND c.payment_key = o.payment_key), o.raw
"""


class HistoryQueries:
    """The search's part of a transaction."""

    _connection: sqlite3.Connection

    # The search index

    def unindexed(self, limit: int) -> list[UnindexedRow]:
        """Return orders that the index does not have in their present state, the latest first."""
        rows = self._connection.execute(
            "SELECT rowid, status_id, raw FROM orders WHERE indexed = 0 ORDER BY received_at DESC LIMIT ?",
            (limit,),
        )
        return [UnindexedRow(*row) for row in rows]

    def count_unindexed(self) -> int:
        """Return how many orders the index does not have in their present state."""
        return int(self._connection.execute("SELECT count(*) FROM orders WHERE indexed = 0").fetchone()[0])

    def index(self, indexed: Iterable[tuple[UnindexedRow, SearchFields]]) -> None:
        """Save the search fields of orders; an order that changed since it was read stays unindexed."""
        execute = self._connection.execute
        for row, fields in indexed:
            unchanged = execute(
                "UPDATE orders SET indexed = 1 WHERE rowid = ? AND status_id = ? AND raw = ?",
                (row.id, row.status_id, row.raw),
            )
            if not unchanged.rowcount:
                continue
            execute(
                "INSERT OR REPLACE INTO order_facts (id, payment_key, received_at, status_id, pickup, payment_method,"
                " restaurant_id) SELECT rowid, payment_key, received_at, status_id, ?, ?, ? FROM orders"
                " WHERE rowid = ?",
                (fields.pickup, fields.payment_method, fields.restaurant_id, row.id),
            )
            execute("DELETE FROM order_search WHERE rowid = ?", (row.id,))
            execute(
                "INSERT INTO order_search (rowid, number, customer, phone, dishes) VALUES (?, ?, ?, ?, ?)",
                (row.id, fields.number, fields.customer, fields.phone, fields.dishes),
            )

    # Searches

    def found(self, wanted: Filter, before: int, limit: int) -> list[StoredOrder]:
        """Return a page of the indexed orders that a filter finds, the latest first.

        Args:
            wanted: the filter.
            before: the `StoredOrder.id` below which the page begins; `FIRST_PAGE` for the first one.
            limit: orders on the page, at most.
        """
        place, tables, conditions, values = _where(wanted)
        # The narrow tables choose the page; the wide table is read for the orders on that page only.
        rows = self._connection.execute(
            f"{_STORED} FROM (SELECT {place} AS place FROM {tables} WHERE {conditions} AND {place} < ?"  # noqa: S608 - our own words
            f" ORDER BY {place} DESC LIMIT ?) JOIN orders o ON o.rowid = place ORDER BY place DESC",
            (*values, before, limit),
        )
        return [_stored(row) for row in rows]

    def count_found(self, wanted: Filter, most: int) -> int:
        """Return how many indexed orders a filter finds, counted up to `most`."""
        _, tables, conditions, values = _where(wanted)
        row = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {conditions} LIMIT ?)",  # noqa: S608 - our own words
            (*values, most),
        ).fetchone()
        return int(row[0])

    def payment_methods(self) -> list[str]:
        """Return up to 100 payment methods of indexed orders as the vendor wrote them, the most common first."""
        rows = self._connection.execute(
            "SELECT payment_method FROM order_facts WHERE payment_method <> '' GROUP BY payment_method"
            " ORDER BY count(*) DESC LIMIT 100"
        )
        return [str(method) for (method,) in rows]

    def stored(self, since: datetime | None) -> Iterator[StoredOrder]:
        """Yield the orders received at or after `since`, indexed or not, oldest first; all for None."""
        rows = self._connection.execute(
            f"{_STORED} FROM orders o WHERE o.received_at >= ? ORDER BY o.received_at, o.payment_key",
            (0 if since is None else to_milliseconds(since),),
        )
        return map(_stored, rows)


def _stored(row: Sequence[Any]) -> StoredOrder:
    return StoredOrder(
        id=row[0],
        payment_key=row[1],
        status_id=row[2],
        received_at=from_milliseconds(row[3]),
        acknowledged_at=optional_time(row[4]),
        accepted_at=optional_time(row[5]),
        preparing_time=row[6],
        rang_at=optional_time(row[7]),
        first_muted_at=optional_time(row[8]),
        accept_pressed_at=optional_time(row[9]),
        raw=row[10],
    )


def _where(wanted: Filter) -> tuple[str, str, str, Sequence[Any]]:
    """Return the column of the order's number, the tables, the conditions and their values."""
    conditions: list[str] = []
    values: list[Any] = []

    def need(condition: str, *needed: Any) -> None:
        conditions.append(condition)
        values.extend(needed)

    place, tables = "f.id", "order_facts f"
    if words := search_words(wanted.text):
        # CROSS JOIN: the search leads, in the order of its rows, and nothing needs sorting.
        place, tables = "s.rowid", "order_search s CROSS JOIN order_facts f"
        # Quoted, no character of a word is syntax of FTS5; the star makes it a prefix.
        need("s.order_search MATCH ?", " ".join(f'"{word}"*' for word in words))
        need("f.id = s.rowid")
    if wanted.since is not None:
        need("f.received_at >= ?", to_milliseconds(wanted.since))
    if wanted.until is not None:
        need("f.received_at < ?", to_milliseconds(wanted.until))
    if wanted.status_ids:
        need(f"f.status_id IN ({', '.join('?' * len(wanted.status_ids))})", *wanted.status_ids)
    if wanted.payment_methods:
        spellings = ", ".join("?" * len(wanted.payment_methods))
        need(f"f.payment_method IN ({spellings})", *wanted.payment_methods)
    if wanted.restaurant_id:
        need("f.restaurant_id = ?", wanted.restaurant_id)
    if wanted.pickup is not None:
        need("f.pickup = ?", wanted.pickup)
    return place, tables, " AND ".join(conditions) or "1", values
