"""What can be read and written inside one transaction: plain SQL, no decisions.

Methods run on the store's thread, inside `Store.write` or `Store.read`, and raise sqlite3's errors, which the
store translates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.store.rows import (
    BoardRow,
    EventRow,
    ExportRow,
    OutboxRow,
    SavedOrder,
    from_milliseconds,
    optional_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

_OUTBOX_COLUMNS: Final = (
    "id, kind, payment_key, status_id, preparing_time, state, attempts, in_air, message,"
    " needs_person, created_at, last_attempt_at, settled_at"
)

_BOARD: Final = """
SELECT o.payment_key, o.status_id, o.raw, o.received_at, o.changed_at, o.accepted_at, o.preparing_time,
       o.muted_at, o.put_away_at,
       (SELECT iif(a.needs_person, 'refused', a.state) FROM outbox a
         WHERE a.kind = 'acknowledge' AND a.payment_key = o.payment_key AND a.status_id = o.status_id),
       (SELECT max(c.id) FROM outbox c
         WHERE c.kind = 'accept' AND c.payment_key = o.payment_key AND c.state <> 'withdrawn')
  FROM orders o
"""

_ON_BOARD: Final = """
 WHERE o.put_away_at IS NULL AND o.status_id NOT IN (5, 6)
   AND (o.accepted_at IS NULL OR o.changed_at > :since OR o.scheduled_at > :since)
 ORDER BY o.received_at, o.payment_key
