"""The outbox in one transaction: calls to the vendor and their results. Plain SQL, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.store.changes import Kind
from desktop.store.errors import UnknownRowError
from desktop.store.queries.base import IN_GIVEN, NO_VALUES, Queries, as_list, without_nul
from desktop.store.rows import (
    OutboxRow,
    from_milliseconds,
    optional_milliseconds,
    optional_time,
    to_milliseconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

OUTBOX_COLUMNS: Final = (
    "id", "kind", "payment_key", "status_id", "preparing_time", "reason_id", "not_before", "state", "attempts", "in_air",
    "message", "needs_person", "created_at", "last_attempt_at", "settled_at", "automatic", "till", "press",
)  # fmt: skip
"""The columns that `outbox_row_of` reads."""

_COLUMNS: Final = ", ".join(OUTBOX_COLUMNS)

_OPEN_COMMAND: Final = "kind <> 'acknowledge' AND state IN ('owed', 'unsure')"
"""Word for word the condition of the index `outbox_open_command`: without it SQLite walks through all calls ever made."""

_UNLESS_THERE: Final = f" ON CONFLICT DO NOTHING RETURNING {_COLUMNS}"
"""Conflicts: the order has an open command, or the press has its command."""

_ENQUEUE_ACCEPT: Final = (
    "INSERT INTO outbox (kind, payment_key, status_id, preparing_time, state, created_at, automatic, till, press)"  # noqa: S608 - constants
    " VALUES ('accept', :payment_key, :status_id, :minutes, 'owed', :at, :automatic, :till, :press)"
    + _UNLESS_THERE
)
_ENQUEUE_ACTION: Final = (
    "INSERT INTO outbox (kind, payment_key, status_id, reason_id, not_before, state, created_at, till, press)"  # noqa: S608 - constants
    " VALUES (:kind, :payment_key, :status_id, :reason_id, :not_before, 'owed', :at, :till, :press)"
    + _UNLESS_THERE
)


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
        till=row[16],
        press=row[17],
    )


class OutboxQueries(Queries):
    """The outbox's part of a transaction."""

    def enqueue_acknowledgement(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Enqueue the acknowledgement of an order's status; a settled one is enqueued again."""
        self.changed(Kind.ORDERS, payment_key)
        self.changed(Kind.OUTBOX)
        self._change(
            "INSERT INTO outbox (kind, payment_key, status_id, state, created_at)"
            " VALUES ('acknowledge', :payment_key, :status_id, 'owed', :at)"
            " ON CONFLICT (payment_key, status_id) WHERE kind = 'acknowledge'"
            " DO UPDATE SET state = 'owed', attempts = 0, message = ''",
            {"payment_key": payment_key, "status_id": status_id, "at": to_milliseconds(at)},
        )

    def enqueue_accept(
        self,
        payment_key: str,
        status_id: int,
        preparing_time: int,
        at: datetime,
        *,
        automatic: bool = False,
        press: str | None = None,
    ) -> OutboxRow | None:
        """Enqueue an accept by a person or a rule; return None where a command is open already.

        Where this press has its command already, that one is returned: the press is repeated.
        """
        self.changed(Kind.ORDERS, payment_key)
        self.changed(Kind.OUTBOX)
        values = {
            "payment_key": payment_key,
            "status_id": status_id,
            "minutes": preparing_time,
            "at": to_milliseconds(at),
            "automatic": automatic,
            "till": self.till,
            "press": press,
        }
        return self._enqueue(_ENQUEUE_ACCEPT, values)

    def enqueue_action(
        self,
        kind: str,
        payment_key: str,
        status_id: int,
        at: datetime,
        *,
        reason_id: int | None,
        not_before: datetime | None,
        press: str | None = None,
    ) -> OutboxRow | None:
        """Enqueue another command; return None where a command is open already. A press is as in `enqueue_accept`."""
        self.changed(Kind.ORDERS, payment_key)
        self.changed(Kind.OUTBOX)
        values = {
            "kind": kind,
            "payment_key": payment_key,
            "status_id": status_id,
            "reason_id": reason_id,
            "not_before": optional_milliseconds(not_before),
            "at": to_milliseconds(at),
            "till": self.till,
            "press": press,
        }
        return self._enqueue(_ENQUEUE_ACTION, values)

    def _enqueue(self, statement: str, values: Mapping[str, object]) -> OutboxRow | None:
        row = self._connection.execute(statement, values).fetchone()
        if row is not None:
            return outbox_row_of(row)
        if values["press"] is None:
            return None
        return next(iter(self._outbox_rows("WHERE press = :press", values)), None)

    def withdraw_unsent(self, payment_key: str, at: datetime) -> bool:
        """Withdraw an order's open action that was never sent; return False where there is none. An accept stays."""
        self.changed(Kind.ORDERS, payment_key)
        self.changed(Kind.OUTBOX)
        cursor = self._connection.execute(
            "UPDATE outbox SET state = 'withdrawn', settled_at = :at WHERE payment_key = :payment_key"
            " AND kind NOT IN ('acknowledge', 'accept') AND state = 'owed' AND attempts = 0",
            {"at": to_milliseconds(at), "payment_key": payment_key},
        )
        return cursor.rowcount == 1

    def cached(self, name: str) -> str | None:
        """Return a saved answer of the vendor, None where there is none."""
        row = self._connection.execute(
            "SELECT json FROM cached WHERE name = :name", {"name": name}
        ).fetchone()
        return None if row is None else str(row[0])

    def cached_at(self, name: str) -> datetime | None:
        """Return when an answer of the vendor was saved, None where there is none."""
        row = self._connection.execute(
            "SELECT fetched_at FROM cached WHERE name = :name", {"name": name}
        ).fetchone()
        return None if row is None else from_milliseconds(row[0])

    def cache(self, name: str, json: str, at: datetime) -> None:
        """Save an answer of the vendor under a name."""
        self.changed(Kind.LISTS)
        self._connection.execute(
            "INSERT INTO cached (name, json, fetched_at) VALUES (:name, :json, :at) ON CONFLICT (name)"
            " DO UPDATE SET json = excluded.json, fetched_at = excluded.fetched_at",
            {"name": name, "json": json, "at": to_milliseconds(at)},
        )

    def acknowledgements(self, payment_keys: Iterable[str]) -> dict[str, dict[int, str]]:
        """Return the states of the orders' acknowledgements by status id; an order without any is left out."""
        found: dict[str, dict[int, str]] = {}
        for key, status_id, state in self._connection.execute(
            f"SELECT payment_key, status_id, state FROM outbox WHERE kind = 'acknowledge' AND payment_key {IN_GIVEN}",  # noqa: S608 - constants
            {"given": as_list(payment_keys)},
        ):
            found.setdefault(key, {})[status_id] = state
        return found

    def queued(self) -> list[OutboxRow]:
        """Return all calls that are still to be sent, oldest first."""
        return self._outbox_rows("WHERE state = 'owed' ORDER BY id")

    def to_send(self) -> tuple[list[OutboxRow], frozenset[str]]:
        """Return what `queued` returns, and the payment keys of open commands that may have taken effect."""
        # An open command may come twice. Sorted here: for the order of ids SQLite walks through all of them.
        rows = self._outbox_rows(
            f"WHERE state = 'owed' UNION ALL SELECT {_COLUMNS} FROM outbox WHERE {_OPEN_COMMAND}"  # noqa: S608 - constants
        )
        queued = {row.id: row for row in rows if row.state == "owed"}
        in_doubt = frozenset(
            row.payment_key
            for row in rows
            if row.kind != "acknowledge" and (row.state == "unsure" or row.unanswered)
        )
        return [queued[row_id] for row_id in sorted(queued)], in_doubt

    def refused_acknowledgements(self) -> list[OutboxRow]:
        """Return the acknowledgements that need a person: refused, of orders still in that status and on the board."""
        return self._outbox_rows(
            "WHERE kind = 'acknowledge' AND needs_person AND EXISTS (SELECT 1 FROM orders o WHERE"
            " o.payment_key = outbox.payment_key AND o.status_id = outbox.status_id AND o.put_away_at IS NULL)"
            " ORDER BY id"
        )

    def withdraw_acknowledgements(self, payment_key: str, status_id: int, at: datetime) -> None:
        """Withdraw the acknowledgements of an order's other statuses: the order has moved on to this one."""
        self.changed(Kind.ORDERS, payment_key)
        self._change(
            "UPDATE outbox SET state = 'withdrawn', settled_at = :at WHERE kind = 'acknowledge' AND state = 'owed'"
            " AND payment_key = :payment_key AND status_id <> :status_id",
            {"at": to_milliseconds(at), "payment_key": payment_key, "status_id": status_id},
        )

    def doubtful_accepts(self) -> list[OutboxRow]:
        """Return the accepts that the next poll decides on."""
        # The plus keeps SQLite from walking through all calls in the order of their ids.
        rows = self._outbox_rows(f"WHERE {_OPEN_COMMAND} ORDER BY +id")
        return [row for row in rows if row.kind == "accept" and row.state == "unsure"]

    def outbox_row(self, row_id: int) -> OutboxRow:
        """Return one call.

        Raises:
            UnknownRowError: there is none (any more): it was lost with a damaged file.
        """
        rows = self._outbox_rows("WHERE id = :id", {"id": row_id})
        if not rows:
            message = f"no row {row_id} in the outbox"
            raise UnknownRowError(message)
        return rows[0]

    def _outbox_rows(self, condition: str, values: Mapping[str, object] = NO_VALUES) -> list[OutboxRow]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM outbox {condition}", values)  # noqa: S608 - constants
        return [outbox_row_of(row) for row in rows]

    def start_attempt(self, row_id: int, at: datetime) -> None:
        """Save that a call is about to be sent: from now on it may take effect without an answer."""
        self._change(
            "UPDATE outbox SET attempts = attempts + 1, in_air = true, last_attempt_at = :at WHERE id = :id",
            {"at": to_milliseconds(at), "id": row_id},
        )

    def end_attempt(self, row_id: int, *, unanswered: bool, message: str) -> None:
        """Save that an attempt will be repeated; `unanswered` where it, or an earlier one, may have taken effect."""
        self._change(
            "UPDATE outbox SET in_air = :unanswered, message = :message WHERE id = :id AND state = 'owed'",
            {"unanswered": unanswered, "message": without_nul(message), "id": row_id},
        )

    def add_failed_attempt(self, row_id: int, message: str) -> None:
        """Save a failed attempt of an acknowledgement."""
        self._change(
            "UPDATE outbox SET attempts = attempts + 1, message = :message WHERE id = :id",
            {"message": without_nul(message), "id": row_id},
        )

    def settle(self, row_id: int, state: str, message: str, at: datetime) -> None:
        """Save the final state of a call, or ``unsure``.

        A refusal needs a person until the call succeeds, also while it is tried again.
        """
        self._change(
            "UPDATE outbox SET state = :state, needs_person = :refused, message = :message, settled_at = :at"
            " WHERE id = :id",
            {
                "state": state,
                "refused": state == "refused",
                "message": without_nul(message),
                "at": to_milliseconds(at),
                "id": row_id,
            },
        )
