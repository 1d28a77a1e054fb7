"""`tezgah print`: a ticket of a stored order, on a printer or as a file. Works while the program runs."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrintJobState
from desktop.domain.text.translation import Message, tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket
from desktop.domain.tickets.options import Knowledge, Printing
from desktop.system.files.chosen_file import write_chosen
from desktop.system.user_errors import EXIT_MACHINE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.printing.printer import Printer
    from desktop.domain.sales.report import SalesReport
    from desktop.domain.tickets.ticket import Ticket
    from desktop.system.files.print_requests import PrintRequest
    from desktop.system.settings.options import Options

_PAPERS: Final = {"80": 576, "58": 384}
"""Millimetres -> dots."""
_LEAST_DOTS: Final = 200
_MOST_DOTS: Final = 2000
_FORMS: Final = ("png", "pdf")
_GOOD: Final = frozenset({PrintJobState.PRINTED, PrintJobState.HANDED_OVER})
_PATIENCE: Final = 20.0
"""Seconds to wait for a ticket that another program prints."""
_EVERY: Final = 0.25


def print_order(
    options: Options,
    order: str,
    target: str | None,
    *,
    kind: str,
    width: str,
    draw: Callable[[Ticket, int, str], bytes],
) -> int:
    """Print a ticket of a stored order, or write it to a file.

    Args:
        options: of the program.
        order: number or payment key; for the day report a day such as ``2026-11-30``, or ``today``.
        target: ``png:FILE`` or ``pdf:FILE``, else the name of a printer; None for the printers of the ticket's kind.
        kind: of the ticket.
        width: ``80`` or ``58`` millimetres, or dots; of a file.
        draw: returns a ticket as the content of a ``png`` or ``pdf`` file; may raise a `UserError`.

    Raises:
        UserError: there is no such order, or the ticket could not be written.
    """
    form, _, name = (target or "").partition(":")
    if form not in _FORMS or not name:
        return _print_on_printer(options, order, target, TicketKind(kind))
    dots = _dots(width)
    from desktop.system.machine.clock import now

    if kind == TicketKind.DAY_REPORT:
        from desktop.domain.tickets.make import report_ticket

        report, reasons = _count(options, _period(options, order), now())
        ticket = report_ticket(report, Printing(now()), knowledge=Knowledge(reasons=reasons))
    else:
        view, known = _read(options, order)
        ticket = order_ticket(TicketKind(kind), view, Printing(now()), knowledge=known)
    _write(Path(name), draw(ticket, dots, form), options.data_dir)
    return EXIT_OK


def _print_on_printer(options: Options, order: str, target: str | None, kind: TicketKind) -> int:
    """Print on a printer: by the program that runs on the folder, else here."""
    from desktop.cli.printing.printers_command import required
    from desktop.domain.printing.words import state_text
    from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
    from desktop.system.files.print_requests import PrintRequest

    printers = options.settings_file.peek().printers
    if not printers:
        raise UserError(
            Message(
                "No printer is set up: tezgah printers add NAME ADDRESS. Or write a file: --to png:FILE or --to pdf:FILE."
            ),
            code=EXIT_USAGE,
        )
    if target is None:
        printer = next((each for each in printers if each.rule(kind) is not None), printers[0])
    else:
        printer = required(printers, target)
    if kind is TicketKind.DAY_REPORT:
        request = PrintRequest("", kind.value, printer.id, _period(options, order))
    else:
        view, _ = _read(options, order)
        request = PrintRequest(view.payment_key, kind.value, printer.id)
    lock = InstanceLock(options.data_dir, "print")
    try:
        lock.acquire()
    except AlreadyRunning:
        state = asyncio.run(_print_there(options, request))
    else:
        try:
            state = asyncio.run(_print_here(options, request, printer))
        finally:
            lock.release()
    if state is None:
        print(
            tr("{printer}: the ticket waits. Tezgâh prints it as soon as it can.").format(
                printer=printer.name
            )
        )
        return EXIT_OK
    print(f"{printer.name}: {state_text(state)}")
    return EXIT_OK if state in _GOOD else EXIT_MACHINE


async def _print_there(options: Options, request: PrintRequest) -> PrintJobState | None:
    """Let the running program print; return the state, None where it has not begun within some seconds."""
    from desktop.cli.printing.printers_command import read_jobs
    from desktop.system.files.print_requests import save_request

    number = save_request(options.data_dir, request)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(_EVERY)
        for job in await read_jobs(options):
            if job.version == number and job.payment_key == request.payment_key and not job.state.waits:
                if job.state is not PrintJobState.SENDING:
                    return job.state
                break
    return None


async def _print_here(options: Options, request: PrintRequest, printer: Printer) -> PrintJobState | None:
    from desktop.cli.ticket_drawer import ProcessTicketDrawer
    from desktop.services.backend import Backend
    from desktop.services.print_once import print_once

    drawer = ProcessTicketDrawer()
    backend = Backend(options, drawer=drawer)
    try:
        await backend.open()
        return await print_once(
            backend, request.payment_key, TicketKind(request.ticket), printer, request.detail
        )
    finally:
        await backend.close()
        await drawer.close()


def _period(options: Options, day: str) -> str:
    """Return the period of a typed day, as a job keeps it."""
    from desktop.cli.commands import report_day
    from desktop.domain.sales.period import Period, Span, period_text
    from desktop.system.machine.clock import now
    from desktop.system.settings.settings import day_begins

    begins = day_begins(options.settings_file.peek())
    today = day.casefold() in {"today", "bugün", "bugun"}
    return period_text(Period.of(Span.DAY, report_day(None if today else day, now(), begins), begins))


def _count(options: Options, period: str, moment: datetime) -> tuple[SalesReport, Mapping[int, str]]:
    from desktop.cli.commands import require_store
    from desktop.services.database.opener import open_store
    from desktop.services.printed_reports import PrintedReports

    async def count() -> tuple[SalesReport, Mapping[int, str]]:
        store = await open_store(options, reads_only=True)
        try:
            return await PrintedReports(store, lambda: options).report(period, moment)
        finally:
            await store.close()

    require_store(options)
    with _store_problems(options):
        return asyncio.run(count())


def _dots(width: str) -> int:
    if width in _PAPERS:
        return _PAPERS[width]
    if width.isascii() and width.isdecimal() and _LEAST_DOTS <= int(width[:5]) <= _MOST_DOTS:
        return int(width)
    raise UserError(
        Message(
            "“{width}” is no width of paper. Use 80 or 58 for millimetres, or the dots of a row, {least} to {most}.",
            width=width,
            least=_LEAST_DOTS,
            most=_MOST_DOTS,
        ),
        code=EXIT_USAGE,
    )


def _read(options: Options, order: str) -> tuple[BoardOrder, Knowledge]:
    from desktop.cli.commands import require_store

    require_store(options)
    with _store_problems(options):
        found = asyncio.run(_find(options, order))
    if found is None:
        raise UserError(
            Message(
                "No order with the number {order} is stored here. Check the number on the board or in the history.",
                order=order,
            )
        )
    return found


@contextlib.contextmanager
def _store_problems(options: Options) -> Iterator[None]:
    """Turn what goes wrong with the store into sentences."""
    from desktop.cli.commands import store_problem
    from desktop.store.errors import StoreError

    try:
        yield
    except (OSError, StoreError) as error:
        raise store_problem(error, options) or UserError(
            Message(
                "The order could not be read ({error}). Check space and permissions, and try again.",
                error=error,
            ),
            code=EXIT_STORE,
        ) from error


async def _find(options: Options, order: str) -> tuple[BoardOrder, Knowledge] | None:
    from desktop.services.database.opener import open_store
    from desktop.services.ticket_lookup import find_order
    from desktop.system.machine.clock import now

    store = await open_store(options, reads_only=True)
    try:
        return await find_order(store, order, now(), options.settings_file.peek().allergy_words)
    finally:
        await store.close()


def _write(path: Path, content: bytes, data_dir: Path) -> None:
    try:
        # Only this user may read it, as all files of the program: a ticket names a customer.
        write_chosen(path, [content], data_dir, concurrent=True)
    except OSError as error:
        raise UserError(
            Message(
                "The ticket could not be written ({reason}): {file}. Choose another place with --to.",
                reason=error.strerror or type(error).__name__,
                file=path,
            )
        ) from error
