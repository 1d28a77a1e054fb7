"""All printers of this till: their workers, tickets that become too old, questions to people, and their answers.

A job is a row in the store; nothing lives only in memory. Without printers it does nothing.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.allergies import DEFAULT_WORDS
from desktop.domain.printing.job import NewPrintJob, PrinterProblem, PrintJobState
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError, NotLeaderError
from desktop.sync.command_runner import CommandRunner
from desktop.sync.events import OrdersChanged, PrintJobsChanged
from desktop.sync.printing.answers import answer, print_again, print_expired, questions
from desktop.sync.printing.by_hand import add_by_hand
from desktop.sync.printing.request_inbox import RequestInbox

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
        self._expiry = DEFAULT_EXPIRY
        self._printers: tuple[Printer, ...] = ()
        self._workers: dict[str, tuple[PrinterWorker, asyncio.Task[None]]] = {}
        self._ending: set[str] = set()
        """Ids of the printers whose worker ends."""
        self._commands = CommandRunner(troubles)
        self._known: dict[int, PrintJob] = {}
        self._started = False
        self._closed = False
        self._publishing = False
        self._again = False
        self._ticker: asyncio.Task[None] | None = None
        events.subscribe(OrdersChanged, self._on_orders_changed)

    @property
    def printers(self) -> tuple[Printer, ...]:
        """The printers in use."""
        return self._printers

    async def load(self) -> None:
        """Read the stored jobs: nobody knows what became of those that were being printed.

        Raises:
            CannotSaveError: the store cannot be used.
        """
        jobs = await self._store.read(lambda tx: tx.open_print_jobs())
        if any(job.state is PrintJobState.SENDING for job in jobs):
            await self._store.write(lambda tx: tx.restart_print_jobs(PrinterProblem.RESTARTED, tx.now()))
        if jobs:
            await self._publish()

    def use(self, printers: Iterable[Printer], expiry: timedelta = DEFAULT_EXPIRY) -> None:
        """Print with these printers from now on.

        Args:
            printers: of this till.
            expiry: how long a ticket may wait before a person is asked whether it is still wanted.
        """
        self._expiry = expiry
        printers = tuple(printers)
        if printers != self._printers:
            self._printers = self._planner.printers = printers
            if self._started:
                self._apply()

    def start(self) -> None:
        """Print from now on."""
        self._started = True
        self._apply()

    async def stop(self) -> None:
        """End; a ticket that is being printed may end for some seconds."""
        self._closed = True
        await self._commands.end()
        if self._ticker is not None:
            self._ticker.cancel()
        await asyncio.gather(*(worker.stop(task) for worker, task in self._workers.values()))
        self._workers.clear()
        await self._commands.close()

    def _apply(self) -> None:
        wanted = {printer.id: printer for printer in self._printers}
        for printer_id, (worker, task) in list(self._workers.items()):
            if wanted.get(printer_id) != worker.printer:
                del self._workers[printer_id]
                self._ending.add(printer_id)
                self._commands.start(self._replace(worker, task), "printer")
        for printer in self._printers:
            # A changed printer begins when the one before has ended: two would print side by side.
            if printer.id not in self._workers and printer.id not in self._ending:
                self._begin(printer)
        # Also without a printer: tickets that wait for a removed one expire, and are asked about.
        if (self._printers or self._known) and self._ticker is None:
            self._ticker = asyncio.get_running_loop().create_task(self._tick(), name="print queue")
        self._show_problems()

    async def _replace(self, worker: PrinterWorker, task: asyncio.Task[None]) -> None:
        await worker.stop(task)
        self._ending.discard(worker.printer.id)
        if not self._closed:
            self._apply()

    def _begin(self, printer: Printer) -> None:
        # Imported here: a till without a printer starts without them.
        from desktop.sync.printing.printer_worker import PrinterWorker
        from desktop.sync.printing.ticket_source import TicketSource

        worker = PrinterWorker(
            printer,
            store=self._store,
            source=TicketSource(self._store, self, self._clock, self._reports),
            events=self,
            clock=self._clock,
            patience=self._patience,
        )
        task = asyncio.get_running_loop().create_task(self._supervise(worker), name=f"printer {printer.id}")
        self._workers[printer.id] = (worker, task)

    async def _supervise(self, worker: PrinterWorker) -> None:
        try:
            await worker.run()
        except Exception as error:  # noqa: BLE001 - one printer must not end the others
            _log.error("a printer's task failed", exc_info=error)
            self._troubles.task_failed("printer", error)
            await asyncio.sleep(_EVERY)
            if not self._closed and self._workers.get(worker.printer.id, (None,))[0] is worker:
                del self._workers[worker.printer.id]
                self._apply()

    # What workers say

    def jobs_changed(self) -> None:
        """Publish the jobs."""
        self._commands.run(self._publish())

    def problem_changed(self, printer_id: str) -> None:
        """Show a printer's problem, or that it ended."""
        _log.debug("problem of %s", printer_id)
        self._show_problems()

    def cannot_save(self, reason: str) -> None:
        """Show that the store cannot be written."""
        self._troubles.cannot_save(reason)

    @property
    def problems(self) -> dict[str, PrinterProblem]:
        """Reasons why printers do not print, by their id; paper that ends soon too."""
        return {
            printer_id: worker.problem or PrinterProblem.PAPER_LOW
            for printer_id, (worker, _) in self._workers.items()
            if worker.problem is not None or worker.is_paper_low
        }

    def _show_problems(self) -> None:
        names = {printer_id: worker.printer.name for printer_id, (worker, _) in self._workers.items()}
        details = [f"{problem}\n{names[printer_id]}" for printer_id, problem in self.problems.items()]
        self._troubles.set_of_details(TroubleKind.PRINTER, details)

    def _on_orders_changed(self, _event: OrdersChanged) -> None:
        if self._workers:
            self._wake()
            self.jobs_changed()

    def reload(self) -> None:
        """Print and publish what another till changed."""
        self._wake()
        self.jobs_changed()

    def _wake(self) -> None:
        for worker, _ in self._workers.values():
            worker.wake()

    # Time

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                if self._inbox is not None and await self._inbox.take(self._expiry):
                    self._wake()
                    await self._publish()
                await self._expire()
                await self._take_over()
            except CannotSaveError as error:
                self._troubles.cannot_save(str(error))
            except NotLeaderError:
                continue  # the till that leads does it

    async def _expire(self) -> None:
        now = self._clock.now()
        waiting = [job for job in self._known.values() if job.state.waits]
        if not any(abs(now - job.created_at) >= self._expiry for job in waiting):
            return
        if not self._store.lease.leads:
            return
        if await self._store.write(
            lambda tx: tx.expire_print_jobs(tx.now() - self._expiry, tx.now()), as_leader=True
        ):
            await self._publish()

    async def _take_over(self) -> None:
        """Let stand-ins print what their printer could not begin."""
        for worker, _ in list(self._workers.values()):
            stand_in = self._workers.get(worker.printer.stand_in)
            if stand_in is None or worker.problem is None or stand_in[0].problem is not None:
                continue
            if self._clock.steady() - worker.problem_since >= self.stand_in_after:
                here, there = worker.printer.id, worker.printer.stand_in
                if await self._store.write(lambda tx, a=here, b=there: tx.move_print_jobs(a, b)):  # type: ignore[misc]
                    _log.warning("another printer takes over", extra={"printer": here, "stand_in": there})
                    stand_in[0].wake()
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
                self._show_questions(jobs)
                self._events.emit(PrintJobsChanged(tuple(jobs), tuple(ended)))
                if not self._again:
                    return
        finally:
            self._publishing = False

    def _read(self, tx: Transaction) -> tuple[list[PrintJob], list[PrintJob]]:
        jobs = tx.open_print_jobs()
        gone = self._known.keys() - {job.id for job in jobs}
        return jobs, [job for job_id in sorted(gone) if (job := tx.print_job(job_id)) is not None]

    def _show_questions(self, jobs: Sequence[PrintJob]) -> None:
        unknown, expired = questions(jobs)
        self._troubles.set_of_orders(TroubleKind.PRINT_UNKNOWN, unknown)
        if expired:
            self._troubles.begin(TroubleKind.PRINT_EXPIRED, count=expired)
        else:
            self._troubles.end(TroubleKind.PRINT_EXPIRED)

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
        request = int(self._clock.now().timestamp() * 1000)
        self._change(lambda tx: print_again(tx, job_id, request, tx.now(), printer_id))

    def print_expired(self, job_ids: Sequence[int]) -> None:
        """Print expired tickets after all."""
        self._change(
            lambda tx: print_expired(tx, job_ids, tx.now(), present=self._ids(), printer_for=self.printer_for)
        )

    def answer(self, tx: Transaction, job_id: int, *, yes: bool) -> bool:
        """Save a terminal's answer to a job's question, see `answers.answer`."""
        return answer(tx, job_id, tx.now(), yes=yes, present=self._ids(), printer_for=self.printer_for)

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
        if printer_id in self._workers:
            self._workers[printer_id][0].give_up()

    def retry_now(self) -> None:
        """Try the printers that failed again at once."""
        self._wake()

    def _ids(self) -> set[str]:
        return {printer.id for printer in self._printers}

    def printer_for(self, ticket: TicketKind) -> str:
        """Return the first printer that prints a kind of ticket, else the first, "" for none."""
        fitting = [each for each in self._printers if each.rule(ticket) is not None]
        return next(iter([*fitting, *self._printers])).id if self._printers else ""

    def _change(self, work: Callable[[Transaction], object]) -> None:
        async def change() -> None:
            await self._store.write(work)
            self._wake()
            await self._publish()

        self._commands.run(change())