"""


class Transaction:
    """One transaction under way."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Orders

    def insert_order(self, order: SavedOrder, received_at: datetime, accepted_at: datetime | None) -> None:
        """Save an order that was not known."""
        at = to_milliseconds(received_at)
        self._connection.execute(
            "INSERT INTO orders (payment_key, number, status_id, restaurant_id, total, placed_at, scheduled_at,"
            " received_at, changed_at, accepted_at, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.payment_key,
                order.number,
                order.status_id,
                order.restaurant_id,
                _exact(order),
                optional_milliseconds(order.placed_at),
                optional_milliseconds(order.scheduled_at),
                at,
                at,
                optional_milliseconds(accepted_at),
                order.raw,
            ),
        )

    def update_order(self, order: SavedOrder) -> None:
        """Save what came again for a known order; its status is left to `set_status`."""
        self._connection.execute(
            "UPDATE orders SET number = ?, restaurant_id = ?, total = ?, placed_at = ?, scheduled_at = ?, raw = ?"
            " WHERE payment_key = ?",
            (
                order.number,
                order.restaurant_id,
                _exact(order),
                optional_milliseconds(order.placed_at),
                optional_milliseconds(order.scheduled_at),
                order.raw,
                order.payment_key,
            ),
        )

    def set_status(self, payment_key: str, status_id: int, changed_at: datetime) -> None:
        """Write down the status that the vendor reports."""
        self._connection.execute(
            "UPDATE orders SET status_id = ?, changed_at = ? WHERE payment_key = ?",
            (status_id, to_milliseconds(changed_at), payment_key),
        )

    def set_accepted(
        self, payment_key: str, accepted_at: datetime | None, preparing_time: int | None
    ) -> None:
        """Write down when an order was accepted and the minutes promised; None takes it back."""
        self._connection.execute(
            "UPDATE orders SET accepted_at = ?, preparing_time = ? WHERE payment_key = ?",
            (optional_milliseconds(accepted_at), preparing_time, payment_key),
        )

    def set_muted(self, payment_keys: Iterable[str], muted_at: datetime | None) -> None:
        """Mute orders, or with None unmute them."""
        at = optional_milliseconds(muted_at)
        self._connection.executemany(
            "UPDATE orders SET muted_at = ? WHERE payment_key = ?", [(at, key) for key in payment_keys]
        )

    def set_put_away(self, payment_key: str, put_away_at: datetime | None) -> None:
        """Take an order off the board, or with None put it back."""
        self._connection.execute(
            "UPDATE orders SET put_away_at = ? WHERE payment_key = ?",
            (optional_milliseconds(put_away_at), payment_key),
        )

    def add_event(self, event: EventRow) -> None:
        """Append to an order's history."""
        self._connection.execute(
            "INSERT INTO events (payment_key, at, kind, status_id, detail) VALUES (?, ?, ?, ?, ?)",
            (event.payment_key, to_milliseconds(event.at), event.kind, event.status_id, event.detail),
        )

    def events(self, payment_key: str) -> list[EventRow]:
        """Return an order's history, oldest first."""
        rows = self._connection.execute(
            "SELECT payment_key, at, kind, status_id, detail FROM events WHERE payment_key = ? ORDER BY id",
            (payment_key,),
        )
        return [
            EventRow(key, from_milliseconds(at), kind, status, detail)
            for key, at, kind, status, detail in rows
        ]

    # The board

    def on_board(self, since: datetime) -> list[BoardRow]:
        """Return what belongs on the board, in order of arrival.

        Accepted orders of which nothing was heard after `since` are left out: the vendor never tells that an order
        was completed or cancelled. An order that nobody accepted always belongs there.
        """
        rows = self._connection.execute(_BOARD + _ON_BOARD, {"since": to_milliseconds(since)}).fetchall()
        return [self._board_row(row) for row in rows]

    def board_rows(self, payment_keys: Iterable[str]) -> list[BoardRow]:
        """Return the given orders, in the order asked for; unknown ones are left out."""
        rows = (
            self._connection.execute(_BOARD + " WHERE o.payment_key = ?", (key,)).fetchone()
            for key in payment_keys
        )
        return [self._board_row(row) for row in rows if row is not None]

    def _board_row(self, row: Sequence[Any]) -> BoardRow:
        return BoardRow(
            payment_key=row[0],
            status_id=row[1],
            raw=row[2],
            received_at=from_milliseconds(row[3]),
            changed_at=from_milliseconds(row[4]),
            accepted_at=optional_time(row[5]),
            preparing_time=row[6],
            muted=row[7] is not None,
            put_away=row[8] is not None,
            acknowledgement=row[9],
            accept=None if row[10] is None else self.outbox_row(row[10]),
        )

    # The outbox

    def owe_acknowledgement(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Owe the acknowledgement of an order's status; one that was settled is owed once more."""
        self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, state, created_at) VALUES ('acknowledge', ?, ?, 'owed', ?)"
            " ON CONFLICT (payment_key, status_id) WHERE kind = 'acknowledge'"
            " DO UPDATE SET state = 'owed', attempts = 0, message = ''",
            (payment_key, status_id, to_milliseconds(at)),
        )

    def owe_accept(self, payment_key: str, status_id: int, preparing_time: int, at: datetime) -> bool:
        """Owe an accept; False where one is open already."""
        cursor = self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, preparing_time, state, created_at)"
            " VALUES ('accept', ?, ?, ?, 'owed', ?)"
            " ON CONFLICT (payment_key) WHERE kind = 'accept' AND state IN ('owed', 'unsure') DO NOTHING",
            (payment_key, status_id, preparing_time, to_milliseconds(at)),
        )
        return cursor.rowcount == 1

    def acknowledgements(self, payment_key: str) -> dict[int, str]:
        """Return the state of an order's acknowledgements by status id."""
        return dict(
            self._connection.execute(
                "SELECT status_id, state FROM outbox WHERE kind = 'acknowledge' AND payment_key = ?",
                (payment_key,),
            ).fetchall()
        )

    def owed(self) -> list[OutboxRow]:
        """Return all that is owed, oldest first."""
        return self._outbox_rows("WHERE state = 'owed' ORDER BY id", ())

    def refused_acknowledgements(self) -> list[OutboxRow]:
        """Return the acknowledgements that need a person (refused, maybe being tried again), of orders still in that status and not put away."""
        return self._outbox_rows(
            "WHERE kind = 'acknowledge' AND needs_person AND EXISTS (SELECT 1 FROM orders o WHERE"
            " o.payment_key = outbox.payment_key AND o.status_id = outbox.status_id AND o.put_away_at IS NULL)"
            " ORDER BY id",
            (),
        )

    def in_doubt(self) -> set[str]:
        """Return the payment keys of open accepts that may have taken effect."""
        rows = self._connection.execute(
            "SELECT payment_key FROM outbox WHERE kind = 'accept' AND (state = 'unsure' OR state = 'owed' AND in_air)"
        )
        return {key for (key,) in rows}

    def withdraw_acknowledgements(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Owe no acknowledgement of an order's other statuses any more: the order has moved on to this one."""
        self._connection.execute(
            "UPDATE outbox SET state = 'withdrawn', settled_at = ? WHERE kind = 'acknowledge' AND state = 'owed'"
            " AND payment_key = ? AND status_id <> ?",
            (to_milliseconds(at), payment_key, status_id),
        )

    def doubtful_accepts(self) -> list[OutboxRow]:
        """Return the accepts that the next poll decides on."""
        return self._outbox_rows("WHERE kind = 'accept' AND state = 'unsure' ORDER BY id", ())

    def outbox_row(self, row_id: int) -> OutboxRow:
        """Return one owed or settled call."""
        return self._outbox_rows("WHERE id = ?", (row_id,))[0]

    def _outbox_rows(self, condition: str, values: tuple[object, ...]) -> list[OutboxRow]:
        rows = self._connection.execute(f"SELECT {_OUTBOX_COLUMNS} FROM outbox {condition}", values)  # noqa: S608 - constants
        return [
            OutboxRow(
                id=row[0],
                kind=row[1],
                payment_key=row[2],
                status_id=row[3],
                preparing_time=row[4],
                state=row[5],
                attempts=row[6],
                in_air=bool(row[7]),
                message=row[8],
                needs_person=bool(row[9]),
                created_at=from_milliseconds(row[10]),
                last_attempt_at=optional_time(row[11]),
                settled_at=optional_time(row[12]),
            )
            for row in rows
        ]

    def begin_attempt(self, row_id: int, at: datetime) -> None:
        """Write down that a call is about to be sent and may take effect whatever we hear of it."""
        self._connection.execute(
            "UPDATE outbox SET attempts = attempts + 1, in_air = 1, last_attempt_at = ? WHERE id = ?",
            (to_milliseconds(at), row_id),
        )

    def end_attempt(self, row_id: int, *, in_air: bool, message: str) -> None:
        """Write down that an attempt is to be repeated; `in_air`: it, or one before it, may have taken effect."""
        self._connection.execute(
            "UPDATE outbox SET in_air = ?, message = ? WHERE id = ? AND state = 'owed'",
            (in_air, message, row_id),
        )

    def count_attempt(self, row_id: int, message: str) -> None:
        """Write down a failed attempt of an acknowledgement."""
        self._connection.execute(
            "UPDATE outbox SET attempts = attempts + 1, message = ? WHERE id = ?", (message, row_id)
        )

    def settle(self, row_id: int, state: str, message: str, at: datetime) -> None:
        """Write down the final state of an owed call (or ``unsure``).

        A refusal needs a person until the call succeeds, also while it is tried again.
        """
        self._connection.execute(
            "UPDATE outbox SET state = ?, needs_person = ?, message = ?, settled_at = ? WHERE id = ?",
            (state, state == "refused", message, to_milliseconds(at), row_id),
        )

    # The journal of what is no order, and looking back

    def journal_rejected(self, fingerprint: str, raw: str, at: datetime) -> bool:
        """Keep something that cannot be an order; True the first time it is seen."""
        moment = to_milliseconds(at)
        row = self._connection.execute(
            "INSERT INTO rejected (fingerprint, raw, first_seen, last_seen) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (fingerprint) DO UPDATE SET last_seen = excluded.last_seen, times = times + 1"
            " RETURNING times",
            (fingerprint, raw, moment, moment),
        ).fetchone()
        return bool(row[0] == 1)

    def export(self, since: datetime | None) -> Iterator[ExportRow]:
        """Yield the stored orders received at or after `since`, oldest first."""
        rows = self._connection.execute(
            "SELECT o.payment_key, o.status_id, o.received_at, (SELECT min(a.settled_at) FROM outbox a WHERE"
            " a.kind = 'acknowledge' AND a.payment_key = o.payment_key AND a.settled_at IS NOT NULL"
            " AND a.state = 'done'), o.accepted_at, o.preparing_time, o.raw"
            " FROM orders o WHERE o.received_at >= ? ORDER BY o.received_at, o.payment_key",
            (0 if since is None else to_milliseconds(since),),
        )
        for key, status_id, received, acknowledged, accepted, minutes, raw in rows:
            yield ExportRow(
                payment_key=key,
                status_id=status_id,
                received_at=from_milliseconds(received),
                acknowledged_at=optional_time(acknowledged),
                accepted_at=optional_time(accepted),
                preparing_time=minutes,
                raw=raw,
            )


def _exact(order: SavedOrder) -> str | None:
    return None if order.total is None else format(order.total, "f")
