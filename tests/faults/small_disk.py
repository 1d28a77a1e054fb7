"""A small disk that really fills up, and queries to vendor and database, for the tests of disk and damage."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.sync.events import Event, TroublesChanged
from tests.cli.conftest import SECONDS, Program

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.harness import Counter


class SmallDisk:
    """A file system in memory of a few megabytes, which a test can fill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(bytes(size))

    def free(self) -> None:
        """Free the space again."""
        self._ballast.unlink(missing_ok=True)

    def mount(self, kilobytes: int) -> None:
        """Mount it; skip the test where that is not allowed."""
        mount = shutil.which("mount")
        if mount is None or sys.platform == "win32" or os.geteuid() != 0:
            pytest.skip("needs root: mounts a small disk")
        self.folder.mkdir()
        command = [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("needs mount rights (CAP_SYS_ADMIN): mounts a small disk")

    def remount(self, mode: str) -> None:
        """Remount it read-only (``ro``) or writable (``rw``); no file on it may be open for writing."""
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], capture_output=True, check=True)

    def unmount(self) -> None:
        """Unmount it, even if it is in use."""
        subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)


def saved(folder: Path) -> set[str]:
    """Return the payment keys in the database file."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        return {key for (key,) in database.execute("SELECT payment_key FROM orders")}


def acknowledged(sim: Simulator) -> set[str]:
    """Return the payment keys of acknowledgements that have reached the vendor."""
    return {entry.payment_key for entry in sim.calls("success") if entry.took_effect}


def unacknowledged(sim: Simulator) -> set[str]:
    """Return the payment keys that the vendor still lists."""
    return {key for key, order in sim.orders.items() if not order.acknowledged}


def was_accepted(sim: Simulator, key: str) -> bool:
    """Return whether the vendor has received exactly one accept of the order."""
    return sim.orders[key].accepts == [20]


def check_whole(folder: Path, sim: Simulator, what: str) -> None:
    """Check, after the program has ended, that the file is intact and contains each order once."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        received = database.execute("SELECT payment_key FROM events WHERE kind = 'received'").fetchall()
        accepted = database.execute("SELECT payment_key FROM events WHERE kind = 'accepted'").fetchall()
    assert sorted(key for (key,) in received) == sorted(sim.orders)
    assert saved(folder) == set(sim.orders)
    assert sorted(key for (key,) in accepted) == sorted(
        key for key, order in sim.orders.items() if order.accepts
    )
    assert unacknowledged(sim) == set()
    assert all(len(order.accepts) <= 1 for order in sim.orders.values())
    print(f"{what}: {len(sim.orders)} orders handed out, 0 lost, 0 doubled")


def reports_unsaved(report: Event) -> bool:
    """Return whether the event reports this trouble."""
    if not isinstance(report, TroublesChanged):
        return True
    return any(trouble.kind is TroubleKind.CANNOT_SAVE for trouble in report.troubles)


def end(process: subprocess.Popen[bytes]) -> tuple[int, list[tuple[str, str]], str]:
    """Stop the program; return exit code, reported troubles and standard error."""
    process.terminate()
    out, err = process.communicate(timeout=SECONDS)
    events = [json.loads(line) for line in out.splitlines()]
    reported = [(event["kind"], event["state"]) for event in events if event["event"] == "trouble"]
    return process.returncode, [one for one, _ in itertools.groupby(reported)], err.decode()


def check_refused(program: Program, sim: Simulator, expected: int) -> str:
    """Start the program, which must refuse: an exit code, a sentence in two languages, no call to the vendor."""
    calls = len(sim.journal)
    code, out, err = program.run("--headless", "--poll-seconds", "0.1")
    assert (code, out) == (expected, "")
    assert len(err.splitlines()) == 2
    assert "Traceback" not in err
    assert str(program.folder) in err
    assert len(sim.journal) == calls
    return err


async def settled(counter: Counter, sim: Simulator) -> None:
    """Wait until the vendor lists no orders and every result is saved."""

    def done() -> bool:
        states = {order.acknowledgement for order in counter.board.values()}
        return not unacknowledged(sim) and counter.board.keys() == sim.orders.keys() and states <= {"done"}

    await counter.until(done, 20.0)


# Full


async def fill_for_good(disk: SmallDisk, counter: Counter) -> None:
    """Fill the disk, the room that the log gives back included."""
    for _ in range(3):
        disk.fill()
        # With nothing to remove, this only empties the log.
        with contextlib.suppress(CannotSaveError):
            await counter.store.blank(datetime(2000, 1, 1, tzinfo=UTC), str)
    disk.fill()
