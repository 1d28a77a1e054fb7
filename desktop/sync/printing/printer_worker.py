"""Prints the jobs of one printer, one after the other, on a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

from msgspec import structs

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.domain.tickets.ticket import TicketDrawingError
from desktop.printing.address import AddressError, parse_address
from desktop.printing.delivery import Delivered, Habits, Patience
from desktop.printing.status import process_id
from desktop.printing.transports import transport_to
from desktop.store import CannotSaveError, StoreProblemError
from desktop.sync.printing.ticket_source import NoTicketError
from desktop.system.machine.background import BackgroundThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.clock import Clock
    from desktop.domain.printing.job import PrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.printing.transport import Transport
    from desktop.store import Store, Transaction
    from desktop.sync.printing.ticket_source import Drawn, TicketSource

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 5.0
"""Seconds between two tries: who puts paper in looks at the printer."""
_SAVE_AGAIN: Final = 1.0
_LAST_TICKET: Final = 3.0
"""Seconds in which a ticket that is being printed may end when the program does."""
_ANSWERS, _PROVES, _KNOWN = 1, 2, 4
"""Bits of the habits in the store; `_PROVES` and its absence count where `_KNOWN` is set."""


class WorkerEvents(Protocol):
    """Hears what a worker does."""

    def jobs_changed(self) -> None:
        """Some job has another state."""

    def problem_changed(self, printer_id: str) -> None:
        """A printer's problem began or ended."""

    def cannot_save(self, error: CannotSaveError) -> None:
        """The store cannot be written."""


class _Next(NamedTuple):
    job: PrintJob
    broken_off: bool
    habits: Habits


