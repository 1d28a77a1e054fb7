"""Disks that fail for real: full, read-only, locked, taken away, damaged. What was acknowledged is always saved.

Truth is the simulator's own journal on one side and the database file on the other.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from desktop.orders.trouble import TroubleKind
from desktop.refusal import EXIT_MACHINE, EXIT_STORE
from desktop.simulator import Simulator
from desktop.store.database import DATABASE_NAME, CannotSaveError, Store
from desktop.sync.reports import Report, TroublesChanged
from tests.cli.conftest import SECONDS, Program
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROUND: Final = 6
"""Orders that come while the disk is well, and again while it is not."""


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
            pytest.skip("only root may mount a small disk")
        self.folder.mkdir()
        command = [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small disk cannot be mounted here")

    def turn(self, mode: str) -> None:
        """Make it read-only (``ro``) or writable again (``rw``); no file on it may be open for writing."""
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], capture_output=True, check=True)

    def unmount(self) -> None:
        """Take it away, also when something still uses it."""
        subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk, which is gone after the test."""
    small = SmallDisk(tmp_path / "disk")
    small.mount(12 << 10)  # room for a write-ahead log before its first checkpoint (4 MB), and for the rest
    try:
        yield small
    finally:
        small.unmount()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program as a process, on a folder that does not exist yet."""
    made = Program(tmp_path / "disk" / "orders")
    yield made
    made.end_all()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a cooldown that tests can wait for."""
    with Simulator(cooldown=POLL_SECONDS) as simulator:
        yield simulator


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


def says_it_cannot_save(report: Report) -> bool:
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


