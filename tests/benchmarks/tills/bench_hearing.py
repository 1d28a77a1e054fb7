"""How soon a change at one till is heard, published and painted at another one, by number of tills."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from desktop.simulator.sample_orders import SampleOrders
from desktop.store.rows import to_milliseconds
from tests.benchmarks.processes import ROOT, screen, usual_environment
from tests.benchmarks.tills.measuring import ServerTime, answer, load, opened, quantiles, saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.store import Transaction
    from tests.shared_store import SharedDatabase

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

ORDERS: Final = 60
CHANGES: Final = 150
OF_A_PROCESS: Final = 16
"""Tills, at most: they share an interpreter's lock."""


def pause(tills: int) -> float:
    """Return the seconds between two changes: all have read the one before, on this computer that works for all of them."""
    return 0.2 + 0.016 * tills


class Window:
    """The process with the following till's window, and what it said."""

    def __init__(self, database: SharedDatabase, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        made, program = database.made, Path(__file__).with_name("following_window.py")
        settings = {"store_url": made.url, "till_name": "Till 2", "setup": "done"}
        (folder / "settings.json").write_text(json.dumps(settings), "utf-8")
        self._happened = threading.Condition()
        self._painted: dict[tuple[str, int | None], dict[str, Any]] = {}
        self._process = subprocess.Popen(
            [sys.executable, str(program), str(folder), made.password, str(ORDERS)],
            cwd=ROOT,
            env=usual_environment() | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.in_view: list[str] = json.loads(self._process.stdout.readline())
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            card = json.loads(line)
            with self._happened:
                self._painted[card["key"], card["gone"]] = card
                self._happened.notify_all()

    def painted(self, key: str, gone: int) -> dict[str, Any]:
        """Wait until a change was painted."""
        with self._happened:
            assert self._happened.wait_for(lambda: (key, gone) in self._painted, 20)
            return self._painted[key, gone]

    def close(self) -> None:
        self._process.communicate(timeout=20)


class Others:
    """Processes with the other tills."""

    def __init__(self, database: SharedDatabase, folder: Path, count: int) -> None:
        made, program = database.made, Path(__file__).with_name("hearing_tills.py")
        self._processes: list[subprocess.Popen[str]] = []
        for number in range(0, count, OF_A_PROCESS):
            arguments = [made.url, made.password, str(min(OF_A_PROCESS, count - number)), f"Others {number}"]
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, str(program), *arguments, str(folder)],
                    cwd=ROOT,
                    env=usual_environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for each in self._processes:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"

    def close(self) -> list[dict[str, Any]]:
        return [json.loads(each.communicate(timeout=60)[0]) for each in self._processes]


@contextlib.contextmanager
def platform(name: str) -> Iterator[dict[str, str]]:
    if name == "offscreen":
        yield {"QT_QPA_PLATFORM": "offscreen"}
    else:
        with screen() as environment:
            yield environment


@pytest.mark.parametrize("shown", ["offscreen", "xcb"])
@pytest.mark.parametrize("tills", [2, 10, 50])
def test_a_commit_is_painted(shared_database: SharedDatabase, tmp_path: Path, tills: int, shown: str) -> None:
    asyncio.run(_changed(shared_database, tmp_path, tills, shown))


async def _lateness(found: list[float]) -> None:
    """Collect how late a short sleep ends: so long the machine lets any process wait."""
    while True:
        due = time.monotonic() + 0.005
        await asyncio.sleep(0.005)
        found.append(1000 * (time.monotonic() - due))


async def _changed(database: SharedDatabase, folder: Path, tills: int, shown: str) -> None:
    writer = await opened(database, folder, "Till 1")
    await saved(writer, answer(SampleOrders(3), ORDERS))
    with platform(shown) as environment:
        others = await asyncio.to_thread(Others, database, folder, tills - 2)
        window = await asyncio.to_thread(Window, database, folder / "window", environment)
        server = ServerTime(database.made.server)
        used, began = server.seconds(), time.monotonic()
        commits: dict[tuple[str, int], float] = {}
        cards = []
        late: list[float] = []
        waiting = asyncio.create_task(_lateness(late))
        for number in range(CHANGES):
            key = window.in_view[number % len(window.in_view)]

            def change(tx: Transaction, key: str = key) -> int:
                tx.set_gone(key, tx.now())
                return to_milliseconds(tx.now())

            gone = await writer.write(change)
            commits[key, gone] = time.monotonic()
            cards.append(await asyncio.to_thread(window.painted, key, gone))
            await asyncio.sleep(pause(tills))
        waiting.cancel()
        used, took = server.seconds() - used, time.monotonic() - began
        window.close()
        found = others.close()
    await writer.close()
    print(f"\n{tills} tills, {shown}, {len(window.in_view)} cards in view {load()}")
    for name, title in (("published", "published"), ("painting", "painting begins"), ("painted", "painted")):
        _since(f"commit -> {title}, the window's till", commits, [_mark(card, name) for card in cards])
    quantiles("for comparison: a sleep of 5 ms is late by", late)
    if found:
        published = [each for process in found for each in process["published"]]
        _since("commit -> published, each of the others", commits, published)
        heard = [
            (key, gone, at)
            for (key, gone), commit in commits.items()
            for process in found
            for other, at in process["heard"]
            if other == key and -0.1 < at - commit < pause(tills)
        ]
        _since("commit -> heard, each of the others", commits, heard)
        seconds = sum(process["seconds"] for process in found)
        print(
            f"{1000 * seconds / CHANGES / (tills - 2):.2f} ms of a processor for a change at each of the others,",
            end=" ",
        )
    print(
        f"{1000 * used / CHANGES:.1f} ms of the server for a change, in {took:.0f} s {os.cpu_count()} cores"
    )


def _mark(card: dict[str, Any], name: str) -> tuple[str, int, float]:
    return card["key"], card["gone"], card[name]


def _since(
    title: str, commits: dict[tuple[str, int], float], found: Sequence[tuple[str, int, float]]
) -> None:
    # Heard before the writer has its answer counts as no time.
    quantiles(
        title,
        [1000 * max(0.0, at - commits[key, gone]) for key, gone, at in found if (key, gone) in commits],
    )
