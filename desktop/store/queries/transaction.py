"""The queries of one transaction: plain SQL, no decisions.

Methods run on the store's thread, inside `Store.write` or `Store.read`. They raise the engine's errors, which the store
translates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.search import OrderEvent
from desktop.domain.trouble import Outage
from desktop.store.changes import Kind
from desktop.store.queries.base import IN_GIVEN, as_list, without_nul
from desktop.store.queries.history_queries import HistoryQueries
from desktop.store.queries.kitchen_queries import KitchenQueries
from desktop.store.queries.outbox_queries import OUTBOX_COLUMNS, OutboxQueries, outbox_row_of
from desktop.store.queries.print_queries import PrintQueries
from desktop.store.queries.restaurant_queries import RestaurantQueries
from desktop.store.queries.sales_queries import SalesQueries
from desktop.store.queries.till_queries import TillQueries
from desktop.store.rows import (
    BoardRow,
    SavedOrder,
    from_milliseconds,
    optional_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from desktop.store.rows import KitchenRow

_ACCEPT: Final = ", ".join(f"p.{column}" for column in OUTBOX_COLUMNS)
_ACTION: Final = ", ".join(f"q.{column}" for column in OUTBOX_COLUMNS)
_COOKED: Final = 15
_OF_ORDER: Final = 16
"""Columns of `_BOARD` before those of the commands."""

_BOARD: Final = f"""
SELECT o.payment_key, o.status_id, o.raw, o.received_at, o.changed_at, o.accepted_at, o.preparing_time,
       o.muted_at, o.put_away_at, o.first_muted_at, o.rang_at, o.gone_at, o.reminded_at, o.unseen,
       (SELECT CASE WHEN a.needs_person THEN 'refused' ELSE a.state END FROM outbox a
         WHERE a.kind = 'acknowledge' AND a.payment_key = o.payment_key AND a.status_id = o.status_id),
       (SELECT min(k.id) FROM kitchen_bumps k WHERE k.payment_key = o.payment_key) IS NOT NULL,
       {_ACCEPT}, {_ACTION}
  FROM {{source}}
  LEFT JOIN outbox p ON p.id = (SELECT max(c.id) FROM outbox c
         WHERE c.kind = 'accept' AND c.payment_key = o.payment_key AND c.state <> 'withdrawn')
  LEFT JOIN outbox q ON q.id = (SELECT max(c.id) FROM outbox c
         WHERE c.kind IN ('ontheway', 'complete', 'cancel') AND c.payment_key = o.payment_key
           AND c.state <> 'withdrawn')
"""  # noqa: S608 - constants
"""One statement for any number of orders, with their commands. PostgreSQL would read all bumps for an EXISTS."""

_GIVEN: Final = (
    _BOARD.format(source="json_each(:given) g JOIN orders o ON o.payment_key = g.value") + " ORDER BY g.key"
)

_ON_BOARD_SINCE: Final = """
 WHERE o.put_away_at IS NULL AND o.status_id NOT IN (5, 6)
   AND (o.accepted_at IS NULL OR o.changed_at > :since OR o.scheduled_at > :since)
 ORDER BY +o.received_at, o.payment_key
