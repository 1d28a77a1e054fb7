"""Databases of other versions: migrations lose nothing, even if killed; newer versions are not touched."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import desktop.store
from desktop.simulator import Simulator
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.system.user_errors import EXIT_STORE
from tests.cli.conftest import SECONDS, Program
from tests.faults.small_disk import SmallDisk
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

MIGRATIONS: Final = sorted((Path(desktop.store.__file__).parent / "sqlite" / "migrations").glob("[0-9]*.sql"))
OLD_FILES: Final = sorted((Path(__file__).parents[1] / "store" / "sqlite" / "old_files").glob("*.sql"))
TABLES: Final = ("orders", "events", "outbox", "rejected")
BACKUP: Final = "tezgah.before-2.db"
"""Tables of a file of the first version, named for its first migration."""
LONG_AGO: Final = 1_700_000_000_000

MUTED_AT: Final = 11
"""The column of an order for the time of its muting."""

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a short cooldown."""
    with Simulator(cooldown=POLL_SECONDS) as simulator:
        yield simulator


@pytest.fixture
def program(tmp_path: Path, sim: Simulator) -> Iterator[Program]:
    """The program as a process, on an existing folder."""
    made = Program(tmp_path / "orders")
    made.folder.mkdir()
    made.point_at(sim)
    yield made
    made.end_all()


def create_old(file: Path) -> sqlite3.Connection:
    """Create a database like the first version did."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(MIGRATIONS[0].read_text("utf-8"))
    database.execute("PRAGMA user_version = 1")
    return database


def fill_old(database: sqlite3.Connection, orders: int, queued: dict[str, str]) -> None:
    """Add rows to all tables: many old ended orders, and some, by payment key, with open calls."""
    raw = json.dumps({"note": "Zili çalmayın. " * 20, "customer": {"name": "Müşteri 7"}})
    keys = [f"0ca1d2b1-0000-4000-8000-{number:012x}" for number in range(orders)]
    order = "INSERT INTO orders VALUES (?, ?, ?, '', '12.50', ?, NULL, ?, ?, ?, ?, ?, ?, ?)"
    at = LONG_AGO
    database.executemany(order, [(key, "1031", 5, at, at, at, at, 30, at, None, raw) for key in keys])
    database.executemany(
        order, [(key, "7", 1, at, at, at, None, None, None, None, text) for key, text in queued.items()]
    )
    database.executemany(
        "INSERT INTO events (payment_key, at, kind, status_id) VALUES (?, ?, 'received', 1)",
        [(key, at) for key in (*keys, *queued)],
    )
    database.executemany(
        "INSERT INTO outbox (kind, payment_key, status_id, state, created_at, settled_at)"
        " VALUES ('acknowledge', ?, 1, ?, ?, ?)",
        [(key, "done", at, at) for key in keys] + [(key, "owed", at, None) for key in queued],
    )
    database.execute("INSERT INTO rejected VALUES ('0123', '{}', ?, ?, 3)", (at, at))
    database.commit()


def rows_of(file: Path, like: Rows | None = None) -> tuple[int, Rows]:
    """Return version and rows of an intact file: the columns that were in `like`, or all."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        (version,) = database.execute("PRAGMA user_version").fetchone()
        rows: Rows = {}
        for table in TABLES:
            width = None if like is None else len(like[table][0])
            found = database.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - constants
            rows[table] = [row[:width] for row in found]
    return version, rows


