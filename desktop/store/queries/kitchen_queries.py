"""Bumps of the kitchen in one transaction. Plain SQL, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.changes import Kind
from desktop.store.queries.base import IN_GIVEN, Queries, as_list, without_nul
from desktop.store.rows import KitchenRow, from_milliseconds, to_milliseconds

if TYPE_CHECKING:
    from datetime import datetime


class KitchenQueries(Queries):
    """The kitchen's part of a transaction."""

    def add_kitchen_rows(self, *rows: KitchenRow) -> None:
        """Save what the kitchen did, and changes; ids of rows are not used. A second recall of one bump is ignored."""
        self.changed(Kind.ORDERS, *(row.payment_key for row in rows))
        self._connection.executemany(
            "INSERT INTO kitchen_bumps (payment_key, kind, station, dishes, content, recalls, before, by, at)"
            " VALUES (:payment_key, :kind, :station, :dishes, :content, :recalls, :before, :by, :at)"
            " ON CONFLICT (payment_key, recalls) WHERE recalls IS NOT NULL DO NOTHING",
            [
                {
                    "payment_key": row.payment_key,
                    "kind": row.kind,
                    "station": without_nul(row.station),
                    "dishes": without_nul(" ".join(row.dishes)),
                    "content": without_nul(row.content),
                    "recalls": row.recalls,
                    "before": without_nul(row.before),
                    "by": without_nul(row.by),
                    "at": to_milliseconds(row.at),
                }
                for row in rows
            ],
        )

    def kitchen_rows_of(self, payment_keys: list[str]) -> dict[str, list[KitchenRow]]:
        """Return the rows of each order that has some, the oldest first."""
        rows = self._connection.execute(
            "SELECT id, payment_key, kind, station, dishes, content, recalls, before, by, at"  # noqa: S608 - constants
            f" FROM kitchen_bumps WHERE payment_key {IN_GIVEN} ORDER BY id",
            {"given": as_list(payment_keys)},
        )
        found: dict[str, list[KitchenRow]] = {}
        for row in rows:
            each = KitchenRow(
                id=row[0],
                payment_key=row[1],
                kind=row[2],
                station=row[3],
                dishes=tuple(row[4].split()),
                content=row[5],
                recalls=row[6],
                before=row[7],
                by=row[8],
                at=from_milliseconds(row[9]),
            )
            found.setdefault(each.payment_key, []).append(each)
        return found

    def bumped(self, station: str, limit: int) -> list[tuple[int, str]]:
        """Return the latest bumps of a station that nobody took back, the latest first: id and payment key."""
        return self._connection.execute(
            "SELECT b.id, b.payment_key FROM kitchen_bumps b WHERE b.kind = 'bump' AND b.station = :station"
            " AND NOT EXISTS (SELECT 1 FROM kitchen_bumps r WHERE r.recalls = b.id"
            " AND r.payment_key = b.payment_key) ORDER BY b.id DESC LIMIT :limit",
            {"station": station, "limit": limit},
        ).fetchall()

    def cancelled_since(self, since: datetime) -> list[str]:
        """Return the payment keys of orders that were accepted and then cancelled after a time."""
        rows = self._connection.execute(
            "SELECT o.payment_key FROM orders o WHERE o.status_id = 6 AND o.changed_at > :since"
            " AND (o.accepted_at IS NOT NULL OR EXISTS (SELECT 1 FROM outbox a WHERE a.kind = 'accept'"
            " AND a.payment_key = o.payment_key)) ORDER BY o.received_at, o.payment_key",
            {"since": to_milliseconds(since)},
        )
        return [key for (key,) in rows]
