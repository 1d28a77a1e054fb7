"""A queue of the system (CUPS), by its programs `lp`, `lpstat` and `cancel`: pycups would have to be compiled.

*Completed* there means handed over, also with paper out. A queue gets one ticket at a time.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.delivery import Delivered, Habits, Readiness
from desktop.printing.transport import Form

if TYPE_CHECKING:
    import threading

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
_MOST_SECONDS: Final = 10.0
_PATIENCE: Final = 120.0
_EVERY: Final = 0.3
_HABITS: Final = Habits(answers=False, proves=False)


class SystemQueue:
    """One queue."""

    def __init__(self, name: str, *, give_up: threading.Event, patience: float = _PATIENCE) -> None:
        self.habits = _HABITS
        self._name = name
        self._give_up = give_up
        self._patience = patience
        self._form: Form | None = None

    def form(self) -> Form:
        if self._form is None:
            options = _run("lpoptions", "-p", self._name)
            if options is None:
                return Form.PDF
            self._form = Form.BYTES if RAW_MODEL in options else Form.PDF
        return self._form

    def check(self, *, clean_row: int = 0) -> Readiness:  # noqa: ARG002 - the queue cannot be asked
        state = _run("lpstat", "-p", self._name)
        if state is None:
            return Readiness(PrinterProblem.UNREACHABLE, _HABITS)
        if "disabled" in state:
            return Readiness(PrinterProblem.FAILED, _HABITS)
        if self._waits():
            # Also a ticket of before, which the queue would print after this one.
            return Readiness(PrinterProblem.STALLED, _HABITS)
        return Readiness(None, _HABITS)

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        raw = ["-o", "raw"] if self.form() is Form.BYTES else []
        answer = _run("lp", "-d", self._name, "-t", f"tezgah-{ident.decode()}", *raw, given=ticket)
        found = _REQUEST.search(answer or "")
        if found is None:
            return Delivered(PrintJobState.UNKNOWN, PrinterProblem.FAILED, _HABITS)
        end = time.monotonic() + self._patience
        while found[1] in self._waits():
            if self._give_up.wait(_EVERY) or time.monotonic() > end:
                # A ticket that has begun is not stopped by it: a person has to look.
                _run("cancel", found[1])
                return Delivered(PrintJobState.UNKNOWN, PrinterProblem.STALLED, _HABITS)
        return Delivered(PrintJobState.HANDED_OVER, None, _HABITS)

    def close(self) -> None:
        """Nothing is open."""

    def _waits(self) -> list[str]:
        listed = _run("lpstat", "-W", "not-completed", "-o", self._name) or ""
        return [line.split()[0] for line in listed.splitlines() if line.strip()]


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