"""
"""The plus keeps SQLite from walking through all orders that were ever received, in their order: `orders_on_board` names
those of the board, and sorting a few is nothing."""

_ON_BOARD: Final = _BOARD.format(source="orders o") + _ON_BOARD_SINCE
_KEYS_ON_BOARD: Final = "SELECT o.payment_key FROM orders o" + _ON_BOARD_SINCE  # noqa: S608 - constants


class Transaction(
    OutboxQueries, SalesQueries, RestaurantQueries, HistoryQueries, PrintQueries, KitchenQueries, TillQueries
):
    """One running transaction."""

    # Orders

    def insert_order(self, order: SavedOrder, received_at: datetime, accepted_at: datetime | None) -> None:
        self.changed(Kind.ORDERS, order.payment_key)
        self._change(
            "INSERT INTO orders (payment_key, number, status_id, restaurant_id, total, placed_at, scheduled_at,"
            " received_at, changed_at, accepted_at, raw) VALUES (:payment_key, :number, :status_id, :restaurant_id,"
            " :total, :placed_at, :scheduled_at, :received_at, :received_at, :accepted_at, :raw)",
            {
                **_details(order),
                "status_id": order.status_id,
                "received_at": to_milliseconds(received_at),
                "accepted_at": optional_milliseconds(accepted_at),
            },
        )

    def update_order(self, order: SavedOrder) -> None:
        """Save new details of a known order; `set_status` saves its status. A changed time clears the reminder."""
        self.changed(Kind.ORDERS, order.payment_key)
        self._change(
            "UPDATE orders SET number = :number, restaurant_id = :restaurant_id, total = :total, placed_at = :placed_at,"
            " reminded_at = CASE WHEN scheduled_at IS NOT DISTINCT FROM :scheduled_at THEN reminded_at END,"
            " scheduled_at = :scheduled_at, raw = :raw, blanked_at = NULL, indexed = false"
            " WHERE payment_key = :payment_key",
            _details(order),
        )

    def set_status(self, payment_key: str, status_id: int, changed_at: datetime) -> None:
        """Save the status that the vendor reports."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE orders SET status_id = :status_id, changed_at = :at, indexed = false"
            " WHERE payment_key = :payment_key",
            {"status_id": status_id, "at": to_milliseconds(changed_at), "payment_key": payment_key},
        )

    def set_accepted(
        self, payment_key: str, accepted_at: datetime | None, preparing_time: int | None
    ) -> None:
        """Save when an order was accepted and the promised minutes; None clears them."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE orders SET accepted_at = :at, preparing_time = :minutes WHERE payment_key = :payment_key",
            {
                "at": optional_milliseconds(accepted_at),
                "minutes": preparing_time,
                "payment_key": payment_key,
            },
        )

    def set_muted(self, payment_keys: Iterable[str], muted_at: datetime | None) -> None:
        """Mute orders, or with None unmute them; the time of the first mute stays."""
        keys = list(payment_keys)
        self.changed(Kind.ORDERS, *keys)
        at = optional_milliseconds(muted_at)
        self._change(
            "UPDATE orders SET muted_at = :at, first_muted_at = coalesce(first_muted_at, :at)"
            " WHERE payment_key = :payment_key",
            *({"at": at, "payment_key": key} for key in keys),
        )

    def muted_before(self, moment: datetime, now: datetime) -> list[str]:
        """Return the payment keys of waiting orders on the board that were muted before a moment.

        A mute in the future counts too: the clock was set back since.
        """
        rows = self._connection.execute(
            "SELECT payment_key FROM orders WHERE (muted_at < :moment OR muted_at > :now) AND put_away_at IS NULL"
            " AND status_id NOT IN (5, 6) AND accepted_at IS NULL",
            {"moment": to_milliseconds(moment), "now": to_milliseconds(now)},
        )
        return [key for (key,) in rows]

    def set_rang(self, payment_keys: Iterable[str], rang_at: datetime) -> list[str]:
        """Save when the bell first rang for orders; return the payment keys for which it was the first time."""
        rows = self._connection.execute(
            f"UPDATE orders SET rang_at = :at WHERE rang_at IS NULL AND payment_key {IN_GIVEN} RETURNING payment_key",  # noqa: S608 - constants
            {"at": to_milliseconds(rang_at), "given": as_list(payment_keys)},
        )
        return self._changed_orders(rows)

    def set_gone(self, payment_key: str, gone_at: datetime | None) -> None:
        """Save that an order is no longer open at the vendor, or with None that it is open."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE orders SET gone_at = :at WHERE payment_key = :payment_key",
            {"at": optional_milliseconds(gone_at), "payment_key": payment_key},
        )

    def set_removed_from_board(self, payment_key: str, put_away_at: datetime | None) -> None:
        """Remove an order from the board, or with None put it back."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE orders SET put_away_at = :at WHERE payment_key = :payment_key",
            {"at": optional_milliseconds(put_away_at), "payment_key": payment_key},
        )

    def set_unseen(self, payment_key: str, unseen: str) -> None:
        """Save the changes of an order that nobody has seen yet, "" for none; see `BoardRow.unseen`."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE orders SET unseen = :unseen WHERE payment_key = :payment_key",
            {"unseen": without_nul(unseen), "payment_key": payment_key},
        )

    def set_reminded(self, payment_keys: Iterable[str], at: datetime) -> None:
        """Save that people were reminded to start these orders for later."""
        keys = list(payment_keys)
        self.changed(Kind.ORDERS, *keys)
        self._connection.executemany(
            "UPDATE orders SET reminded_at = :at WHERE payment_key = :payment_key",
            [{"at": to_milliseconds(at), "payment_key": key} for key in keys],
        )

    def not_reminded(self, since: datetime) -> list[str]:
        """Return the payment keys of orders on the board that are for after `since` and have no reminder yet."""
        rows = self._connection.execute(
            "SELECT payment_key FROM orders WHERE scheduled_at > :since AND reminded_at IS NULL"
            " AND put_away_at IS NULL AND status_id NOT IN (5, 6)",
            {"since": to_milliseconds(since)},
        )
        return [key for (key,) in rows]

    def add_event(self, event: OrderEvent) -> None:
        """Add an event to an order's history; it happened at this till."""
        self.changed(Kind.ORDERS, event.payment_key)
        self._change(
            "INSERT INTO events (payment_key, at, kind, status_id, detail, till)"
            " VALUES (:payment_key, :at, :kind, :status_id, :detail, :till)",
            {
                "payment_key": event.payment_key,
                "at": to_milliseconds(event.at),
                "kind": event.kind,
                "status_id": event.status_id,
                "detail": without_nul(event.detail),
                "till": self.till,
            },
        )

    def events(self, payment_key: str) -> list[OrderEvent]:
        """Return an order's history, oldest first."""
        rows = self._connection.execute(
            "SELECT payment_key, at, kind, status_id, detail, till FROM events WHERE payment_key = :payment_key"
            " ORDER BY id",
            {"payment_key": payment_key},
        )
        return [
            OrderEvent(key, from_milliseconds(at), kind, status, detail, till)
            for key, at, kind, status, detail, till in rows
        ]

    # The board

    def on_board(self, since: datetime) -> list[BoardRow]:
        """Return the orders of the board, in the order of arrival.

        Accepted orders without a change after `since` are left out: the vendor never reports that an order was completed
        or cancelled. An order that nobody accepted always stays.
        """
        return self._board_rows(_ON_BOARD, {"since": to_milliseconds(since)})

    def keys_on_board(self, since: datetime) -> list[str]:
        """Return the payment keys of the orders that `on_board` returns."""
        rows = self._connection.execute(_KEYS_ON_BOARD, {"since": to_milliseconds(since)})
        return [key for (key,) in rows]

    def move_changes(self, since: datetime, by: timedelta) -> list[str]:
        """Move the last change of accepted orders on the board, where it is after `since`; return their payment keys."""
        rows = self._connection.execute(
            "UPDATE orders SET changed_at = changed_at + :by WHERE changed_at > :since AND accepted_at IS NOT NULL"
            " AND put_away_at IS NULL AND status_id NOT IN (5, 6) RETURNING payment_key",
            {"by": int(by.total_seconds() * 1000), "since": to_milliseconds(since)},
        )
        return self._changed_orders(rows)

    def board_rows(self, payment_keys: Iterable[str]) -> list[BoardRow]:
        """Return the given orders in the given order; unknown ones are left out."""
        keys = list(payment_keys)
        return self._board_rows(_GIVEN, {"given": as_list(keys)}) if keys else []

    def _board_rows(self, statement: str, values: Mapping[str, object]) -> list[BoardRow]:
        rows = self._connection.execute(statement, values).fetchall()
        cooked = [row[0] for row in rows if row[_COOKED]]
        kitchen = self.kitchen_rows_of(cooked) if cooked else {}
        return [_board_row(row, tuple(kitchen.get(row[0], ()))) for row in rows]

    # Values and outages

    def value(self, name: str) -> int | None:
        """Return a saved number, None where there is none."""
        row = self._connection.execute(
            "SELECT value FROM facts WHERE name = :name", {"name": name}
        ).fetchone()
        return None if row is None else int(row[0])

    def set_value(self, name: str, value: int) -> None:
        """Save a number under a name."""
        self._connection.execute(
            "INSERT INTO facts (name, value) VALUES (:name, :value)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": name, "value": value},
        )

    def add_outage(self, outage: Outage) -> None:
        """Save a period in which no orders could be received."""
        self._connection.execute(
            "INSERT INTO gaps (began_at, ended_at, off, orders, longest_wait)"
            " VALUES (:began_at, :ended_at, :off, :orders, :longest_wait)",
            {
                "began_at": to_milliseconds(outage.began_at),
                "ended_at": to_milliseconds(outage.ended_at),
                "off": outage.off,
                "orders": outage.orders,
                "longest_wait": outage.longest_wait,
            },
        )

    def outages(self, since: datetime, until: datetime) -> list[Outage]:
        """Return the outages that reach into a period, oldest first."""
        rows = self._connection.execute(
            "SELECT began_at, ended_at, off, orders, longest_wait FROM gaps WHERE ended_at > :since"
            " AND began_at < :until ORDER BY id",
            {"since": to_milliseconds(since), "until": to_milliseconds(until)},
        )
        return [
            Outage(from_milliseconds(began), from_milliseconds(ended), bool(off), orders, wait)
            for began, ended, off, orders, wait in rows
        ]

    # Rejected payloads

    def save_rejected(self, fingerprint: str, raw: str, at: datetime) -> bool:
        """Save a payload that cannot be an order; return True the first time."""
        row = self._connection.execute(
            "INSERT INTO rejected (fingerprint, raw, first_seen, last_seen) VALUES (:fingerprint, :raw, :at, :at)"
            " ON CONFLICT (fingerprint) DO UPDATE SET last_seen = excluded.last_seen, times = rejected.times + 1"
            " RETURNING times",
            {"fingerprint": fingerprint, "raw": without_nul(raw), "at": to_milliseconds(at)},
        ).fetchone()
        return bool(row[0] == 1)


