"""Disks that really fail: full, read-only, locked, removed. Every acknowledged order is saved.

The simulator's journal and the database file are compared.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.system.user_errors import EXIT_MACHINE, EXIT_STORE
from tests.cli.conftest import SECONDS, Program
from tests.faults.small_disk import (
    SmallDisk,
    acknowledged,
    check_refused,
    check_whole,
    end,
    fill_for_good,
    reports_unsaved,
    saved,
    settled,
    unacknowledged,
    was_accepted,
)
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.simulator import Simulator

ROUND: Final = 6
"""Orders that arrive while the disk works, and again while it does not."""


@pytest.mark.parametrize("rounds", [2, pytest.param(60, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
async def test_a_full_disk_acknowledges_nothing_and_is_reported_until_there_is_room(
    disk: SmallDisk, sim: Simulator, rounds: int
) -> None:
    dice = random.Random(20261124)
    for _ in range(rounds):
        # A new process for each round: an old one has free space in its write-ahead log.
        async with Counter(sim, disk.folder) as counter:
            before = sim.add_orders(ROUND)
            if dice.random() < 0.5:
                await settled(counter, sim)  # otherwise it fills up during the acknowledgements
            await counter.until(lambda: counter.board.keys() == sim.orders.keys())
            await fill_for_good(disk, counter)
            during = sim.add_orders(ROUND)
            await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
            reported = len(counter.reports)
            counter.engine.accept(before[0], 20)
            await counter.polled(3)
            # The trouble never looks solved, and the order looks accepted only where so little still had room.
            assert counter.has(TroubleKind.CANNOT_SAVE)
            assert all(reports_unsaved(report) for report in counter.reports[reported:])
            if counter.board[before[0]].accept is None:
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


async def test_an_accept_on_a_full_disk_is_reported_until_there_is_room(
    disk: SmallDisk, sim: Simulator
) -> None:
    async with Counter(sim, disk.folder) as counter:
        (key,) = sim.add_orders(1)
        await settled(counter, sim)
        await fill_for_good(disk, counter)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
        reported = len(counter.reports)
        await counter.polled(4)  # polls without anything to save
        assert all(reports_unsaved(report) for report in counter.reports[reported:])
        assert counter.board[key].accept is None
        disk.free()
        await counter.until(lambda: not counter.troubles)
        counter.engine.accept(key, 20)
        await counter.until(partial(was_accepted, sim, key))
        await settled(counter, sim)
    check_whole(disk.folder, sim, "pressed while full")


def test_the_program_survives_a_limit_on_file_sizes(program: Program, sim: Simulator, tmp_path: Path) -> None:
    """The same without a mount: a limit on the file size of the process makes every write fail."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("needs Linux: prlimit of another process")
    (tmp_path / "disk").mkdir()
    program.point_at(sim)
    before = {*sim.add_orders(ROUND)}
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not unacknowledged(sim), SECONDS)
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, hard))
    during = {*sim.add_orders(ROUND)}
    polls = len(sim.calls("get-current"))
    assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 3, SECONDS)
    assert not acknowledged(sim) & during
    assert acknowledged(sim) <= saved(program.folder)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert sim.wait_for(lambda: not unacknowledged(sim), SECONDS)
    code, reported, err = end(process)
    assert (code, err) == (0, "")
    # The reserve file cannot be written either: a look at it meanwhile finds a disk without room.
    told = [each for each in reported if each[0] != "disk_almost_full"]
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
    assert sim.wait_for(lambda: not unacknowledged(sim), SECONDS)
    assert end(process)[::2] == (0, "")
    check_whole(program.folder, sim, "started while full")


# Read-only


def test_a_start_on_a_read_only_disk_is_refused_with_a_sentence(
    disk: SmallDisk, program: Program, sim: Simulator
) -> None:
    program.point_at(sim)
    sim.add_orders(ROUND)
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not unacknowledged(sim), SECONDS)
    end(process)
    image = (program.folder / DATABASE_NAME).read_bytes()
    sim.add_orders(ROUND)
    disk.remount("ro")
    check_refused(program, sim, EXIT_MACHINE)
    assert (program.folder / DATABASE_NAME).read_bytes() == image
    disk.remount("rw")
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: not unacknowledged(sim), SECONDS)
    assert end(process)[::2] == (0, "")
    check_whole(program.folder, sim, "started while read-only")


@contextlib.contextmanager
def write_protected(folder: Path) -> Iterator[None]:
    """Make every write to the open database files fail; skip the test where the file system cannot do that.

    The index of the write-ahead log is excluded: it is shared memory without data of its own.
    """
    files = [str(folder / DATABASE_NAME), str(folder / f"{DATABASE_NAME}-wal")]
    chattr = shutil.which("chattr")
    if chattr is None:
        pytest.skip("needs chattr")
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
        pytest.skip("needs root and a file system with chattr +i")
    try:
        subprocess.run([chattr, "+i", *files], capture_output=True, check=True)
        yield
    finally:
        subprocess.run([chattr, "-i", *files], capture_output=True, check=False)


async def test_write_protected_files_are_reported_until_they_are_writable(
    tmp_path: Path, sim: Simulator
) -> None:
    async with Counter(sim, tmp_path) as counter:
        before = sim.add_orders(ROUND)
        await settled(counter, sim)
        with write_protected(tmp_path):
            during = sim.add_orders(ROUND)
            await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
            reported = len(counter.reports)
            counter.engine.accept(before[0], 20)
            await counter.polled(3)
            assert all(reports_unsaved(report) for report in counter.reports[reported:])
            assert counter.board[before[0]].accept is None
            assert not acknowledged(sim) & {*during}
        await counter.until(lambda: not counter.troubles)
        await settled(counter, sim)
    check_whole(tmp_path, sim, "write-protected while running")


# Locked


async def test_a_database_locked_by_another_program_is_reported_until_it_is_free(
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


# Removed
