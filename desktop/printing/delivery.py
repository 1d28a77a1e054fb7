"""One ticket's way to a printer that can answer: asked before, watched meanwhile, proved at the end.

All calls block and are for a thread. `Line` is the network, USB or a serial line.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.status import ASK_OFFLINE, ASK_PAPER, ASK_SENSOR, Answers, ask_id

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from desktop.printing.line import Line

CUT: Final = b"\x1dVB\0"
"""GS V 66: feed to the knife, and cut."""
_ASK: Final = ASK_OFFLINE + ASK_PAPER
_LONGEST_BAND: Final = 255
_STEP: Final = 0.25
"""Seconds of one wait: so long a stop is not seen."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a printer answers, learned from it; None where that is not known yet."""

    answers: bool | None = None
    """Whether it answers DLE EOT."""
    proves: bool | None = None
    """Whether it answers the id at the end of a ticket."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait; tests use shorter ones."""

    connect: float = 3.0
    answer: float = 3.0
    """For a printer that answered before."""
    first_answer: float = 3.0
    """Before a printer counts as one that never answers: a busy PC takes long to read an answer."""
    mute: float = 0.2
    """For one that never did."""
    proof: float = 15.0
    """After the last byte, while the printer reports no problem."""
    stall: float = 3.0
    """Without progress before people are told."""
    longest: float = 600.0
    """Without progress, whatever the printer reports. Then the ticket is given up, and a person is asked."""
    every: float = 1.0
    """Between two questions about paper and cover."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a printer can begin a ticket now."""

    problem: PrinterProblem | None
    """None where it can."""
    habits: Habits
    is_paper_low: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """The end of an attempt."""

    state: PrintJobState
    """``printed``, ``handed_over`` or ``unknown``; ``not_begun`` where all of it could be taken back."""
    problem: PrinterProblem | None
    habits: Habits
    is_paper_low: bool = False