class PrinterWorker:
    """Call `run` in a task, and `wake` when there may be something to print."""

    def __init__(
        self,
        printer: Printer,
        *,
        store: Store,
        source: TicketSource,
        events: WorkerEvents,
        clock: Clock,
        patience: Patience | None = None,
        claims_as: str = "",
    ) -> None:
        self.printer = printer
        self.problem: PrinterProblem | None = None
        """The reason why it does not print now, None for none."""
        self.problem_since = 0.0
        """Steady time."""
        self.is_paper_low = False
        self._store = store
        self._source = source
        self._events = events
        self._clock = clock
        self._patience = patience or Patience()
        self._claims_as = claims_as
        self._woken = asyncio.Event()
        self._give_up = threading.Event()
        self._stopping = False
        self._loop = asyncio.get_running_loop()
        # A printer that hangs must not delay the end of the program.
        self._thread = BackgroundThread("printer")
        self._transport: Transport | None = None
        self._failures = 0

    def wake(self) -> None:
        """Look for jobs now, also where the printer failed a moment ago."""
        self._woken.set()

    def give_up(self) -> None:
        """End the ticket that is being printed: nobody knows then whether it was."""
        self._give_up.set()

    async def run(self) -> None:
        """Print until `stop`."""
        try:
            while not self._stopping:
                self._woken.clear()
                try:
                    pause = await self._step()
                except CannotSaveError as error:
                    self._events.cannot_save(error)
                    pause = _LONGEST_PAUSE
                if pause is not None and not self._woken.is_set() and not self._stopping:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), pause or None)
        finally:
            self._give_up.set()

    async def stop(self, task: asyncio.Task[None]) -> None:
        """End after the ticket that is being printed; after some seconds give that one up."""
        self._stopping = True
        self._woken.set()
        await asyncio.wait([task], timeout=_LAST_TICKET)
        self._give_up.set()
        await asyncio.wait([task], timeout=_LAST_TICKET)
        task.cancel()

    async def _step(self) -> float | None:
        """Print the next job; return seconds to wait, 0 for until there is one, None for not at all."""
        found = await self._store.read(self._next)
        if found is None:
            # Nothing waits any more (it was put away, or another printer took it): nobody has to mend anything.
            self._set_problem(None)
            return 0.0
        transport = self._open(found.habits)
        if transport is None:
            return await self._not_begun(found.job, PrinterProblem.UNREACHABLE)
        self._give_up.clear()
        clean_row = (self.printer.width + 7) // 8 if found.broken_off else 0
        readiness = await self._in_thread(lambda: transport.check(clean_row=clean_row))
        self.is_paper_low = readiness.is_paper_low
        if readiness.problem is not None:
            return await self._not_begun(found.job, readiness.problem)
        try:
            ticket = await self._source.bytes_of(found.job, self.printer, transport.form())
        except NoTicketError:
            transport.close()
            await self._end(found.job, PrintJobState.CANCELLED, PrinterProblem.NO_ORDER)
            return None
        except TicketDrawingError as error:
            transport.close()
            _log.warning("no ticket can be drawn: %s", error)
            if error.no_qt or found.job.problem != PrinterProblem.NO_DRAWER:
                return await self._not_begun(found.job, PrinterProblem.NO_DRAWER)
            await self._skip(found.job)
            return None
        except CannotSaveError:
            transport.close()
            raise
        except Exception as error:  # noqa: BLE001 - one order that cannot be drawn must not keep back the others
            transport.close()
            _log.error("a ticket cannot be drawn", exc_info=error)
            await self._skip(found.job)
            return None
        except BaseException:
            transport.close()
            raise
        return await self._print(found, transport, ticket)

    async def _skip(self, job: PrintJob) -> None:
        """Ask a person about a ticket that cannot be drawn; the next ones are printed meanwhile."""
        await self._end(job, PrintJobState.UNKNOWN, PrinterProblem.NO_DRAWER)
        self._set_problem(None)

    async def _print(self, found: _Next, transport: Transport, ticket: Drawn) -> float | None:
        job = found.job
        runs = 0

        def start(tx: Transaction) -> bool:
            nonlocal runs
            runs += 1
            return ticket.is_current(tx, job.payment_key) and tx.start_print_job(
                job, tx.now(), self._claims_as, again=runs > 1
            )

        try:
            # Saved before the first byte: whatever happens from here on, it is never sent again by itself.
            started = await self._store.write(start)
        except CannotSaveError as error:
            transport.close()
            if isinstance(error, StoreProblemError) and error.in_doubt:
                # Saved or not, no byte has left: it waits again.
                await self._end(job, PrintJobState.NOT_BEGUN, None)
            raise
        except BaseException:
            transport.close()
            raise
        if not started:
            transport.close()
            return None
        self._set_problem(None)
        self._events.jobs_changed()
        try:
            delivered = await self._in_thread(lambda: transport.send(ticket.data, process_id(job.id)))
        except Exception as error:  # noqa: BLE001 - whatever it is, bytes may have left: a person has to look
            _log.error("a ticket could not be sent", exc_info=error)
            with contextlib.suppress(OSError):
                transport.close()
            delivered = Delivered(PrintJobState.UNKNOWN, PrinterProblem.FAILED, found.habits)
        self.is_paper_low = delivered.is_paper_low
        await self._end(job, delivered.state, delivered.problem)
        if delivered.habits != found.habits:
            await self._store.write(lambda tx: tx.set_value(self._fact, _as_bits(delivered.habits)))
        self._failures = 0
        # A printer that hangs is asked before the next ticket; until then its problem is not over.
        self._set_problem(None)
        return None

    async def _end(self, job: PrintJob, state: PrintJobState, problem: PrinterProblem | None) -> None:
        _log.info("print job", extra={"job": job.id, "state": state, "problem": problem or ""})
        while True:
            try:
                await self._store.write(lambda tx: tx.end_print_job(job.id, state, problem or "", tx.now()))
            except CannotSaveError as error:
                # It stays "sending" in the store: after a crash it is unknown, never printed again.
                self._events.cannot_save(error)
                if self._stopping:
                    return
                await asyncio.sleep(_SAVE_AGAIN)
            else:
                self._events.jobs_changed()
                return

    async def _not_begun(self, job: PrintJob, problem: PrinterProblem) -> float:
        if (job.state, job.problem) != (PrintJobState.NOT_BEGUN, problem.value):
            await self._end(job, PrintJobState.NOT_BEGUN, problem)
        self._set_problem(problem)
        self._failures += 1
        return float(min(_FIRST_PAUSE * 2 ** min(self._failures - 1, 10), _LONGEST_PAUSE))

    def _next(self, tx: Transaction) -> _Next | None:
        job = tx.next_print_job(self.printer.id)
        if job is None:
            return None
        job = structs.replace(job, print_number=tx.print_number(job))
        return _Next(job, tx.was_broken_off(self.printer.id), _from_bits(tx.value(self._fact)))

    @property
    def _fact(self) -> str:
        return f"printer {self.printer.id} {self.printer.address}"

    def _open(self, habits: Habits) -> Transport | None:
        if self._transport is None:
            try:
                address = parse_address(self.printer.address)
            except AddressError:
                return None
            self._transport = transport_to(
                address, give_up=self._give_up, on_problem=self._on_problem, patience=self._patience
            )
            self._transport.habits = habits
        return self._transport

    def _on_problem(self, problem: PrinterProblem | None) -> None:
        """Take over a problem from the sending thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._set_problem, problem)

    def _set_problem(self, problem: PrinterProblem | None) -> None:
        if problem is not self.problem:
            if self.problem is None:
                self.problem_since = self._clock.steady()
            self.problem = problem
        self._events.problem_changed(self.printer.id)

    async def _in_thread(self, call: Callable[[], _T]) -> _T:
        return await self._thread.enqueue(call)


def _as_bits(habits: Habits) -> int:
    known = _KNOWN if habits.proves is not None else 0
    return (_ANSWERS if habits.answers else 0) | (_PROVES if habits.proves else 0) | known


def _from_bits(bits: int | None) -> Habits:
    if bits is None:
        return Habits()
    return Habits(bool(bits & _ANSWERS), bool(bits & _PROVES) if bits & _KNOWN else None)
