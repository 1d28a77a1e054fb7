"""A damaged, deleted or replaced database: at the start, while it is open, and on a full disk."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.store.errors import CannotSaveError
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from tests.faults.small_disk import (
    SmallDisk,
    acknowledged,
    check_whole,
    saved,
    settled,
    unacknowledged,
    was_accepted,
)
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

ROUND: Final = 6
"""Orders that arrive while the disk works, and again while it does not."""


def remove_files(folder: Path, what: str) -> None:
    """Delete the files of an open database, or replace them with another database."""
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


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: Windows locks open files")
@pytest.mark.parametrize("what", ["file", "all its files", "folder", "replaced"])
async def test_deleting_the_open_file_loses_no_acknowledged_order(
    tmp_path: Path, sim: Simulator, what: str
) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    async with Counter(sim, folder) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
        remove_files(folder, what)
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
    """Return the content of a file."""
    return (folder / name).read_bytes()


def names(folder: Path, pattern: str) -> list[str]:
    """Return the names of files."""
    return sorted(path.name for path in folder.glob(pattern))


def damage(path: Path, kind: str) -> None:
    """Damage a database file: its first bytes, its first page, all other pages, or its second half."""
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        if kind == "half":
            file.truncate(size // 2)
            return
        begin, end = {"header": (0, 100), "schema": (100, 4096), "pages": (4096, size)}[kind]
        file.seek(begin)
        file.write(b"\xa5" * (end - begin))


@pytest.mark.parametrize("kind", ["header", "schema", "pages", "half"])
async def test_a_damaged_file_is_moved_aside_and_reported(tmp_path: Path, sim: Simulator, kind: str) -> None:
    async with Counter(sim, tmp_path) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    damage(tmp_path / DATABASE_NAME, kind)
    image = read(tmp_path, DATABASE_NAME)
    late = {*sim.add_orders(ROUND)}
    async with Counter(sim, tmp_path) as counter:
        (aside,) = names(tmp_path, "tezgah.damaged-*Z.db")
        assert read(tmp_path, aside) == image
        assert reports_moved_file(counter, aside)
        await counter.until(lambda: counter.board.keys() >= late and not unacknowledged(sim))
    assert late <= saved(tmp_path) <= sim.orders.keys()


def reports_moved_file(counter: Counter, name: str) -> bool:
    """Return whether a notice for the user names the file."""
    return any(
        trouble.kind is TroubleKind.NOTICE and trouble.dismissible and name in trouble.detail
        for trouble in counter.troubles
    )


async def test_a_file_damaged_at_runtime_is_moved_aside_and_reported(tmp_path: Path, sim: Simulator) -> None:
    async with Counter(sim, tmp_path) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    async with Counter(sim, tmp_path) as counter:
        damage(tmp_path / DATABASE_NAME, "pages")
        during = {*sim.add_orders(ROUND)}
        await counter.until(lambda: counter.board.keys() >= during and not unacknowledged(sim))
        (aside,) = names(tmp_path, "tezgah.damaged-*Z.db")
        assert reports_moved_file(counter, aside)
        assert not counter.has(TroubleKind.CANNOT_SAVE)
        pressed = min(during)
        counter.engine.accept(pressed, 20)
        await counter.until(partial(was_accepted, sim, pressed))
        await counter.until(lambda: not unacknowledged(sim))
    assert during <= saved(tmp_path)
    print(f"damaged while running: {len(during)} orders handed out after it, 0 lost")


async def test_a_damaged_file_on_a_full_disk_is_reported_when_there_is_room(
    disk: SmallDisk, sim: Simulator
) -> None:
    async with Counter(sim, disk.folder) as counter:
        sim.add_orders(ROUND)
        await settled(counter, sim)
    damage(disk.folder / DATABASE_NAME, "header")
    image = read(disk.folder, DATABASE_NAME)
    disk.fill()
    with pytest.raises(CannotSaveError):
        await SqliteStore.open(disk.folder)
    disk.free()
    late = {*sim.add_orders(ROUND)}
    async with Counter(sim, disk.folder) as counter:
        (aside,) = names(disk.folder, "tezgah.damaged-*Z.db")
        assert read(disk.folder, aside) == image
        assert reports_moved_file(counter, aside)
        await counter.until(lambda: counter.board.keys() >= late and not unacknowledged(sim))
    assert late <= saved(disk.folder)


async def test_a_file_damaged_at_runtime_on_a_full_disk_is_replaced_when_there_is_room(
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
        assert unacknowledged(sim) == during
        disk.free()
        await counter.until(lambda: counter.board.keys() >= during and not unacknowledged(sim))
        (aside,) = names(disk.folder, "tezgah.damaged-*Z.db")
        assert reports_moved_file(counter, aside)
        assert not counter.has(TroubleKind.CANNOT_SAVE)
    assert during <= saved(disk.folder)
