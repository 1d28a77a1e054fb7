"""The full-text index of the embedded store: a table of FTS5, whose rows have the numbers of the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.queries.connection import TextFilter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from desktop.domain.orders.search import SearchFields


class SqliteSearch:
    """The index's statements on one connection; see `Search`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, rows: Sequence[tuple[int, SearchFields]]) -> None:
        """See `Search.save`."""
        self._connection.executemany(
            "DELETE FROM order_search WHERE rowid = :place", [{"place": place} for place, _ in rows]
        )
        self._connection.executemany(
            "INSERT INTO order_search (rowid, number, customer, phone, dishes)"
            " VALUES (:place, :number, :customer, :phone, :dishes)",
            [
                {
                    "place": place,
                    "number": fields.number,
                    "customer": fields.customer,
                    "phone": fields.phone,
                    "dishes": fields.dishes,
                }
                for place, fields in rows
            ],
        )

    def finds(self, words: Sequence[str]) -> TextFilter:
        """See `Search.finds`."""
        return TextFilter(
            place="s.rowid",
            # CROSS JOIN: the search leads, in the order of its rows, and nothing needs sorting.
            tables="order_search s CROSS JOIN order_facts f",
            condition="s.order_search MATCH :words AND f.id = s.rowid",
            # Quoted, no character of a word is syntax of FTS5; the star makes it a prefix.
            values={"words": " ".join(f'"{word}"*' for word in words)},
        )
