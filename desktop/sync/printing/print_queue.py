"""All printers of this till: their workers, tickets that become too old, questions to people, and their answers.

A job is a row in the store; nothing lives only in memory. Without printers it does nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.allergies import DEFAULT_WORDS
from desktop.domain.printing.job import NewPrintJob, PrinterProblem, PrintJobState
from desktop.domain.printing.shared_printers import as_text, printer_id, with_till
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.store.errors import NotLeaderError
from desktop.sync.command_runner import CommandRunner
from desktop.sync.events import OrdersChanged, PrintJobsChanged, TillsChanged
from desktop.sync.printing.answers import answer, print_again, print_expired, show_questions
from desktop.sync.printing.by_hand import add_by_hand
from desktop.sync.printing.other_tills import OtherTills
from desktop.sync.printing.request_inbox import RequestInbox
from desktop.sync.printing.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from desktop.domain.clock import Clock
    from desktop.domain.printing.job import PrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.ticket import TicketDrawer
    from desktop.printing.delivery import Patience
    from desktop.store import Store, Transaction
    from desktop.sync.board.print_planner import PrintPlanner
    from desktop.sync.events import EventBus
    from desktop.sync.printing.printer_worker import PrinterWorker
    from desktop.sync.printing.ticket_source import ReportSource
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

DEFAULT_EXPIRY: Final = timedelta(minutes=15)
_EVERY: Final = 1.0
STAND_IN_AFTER: Final = 30.0
"""Seconds without printing after which another printer takes over."""


class PrintQueue:
    """Call `load` before the first poll, then `start`; `use` whenever the settings change."""

    def __init__(
        self,
        store: Store,
        planner: PrintPlanner,
        troubles: TroubleList,
        *,
        events: EventBus,
        clock: Clock,
        drawer: TicketDrawer | None = None,
        patience: Patience | None = None,
        data_dir: Path | None = None,
        reports: ReportSource | None = None,
        till_id: str = "",
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            store: open.
            planner: learns of the printers here.
            troubles: gets the printers' problems and the questions.
            events: publishes the jobs.
            clock: gives wall time and steady time.
            drawer: draws tickets, None where nothing can.
            patience: seconds that printers are waited for, None for the usual ones.
            data_dir: the folder with requests of terminals, None for none.
            reports: counts sales for their ticket, None where none is printed.
            till_id: of this till, "" where there is one program only.
        """
        self.drawer = drawer
        """None where nothing can draw."""
        self.allergy_words = DEFAULT_WORDS
        """As the setting holds them."""
        self.stand_in_after = STAND_IN_AFTER
        self._store = store
        self._planner = planner
        self._troubles = troubles
        self._events = events
        self._clock = clock
        self._patience = patience
        self._reports = reports
        self._inbox = None if data_dir is None else RequestInbox(data_dir, store, self)
        self._till_id = till_id
        self._others = OtherTills(till_id)
        self._expiry = DEFAULT_EXPIRY
        self._printers: tuple[Printer, ...] = ()
        self._commands = CommandRunner(troubles)
        self._workers = Workers(self._worker, self._commands, troubles)
        self._known: dict[int, PrintJob] = {}
        self._started = False
        self._publishing = False
        self._again = False
        self._ticker: asyncio.Task[None] | None = None
        events.subscribe(OrdersChanged, self._on_orders_changed)
        if till_id:
            events.subscribe(TillsChanged, self._on_tills_changed)

    @property
    def printers(self) -> tuple[Printer, ...]:
        """The printers of this till."""
        return self._printers

    @property
    def names(self) -> dict[str, str]:
        """The names of all printers that tickets can be sent to, by id; those of this till first."""
        return {printer.id: printer.name for printer in self._printers} | self._others.names

    def id_of(self, own_id: str) -> str:
        """Return the id by which jobs name a printer of this till's settings."""
        return printer_id(self._till_id, own_id)

    async def load(self) -> None:
        """Read the stored jobs: nobody knows what became of those that were being printed.

        Raises:
            CannotSaveError: the store cannot be used.
        """
        jobs = await self._store.read(lambda tx: tx.open_print_jobs())
        if any(job.state is PrintJobState.SENDING for job in jobs):
            await self._store.write(
                lambda tx: tx.restart_print_jobs(PrinterProblem.RESTARTED, tx.now(), self._till_id)
            )
        if jobs:
            await self._publish()

    def use(self, printers: Iterable[Printer], expiry: timedelta = DEFAULT_EXPIRY) -> None:
        """Print with these printers from now on.

        Args:
            printers: of this till.
            expiry: how long a ticket may wait before a person is asked whether it is still wanted.
        """
        self._expiry = expiry
        printers = with_till(self._till_id, printers)
        if self._till_id:
            self._commands.run(self._store.describe(as_text(printers)))
        if printers != self._printers:
            self._printers = printers
            self._planner.printers = (*printers, *self._others.printers)
            if self._started:
                self._apply()

    def start(self) -> None:
        """Print from now on."""
        self._started = True
        self._apply()

    async def stop(self) -> None:
        """End; a ticket that is being printed may end for some seconds."""
        await self._commands.end()
        if self._ticker is not None:
            self._ticker.cancel()
        await self._workers.stop()
        await self._commands.close()

    def _apply(self) -> None:
        self._workers.use(self._printers)
        self._start_ticker()
        self._show_problems()

    def _start_ticker(self) -> None:
        # Also without a printer: tickets that wait for a removed one expire, and are asked about.
        if self._started and (self._printers or self._known) and self._ticker is None:
            self._ticker = asyncio.get_running_loop().create_task(self._tick(), name="print queue")

    def _worker(self, printer: Printer) -> PrinterWorker:
        # Imported here: a till without a printer starts without them.
        from desktop.sync.printing.printer_worker import PrinterWorker
        from desktop.sync.printing.ticket_source import TicketSource

        return PrinterWorker(
            printer,
            store=self._store,
            source=TicketSource(self._store, self, self._clock, self._reports),
            events=self,
            clock=self._clock,
            patience=self._patience,
            claims_as=self._till_id,
        )

    # What workers say

    def jobs_changed(self) -> None:
        """Publish the jobs."""
        self._commands.run(self._publish())

    def problem_changed(self, printer_id: str) -> None:
        """Show a printer's problem, or that it ended."""
        _log.debug("problem of %s", printer_id)
        self._show_problems()

    def cannot_save(self, error: CannotSaveError) -> None:
        """Show that the store cannot be written."""
        self._troubles.cannot_save(error)

    @property
    def problems(self) -> dict[str, PrinterProblem]:
        """Reasons why printers do not print, by their id; paper that ends soon too."""
        return self._others.problems(self._clock.steady()) | self._workers.problems

    def _show_problems(self) -> None:
        names = self.names | {each.printer.id: each.printer.name for each in self._workers.all}
        details = [f"{problem}\n{names[printer_id]}" for printer_id, problem in self.problems.items()]
        self._troubles.set_of_details(TroubleKind.PRINTER, details)

    def _on_orders_changed(self, _event: OrdersChanged) -> None:
        if self._planner.printers:
            self._workers.wake()
            self.jobs_changed()

    def _on_tills_changed(self, event: TillsChanged) -> None:
        self._others.follow(event.tills)
        self._planner.printers = (*self._printers, *self._others.printers)
        self._show_problems()

    def reload(self) -> None:
        """Print and publish what another till changed."""
        self._workers.wake()
        self.jobs_changed()

    # Time

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                if self._inbox is not None and await self._inbox.take(self._expiry):
                    self._workers.wake()
                    await self._publish()
                await self._expire()
                await self._take_over()
                self._show_problems()
            except CannotSaveError as error:
                self._troubles.cannot_save(error)

    async def _expire(self) -> None:
        """Let tickets expire that waited too long: the till that leads does it, also for printers of others."""
        if not self._store.lease.leads:
            return
        now = self._clock.now()
        waiting = [job for job in self._known.values() if job.state.waits]
        if not any(abs(now - job.created_at) >= self._expiry for job in waiting):
            return
        with contextlib.suppress(NotLeaderError):
            if await self._store.write(
                lambda tx: tx.expire_print_jobs(tx.now() - self._expiry, tx.now()), as_leader=True
            ):
                await self._publish()

    async def _take_over(self) -> None:
        """Let stand-ins print what their printer could not begin."""
        for worker in self._workers.all:
            stand_in = self._workers.get(worker.printer.stand_in)
            if stand_in is None or worker.problem is None or stand_in.problem is not None:
                continue
            if self._clock.steady() - worker.problem_since >= self.stand_in_after:
                here, there = worker.printer.id, worker.printer.stand_in
                if await self._store.write(lambda tx, a=here, b=there: tx.move_print_jobs(a, b)):  # type: ignore[misc]
                    _log.warning("another printer takes over", extra={"printer": here, "stand_in": there})
                    stand_in.wake()
                    await self._publish()

    # Jobs

    async def _publish(self) -> None:
        """Publish the open jobs; many changes in a moment are one reading."""
        if self._publishing:
            self._again = True
            return
        self._publishing = True
        try:
            while True:
                self._again = False
                jobs, ended = await self._store.read(self._read)
                self._known = {job.id: job for job in jobs}
                self._others.take(jobs, self._clock.steady())
                self._start_ticker()
                show_questions(self._troubles, jobs)
                self._events.emit(PrintJobsChanged(tuple(jobs), tuple(ended)))
                if not self._again:
                    return
        finally:
            self._publishing = False

    def _read(self, tx: Transaction) -> tuple[list[PrintJob], list[PrintJob]]:
        jobs = tx.open_print_jobs()
        gone = self._known.keys() - {job.id for job in jobs}
        return jobs, [job for job_id in sorted(gone) if (job := tx.print_job(job_id)) is not None]

    async def recent_jobs(self, limit: int = 200) -> list[PrintJob]:
        """Return the latest jobs, the latest first.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        return await self._store.read(lambda tx: tx.print_jobs(limit))

    # What people do

    def print_by_hand(
        self, payment_key: str, ticket: TicketKind, printer_id: str = "", *, request: int, detail: str = ""
    ) -> None:
        """Print a ticket of an order now.

        Args:
            payment_key: of the order, "" for a test ticket and a report.
            ticket: its kind.
            printer_id: "" for the first printer that prints this kind, else the first.
            request: a number of this press; the same one again prints nothing.
            detail: for a report its period, see `domain.sales.period.period_text`.
        """
        chosen = printer_id or self.printer_for(ticket)
        job = NewPrintJob(payment_key, ticket, PrintMoment.HAND, request, chosen, detail=detail)
        self._change(lambda tx: add_by_hand(tx, job, tx.now()))

    def answer_printed(self, job_id: int) -> None:
        """Save that a person found the ticket of an unknown job."""
        self._change(lambda tx: tx.answer_print_job(job_id, tx.now(), printed=True))

    def print_again(self, job_id: int, printer_id: str = "") -> None:
        """Print the ticket of a job once more: it says that it is a reprint. A question about the job is answered."""
        # Before the transaction, which may run twice: it is one press.
        request = int(self._clock.now().timestamp() * 1000)
        self._change(lambda tx: print_again(tx, job_id, request, tx.now(), printer_id))

    def print_expired(self, job_ids: Sequence[int]) -> None:
        """Print expired tickets after all."""
        self._change(
            lambda tx: print_expired(tx, job_ids, tx.now(), present=self.names, printer_for=self.printer_for)
        )

    def answer(self, tx: Transaction, job_id: int, *, yes: bool) -> bool:
        """Save a terminal's answer to a job's question, see `answers.answer`."""
        return answer(tx, job_id, tx.now(), yes=yes, present=self.names, printer_for=self.printer_for)

    async def answer_all(self, job_ids: Sequence[int], *, yes: bool) -> int:
        """Save one answer to the questions of several jobs; return how many asked.

        Raises:
            CannotSaveError: nothing was saved.
        """
        return await self._store.write(lambda tx: sum(self.answer(tx, job_id, yes=yes) for job_id in job_ids))

    def drop(self, job_ids: Sequence[int]) -> None:
        """Print these jobs never; one that has begun stays as it is."""
        self._change(lambda tx: tx.cancel_print_jobs(job_ids, tx.now()))

    def hand_to(self, job_id: int, printer_id: str) -> None:
        """Let another printer print a job that waits."""
        self._change(lambda tx: tx.move_print_job(job_id, printer_id))

    def give_up(self, printer_id: str) -> None:
        """End the ticket that a printer is at, and ask whether it came out."""
        worker = self._workers.get(printer_id)
        if worker is not None:
            worker.give_up()

    def retry_now(self) -> None:
        """Try the printers that failed again at once."""
        self._workers.wake()

    def printer_for(self, ticket: TicketKind) -> str:
        """Return the first printer that prints a kind of ticket, else the first, "" for none; another till's where this one has none."""
        printers = self._printers or self._others.printers
        fitting = [each for each in printers if each.rule(ticket) is not None]
        return next(iter([*fitting, *printers])).id if printers else ""

    def _change(self, work: Callable[[Transaction], object]) -> None:
        async def change() -> None:
            await self._store.write(work)
            self._workers.wake()
            await self._publish()

        self._commands.run(change())
