"""A queue of the system (CUPS), by its programs `lp`, `lpstat` and `cancel`: pycups would have to be compiled.

*Completed* there means handed over, also with paper out. A queue gets one ticket at a time.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.delivery import Delivered, Habits, Readiness
from desktop.printing.transport import Form

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

RAW_MODEL: Final = "Local Raw Printer"
"""The system's name for a queue without a driver. A page sent to it comes out as metres of letters."""
_KEPT_VARIABLES: Final = (
    "PATH",
    "HOME",
    "USER",
    "CUPS_SERVER",
    "CUPS_ENCRYPTION",
    "KRB5CCNAME",
    "XDG_RUNTIME_DIR",
)
_REQUEST: Final = re.compile(r"request id is (\S+)")
_STATE: Final = re.compile(r"\bprinter-state=(\d)")
_STOPPED: Final = "5"
_REJECTS: Final = "printer-is-accepting-jobs=false"
_FAILED: Final = ("aborted", "canceled", "errors")
"""Parts of the reasons that the system gives for the end of a ticket that did not go through."""
_MOST_SECONDS: Final = 10.0
_PATIENCE: Final = 120.0
_STALL: Final = 5.0
_EVERY: Final = 0.3
_HABITS: Final = Habits(answers=False, proves=False)


class SystemQueue:
    """One queue."""

    def __init__(
        self,
        name: str,
        *,
        give_up: threading.Event,
        on_problem: Callable[[PrinterProblem | None], object],
        patience: float = _PATIENCE,
        stall: float = _STALL,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            name: of the queue.
            give_up: ends a running attempt when it is set.
            on_problem: is called with what holds a ticket up, None when it goes on.
            patience: seconds that a ticket may wait in the queue.
            stall: seconds after which people are told that it waits.
        """
        self.habits = _HABITS
        self._name = name
        self._give_up = give_up
        self._on_problem = on_problem
        self._patience = patience
        self._stall = stall
        self._form = Form.PDF

    def form(self) -> Form:
        return self._form

    def check(self, *, clean_row: int = 0) -> Readiness:  # noqa: ARG002 - the queue cannot be asked
        options = _run("lpoptions", "-p", self._name) or ""
        state = _STATE.search(options)
        if state is None:
            # No such queue, or the system's printing is down. Never guessed: a page on a raw queue is metres of letters.
            return Readiness(PrinterProblem.UNREACHABLE, _HABITS)
        self._form = Form.BYTES if RAW_MODEL in options else Form.PDF
        if state[1] == _STOPPED or _REJECTS in options:
            return Readiness(PrinterProblem.QUEUE_STOPPED, _HABITS)
        waiting = self._waiting()
        if waiting is None:
            return Readiness(PrinterProblem.UNREACHABLE, _HABITS)
        # Also a ticket of before, which the queue would print after this one.
        return Readiness(PrinterProblem.STALLED if waiting else None, _HABITS)

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        raw = ["-o", "raw"] if self._form is Form.BYTES else []
        answer = _run("lp", "-d", self._name, "-t", f"tezgah-{ident.decode()}", *raw, given=ticket)
        found = _REQUEST.search(answer or "")
        if found is None:
            return Delivered(PrintJobState.UNKNOWN, PrinterProblem.FAILED, _HABITS)
        ticket_id = found[1]
        began = time.monotonic()
        # An answer that does not come ends nothing: the system's printing may be starting again.
        while (waiting := self._waiting()) is None or ticket_id in waiting:
            if waiting is not None and waiting[ticket_id].failed:
                # Its driver failed: the queue holds it until somebody cancels it.
                return self._cancel(ticket_id, PrinterProblem.FAILED)
            waited = time.monotonic() - began
            if waited > self._stall:
                self._on_problem(self._problem())
            if self._give_up.wait(_EVERY) or waited > self._patience:
                return self._cancel(ticket_id, self._problem())
        self._on_problem(None)
        if self._has_failed(ticket_id):
            return Delivered(PrintJobState.UNKNOWN, PrinterProblem.FAILED, _HABITS)
        return Delivered(PrintJobState.HANDED_OVER, None, _HABITS)

    def close(self) -> None:
        """Nothing is open."""

    def _cancel(self, ticket_id: str, problem: PrinterProblem) -> Delivered:
        """Take a ticket back. One that has begun is not stopped by that: a person has to look."""
        ticket = (self._waiting() or {}).get(ticket_id)
        has_begun = ticket is None or ticket.has_begun
        is_cancelled = _run("cancel", ticket_id) is not None
        state = PrintJobState.NOT_BEGUN if is_cancelled and not has_begun else PrintJobState.UNKNOWN
        return Delivered(state, problem, _HABITS)

    def _problem(self) -> PrinterProblem:
        state = _STATE.search(_run("lpoptions", "-p", self._name) or "")
        return (
            PrinterProblem.QUEUE_STOPPED
            if state is not None and state[1] == _STOPPED
            else PrinterProblem.STALLED
        )

    def _waiting(self) -> dict[str, _Ticket] | None:
        """Return the tickets in the queue; None where nobody answers."""
        listed = _run("lpstat", "-l", "-W", "not-completed", "-o", self._name)
        return None if listed is None else {each.id: each for each in _tickets(listed)}

    def _has_failed(self, ticket_id: str) -> bool:
        """Whether the queue says that it did not print a ticket that it holds no more; it may keep no record."""
        listed = _run("lpstat", "-l", "-W", "completed", "-o", self._name) or ""
        return any(each.failed for each in _tickets(listed) if each.id == ticket_id)


class _Ticket(NamedTuple):
    id: str
    alerts: str
    has_status: bool

    @property
    def has_begun(self) -> bool:
        # Only what the queue has not touched has neither a status nor reasons.
        return self.has_status or self.alerts != "none"

    @property
    def failed(self) -> bool:
        return any(part in self.alerts for part in _FAILED)


def _tickets(listed: str) -> Iterator[_Ticket]:
    """Yield the tickets of a list by `lpstat -l`: a line each, and below it indented ones."""
    for block in re.split(r"\n(?=\S)", listed):
        first, *lines = block.splitlines() or [""]
        if first.strip():
            told = [line.strip().partition(":") for line in lines]
            alerts = next((value.strip() for name, _, value in told if name == "Alerts"), "")
            yield _Ticket(first.split()[0], alerts, any(name == "Status" for name, _, _ in told))


def queue_addresses() -> list[str]:
    """Return the addresses of this computer's queues, [] where it has none or no CUPS."""
    names = (_run("lpstat", "-e") or "").split()
    return [f"queue:{name}" for name in names if name]


def _run(*command: str, given: bytes = b"") -> str | None:
    """Return what a program prints, None where it fails or does not answer."""
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=True,
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ} | {"LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
