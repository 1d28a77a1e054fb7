"""The words for print jobs and printers' problems, for terminal and window."""

from __future__ import annotations

from desktop.domain.printing.job import PrintJobState
from desktop.domain.text.translation import tr, tr_plural


def state_text(state: PrintJobState) -> str:
    """Return a state in words."""
    return {
        PrintJobState.QUEUED: tr("waits"),
        PrintJobState.SENDING: tr("is being printed"),
        PrintJobState.PRINTED: tr("printed"),
        PrintJobState.HANDED_OVER: tr("handed over; this printer does not say whether it printed"),
        PrintJobState.NOT_BEGUN: tr("not printed yet"),
        PrintJobState.UNKNOWN: tr("perhaps printed: look at the printer"),
        PrintJobState.EXPIRED: tr("waited too long"),
        PrintJobState.CANCELLED: tr("not needed any more"),
    }[state]


def problem_text(problem: str) -> str:
    """Return why a printer does not print, in words."""
    return {
        "unreachable": tr("The printer cannot be reached. Is it on, and is its cable plugged in?"),
        "paper_out": tr("The printer has no paper: put in a new roll."),
        "paper_low": tr("The paper will soon run out: have a new roll ready."),
        "cover_open": tr("The printer's cover is open: close it."),
        "failed": tr("The printer reports a fault. Switch it off and on again."),
        "queue_stopped": tr(
            "This computer's print queue is paused. Start it again in the computer's printer settings."
        ),
        "no_printer": tr("The printer was removed from the settings."),
        "till_away": tr(
            "The printer's till is off or not connected. Tickets wait: start Tezgâh there, or print on another printer."
        ),
        "mute": tr(
            "The printer does not answer. Is another program printing? Else switch it off and on again."
        ),
        "stalled": tr("The printer does not go on. Check paper and cover."),
        "broken_off": tr(
            "The connection to the printer broke off in the middle of the ticket: check its cable."
        ),
        "restarted": tr("Tezgâh ended in the middle of the ticket."),
        "no_drawer": tr("Tickets cannot be drawn on this computer: run the check-up (F9)."),
        "no_order": tr("The order is not stored here any more."),
    }.get(problem, problem)


def printer_sentence(detail: str) -> str:
    """Return the sentence for a printer's problem: the problem, a line end and the printer's name."""
    problem, _, name = detail.partition("\n")
    if not name:
        return tr("A printer does not print: check it.")
    return f"{' '.join(name.split())}: {problem_text(problem)}"


def far_printer_name(printer: str, till: str) -> str:
    """Return the name of a printer of another till."""
    return f"{printer} ({till})"


def unknown_sentence(number: str) -> str:
    """Return the question about a ticket of which nobody knows whether it was printed."""
    if not number:
        return tr("Was the ticket printed? Look at the printer.")
    return tr("Was the ticket of #{number} printed? Look at the printer.").format(number=number)


def expired_sentence(count: int) -> str:
    """Return the question about tickets that waited too long."""
    return tr_plural(
        "{n} ticket waited too long and was not printed: is it still needed?",
        "{n} tickets waited too long and were not printed: are they still needed?",
        count,
    )
