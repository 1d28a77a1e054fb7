"""Checks that the ticket printers can be reached and have paper. Nothing is printed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop.domain.printing.words import problem_text
from desktop.domain.text.translation import Message
from desktop.services.checkup.finding import Finding, Level

if TYPE_CHECKING:
    from desktop.domain.printing.printer import Printer
    from desktop.printing.delivery import Patience


def printer(printer: Printer, patience: Patience | None = None) -> Finding:
    """Ask one printer for paper and cover.

    Args:
        printer: to ask.
        patience: seconds to wait, None for the usual ones.
    """
    from desktop.printing.address import AddressError, parse_address
    from desktop.printing.transports import transport_to

    try:
        address = parse_address(printer.address)
    except AddressError as error:
        return Finding("printer", Level.TROUBLE, error.message, printer.name)
    transport = transport_to(
        address, give_up=threading.Event(), on_problem=lambda _problem: None, patience=patience
    )
    readiness = transport.check()
    if readiness.problem is not None:
        return Finding(
            "printer",
            Level.TROUBLE,
            Message("Printer {name}: tickets cannot be printed", name=printer.name),
            f"{problem_text(readiness.problem)} ({address})",
        )
    transport.close()
    if readiness.is_paper_low:
        message = Message("Printer {name}: the paper will soon run out", name=printer.name)
        return Finding("printer", Level.ADVICE, message, str(address))
    if not readiness.habits.answers:
        message = Message(
            "Printer {name} can be reached; it does not say whether it has paper", name=printer.name
        )
        return Finding("printer", Level.OK, message, str(address))
    message = Message("Printer {name} can be reached and has paper", name=printer.name)
    return Finding("printer", Level.OK, message, str(address))
