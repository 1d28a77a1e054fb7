"""Texts about print jobs: a ticket's name, its state in words, and what an order's tickets mean for its card and pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.words import problem_text, state_text
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.ui.text.format import clock, day_and_clock

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import datetime

    from desktop.domain.printing.job import PrintJob


class OrderTickets(NamedTuple):
    """The tickets of one order, as its card and pane show them."""

    problem: str
    """The sentence of the badge, "" where every ticket came out."""
    lines: tuple[tuple[str, str], ...]
    """Each ticket and what became of it, oldest first."""


def ticket_name(kind: TicketKind) -> str:
    """Return the name of a kind of ticket."""
    return {
        TicketKind.KITCHEN: tr("Kitchen ticket"),
        TicketKind.COURIER: tr("Courier ticket"),
        TicketKind.CANCELLED: tr("Cancel slip"),
        TicketKind.CHANGED: tr("Change slip"),
        TicketKind.DAY_REPORT: tr("Day report"),
        TicketKind.TEST: tr("Test ticket"),
    }[kind]


def job_title(job: PrintJob) -> str:
    """Return an order's number and the ticket's name; nothing else of the customer."""
    name = ticket_name(job.ticket)
    if job.print_number > 1:
        name = tr("{ticket}, {number}. PRINT").format(ticket=name, number=job.print_number)
    return f"#{job.number.removeprefix('#')} · {name}" if job.number else name


def job_text(job: PrintJob, now: datetime, problem: str = "") -> str:
    """Return what became of a job, with the time where it is over; one that waits says its printer's problem."""
    at = job.ended_at or job.started_at or job.created_at
    if job.state is PrintJobState.PRINTED:
        return tr("printed {time}").format(time=day_and_clock(at, now))
    if job.state is PrintJobState.UNKNOWN and job.answered_at is not None:
        return tr("did not come out, printed again")
    if job.state in {PrintJobState.NOT_BEGUN, PrintJobState.QUEUED} and (problem or job.problem):
        return f"{state_text(job.state)} · {problem_text(problem or job.problem)}"
    return state_text(job.state)


def question(job: PrintJob) -> str:
    """Return the question about a ticket of which nobody knows whether it came out."""
    if not job.number:
        return tr("Did the test ticket come out?")
    return tr("Did #{number} come out?").format(number=job.number.removeprefix("#"))


def order_tickets(
    jobs: Iterable[PrintJob], printers: Mapping[str, str], now: datetime, failing: Container[str] = ()
) -> OrderTickets:
    """Return what one order's jobs say, oldest first.

    Args:
        jobs: of the order.
        printers: their names by their id.
        now: the time.
        failing: ids of the printers that have a problem: what waits for them has not come out either.
    """
    problem = ""
    lines = []
    for job in jobs:
        if job.state is PrintJobState.CANCELLED:
            continue
        place = printers.get(job.sent_to, "")
        text = job_text(job, now)
        lines.append((ticket_name(job.ticket), f"{text} · {place}" if place else text))
        if job.asks and job.state is PrintJobState.UNKNOWN:
            problem = tr("Did the ticket come out?")
        elif (
            job.state is PrintJobState.NOT_BEGUN
            or job.asks
            or (job.state is PrintJobState.QUEUED and job.sent_to in failing)
        ):
            problem = tr("Ticket not printed")
    return OrderTickets(problem, tuple(lines))


def job_time(job: PrintJob) -> str:
    """Return the time of day at which a ticket was to be printed."""
    return clock(job.created_at)