def _details(order: SavedOrder) -> dict[str, object]:
    return {
        "payment_key": without_nul(order.payment_key),
        "number": without_nul(order.number),
        "restaurant_id": without_nul(order.restaurant_id),
        "total": None if order.total is None else format(order.total, "f"),
        "placed_at": optional_milliseconds(order.placed_at),
        "scheduled_at": optional_milliseconds(order.scheduled_at),
        "raw": order.raw,
    }


def _board_row(row: Sequence[Any], kitchen: tuple[KitchenRow, ...]) -> BoardRow:
    commands = row[_OF_ORDER:]
    accept, action = commands[: len(OUTBOX_COLUMNS)], commands[len(OUTBOX_COLUMNS) :]
    return BoardRow(
        payment_key=row[0],
        status_id=row[1],
        raw=row[2],
        received_at=from_milliseconds(row[3]),
        changed_at=from_milliseconds(row[4]),
        accepted_at=optional_time(row[5]),
        preparing_time=row[6],
        muted_at=optional_time(row[7]),
        removed_from_board=row[8] is not None,
        first_muted_at=optional_time(row[9]),
        rang_at=optional_time(row[10]),
        gone_at=optional_time(row[11]),
        reminded_at=optional_time(row[12]),
        unseen=row[13],
        acknowledgement=row[14],
        accept=None if accept[0] is None else outbox_row_of(accept),
        action=None if action[0] is None else outbox_row_of(action),
        kitchen=kitchen,
    )