@pytest.mark.parametrize("rounds", [2, pytest.param(60, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
async def test_a_full_disk_acknowledges_nothing_and_says_so_until_there_is_room(
    disk: SmallDisk, sim: Simulator, rounds: int
) -> None:
    dice = random.Random(20261124)
    for _ in range(rounds):
        # A counter for each round: one that has run for long has room left in its write-ahead log.
        async with Counter(sim, disk.folder) as counter:
            before = sim.add_orders(ROUND)
            if dice.random() < 0.5:
                await settled(counter, sim)  # else it fills up in the middle of the acknowledgements
            await counter.until(lambda: counter.board.keys() == sim.orders.keys())
            disk.fill()
            during = sim.add_orders(ROUND)
            await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
            told = len(counter.reports)
            counter.engine.accept(before[0], 20)
            await counter.polled(3)
            # Not for a moment does it look as if it were over, nor the pressed order accepted.
            assert counter.has(TroubleKind.CANNOT_SAVE)
            assert all(says_it_cannot_save(report) for report in counter.reports[told:])
            assert counter.board[before[0]].accept is None
            assert not sim.orders[before[0]].accepts
            assert not acknowledged(sim) & {*during}
            assert counter.board.keys() == sim.orders.keys() - {*during}
            assert acknowledged(sim) <= saved(disk.folder)
            disk.free()
            await counter.until(lambda: not counter.troubles)
            counter.engine.accept(before[0], 20)
            await counter.until(partial(was_accepted, sim, before[0]))
            await settled(counter, sim)
    check_whole(disk.folder, sim, f"{rounds} times full")


async def test_a_press_on_a_full_disk_is_told_for_as_long_as_it_is_full(
    disk: SmallDisk, sim: Simulator
) -> None:
    async with Counter(sim, disk.folder) as counter:
        (key,) = sim.add_orders(1)
        await settled(counter, sim)
        disk.fill()
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
        told = len(counter.reports)
        await counter.polled(4)  # with nothing in them to be saved
        assert all(says_it_cannot_save(report) for report in counter.reports[told:])
        assert counter.board[key].accept is None
        disk.free()
        await counter.until(lambda: not counter.troubles)
        counter.engine.accept(key, 20)
        await counter.until(partial(was_accepted, sim, key))
        await settled(counter, sim)
    check_whole(disk.folder, sim, "pressed while full")


def test_the_program_survives_a_limit_on_its_files(program: Program, sim: Simulator, tmp_path: Path) -> None:
    """The same without a mount, for the process as it is started: a limit on file sizes makes every write fail."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("no limits of another process on this system")
    (tmp_path / "disk").mkdir()
    program.point_at(sim)
    before = {*sim.add_orders(ROUND)}
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not owing(sim), SECONDS)
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, hard))
    during = {*sim.add_orders(ROUND)}
    polls = len(sim.calls("get-current"))
    assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 3, SECONDS)
    assert not acknowledged(sim) & during
    assert acknowledged(sim) <= saved(program.folder)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert sim.wait_for(lambda: not owing(sim), SECONDS)
    code, told, err = end(process)
    assert (code, err) == (0, "")
    assert told == [("cannot_save", "began"), ("cannot_save", "ended")]
    check_whole(program.folder, sim, "limited")
    assert saved(program.folder) == before | during


def test_a_start_on_a_full_disk_is_refused_with_a_sentence(
    disk: SmallDisk, program: Program, sim: Simulator
) -> None:
    program.point_at(sim)
    program.folder.mkdir()
    sim.add_orders(ROUND)
    disk.fill()
    check_refused(program, sim, EXIT_STORE)
    disk.free()
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not owing(sim), SECONDS)
    assert end(process)[::2] == (0, "")
    check_whole(program.folder, sim, "started while full")


# Read-only


def test_a_start_on_a_read_only_disk_is_refused_with_a_sentence(
    disk: SmallDisk, program: Program, sim: Simulator
) -> None:
    program.point_at(sim)
    sim.add_orders(ROUND)
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not owing(sim), SECONDS)
    end(process)
    image = (program.folder / DATABASE_NAME).read_bytes()
    sim.add_orders(ROUND)
    disk.turn("ro")
    check_refused(program, sim, EXIT_MACHINE)
    assert (program.folder / DATABASE_NAME).read_bytes() == image
    disk.turn("rw")
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not owing(sim), SECONDS)
    assert end(process)[::2] == (0, "")
    check_whole(program.folder, sim, "started while read-only")


@contextlib.contextmanager
def write_protected(folder: Path) -> Iterator[None]:
    """Let no write to the open database files succeed; skips the test where the file system cannot do that.

    The index of the write-ahead log is left out: it is memory shared between processes, and holds nothing of its own.
    """
    files = [str(folder / DATABASE_NAME), str(folder / f"{DATABASE_NAME}-wal")]
    chattr = shutil.which("chattr")
    if chattr is None:
        pytest.skip("no chattr")
    probe = folder / "probe"
    with probe.open("wb", buffering=0) as opened:
        protected = (
            subprocess.run([chattr, "+i", str(probe)], capture_output=True, check=False).returncode == 0
        )
        try:
            opened.write(b"x")
        except PermissionError:
            pass
        else:
            protected = False
        finally:
            subprocess.run([chattr, "-i", str(probe)], capture_output=True, check=False)
    if not protected:
        pytest.skip("open files cannot be write-protected here")
    try:
        subprocess.run([chattr, "+i", *files], capture_output=True, check=True)
        yield
    finally:
        subprocess.run([chattr, "-i", *files], capture_output=True, check=False)


async def test_files_that_become_read_only_are_a_trouble_that_ends_by_itself(
    tmp_path: Path, sim: Simulator
) -> None:
    async with Counter(sim, tmp_path) as counter:
        before = sim.add_orders(ROUND)
        await settled(counter, sim)
        with write_protected(tmp_path):
            during = sim.add_orders(ROUND)
            await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
            told = len(counter.reports)
            counter.engine.accept(before[0], 20)
            await counter.polled(3)
            assert all(says_it_cannot_save(report) for report in counter.reports[told:])
            assert counter.board[before[0]].accept is None
            assert not acknowledged(sim) & {*during}
        await counter.until(lambda: not counter.troubles)
        await settled(counter, sim)
    check_whole(tmp_path, sim, "write-protected while running")


# Locked


async def test_a_database_locked_by_another_program_is_a_trouble_that_ends_by_itself(
    tmp_path: Path, sim: Simulator
) -> None:
    async with Counter(sim, tmp_path) as counter:
        before = sim.add_orders(ROUND)
        await settled(counter, sim)
        with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            counter.engine.accept(before[0], 20)
            during = sim.add_orders(ROUND)
            await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
            await counter.polled(1)
            assert counter.has(TroubleKind.CANNOT_SAVE)
            assert counter.board[before[0]].accept is None
            assert not acknowledged(sim) & {*during}
            other.execute("ROLLBACK")
        await counter.until(lambda: not counter.troubles)
        await settled(counter, sim)
    check_whole(tmp_path, sim, "locked")


# Taken away


def take_away(folder: Path, what: str) -> None:
    """Delete what an open database consists of, or put another database in its place."""
    file = folder / DATABASE_NAME
    if what == "folder":
        shutil.rmtree(folder)
    elif what == "all its files":
        for path in folder.glob(f"{DATABASE_NAME}*"):
            path.unlink()
    elif what == "file":
        file.unlink()
    else:
        other = folder / "other.db"
        with contextlib.closing(sqlite3.connect(other)) as database:
            database.execute("CREATE TABLE orders (payment_key TEXT)")
        other.replace(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of open files")
@pytest.mark.parametrize("what", ["file", "all its files", "folder", "replaced"])
async def test_a_file_deleted_under_it_loses_nothing_that_was_acknowledged(
    tmp_path: Path, sim: Simulator, what: str
) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    async with Counter(sim, folder) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
        take_away(folder, what)
        during = sim.add_orders(ROUND)
        await counter.polled(4)
        if what == "folder":
            assert counter.has(TroubleKind.CANNOT_SAVE)
            assert not acknowledged(sim) & {*during}
            folder.mkdir()
        await settled(counter, sim)
        assert not counter.has(TroubleKind.CANNOT_SAVE)
    check_whole(folder, sim, f"{what} taken away")


# Damaged


def read(folder: Path, name: str) -> bytes:
    """Return what is in a file."""
    return (folder / name).read_bytes()


def names(folder: Path, pattern: str) -> list[str]:
    """Return the names of files."""
    return sorted(path.name for path in folder.glob(pattern))


def damage(path: Path, kind: str) -> None:
    """Spoil a database file: its first bytes, its first page, all others, or its second half."""
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        if kind == "half":
            file.truncate(size // 2)
            return
        begin, end = {"header": (0, 100), "schema": (100, 4096), "pages": (4096, size)}[kind]
        file.seek(begin)
        file.write(b"\xa5" * (end - begin))


@pytest.mark.parametrize("kind", ["header", "schema", "pages", "half"])
async def test_a_damaged_file_is_moved_aside_and_said(tmp_path: Path, sim: Simulator, kind: str) -> None:
    async with Counter(sim, tmp_path) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    damage(tmp_path / DATABASE_NAME, kind)
    image = read(tmp_path, DATABASE_NAME)
    late = {*sim.add_orders(ROUND)}
    async with Counter(sim, tmp_path) as counter:
        (aside,) = names(tmp_path, "tezgah.damaged-*Z.db")
        assert read(tmp_path, aside) == image
        assert says_it_is_moved(counter, aside)
        await counter.until(lambda: counter.board.keys() >= late and not owing(sim))
    assert late <= saved(tmp_path) <= sim.orders.keys()


def says_it_is_moved(counter: Counter, name: str) -> bool:
    """Whether a notice, to be dismissed by a person, names the file."""
    return any(
        trouble.kind is TroubleKind.NOTICE and trouble.dismissible and name in trouble.detail
        for trouble in counter.troubles
    )


async def test_a_file_damaged_while_it_runs_is_moved_aside_and_said(tmp_path: Path, sim: Simulator) -> None:
    async with Counter(sim, tmp_path) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    async with Counter(sim, tmp_path) as counter:
        damage(tmp_path / DATABASE_NAME, "pages")
        during = {*sim.add_orders(ROUND)}
        await counter.until(lambda: counter.board.keys() >= during and not owing(sim))
        (aside,) = names(tmp_path, "tezgah.damaged-*Z.db")
        assert says_it_is_moved(counter, aside)
        assert not counter.has(TroubleKind.CANNOT_SAVE)
        pressed = min(during)
        counter.engine.accept(pressed, 20)
        await counter.until(partial(was_accepted, sim, pressed))
        await counter.until(lambda: not owing(sim))
    assert during <= saved(tmp_path)
    print(f"damaged while running: {len(during)} orders handed out after it, 0 lost")


async def test_a_damaged_file_found_on_a_full_disk_is_said_when_there_is_room(
    disk: SmallDisk, sim: Simulator
) -> None:
    async with Counter(sim, disk.folder) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    damage(disk.folder / DATABASE_NAME, "header")
    image = read(disk.folder, DATABASE_NAME)
    disk.fill()
    with pytest.raises(CannotSaveError):
        await Store.open(disk.folder)
    disk.free()
    late = {*sim.add_orders(ROUND)}
    async with Counter(sim, disk.folder) as counter:
        (aside,) = names(disk.folder, "tezgah.damaged-*Z.db")
        assert read(disk.folder, aside) == image
        assert says_it_is_moved(counter, aside)
        await counter.until(lambda: counter.board.keys() >= late and not owing(sim))
    assert late <= saved(disk.folder)


async def test_a_file_damaged_while_it_runs_on_a_full_disk_is_said_and_healed_when_there_is_room(
    disk: SmallDisk, sim: Simulator
) -> None:
    async with Counter(sim, disk.folder) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    async with Counter(sim, disk.folder) as counter:
        disk.fill()
        damage(disk.folder / DATABASE_NAME, "pages")
        during = {*sim.add_orders(ROUND)}
        await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
        await counter.polled(3)
        assert counter.has(TroubleKind.CANNOT_SAVE)
        assert owing(sim) == during
        disk.free()
        await counter.until(lambda: counter.board.keys() >= during and not owing(sim))
        (aside,) = names(disk.folder, "tezgah.damaged-*Z.db")
        assert says_it_is_moved(counter, aside)
        assert not counter.has(TroubleKind.CANNOT_SAVE)
    assert during <= saved(disk.folder)
