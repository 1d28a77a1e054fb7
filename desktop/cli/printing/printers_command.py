"""`tezgah printers`: lists, adds, tests and removes ticket printers, and shows what became of the tickets."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.printer import WIDTHS, Printer, default_rules
from desktop.domain.printing.words import expired_sentence, problem_text, state_text, unknown_sentence
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message, tr
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.system.user_errors import EXIT_MACHINE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.printing.job import PrinterProblem, PrintJob
    from desktop.printing.delivery import Delivered
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings

_SHOWN_JOBS: Final = 200
_LEAST_DOTS, _MOST_DOTS = 200, 1000


def list_printers(options: Options, *, as_json: bool) -> int:
    """Print the printers that are set up."""
    printers = options.settings_file.peek().printers
    if as_json:
        print(json.dumps([_fields(printer) for printer in printers], ensure_ascii=False, indent=2))
        return EXIT_OK
    if not printers:
        print(tr("No printer is set up. Add one: tezgah printers add NAME ADDRESS"))
    for printer in printers:
        rules = ", ".join(
            f"{rule.kind}@{'+'.join(rule.moments)}" + (f" x{rule.copies}" if rule.copies > 1 else "")
            for rule in printer.tickets
        )
        print(f"{printer.name}   {printer.address}   {printer.width}   {rules}")
    return EXIT_OK


def _fields(printer: Printer) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(printer)
    return fields


def add(
    options: Options,
    name: str,
    address: str,
    *,
    width: str,
    tickets: str,
    when: str,
    copies: str,
) -> int:
    """Add a printer.

    Raises:
        UserError: the name is taken, a value makes no sense, a program runs on the folder, or nothing could be saved.
    """
    from desktop.printing.address import (
        TEXT_MODE_BELOW,
        AddressError,
        SerialAddress,
        parse_address,
    )

    try:
        parsed = parse_address(address)
    except AddressError as error:
        raise UserError(error.message, code=EXIT_USAGE) from error
    kinds, moments = _choices(tickets, TicketKind, "--tickets"), _choices(when, PrintMoment, "--when")
    printer = Printer(
        secrets.token_hex(4),
        _name(name),
        str(parsed),
        width=_dots(width),
        tickets=default_rules(kinds, moments, _copies(copies)),
        # A picture would take minutes on such a line.
        text_mode=isinstance(parsed, SerialAddress) and parsed.baud < TEXT_MODE_BELOW,
    )

    def change(settings: Settings) -> None:
        if _find(settings.printers, printer.name) is not None:
            raise UserError(
                Message(
                    "There is a printer “{name}” already. Choose another name, or remove it first.", name=name
                ),
                code=EXIT_USAGE,
            )
        settings.printers = (*settings.printers, printer)

    _change(options, change)
    print(f"{printer.name}   {printer.address}")
    print(tr("Print a test ticket: {command}").format(command=f'tezgah printers test "{printer.name}"'))
    return EXIT_OK


def remove(options: Options, name: str) -> int:
    """Remove a printer; its jobs stay in the store.

    Raises:
        UserError: there is none with that name, a program runs on the folder, or nothing could be saved.
    """

    def change(settings: Settings) -> None:
        found = required(settings.printers, name)
        settings.printers = tuple(printer for printer in settings.printers if printer.id != found.id)

    _change(options, change)
    return EXIT_OK


def test(options: Options, name: str) -> int:
    """Print a test ticket, whether a program runs or not; say what became of it.

    Raises:
        UserError: there is no such printer, or the ticket was not printed.
    """
    printer = required(options.settings_file.peek().printers, name)
    try:
        delivered = asyncio.run(_print_test(printer))
    except KeyboardInterrupt:
        return EXIT_OK
    if isinstance(delivered, str):
        raise UserError(
            Message(
                "{printer} did not print. {problem}", printer=printer.name, problem=problem_text(delivered)
            ),
            code=EXIT_MACHINE,
        )
    print(f"{printer.name}: {state_text(delivered.state)}")
    if delivered.is_paper_low:
        print(problem_text("paper_low"))
    return EXIT_OK if delivered.state is not PrintJobState.UNKNOWN else EXIT_MACHINE


async def _print_test(printer: Printer) -> Delivered | PrinterProblem:
    """Return the end of the attempt, or why it was not begun."""
    from desktop.cli.ticket_drawer import ProcessTicketDrawer
    from desktop.domain.tickets.make import trial_ticket
    from desktop.domain.tickets.options import Printing
    from desktop.domain.tickets.ticket import TicketDrawingError
    from desktop.printing.address import parse_address
    from desktop.printing.ticket_bytes import for_form
    from desktop.printing.transports import transport_to
    from desktop.system.machine.clock import now

    transport = transport_to(
        parse_address(printer.address), give_up=threading.Event(), on_problem=lambda _problem: None
    )
    readiness = await asyncio.to_thread(transport.check)
    if readiness.problem is not None:
        return readiness.problem
    drawer = ProcessTicketDrawer()
    try:
        ticket = trial_ticket(printer.name, Printing(now()), printer.options)
        data = await for_form(ticket, printer, transport.form(), drawer)
    except TicketDrawingError as error:
        transport.close()
        raise UserError(
            Message(
                "The ticket cannot be drawn on this computer ({error}): Qt does not load. Nothing was printed.",
                error=error,
            )
        ) from error
    finally:
        await drawer.close()
    return await asyncio.to_thread(transport.send, data, b"TEST")


def find(*, scans: bool, seconds: float = 2.0) -> int:
    """Print the printers that the network knows; with `scans` those that accept a connection."""
    from desktop.printing import discovery

    try:
        found = discovery.scan(discovery.own_network()) if scans else discovery.ask(seconds)
    except OSError as error:
        raise UserError(
            Message("The network cannot be asked ({reason}). Check the connection.", reason=error.strerror)
        ) from error
    for each in found:
        print(f"{each.address}   {each.name}".rstrip())
    if not found:
        print(
            tr("No printer was found. Type its address; a self-test of the printer prints it.")
            if scans
            else tr("No printer answered. Look at every address of this network: tezgah printers find --scan")
        )
    return EXIT_OK


def jobs(options: Options, *, as_json: bool) -> int:
    """Print the latest print jobs, the latest first."""
    from desktop.cli.commands import require_store, store_problem
    from desktop.store.errors import StoreError

    require_store(options)
    names = {printer.id: printer.name for printer in options.settings_file.peek().printers}
    try:
        found = asyncio.run(read_jobs(options))
    except (OSError, StoreError) as error:
        raise store_problem(error, options) or UserError(
            Message(
                "The tickets could not be read ({error}). Check space and permissions, and try again.",
                error=error,
            ),
            code=EXIT_STORE,
        ) from error
    if as_json:
        lines = [_job_fields(job, names) for job in found]
        print(json.dumps(lines, ensure_ascii=False, indent=2))
        return EXIT_OK
    for job in found:
        shown = _job_fields(job, names)
        at = job.created_at.astimezone(ISTANBUL).strftime("%d.%m.%Y %H:%M:%S")
        problem = f"   {problem_text(job.problem)}" if job.problem else ""
        order = f"#{shown['order']}" if shown["order"] else "–"
        print(f"{at}   {order}   {job.ticket}   {shown['printer']}   {state_text(job.state)}{problem}")
        if job.asks:
            print(f"    {_question(job)} tezgah printers answer {job.id} yes|no")
    return EXIT_OK


def _question(job: PrintJob) -> str:
    return expired_sentence(1) if job.state is PrintJobState.EXPIRED else unknown_sentence(job.number)


async def read_jobs(options: Options) -> list[PrintJob]:
    """Return the latest jobs, the latest first."""
    from desktop.services.database.opener import open_store

    store = await open_store(options, reads_only=True)
    try:
        return await store.read(lambda tx: tx.print_jobs(_SHOWN_JOBS))
    finally:
        await store.close()


def _job_fields(job: PrintJob, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": job.id,
        "order": job.number,
        "payment_key": job.payment_key,
        "ticket": job.ticket.value,
        "when": job.moment.value,
        "printer": names.get(job.printer_id, job.printer_id),
        "printed_by": names.get(job.sent_to, job.sent_to),
        "copy": job.copy,
        "print": job.print_number,
        "state": job.state.value,
        "asks": job.asks,
        "problem": job.problem,
        "created_at": job.created_at.isoformat(timespec="milliseconds"),
        "ended_at": None if job.ended_at is None else job.ended_at.isoformat(timespec="milliseconds"),
    }


def required(printers: tuple[Printer, ...], name: str) -> Printer:
    """Return the printer with a name or an id.

    Raises:
        UserError: there is none.
    """
    found = _find(printers, name)
    if found is None:
        raise UserError(
            Message(
                "There is no printer “{name}”. There are: {names}",
                name=name,
                names=", ".join(printer.name for printer in printers) or "-",
            ),
            code=EXIT_USAGE,
        )
    return found


def _find(printers: tuple[Printer, ...], name: str) -> Printer | None:
    wanted = name.strip().casefold()
    return next((each for each in printers if wanted in {each.name.casefold(), each.id}), None)


def _change(options: Options, change: Callable[[Settings], None]) -> None:
    from desktop.cli.settings_command import changing

    with changing(options.data_dir):
        file = options.settings_file
        # Before `load`: a typing error must not change a broken file.
        change(file.peek())
        settings, _ = file.load()
        change(settings)
        file.save(settings)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 60 or not name.isprintable():  # noqa: PLR2004 - as `Printer.name`
        raise UserError(Message("A printer's name has 1 to 60 letters, such as Mutfak."), code=EXIT_USAGE)
    return name


def _dots(width: str) -> int:
    if width.isascii() and width.isdecimal():
        number = int(width[:5])
        if number in WIDTHS:
            return WIDTHS[number]
        if _LEAST_DOTS <= number <= _MOST_DOTS:
            return number
    raise UserError(
        Message(
            "“{width}” is no width of paper. Use 80 or 58 for millimetres, or the dots of a row, {least} to {most}.",
            width=width,
            least=_LEAST_DOTS,
            most=_MOST_DOTS,
        ),
        code=EXIT_USAGE,
    )


def _copies(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= 9:  # noqa: PLR2004 - as `TicketRule.copies`
        return int(text)
    raise UserError(Message("“{typed}” is no number of copies: 1 to 9.", typed=text), code=EXIT_USAGE)


def _choices(text: str, kind: Any, option: str) -> tuple[Any, ...]:
    allowed = [each.value for each in kind if each.value not in {"test", "day_report"}]
    chosen = [part.strip() for part in text.split(",") if part.strip()]
    if not chosen or any(part not in allowed for part in chosen):
        raise UserError(
            Message(
                "{option} cannot be “{value}”. It can be, separated by commas: {allowed}.",
                option=option,
                value=text,
                allowed=", ".join(allowed),
            ),
            code=EXIT_USAGE,
        )
    return tuple(kind(part) for part in dict.fromkeys(chosen))
