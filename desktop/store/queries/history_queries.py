"""The search index and the searches of one transaction.

A page lists orders in the order of arrival, the latest first, and begins where the page before it ended.
An order that arrives meanwhile shifts nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.orders.search import search_words
from desktop.store.queries.base import IN_GIVEN, Queries, as_list, without_nul
from desktop.store.queries.connection import TextFilter
from desktop.store.rows import (
    StoredOrder,
    UnindexedRow,
    from_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
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

_ALL: Final = TextFilter(place="f.id", tables="order_facts f", condition="true", values={})

_IN_STATUSES: Final = "f.status_id IN (SELECT CAST(status.value AS BIGINT) FROM json_each(:statuses) status)"


class HistoryQueries(Queries):
    """The search's part of a transaction."""

    # The search index

    def unindexed(self, limit: int) -> list[UnindexedRow]:
        """Return orders that the index does not have in their present state, the latest first."""
        rows = self._connection.execute(
            "SELECT rowid, status_id, raw FROM orders WHERE NOT indexed ORDER BY received_at DESC LIMIT :limit",
            {"limit": limit},
        )
        return [UnindexedRow(*row) for row in rows]

    def count_unindexed(self) -> int:
        """Return how many orders the index does not have in their present state."""
        return int(self._connection.execute("SELECT count(*) FROM orders WHERE NOT indexed").fetchone()[0])

    def index(self, indexed: Iterable[tuple[UnindexedRow, SearchFields]]) -> None:
        """Save the search fields of orders; an order that changed since it was read stays unindexed."""
        fields_of = {row.id: (row, fields) for row, fields in indexed}
        given = [(row.id, row.status_id, row.raw) for row, _ in fields_of.values()]
        unchanged = self._connection.execute(
            "WITH given AS (SELECT CAST(json_extract(value, '$[0]') AS BIGINT) AS number,"
            " CAST(json_extract(value, '$[1]') AS BIGINT) AS status_id, json_extract(value, '$[2]') AS raw"
            " FROM json_each(:given) each_row)"
            " UPDATE orders SET indexed = true WHERE rowid IN (SELECT o.rowid FROM given g JOIN orders o"
            " ON o.rowid = g.number AND o.status_id = g.status_id AND o.raw = g.raw) RETURNING rowid",
            {"given": msgspec.json.encode(given).decode()},
        ).fetchall()
        saved = [(place, fields_of[place][1]) for (place,) in unchanged]
        if not saved:
            return
        self._connection.executemany(
            "INSERT INTO order_facts (id, payment_key, received_at, status_id, pickup, payment_method, restaurant_id)"
            " SELECT rowid, payment_key, received_at, status_id, :pickup, :payment_method, :restaurant_id FROM orders"
            " WHERE rowid = :place ON CONFLICT (id) DO UPDATE SET payment_key = excluded.payment_key,"
            " received_at = excluded.received_at, status_id = excluded.status_id, pickup = excluded.pickup,"
            " payment_method = excluded.payment_method, restaurant_id = excluded.restaurant_id",
            [
                {
                    "place": place,
                    "pickup": fields.pickup,
                    "payment_method": without_nul(fields.payment_method),
                    "restaurant_id": without_nul(fields.restaurant_id),
                }
                for place, fields in saved
            ],
        )
        self._search.save(saved)

    # Searches

    def found(self, wanted: Filter, before: int, limit: int) -> list[StoredOrder]:
        """Return a page of the indexed orders that a filter finds, the latest first.

        Args:
            wanted: the filter.
            before: the `StoredOrder.id` below which the page begins; `FIRST_PAGE` for the first one.
            limit: orders on the page, at most.
        """
        place, tables, condition, values = self._where(wanted)
        # The narrow tables choose the page; the wide table is read for the orders on that page only.
        rows = self._connection.execute(
            f"{_STORED} FROM (SELECT {place} AS place FROM {tables} WHERE {condition} AND {place} < :before"  # noqa: S608 - our own words
            f" ORDER BY {place} DESC LIMIT :limit) page JOIN orders o ON o.rowid = page.place"
            " ORDER BY page.place DESC",
            {**values, "before": before, "limit": limit},
        )
        return [_stored(row) for row in rows]

    def count_found(self, wanted: Filter, most: int) -> int:
        """Return how many indexed orders a filter finds, counted up to `most`."""
        _, tables, condition, values = self._where(wanted)
        row = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {condition} LIMIT :most) counted",  # noqa: S608 - our own words
            {**values, "most": most},
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
            f"{_STORED} FROM orders o WHERE o.received_at >= :since ORDER BY o.received_at, o.payment_key",
            {"since": 0 if since is None else to_milliseconds(since)},
        )
        return map(_stored, rows)

    def _where(self, wanted: Filter) -> TextFilter:
        """Return the whole filter in the same parts as that of its text."""
        conditions: list[str] = []
        values: dict[str, object] = {}
        if words := search_words(wanted.text):
            found = self._search.finds(words)
            conditions.append(found.condition)
            values.update(found.values)
        else:
            found = _ALL
        if wanted.since is not None:
            conditions.append("f.received_at >= :since")
            values["since"] = to_milliseconds(wanted.since)
        if wanted.until is not None:
            conditions.append("f.received_at < :until")
            values["until"] = to_milliseconds(wanted.until)
        if wanted.status_ids:
            conditions.append(_IN_STATUSES)
            values["statuses"] = as_list(wanted.status_ids)
        if wanted.payment_methods:
            conditions.append(f"f.payment_method {IN_GIVEN}")
            values["given"] = as_list(wanted.payment_methods)
        if wanted.restaurant_id:
            conditions.append("f.restaurant_id = :restaurant_id")
            values["restaurant_id"] = wanted.restaurant_id
        if wanted.pickup is not None:
            conditions.append("f.pickup = :pickup")
            values["pickup"] = wanted.pickup
        return found._replace(condition=" AND ".join(conditions) or "true", values=values)


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
