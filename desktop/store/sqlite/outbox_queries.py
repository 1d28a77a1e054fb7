"""The outbox in one transaction: calls to the vendor and their results. Plain SQL, no decisions."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

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
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

OUTBOX_COLUMNS: Final = (
    "id", "kind", "payment_key", "status_id", "preparing_time", "reason_id", "not_before", "state", "attempts", "in_air",
    "message", "needs_person", "created_at", "last_attempt_at", "settled_at", "automatic",
)  # fmt: skip
"""The columns that `outbox_row_of` reads."""

_COLUMNS: Final = ", ".join(OUTBOX_COLUMNS)

_UNLESS_OPEN: Final = (
    " ON CONFLICT (payment_key) WHERE kind <> 'acknowledge' AND state IN ('owed', 'unsure') DO NOTHING"
    f" RETURNING {_COLUMNS}"
)

IN_GIVEN: Final = "IN (SELECT value FROM json_each(?))"
"""Compares with all values of a list that `as_list` wrote: one statement for however many."""


def as_list(values: Iterable[str]) -> str:
    """Return texts as one parameter of a statement, for `json_each`."""
    return msgspec.json.encode(list(values)).decode()


def outbox_row_of(row: Sequence[Any]) -> OutboxRow:
    """Return a call from its `OUTBOX_COLUMNS`."""
    return OutboxRow(
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


class OutboxQueries:
    """The outbox's part of a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._together: dict[str, list[tuple[object, ...]]] | None = None

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Collect the writes of this block, and run those of one kind as one statement at its end.

        Inside, a read does not see them, and writes of different kinds must not depend on each other's order. A write that
        returns a result is not collected.
        """
        collected: dict[str, list[tuple[object, ...]]] = {}
        self._together = collected
        try:
            yield
        finally:
            self._together = None
        for statement, values in collected.items():
            self._connection.executemany(statement, values)

    def _change(self, statement: str, *rows: tuple[object, ...]) -> None:
        """Run a write whose result nobody needs, for each row of values; or collect it, see `together`."""
        if self._together is None:
            self._connection.executemany(statement, rows)
        else:
            self._together.setdefault(statement, []).extend(rows)

    @property
    def connection(self) -> sqlite3.Connection:
        """For the store's own modules."""
        return self._connection

    def enqueue_acknowledgement(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Enqueue the acknowledgement of an order's status; a settled one is enqueued again."""
        self._change(
            "INSERT INTO outbox (kind, payment_key, status_id, state, created_at) VALUES ('acknowledge', ?, ?, 'owed', ?)"
            " ON CONFLICT (payment_key, status_id) WHERE kind = 'acknowledge'"
            " DO UPDATE SET state = 'owed', attempts = 0, message = ''",
            (payment_key, status_id, to_milliseconds(at)),
        )

    def enqueue_accept(
        self, payment_key: str, status_id: int, preparing_time: int, at: datetime, *, automatic: bool = False
    ) -> OutboxRow | None:
        """Enqueue an accept by a person or a rule; return None where a command is open already."""
        row = self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, preparing_time, state, created_at, automatic)"  # noqa: S608 - constants
            " VALUES ('accept', ?, ?, ?, 'owed', ?, ?)" + _UNLESS_OPEN,
            (payment_key, status_id, preparing_time, to_milliseconds(at), automatic),
        ).fetchone()
        return None if row is None else outbox_row_of(row)

    def enqueue_action(
        self,
        kind: str,
        payment_key: str,
        status_id: int,
        at: datetime,
        *,
        reason_id: int | None,
        not_before: datetime | None,
    ) -> OutboxRow | None:
        """Enqueue another command; return None where a command is open already."""
        row = self._connection.execute(
            "INSERT INTO outbox (kind, payment_key, status_id, reason_id, not_before, state, created_at)"  # noqa: S608 - constants
            " VALUES (?, ?, ?, ?, ?, 'owed', ?)" + _UNLESS_OPEN,
            (
                kind,
                payment_key,
                status_id,
                reason_id,
                optional_milliseconds(not_before),
                to_milliseconds(at),
            ),
        ).fetchone()
        return None if row is None else outbox_row_of(row)

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

    def acknowledgements(self, payment_keys: Iterable[str]) -> dict[str, dict[int, str]]:
        """Return the states of the orders' acknowledgements by status id; an order without any is left out."""
        found: dict[str, dict[int, str]] = {}
        for key, status_id, state in self._connection.execute(
            f"SELECT payment_key, status_id, state FROM outbox WHERE kind = 'acknowledge' AND payment_key {IN_GIVEN}",  # noqa: S608 - constants
            (as_list(payment_keys),),
        ):
            found.setdefault(key, {})[status_id] = state
        return found

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
        self._change(
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
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM outbox {condition}", values)  # noqa: S608 - constants
        return [outbox_row_of(row) for row in rows]

    def start_attempt(self, row_id: int, at: datetime) -> None:
        """Save that a call is about to be sent: from now on it may take effect without an answer."""
        self._change(
            "UPDATE outbox SET attempts = attempts + 1, in_air = 1, last_attempt_at = ? WHERE id = ?",
            (to_milliseconds(at), row_id),
        )

    def end_attempt(self, row_id: int, *, unanswered: bool, message: str) -> None:
        """Save that an attempt will be repeated; `unanswered` where it, or an earlier one, may have taken effect."""
        self._change(
            "UPDATE outbox SET in_air = ?, message = ? WHERE id = ? AND state = 'owed'",
            (unanswered, message, row_id),
        )

    def add_failed_attempt(self, row_id: int, message: str) -> None:
        """Save a failed attempt of an acknowledgement."""
        self._change("UPDATE outbox SET attempts = attempts + 1, message = ? WHERE id = ?", (message, row_id))

    def settle(self, row_id: int, state: str, message: str, at: datetime) -> None:
        """Save the final state of a call, or ``unsure``.

        A refusal needs a person until the call succeeds, also while it is tried again.
        """
        self._change(
            "UPDATE outbox SET state = ?, needs_person = ?, message = ?, settled_at = ? WHERE id = ?",
            (state, state == "refused", message, to_milliseconds(at), row_id),
        )