def without_mute_time(order: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row of `orders` without the time of its muting."""
    return order[:MUTED_AT] + order[MUTED_AT + 1 :]


# Migrated


@pytest.mark.parametrize("old", OLD_FILES, ids=lambda path: path.stem)
async def test_an_old_file_is_migrated_and_used(tmp_path: Path, sim: Simulator, old: Path) -> None:
    file = tmp_path / DATABASE_NAME
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executescript(read_text(old))
        queued = database.execute("SELECT DISTINCT payment_key FROM outbox WHERE state = 'owed'").fetchall()
    version, before = rows_of(file)
    assert all(before.values())
    async with Counter(sim, tmp_path) as counter:
        # Its open calls are sent. This vendor does not know the orders, so the program reports them.
        await counter.until(
            lambda: {entry.payment_key for entry in sim.calls("success")} == {k for (k,) in queued}
        )
        assert {key for (key,) in queued} <= counter.board.keys()
        muted = [row for row in before["orders"] if row[MUTED_AT] is not None]
        assert all(counter.board[row[0]].first_muted_at is not None for row in muted)
    after_version, after = rows_of(file, before)
    assert after_version == len(MIGRATIONS)
    # An order that was muted long ago and still waits rings again soon.
    assert [without_mute_time(row) for row in after["orders"]] == [
        without_mute_time(row) for row in before["orders"]
    ]
    assert after["rejected"] == before["rejected"]
    assert after["events"][: len(before["events"])] == before["events"]
    assert [row[:4] for row in after["outbox"]] == [row[:4] for row in before["outbox"]]
    assert rows_of(tmp_path / BACKUP) == (version, before)


def read_text(path: Path) -> str:
    """Return the content of a file."""
    return path.read_text("utf-8")


# Killed


def killed_at(program: Program, watched: str, size: float) -> None:
    """Start the program, and kill it when one of its files has this size, or when it is ready."""
    process = program.start("--headless", "--poll-seconds", "0.1")
    try:
        give_up = time.monotonic() + SECONDS
        while time.monotonic() < give_up and process.poll() is None:
            with contextlib.suppress(OSError):
                if (program.folder / watched).stat().st_size >= size:
                    return
        pytest.fail(f"{watched} never came to {size} bytes")
    finally:
        process.kill()
        process.wait()


def after_a_crash(folder: Path, look: Path, like: Rows) -> tuple[int, Rows]:
    """Return the files that the next start will find."""
    look.mkdir(exist_ok=True)
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal"):
        shutil.copy(folder / name, look / name)
    found = rows_of(look / DATABASE_NAME, like)
    shutil.rmtree(look)
    return found


def restore(untouched: Path, file: Path) -> None:
    """Restore the old file: the log of a crash belongs to the previous one."""
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copy(untouched, file)


def complete(program: Program, sim: Simulator) -> None:
    """Start the program, let it send the open calls, and stop it."""
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), SECONDS)
    process.terminate()
    _, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, err) == (0, b"")


def make_long(program: Program, sim: Simulator, orders: int) -> tuple[Path, Rows]:
    """Create an old file with a long migration and open calls for the vendor's orders; return it and its rows."""
    queued = sim.add_orders(3)
    file = program.folder / DATABASE_NAME
    with contextlib.closing(create_old(file)) as database:
        fill_old(database, orders, {key: json.dumps(sim.orders[key].payload) for key in queued})
    return file, rows_of(file)[1]


@pytest.mark.parametrize(
    ("kills", "orders"),
    [(3, 20_000), pytest.param(60, 50_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])],
)
def test_the_next_start_completes_a_killed_migration(
    program: Program, sim: Simulator, tmp_path: Path, kills: int, orders: int
) -> None:
    dice = random.Random(20261125)
    file, before = make_long(program, sim, orders)
    size = file.stat().st_size
    shutil.copy(file, tmp_path / "untouched.db")
    in_the_middle = 0
    for number in range(kills):
        restore(tmp_path / "untouched.db", file)
        if number % 4 == 0:
            killed_at(program, f"{BACKUP}.new", dice.uniform(0.0, 1.0) * size)
        else:
            killed_at(program, f"{DATABASE_NAME}-wal", dice.uniform(0.01, 0.6) * size)
        log = (program.folder / f"{DATABASE_NAME}-wal").stat().st_size
        version, rows = after_a_crash(program.folder, tmp_path / "look", before)
        # All or nothing, and never a row less.
        assert version in {1, len(MIGRATIONS)}
        assert all(rows[table][: len(before[table])] == before[table] for table in ("orders", "events"))
        if version == 1:
            assert rows == before
            in_the_middle += log > 0
    assert in_the_middle
    # The last one stays as the kill left it.
    complete(program, sim)
    version, rows = rows_of(file, before)
    assert version == len(MIGRATIONS)
    assert rows["orders"] == before["orders"]
    assert rows["rejected"] == before["rejected"]
    assert rows["events"][: len(before["events"])] == before["events"]
    assert [row[:4] for row in rows["outbox"]] == [row[:4] for row in before["outbox"]]
    assert rows_of(program.folder / BACKUP) == (1, before)
    assert {path.name for path in program.folder.glob("tezgah*.db*")} == {DATABASE_NAME, BACKUP}
    print(
        f"{kills} kills, {in_the_middle} in the middle of a migration of {len(rows['orders'])} orders, 0 lost"
    )


