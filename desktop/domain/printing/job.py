"""A print job: one ticket of one order for one printer. It is printed once, or a person is asked."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from desktop.domain.tickets.kinds import PrintMoment, TicketKind


class PrintJobState(enum.StrEnum):
    """The value is stored, and shown by `tezgah printers jobs`."""

    QUEUED = "queued"
    SENDING = "sending"
    """Saved before the first byte leaves."""
    PRINTED = "printed"
    """The printer said so, or a person."""
    HANDED_OVER = "handed_over"
    """All bytes left, and this printer never says more."""
    NOT_BEGUN = "not_begun"
    """The printer could not take it (no paper, cover open, not reachable); it is tried again."""
    UNKNOWN = "unknown"
    """Some bytes left and no proof came: only a person knows whether it lies there."""
    EXPIRED = "expired"
    """It waited too long: a person decides whether anybody still wants it."""
    CANCELLED = "cancelled"

    @property
    def waits(self) -> bool:
        """Whether not one byte of it has left, and it may still be printed by itself."""
        return self in {PrintJobState.QUEUED, PrintJobState.NOT_BEGUN}

    @property
    def may_be_on_paper(self) -> bool:
        """Whether another print of the same ticket must say that it is one."""
        return self in {
            PrintJobState.SENDING,
            PrintJobState.PRINTED,
            PrintJobState.HANDED_OVER,
            PrintJobState.UNKNOWN,
        }


class PrinterProblem(enum.StrEnum):
    """Why a printer does not print. The value is stored and shown with its job."""

    UNREACHABLE = "unreachable"
    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    """It still prints."""
    COVER_OPEN = "cover_open"
    FAILED = "failed"
    """It reports a fault of its own: cutter, heat."""
    QUEUE_STOPPED = "queue_stopped"
    """The queue of the system is paused, or takes nothing."""
    MUTE = "mute"
    """It takes the connection and answers nothing, though it answered before."""
    STALLED = "stalled"
    """It stopped taking data in the middle of a ticket."""
    BROKEN_OFF = "broken_off"
    """The connection ended in the middle of a ticket."""
    RESTARTED = "restarted"
    """The program ended in the middle of a ticket."""
    NO_DRAWER = "no_drawer"
    """Tickets cannot be drawn on this computer."""
    NO_ORDER = "no_order"
    """The order is gone, or its personal data were removed."""
    NO_PRINTER = "no_printer"
    """The printer was removed from the settings."""
    TILL_AWAY = "till_away"
    """The printer's till is off, or not connected to the shared database."""


class NewPrintJob(msgspec.Struct, frozen=True):
    """A job that an event causes."""

    payment_key: str
    """The order's, "" for a ticket that is about none."""
    ticket: TicketKind
    moment: PrintMoment
    version: int
    """With order, ticket, moment, printer and copy it is unique: repeats of one event cause no second job."""
    printer_id: str
    copy: int = 1
    detail: str = ""
    """For a changed ticket the order's JSON before the change, removed with the personal data; for a report its period."""


class PrintJob(msgspec.Struct, frozen=True):
    """A stored job."""

    id: int
    payment_key: str
    number: str
    """The order's number for people, "" for none."""
    ticket: TicketKind
    moment: PrintMoment
    printer_id: str
    """The printer that it was meant for."""
    sent_to: str
    """The printer that prints it: another one where a stand-in took over."""
    copy: int
    state: PrintJobState
    created_at: datetime
    print_number: int = 1
    """From 2 on the paper says that it is a reprint."""
    attempts: int = 0
    problem: str = ""
    """A `PrinterProblem`, "" for none."""
    detail: str = ""
    version: int = 0
    started_at: datetime | None = None
    """When its first byte left, or was about to."""
    ended_at: datetime | None = None
    answered_at: datetime | None = None
    """When a person said what to do about it."""

    @property
    def asks(self) -> bool:
        """Whether a person has to decide: nobody knows whether it was printed, or it became too old."""
        return self.state in {PrintJobState.UNKNOWN, PrintJobState.EXPIRED} and self.answered_at is None
