"""SIGKILL at random moments while tickets are bumped: each press that was shown is stored, and none is half stored."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from desktop.store.sqlite.store import SqliteStore
from tests.store.made import NOON, key_of, receive

ROOT = Path(__file__).parents[2]
KILLS = 12
ORDERS = 5


async def test_kills_lose_no_bump_and_leave_none_half_stored(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    for number in range(1, ORDERS + 1):
        await store.write(lambda tx, number=number: receive(tx, number, status_id=2))  # type: ignore[misc]
        await store.write(lambda tx, number=number: tx.set_accepted(key_of(number), NOON, 30))  # type: ignore[misc]
    await store.close()
    with closing(sqlite3.connect(tmp_path / "tezgah.db")) as connection:
        # Today, so that they are on the board.
        connection.execute("UPDATE orders SET changed_at = ?", (int(time.time() * 1000),))
        connection.commit()
    shown: list[tuple[str, int]] = []
    for _ in range(KILLS):
        shown += _run_and_kill(tmp_path)
        with closing(sqlite3.connect(tmp_path / "tezgah.db")) as connection:
            rows = connection.execute("SELECT id, kind, recalls FROM kitchen_bumps ORDER BY id").fetchall()
            events = connection.execute("SELECT count(*) FROM events WHERE kind LIKE 'kitchen%'").fetchone()[
                0
            ]
        assert events == len(rows), "a bump and its event are one transaction"
        bumps = {row for row, kind, _ in rows if kind == "bump"}
        recalls = {recalled for _, kind, recalled in rows if kind == "recall"}
        assert {number for what, number in shown if what == "bump"} <= bumps
        assert {number for what, number in shown if what == "recall"} <= recalls
        assert recalls <= bumps
    assert len(shown) > KILLS


def _run_and_kill(folder: Path) -> list[tuple[str, int]]:
    command = [sys.executable, str(Path(__file__).with_name("kitchen_counter.py")), str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randint(1, 12))]
        time.sleep(random.random() * 0.02)
        process.kill()
        # A line that was cut off was not shown.
        lines += [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return [(line.split()[0], int(line.split()[1])) for line in lines]
