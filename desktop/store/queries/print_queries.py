"""Print jobs in one transaction. Plain SQL, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.printing.job import NewPrintJob, PrintJob, PrintJobState
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.store.changes import Kind
from desktop.store.queries.base import IN_GIVEN, NO_VALUES, Queries, as_list, without_nul
from desktop.store.rows import from_milliseconds, optional_time, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_JOBS: Final = (
    "SELECT j.id, j.payment_key, coalesce(o.number, ''), j.ticket, j.moment, j.printer_id, j.sent_to, j.copy, j.state,"
    " j.created_at, j.print_number, j.attempts, j.problem, j.detail, j.version, j.started_at, j.ended_at, j.answered_at"
    " FROM print_jobs j LEFT JOIN orders o ON o.payment_key = j.payment_key "
)
_ON_PAPER: Final = "('sending', 'printed', 'handed_over', 'unknown')"


class PrintQueries(Queries):
    """The print jobs' part of a transaction."""

    def add_print_job(self, job: NewPrintJob, at: datetime) -> bool:
        """Save a job; return False where the same event has caused it already."""
        return bool(self.add_print_jobs([job], at))

    def add_print_jobs(self, jobs: Iterable[NewPrintJob], at: datetime) -> list[NewPrintJob]:
        """Save jobs in their order; return those that the same event has not caused already.

        A slip goes to the printer that printed the ticket which it corrects: that may have been the stand-in.
        """
        self.changed(Kind.PRINTING)
        given = {
            (job.payment_key, job.ticket.value, job.moment.value, job.version, job.printer_id, job.copy): job
            for job in jobs
        }
        values = [[*key, without_nul(job.detail)] for key, job in given.items()]
        rows = self._connection.execute(
            "WITH given AS (SELECT key AS position, json_extract(value, '$[0]') AS payment_key,"  # noqa: S608
            " json_extract(value, '$[1]') AS ticket, json_extract(value, '$[2]') AS moment,"
            " CAST(json_extract(value, '$[3]') AS BIGINT) AS version, json_extract(value, '$[4]') AS printer_id,"
            " CAST(json_extract(value, '$[5]') AS BIGINT) AS copy, json_extract(value, '$[6]') AS detail"
            " FROM json_each(:jobs) job)"
            " INSERT INTO print_jobs (payment_key, ticket, moment, version, printer_id, copy, sent_to, state, detail,"
            " created_at) SELECT g.payment_key, g.ticket, g.moment, g.version, g.printer_id, g.copy,"
            " coalesce((SELECT p.sent_to FROM print_jobs p WHERE g.ticket IN ('changed', 'cancelled')"
            " AND g.moment <> 'hand' AND p.payment_key = g.payment_key AND p.printer_id = g.printer_id"
            f" AND p.state IN {_ON_PAPER} AND p.ticket IN ('kitchen', 'courier') ORDER BY p.id DESC LIMIT 1),"
            " g.printer_id), 'queued', g.detail, :at FROM given g WHERE true ORDER BY g.position"
            " ON CONFLICT (payment_key, ticket, moment, version, printer_id, copy) DO NOTHING"
            " RETURNING payment_key, ticket, moment, version, printer_id, copy",
            {"jobs": msgspec.json.encode(values).decode(), "at": to_milliseconds(at)},
        )
        return [given[row] for row in rows.fetchall()]

    def print_jobs(self, limit: int = 200) -> list[PrintJob]:
        """Return the latest jobs, the latest first."""
        return self._print_jobs("ORDER BY j.id DESC LIMIT :limit", {"limit": limit})

    def open_print_jobs(self) -> list[PrintJob]:
        """Return the jobs that wait, run or need a person, oldest first."""
        waiting = self._print_jobs("WHERE j.state IN ('queued', 'not_begun', 'sending') ORDER BY j.id")
        asking = self._print_jobs(
            "WHERE j.state IN ('unknown', 'expired') AND j.answered_at IS NULL ORDER BY j.id"
        )
        return sorted([*waiting, *asking], key=lambda job: job.id)

    def print_jobs_of(self, payment_key: str) -> list[PrintJob]:
        """Return the jobs of an order, oldest first."""
        return self._print_jobs(
            "WHERE j.payment_key = :payment_key ORDER BY j.id", {"payment_key": payment_key}
        )

    def print_job(self, job_id: int) -> PrintJob | None:
        """Return one job, None where there is none (any more)."""
        return next(iter(self._print_jobs("WHERE j.id = :id", {"id": job_id})), None)

    def next_print_job(self, printer_id: str) -> PrintJob | None:
        """Return the oldest job that waits for a printer."""
        found = self._print_jobs(
            "WHERE j.state IN ('queued', 'not_begun') AND j.sent_to = :printer_id ORDER BY j.id LIMIT 1",
            {"printer_id": printer_id},
        )
        return found[0] if found else None

    def print_number(self, job: PrintJob) -> int:
        """Return 1 for the first print of a ticket, one more for each that may lie there already.

        A print by hand counts those of all printers; an automatic one only those that were meant for its own, because
        two kitchens get a ticket each.
        """
        by_hand = job.moment is PrintMoment.HAND
        if not by_hand and job.ticket in {TicketKind.CHANGED, TicketKind.CANCELLED}:
            return 1  # each change and each cancel is news of its own
        (number,) = self._connection.execute(
            "SELECT count(*) FROM print_jobs WHERE payment_key = :payment_key AND payment_key <> ''"  # noqa: S608
            " AND ticket = :ticket AND copy = :copy AND id <> :id AND (:by_hand OR printer_id = :printer_id)"
            f" AND state IN {_ON_PAPER}",
            {
                "payment_key": job.payment_key,
                "ticket": job.ticket.value,
                "copy": job.copy,
                "id": job.id,
                "by_hand": by_hand,
                "printer_id": job.printer_id,
            },
        ).fetchone()
        return int(number) + 1

    def start_print_job(
        self, job: PrintJob, at: datetime, claimed_by: str = "", *, again: bool = False
    ) -> bool:
        """Save that a job's first byte is about to leave; return False where it may not (any more).

        `job.print_number` is what the drawn ticket says: where it is not true any more, the ticket is drawn again.

        Args:
            job: to be printed.
            at: the time.
            claimed_by: id of the till that prints it, "" where there is one program only.
            again: whether this is the second run of a transaction whose commit got no answer: it may have been saved.
        """
        self.changed(Kind.PRINTING)
        if self.print_number(job) != job.print_number:
            return False
        cursor = self._connection.execute(
            "UPDATE print_jobs SET state = 'sending', print_number = :print_number, attempts = attempts + 1,"
            " started_at = :at, problem = '', claimed_by = :claimed_by WHERE id = :id AND sent_to = :sent_to"
            " AND (state IN ('queued', 'not_begun') OR"
            " :again AND state = 'sending' AND claimed_by = :claimed_by AND attempts = :attempts + 1)",
            {
                "again": again,
                "attempts": job.attempts,
                "print_number": job.print_number,
                "claimed_by": claimed_by,
                "at": to_milliseconds(at),
                "id": job.id,
                "sent_to": job.sent_to,
            },
        )
        return cursor.rowcount == 1

    def end_print_job(self, job_id: int, state: PrintJobState, problem: str, at: datetime) -> None:
        """Save the result of an attempt; a job that is not being printed (any more) stays as it is."""
        self.changed(Kind.PRINTING)
        self._connection.execute(
            "UPDATE print_jobs SET state = :state, problem = :problem, broken = :broken, ended_at = :at"
            " WHERE id = :id AND state IN ('queued', 'not_begun', 'sending')",
            {
                "state": state.value,
                "problem": without_nul(problem),
                "broken": state is PrintJobState.UNKNOWN,
                "at": to_milliseconds(at),
                "id": job_id,
            },
        )

    def restart_print_jobs(self, problem: str, at: datetime, claimed_by: str = "") -> int:
        """Save that nobody knows what became of the jobs that a till was printing; return their number.

        Those of another till may still be being printed. Those of no till are of the time when there was one program only.
        """
        self.changed(Kind.PRINTING)
        return self._connection.execute(
            "UPDATE print_jobs SET state = 'unknown', problem = :problem, broken = true, ended_at = :at"
            " WHERE state = 'sending' AND coalesce(claimed_by, '') IN ('', :claimed_by)",
            {"problem": without_nul(problem), "at": to_milliseconds(at), "claimed_by": claimed_by},
        ).rowcount

    def was_broken_off(self, printer_id: str) -> bool:
        """Whether the last job that a printer got ended in the middle: it may wait for the rest of a picture."""
        row = self._connection.execute(
            "SELECT broken FROM print_jobs WHERE sent_to = :printer_id AND started_at IS NOT NULL"
            " ORDER BY started_at DESC, id DESC LIMIT 1",
            {"printer_id": printer_id},
        ).fetchone()
        return row is not None and bool(row[0])

    def begun_prints(self, payment_keys: Iterable[str]) -> set[tuple[str, str]]:
        """Return payment keys and ids of the printers that may have printed a kitchen or courier ticket of the order."""
        rows = self._connection.execute(
            f"SELECT DISTINCT payment_key, printer_id FROM print_jobs WHERE payment_key {IN_GIVEN}"  # noqa: S608
            f" AND state IN {_ON_PAPER} AND ticket IN ('kitchen', 'courier')",
            {"given": as_list(payment_keys)},
        )
        return {(key, printer_id) for key, printer_id in rows}

    def expire_print_jobs(self, before: datetime, at: datetime) -> int:
        """Let the waiting jobs from before a time expire; return their number.

        A job from the future expires too where the clock was set back by more than the time that a job may wait.
        """
        self.changed(Kind.PRINTING)
        return self._connection.execute(
            "UPDATE print_jobs SET state = 'expired', ended_at = :at"
            " WHERE state IN ('queued', 'not_begun') AND (created_at <= :before OR created_at > :ahead)",
            {
                "at": to_milliseconds(at),
                "before": to_milliseconds(before),
                "ahead": 2 * to_milliseconds(at) - to_milliseconds(before),
            },
        ).rowcount

    def cancel_print_jobs(self, job_ids: Iterable[int], at: datetime) -> None:
        """Cancel jobs of which nothing has left yet, expired ones too; others stay as they are."""
        self.changed(Kind.PRINTING)
        self._connection.executemany(
            "UPDATE print_jobs SET state = 'cancelled', ended_at = :at, answered_at = :at"
            " WHERE id = :id AND state IN ('queued', 'not_begun', 'expired')",
            [{"at": to_milliseconds(at), "id": job_id} for job_id in job_ids],
        )

    def cancel_waiting_tickets(self, payment_keys: Iterable[str], at: datetime) -> None:
        """Cancel the kitchen and courier tickets of orders of which nothing has left yet."""
        self.changed(Kind.PRINTING)
        self._connection.execute(
            f"UPDATE print_jobs SET state = 'cancelled', ended_at = :at WHERE payment_key {IN_GIVEN}"  # noqa: S608
            " AND state IN ('queued', 'not_begun', 'expired') AND ticket IN ('kitchen', 'courier')",
            {"at": to_milliseconds(at), "given": as_list(payment_keys)},
        )

    def queue_expired_print_jobs(self, job_ids: Iterable[int], at: datetime) -> None:
        """Let expired jobs wait again, as if they were new: nothing of them has left."""
        self.changed(Kind.PRINTING)
        self._connection.executemany(
            "UPDATE print_jobs SET state = 'queued', created_at = :at, ended_at = NULL, problem = ''"
            " WHERE id = :id AND state = 'expired'",
            [{"at": to_milliseconds(at), "id": job_id} for job_id in job_ids],
        )

    def answer_print_job(self, job_id: int, at: datetime, *, printed: bool) -> bool:
        """Save a person's answer about an unknown job; return False where it needs none (any more)."""
        self.changed(Kind.PRINTING)
        cursor = self._connection.execute(
            "UPDATE print_jobs SET state = CASE WHEN :printed THEN 'printed' ELSE 'unknown' END,"
            " answered_at = :at WHERE id = :id AND state = 'unknown' AND answered_at IS NULL",
            {"printed": printed, "at": to_milliseconds(at), "id": job_id},
        )
        return cursor.rowcount == 1

    def move_print_jobs(self, printer_id: str, stand_in: str) -> int:
        """Let another printer print the jobs that wait; return their number. A job moves once only."""
        self.changed(Kind.PRINTING)
        return self._connection.execute(
            "UPDATE print_jobs SET sent_to = :stand_in WHERE sent_to = :printer_id AND printer_id = :printer_id"
            " AND state IN ('queued', 'not_begun')",
            {"stand_in": stand_in, "printer_id": printer_id},
        ).rowcount

    def move_print_job(self, job_id: int, printer_id: str) -> None:
        """Let another printer print one job that waits."""
        self.changed(Kind.PRINTING)
        self._connection.execute(
            "UPDATE print_jobs SET sent_to = :printer_id WHERE id = :id AND state IN ('queued', 'not_begun')",
            {"printer_id": printer_id, "id": job_id},
        )

    def _print_jobs(self, condition: str, values: Mapping[str, object] = NO_VALUES) -> list[PrintJob]:
        return [
            PrintJob(
                id=row[0],
                payment_key=row[1],
                number=row[2],
                ticket=TicketKind(row[3]),
                moment=PrintMoment(row[4]),
                printer_id=row[5],
                sent_to=row[6],
                copy=row[7],
                state=PrintJobState(row[8]),
                created_at=from_milliseconds(row[9]),
                print_number=row[10],
                attempts=row[11],
                problem=row[12],
                detail=row[13],
                version=row[14],
                started_at=optional_time(row[15]),
                ended_at=optional_time(row[16]),
                answered_at=optional_time(row[17]),
            )
            for row in self._connection.execute(_JOBS + condition, values)
        ]
