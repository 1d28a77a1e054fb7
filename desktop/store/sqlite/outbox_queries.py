"""The outbox in one transaction: calls to the vendor and their results. Plain SQL, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.store.errors import UnknownRowError
from desktop.store.rows import (
    OutboxRow,
    from_milliseconds,
    optional_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_OUTBOX_COLUMNS: Final = (
    "id, kind, payment_key, status_id, preparing_time, reason_id, not_before, state, attempts, in_air, message,"
    " needs_person, created_at, last_attempt_at, settled_at, automatic"
)


class OutboxQueries:
    """The outbox's part of a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> sqlite3.Connection:
        """For the store's own modules."""
        return self._connection

    def enqueue_acknowledgement(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Enqueue the acknowledgement of an order's status; a settled one is enqueued again."""
        self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, state, created_at) VALUES ('acknowledge', ?, ?, 'owed', ?)"
            " ON CONFLICT (payment_key, status_id) WHERE kind = 'acknowledge'"
            " DO UPDATE SET state = 'owed', attempts = 0, message = ''",
            (payment_key, status_id, to_milliseconds(at)),
        )

    def enqueue_accept(
        self, payment_key: str, status_id: int, preparing_time: int, at: datetime, *, automatic: bool = False
    ) -> bool:
        """Enqueue an accept by a person or a rule; return False where a command is open already."""
        cursor = self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, preparing_time, state, created_at, automatic)"
            " VALUES ('accept', ?, ?, ?, 'owed', ?, ?)"
            " ON CONFLICT (payment_key) WHERE kind <> 'acknowledge' AND state IN ('owed', 'unsure') DO NOTHING",
            (payment_key, status_id, preparing_time, to_milliseconds(at), automatic),
        )
        return cursor.rowcount == 1

    def enqueue_action(
        self,
        kind: str,
        payment_key: str,
        status_id: int,
        at: datetime,
        *,
        reason_id: int | None,
        not_before: datetime | None,
    ) -> bool:
        """Enqueue another command; return False where a command is open already."""
        cursor = self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, reason_id, not_before, state, created_at)"
            " VALUES (?, ?, ?, ?, ?, 'owed', ?)"
            " ON CONFLICT (payment_key) WHERE kind <> 'acknowledge' AND state IN ('owed', 'unsure') DO NOTHING",
            (
                kind,
                payment_key,
                status_id,
                reason_id,
                optional_milliseconds(not_before),
                to_milliseconds(at),
            ),
        )
        return cursor.rowcount == 1

    def withdraw_unsent(self, payment_key: str, at: datetime) -> bool:
        """Withdraw an order's open action that was never sent; return False where there is none. An accept stays."""
        cursor = self._connection.execute(
            "UPDATE outbox SET state = 'withdrawn', settled_at = ? WHERE payment_key = ?"
            " AND kind NOT IN ('acknowledge', 'accept') AND state = 'owed' AND attempts = 0",
            (to_milliseconds(at), payment_key),
        )
        return cursor.rowcount == 1

    def cached(self, name: str) -> str | None:
        """Return a saved answer of the vendor, None where there is none."""
        row = self._connection.execute("SELECT json FROM cached WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def cached_at(self, name: str) -> datetime | None:
        """Return when an answer of the vendor was saved, None where there is none."""
        row = self._connection.execute("SELECT fetched_at FROM cached WHERE name = ?", (name,)).fetchone()
        return None if row is None else from_milliseconds(row[0])

    def cache(self, name: str, json: str, at: datetime) -> None:
        """Save an answer of the vendor under a name."""
        self._connection.execute(
            "INSERT INTO cached (name, json, fetched_at) VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET json = excluded.json, fetched_at = excluded.fetched_at",
            (name, json, to_milliseconds(at)),
        )

    def acknowledgements(self, payment_key: str) -> dict[int, str]:
        """Return the state of an order's acknowledgements by status id."""
        return dict(
            self._connection.execute(
                "SELECT status_id, state FROM outbox WHERE kind = 'acknowledge' AND payment_key = ?",
                (payment_key,),
            ).fetchall()
        )

    def queued(self) -> list[OutboxRow]:
        """Return all calls that are still to be sent, oldest first."""
        return self._outbox_rows("WHERE state = 'owed' ORDER BY id", ())

    def refused_acknowledgements(self) -> list[OutboxRow]:
        """Return the acknowledgements that need a person: refused, of orders still in that status and on the board."""
        return self._outbox_rows(
            "WHERE kind = 'acknowledge' AND needs_person AND EXISTS (SELECT 1 FROM orders o WHERE"
            " o.payment_key = outbox.payment_key AND o.status_id = outbox.status_id AND o.put_away_at IS NULL)"
            " ORDER BY id",
            (),
        )

    def in_doubt(self) -> set[str]:
        """Return the payment keys of open commands that may have taken effect."""
        rows = self._connection.execute(
            "SELECT payment_key FROM outbox WHERE kind <> 'acknowledge'"
            " AND (state = 'unsure' OR state = 'owed' AND in_air)"
        )
        return {key for (key,) in rows}

    def withdraw_acknowledgements(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Withdraw the acknowledgements of an order's other statuses: the order has moved on to this one."""
        self._connection.execute(
            "UPDATE outbox SET state = 'withdrawn', settled_at = ? WHERE kind = 'acknowledge' AND state = 'owed'"
            " AND payment_key = ? AND status_id <> ?",
            (to_milliseconds(at), payment_key, status_id),
        )

    def doubtful_accepts(self) -> list[OutboxRow]:
        """Return the accepts that the next poll decides on."""
        return self._outbox_rows("WHERE kind = 'accept' AND state = 'unsure' ORDER BY id", ())

    def outbox_row(self, row_id: int) -> OutboxRow:
        """Return one call.

        Raises:
            UnknownRowError: there is none (any more): it was lost with a damaged file.
        """
        rows = self._outbox_rows("WHERE id = ?", (row_id,))
        if not rows:
            message = f"no row {row_id} in the outbox"
            raise UnknownRowError(message)
        return rows[0]

    def _outbox_rows(self, condition: str, values: tuple[object, ...]) -> list[OutboxRow]:
        rows = self._connection.execute(f"SELECT {_OUTBOX_COLUMNS} FROM outbox {condition}", values)  # noqa: S608 - constants
        return [
            OutboxRow(
                id=row[0],
                kind=row[1],
                payment_key=row[2],
                status_id=row[3],
                preparing_time=row[4],
                reason_id=row[5],
                not_before=optional_time(row[6]),
                state=row[7],
                attempts=row[8],
                unanswered=bool(row[9]),
                message=row[10],
                needs_person=bool(row[11]),
                created_at=from_milliseconds(row[12]),
                last_attempt_at=optional_time(row[13]),
                settled_at=optional_time(row[14]),
                automatic=bool(row[15]),
            )
            for row in rows
        ]

    def start_attempt(self, row_id: int, at: datetime) -> None:
        """Save that a call is about to be sent: from now on it may take effect without an answer."""
        self._connection.execute(
            "UPDATE outbox SET attempts = attempts + 1, in_air = 1, last_attempt_at = ? WHERE id = ?",
            (to_milliseconds(at), row_id),
        )

    def end_attempt(self, row_id: int, *, unanswered: bool, message: str) -> None:
        """Save that an attempt will be repeated; `unanswered` where it, or an earlier one, may have taken effect."""
        self._connection.execute(
            "UPDATE outbox SET in_air = ?, message = ? WHERE id = ? AND state = 'owed'",
            (unanswered, message, row_id),
        )

    def add_failed_attempt(self, row_id: int, message: str) -> None:
        """Save a failed attempt of an acknowledgement."""
        self._connection.execute(
            "UPDATE outbox SET attempts = attempts + 1, message = ? WHERE id = ?", (message, row_id)
        )

    def settle(self, row_id: int, state: str, message: str, at: datetime) -> None:
        """Save the final state of a call, or ``unsure``.

        A refusal needs a person until the call succeeds, also while it is tried again.
        """
        self._connection.execute(
            "UPDATE outbox SET state = ?, needs_person = ?, message = ?, settled_at = ? WHERE id = ?",
            (state, state == "refused", message, to_milliseconds(at), row_id),
        )
