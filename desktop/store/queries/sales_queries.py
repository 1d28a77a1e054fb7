"""The orders of a sales report in one transaction. Plain SQL, no decisions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.domain.business_day import BEGINS
from desktop.domain.sales.period import PLACED_EARLIER, PLACED_LATER
from desktop.domain.sales.sale import counted_at
from desktop.store.queries.base import Queries
from desktop.store.rows import SoldRow, from_milliseconds, optional_time, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time


_MIDNIGHTS: Final = 30 * 60 * 1000
"""Milliseconds: a local midnight is a multiple of them in UTC, whatever the offset of the zone."""

# The index of these commands is a partial one: the query must repeat its condition.
_SOLD: Final = """
SELECT s.at, s.status_id, s.received_at, s.accepted_at, s.total,
       (SELECT max(c.id) FROM outbox c WHERE c.kind IN ('ontheway', 'complete', 'cancel')
           AND c.payment_key = s.payment_key AND c.kind = 'cancel' AND c.state = 'done'),
       CASE WHEN s.gone_at IS NOT NULL
            THEN (SELECT e.detail FROM events e WHERE e.payment_key = s.payment_key AND e.kind = 'gone'
                   ORDER BY e.id DESC LIMIT 1) END,
       CASE WHEN :payloads OR coalesce(s.placed_at, 0) % :midnight = 0 THEN s.raw ELSE '' END, s.placed_at
  FROM (SELECT CASE WHEN o.placed_at BETWEEN o.received_at - :earlier AND o.received_at + :later
                    THEN o.placed_at ELSE o.received_at END AS at, o.*
          FROM orders o
         WHERE o.received_at >= :since - :later AND o.received_at < :until + :earlier) s
 WHERE (s.at >= :since AND s.at < :until) OR coalesce(s.placed_at, 0) % :midnight = 0
 ORDER BY s.received_at, s.payment_key
"""


class SalesQueries(Queries):
    """The reports' part of a transaction."""

    def sold(
        self,
        since: datetime,
        until: datetime,
        *,
        payloads: bool,
        day_begins: time = BEGINS,
    ) -> Iterator[SoldRow]:
        """Yield the orders of a period, in the order of arrival.

        An order belongs to the time at which it was placed; an implausible one belongs to the time of its arrival, and a
        date without a time to that business day.

        Args:
            since: first moment of the period.
            until: the first moment after it.
            payloads: whether to read the payloads.
            day_begins: local begin of the business day.
        """
        values = {
            "since": to_milliseconds(since),
            "until": to_milliseconds(until),
            "earlier": int(PLACED_EARLIER.total_seconds() * 1000),
            "later": int(PLACED_LATER.total_seconds() * 1000),
            "payloads": payloads,
            "midnight": _MIDNIGHTS,
        }
        rows = self._connection.execute(_SOLD, values)
        for at, status_id, received, accepted, total, cancel, gone, raw, placed in rows:
            received_at = from_milliseconds(received)
            counted = from_milliseconds(at)
            if placed is None or (placed == at and at % _MIDNIGHTS == 0):
                # Perhaps a date without a time.
                counted = counted_at(optional_time(placed), received_at, raw.encode(), day_begins)
            if not since <= counted < until:
                continue
            yield SoldRow(
                counted,
                status_id,
                received_at,
                optional_time(accepted),
                None if total is None else Decimal(total),
                cancel is not None,
                None if cancel is None else self._reason_of(cancel),
                gone,
                raw.encode() if payloads else b"",
            )

    def _reason_of(self, row_id: int) -> int | None:
        row = self._connection.execute(
            "SELECT reason_id FROM outbox WHERE id = :id", {"id": row_id}
        ).fetchone()
        return None if row is None else row[0]
