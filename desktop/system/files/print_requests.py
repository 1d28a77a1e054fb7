"""Requests of a terminal to the program that runs on the same folder: print this ticket now.

One small file for each, which the program takes within a second. A file outlives a crash of either side; its number
makes sure that its ticket is saved once.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from desktop.system.files.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "print-requests"
REQUEST_BITS: Final = 62
"""Length of the number of a press or request, which is a number in the database."""
_MOST: Final = 50
_LONGEST: Final = 2000


class PrintRequest(msgspec.Struct, frozen=True):
    """A ticket to print by hand, or an answer to a question about one."""

    payment_key: str
    ticket: str
    printer_id: str
    detail: str = ""
    """For a report its period."""
    job: int = 0
    """For an answer the job that asks, and nothing is to be printed."""
    answer: bool = False


class Pending(NamedTuple):
    """A request that waits."""

    number: int
    request: PrintRequest | None
    """None for a file that cannot be read or is too old."""
    path: Path


def save_request(data_dir: Path, request: PrintRequest) -> int:
    """Save a request; return its number.

    Raises:
        OSError: it could not be saved.
    """
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    number = secrets.randbits(REQUEST_BITS)
    write_atomically(folder / f"{number}.json", [msgspec.json.encode(request)])
    return number


def pending_requests(data_dir: Path, oldest_seconds: float) -> list[Pending]:
    """Return the requests that wait."""
    found = []
    with contextlib.suppress(OSError):
        for path in sorted((data_dir / FOLDER).glob("*.json"), key=lambda each: each.stat().st_mtime)[:_MOST]:
            request = None
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                if time.time() - path.stat().st_mtime < oldest_seconds:
                    request = msgspec.json.decode(path.read_bytes()[:_LONGEST], type=PrintRequest)
            if path.stem.isdecimal():
                found.append(Pending(int(path.stem) % 2**REQUEST_BITS, request, path))
    return found


def remove_request(pending: Pending) -> None:
    """Remove a request that was taken."""
    with contextlib.suppress(OSError):
        pending.path.unlink()