class Delivery:
    """Carries one ticket over an open line."""

    def __init__(
        self,
        line: Line,
        habits: Habits,
        *,
        patience: Patience,
        give_up: threading.Event,
        on_problem: Callable[[PrinterProblem | None], object],
    ) -> None:
        """Take over the line; `check` or `send` closes it where it fails.

        Args:
            line: open.
            habits: known so far.
            patience: seconds to wait.
            give_up: is set when the program ends, or a person gives the ticket up.
            on_problem: is called with what holds the ticket up, None when it goes on.
        """
        self._line = line
        self._habits = habits
        self._patience = patience
        self._give_up = give_up
        self._on_problem = on_problem
        self._answers = Answers()
        self._reported: PrinterProblem | None = None
        self._paper_low = False
        self._prologue = b""

    def check(self, *, clean_row: int = 0) -> Readiness:
        """Ask for paper and cover; not one byte of the ticket leaves.

        Args:
            clean_row: bytes of a row where the ticket before broke off, else 0. The printer may wait for the rest of a
                picture: it gets one of white rows, and before this ticket a cut.
        """
        try:
            problem = self._ask_before(bytes(_LONGEST_BAND * clean_row))
        except OSError:
            problem = PrinterProblem.UNREACHABLE
        if problem is not None:
            self._line.close()
        elif clean_row:
            self._prologue = CUT
        return Readiness(problem, self._habits, self._paper_low)

    def _ask_before(self, white: bytes) -> PrinterProblem | None:
        patience = self._patience
        seconds = {True: patience.answer, None: patience.first_answer, False: patience.mute}
        end = time.monotonic() + seconds[self._habits.answers]
        to_send = memoryview(white + _ASK)
        while time.monotonic() < end and not self._give_up.is_set():
            if to_send:
                to_send = to_send[self._line.send(to_send) :]
            self._answers.feed(self._line.receive())
            if (status := self._answers.take_status()) is not None:
                self._learn(answers=True)
                self._paper_low = status.is_paper_low
                return status.problem
            self._line.wait(min(_STEP, max(0.0, end - time.monotonic())), to_send=bool(to_send))
        if self._give_up.is_set() or to_send:
            return PrinterProblem.STALLED
        if self._habits.answers:
            return PrinterProblem.MUTE
        self._learn(answers=False)
        return None

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        """Send a ticket and wait for its proof; `ident` is of four characters.

        Until the printer proves it, fails, or the patience ends: paper that runs out in the middle and is put in ends it
        printed.
        """
        try:
            delivered = self._send(ticket, ident)
        except OSError:
            delivered = self._unknown(PrinterProblem.BROKEN_OFF)
        if delivered.state is PrintJobState.UNKNOWN:
            self._line.close()
        else:
            self._line.finish()
        return replace(delivered, habits=self._habits, is_paper_low=self._paper_low)

    def _send(self, ticket: bytes, ident: bytes) -> Delivered:
        is_mute = self._habits.answers is False
        rest = memoryview(self._prologue + ticket + (b"" if is_mute else ask_id(ident) + ASK_SENSOR))
        last_byte = time.monotonic()
        while rest:
            now = time.monotonic()
            self._answers.feed(self._line.receive())
            if sent := self._line.send(rest):
                rest, last_byte = rest[sent:], now
                self._report(None)
                continue
            if now - last_byte > self._patience.stall:
                self._report(PrinterProblem.STALLED)
            if self._is_over(now - last_byte):
                return self._unknown(PrinterProblem.STALLED)
            self._line.wait(_STEP, to_send=True)
        return self._wait_until_handed_over() if is_mute else self._wait_for_proof(ident)

    def _wait_until_handed_over(self) -> Delivered:
        """Wait until the printer has taken all bytes: more it never says."""
        began = time.monotonic()
        while self._line.unsent():
            waited = time.monotonic() - began
            if waited > self._patience.stall:
                self._report(PrinterProblem.STALLED)
            if self._is_over(waited):
                return self._unknown(PrinterProblem.STALLED)
            self._line.wait(_STEP / 10, to_send=False)
            self._answers.feed(self._line.receive())
        if self._answers.anything:
            self._learn(answers=True)
        return Delivered(PrintJobState.HANDED_OVER, None, self._habits)

    def _wait_for_proof(self, ident: bytes) -> Delivered:
        began = free_since = time.monotonic()
        asked, is_online = began, False
        while True:
            self._answers.feed(self._line.receive())
            now = time.monotonic()
            # The sensors were asked about once: who says more talks about something else.
            if ident in self._answers.ids or (self._answers.sensors == 1 and not self._habits.proves):
                self._report(None)
                self._learn(proves=True if ident in self._answers.ids else self._habits.proves)
                return Delivered(PrintJobState.PRINTED, None, self._habits)
            if (status := self._answers.take_status()) is not None:
                self._paper_low = status.is_paper_low
                self._report(status.problem)
                is_online = status.problem is None
                if not is_online:
                    free_since = now  # people are at it
            if now - free_since > self._patience.proof and not self._line.unsent():
                return self._unproved(is_online=is_online)
            if self._is_over(now - began):
                return self._unknown(PrinterProblem.STALLED)
            if now - asked > self._patience.every:
                asked, is_online = now, False
                self._answers.forget_statuses()
                self._line.send(_ASK)
            self._line.wait(min(_STEP, self._patience.every), to_send=False)

    def _unproved(self, *, is_online: bool) -> Delivered:
        if not is_online:
            return self._unknown(PrinterProblem.MUTE)
        if self._habits.proves:
            return self._unknown(PrinterProblem.STALLED)
        # It answers questions about paper only: all bytes left, and more it never says.
        self._learn(proves=False)
        return Delivered(PrintJobState.HANDED_OVER, None, self._habits)

    def _is_over(self, waited: float) -> bool:
        return self._give_up.is_set() or waited > self._patience.longest

    def _unknown(self, problem: PrinterProblem) -> Delivered:
        return Delivered(PrintJobState.UNKNOWN, self._reported or problem, self._habits)

    def _report(self, problem: PrinterProblem | None) -> None:
        if problem is not self._reported:
            self._reported = problem
            self._on_problem(problem)

    def _learn(self, *, answers: bool | None = None, proves: bool | None = None) -> None:
        if answers is not None:
            self._habits = replace(self._habits, answers=answers)
        if proves is not None:
            self._habits = replace(self._habits, proves=proves)