def check_refused_and_completed(
    program: Program, sim: Simulator, process: subprocess.Popen[bytes], before: Rows, left: set[str]
) -> None:
    """Check that a start ended with a sentence and no change, and that the next one, with room, migrates."""
    file = program.folder / DATABASE_NAME
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (EXIT_STORE, b"")
    assert str(program.folder) in err.decode()
    assert b"Traceback" not in err
    assert not sim.journal
    assert {path.name for path in program.folder.glob("tezgah*.db*")} == left
    assert rows_of(file) == (1, before)
    (program.folder.parent / "ballast").unlink(missing_ok=True)
    complete(program, sim)
    version, rows = rows_of(file, before)
    assert (version, rows["orders"]) == (len(MIGRATIONS), before["orders"])
    assert rows_of(program.folder / BACKUP) == (1, before)


def test_a_migration_without_room_for_the_backup_is_refused_and_completed_later(
    program: Program, sim: Simulator
) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("needs Linux: prlimit of another process")
    file, before = make_long(program, sim, 4_000)
    process = program.start("--headless", "--poll-seconds", "0.1")
    # It did not reach its own code.
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file.stat().st_size // 3, resource.RLIM_INFINITY))
    check_refused_and_completed(program, sim, process, before, {DATABASE_NAME})


def test_a_migration_on_a_disk_that_fills_up_is_refused_and_completed_later(
    program: Program, sim: Simulator, tmp_path: Path
) -> None:
    file, before = make_long(program, sim, 4_000)
    size = file.stat().st_size
    disk = SmallDisk(tmp_path / "disk")
    disk.mount(6 * size >> 10)
    try:
        program.folder = disk.folder / "orders"
        program.environ["TEZGAH_DATA_DIR"] = str(program.folder)
        shutil.copytree(file.parent, program.folder)
        # Room for the backup, and for a third of the migration.
        (disk.folder / "ballast").write_bytes(bytes(int(3.75 * size)))
        process = program.start("--headless", "--poll-seconds", "0.1")
        check_refused_and_completed(program, sim, process, before, {DATABASE_NAME, BACKUP})
    finally:
        program.end_all()
        disk.unmount()


# A newer version


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_database_of_a_newer_version_is_refused_and_unchanged(
    program: Program, sim: Simulator, journal: str
) -> None:
    file = program.folder / DATABASE_NAME
    with contextlib.closing(sqlite3.connect(file)) as newer:
        newer.execute(f"PRAGMA journal_mode = {journal}")
        newer.execute("CREATE TABLE orders (of_tomorrow TEXT)")
        newer.execute("PRAGMA user_version = 9999")
        newer.commit()
    image = file.read_bytes()
    sim.add_orders(2)
    for _ in range(2):
        code, out, err = program.run("--headless", "--poll-seconds", "0.1")
        assert (code, out) == (EXIT_STORE, "")
        assert len(err.splitlines()) == 2
        assert "Traceback" not in err
        assert "9999" in err
        assert str(program.folder) in err
        assert not sim.journal
        assert file.read_bytes() == image
        assert {path.name for path in program.folder.glob("tezgah*db*")} == {DATABASE_NAME}
