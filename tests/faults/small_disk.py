"""A small disk that really fills up, and what vendor and database say of each order, for the tests of disk and damage."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.sync.events import Event, TroublesChanged
from tests.cli.conftest import SECONDS, Program

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.harness import Counter


class SmallDisk:
    """A file system in memory of a few megabytes, with something on it that can take all the room there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no room, not for a byte."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(bytes(size))

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)

    def mount(self, kilobytes: int) -> None:
        """Mount it; skips the test where that is not allowed."""
        mount = shutil.which("mount")
        if mount is None or sys.platform == "win32" or os.geteuid() != 0:
            pytest.skip("needs root, to mount a small disk")
        self.folder.mkdir()
        command = [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("needs the right to mount a small disk")

    def turn(self, mode: str) -> None:
        """Make it read-only (``ro``) or writable again (``rw``); no file on it may be open for writing."""
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], capture_output=True, check=True)

    def unmount(self) -> None:
        """Take it away, also when something still uses it."""
        subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)


def saved(folder: Path) -> set[str]:
    """Return the payment keys in the database file."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        return {key for (key,) in database.execute("SELECT payment_key FROM orders")}


def acknowledged(sim: Simulator) -> set[str]:
    """Return the payment keys for which an acknowledgement has reached the vendor."""
    return {entry.payment_key for entry in sim.calls("success") if entry.took_effect}


def owing(sim: Simulator) -> set[str]:
    """Return the payment keys that the vendor still hands out."""
    return {key for key, order in sim.orders.items() if not order.acknowledged}


def was_accepted(sim: Simulator, key: str) -> bool:
    """Whether the vendor has taken the accept of an order, once."""
    return sim.orders[key].accepts == [20]


def check_whole(folder: Path, sim: Simulator, what: str) -> None:
    """Check, with the counter closed, that the file is whole and has all that came, once."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        received = database.execute("SELECT payment_key FROM events WHERE kind = 'received'").fetchall()
        accepted = database.execute("SELECT payment_key FROM events WHERE kind = 'accepted'").fetchall()
    assert sorted(key for (key,) in received) == sorted(sim.orders)
    assert saved(folder) == set(sim.orders)
    assert sorted(key for (key,) in accepted) == sorted(
        key for key, order in sim.orders.items() if order.accepts
    )
    assert owing(sim) == set()
    assert all(len(order.accepts) <= 1 for order in sim.orders.values())
    print(f"{what}: {len(sim.orders)} orders handed out, 0 lost, 0 doubled")


def says_it_cannot_save(report: Event) -> bool:
    """Whether a report, if it is about troubles at all, tells of this one."""
    if not isinstance(report, TroublesChanged):
        return True
    return any(trouble.kind is TroubleKind.CANNOT_SAVE for trouble in report.troubles)


def end(process: subprocess.Popen[bytes]) -> tuple[int, list[tuple[str, str]], str]:
    """End the program; returns exit code, kind and state of the troubles it told, standard error."""
    process.terminate()
    out, err = process.communicate(timeout=SECONDS)
    events = [json.loads(line) for line in out.splitlines()]
    told = [(event["kind"], event["state"]) for event in events if event["event"] == "trouble"]
    return process.returncode, [one for one, _ in itertools.groupby(told)], err.decode()


def check_refused(program: Program, sim: Simulator, expected: int) -> str:
    """Start the program, which must not begin: an exit code, a sentence in two languages, no call to the vendor."""
    calls = len(sim.journal)
    code, out, err = program.run("--headless", "--poll-seconds", "0.1")
    assert (code, out) == (expected, "")
    assert len(err.splitlines()) == 2
    assert "Traceback" not in err
    assert str(program.folder) in err
    assert len(sim.journal) == calls
    return err


async def settled(counter: Counter, sim: Simulator) -> None:
    """Wait until the vendor has nothing more to hand out and every result is written down."""

    def done() -> bool:
        states = {order.acknowledgement for order in counter.board.values()}
        return not owing(sim) and counter.board.keys() == sim.orders.keys() and states <= {"done"}

    await counter.until(done, 20.0)


# Full
