"""How much memory an answer may cost, how many orders may come at once, how soon the program is back after an outage."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.trouble import Link
from desktop.simulator import Simulator
from tests.faults.bad_network import PACE, WAYS, Bad, Clock, Story, Tally, credentials, failed_polls
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally()
    yield counted
    print(f"\n{counted}")


# Size


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
@pytest.mark.parametrize(
    ("call", "bound"),
    [
        # The 32 that a list may have and half as much again.
        ("get-current", 48),
        ("success", 16),
    ],
)
def test_300_megabytes_in_a_gzip_are_not_unpacked(call: str, bound: int) -> None:
    with Simulator(cooldown=0.0) as sim:
        sim.faults.add(call, "gzip-bomb", nth=2 if call == "get-current" else 1)
        command = [sys.executable, str(Path(__file__).with_name("peak_memory.py"))]
        done = subprocess.run(
            [*command, sim.base_url, sim.access_token, call],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=50,
            check=True,
        )
        growth, error, reason = done.stdout.split(maxsplit=2)
        print(f"{call}: {int(growth) / MEGABYTE:.1f} MB above an ordinary answer; {error}: {reason.strip()}")
        assert error == "MalformedAnswerError"
        assert "longer than" in reason
        assert int(growth) <= bound * MEGABYTE


@pytest.mark.parametrize(
    "dishes",
    [
        pytest.param(120, id="many dishes"),
        pytest.param(0, id="many orders", marks=[pytest.mark.long, pytest.mark.timeout(300)]),
    ],
)
async def test_10_megabytes_of_orders_are_all_saved(tmp_path: Path, tally: Tally, dishes: int) -> None:
    # Until all is acknowledged each poll brings what is left: what they cost is not what is asked here.
    with Simulator(cooldown=2.0) as sim:
        size = 0
        while size < 10 * MEGABYTE:
            lines = {"items": [dish(number) for number in range(dishes)]} if dishes else {}
            key = sim.add_order(**lines)
            size += len(json.dumps(sim.orders[key].payload, ensure_ascii=False).encode())
        keys = set(sim.orders)
        began = time.monotonic()
        async with Counter(sim, tmp_path, poll_seconds=2.0) as counter:
            await counter.until(lambda: len(counter.board) == len(keys), 200.0)
            saved_after = time.monotonic() - began
            acknowledged = lambda: all(order.acknowledged for order in sim.orders.values())  # noqa: E731
            assert await asyncio.to_thread(sim.wait_for, acknowledged, 200.0)
            acknowledged_after = time.monotonic() - began
            await counter.polled(1, seconds=30.0)
            assert counter.troubles == ()
            assert counter.link is Link.CONNECTED
            saved = set(counter.board)
            doubled = len(counter.announced) - len(set(counter.announced))
            tally.tries += 1
            tally.orders += len(keys)
            tally.lost += len(keys - saved)
            tally.doubled += doubled
            assert saved == keys
            assert set(counter.announced) == keys
            assert doubled == 0
    print(
        f"{len(keys)} orders of {size / MEGABYTE:.1f} MB: saved after {saved_after:.1f} s, "
        f"acknowledged after {acknowledged_after:.1f} s"
    )


def dish(number: int) -> dict[str, Any]:
    return {
        "name": f"Deneme Burrito {number}",
        "quantity": 1 + number % 3,
        "price": 189.5,
        "total": 189.5 * (1 + number % 3),
        "note": "Az baharatlı, soğansız",
        "options": [{"ilave_basligi": "Sos", "ilave_opsiyonlari": [{"name": "Ballı Hardal", "price": 10}]}],
    }


# By itself


async def recover(folder: Path, name: str, bad: Bad | None, away: float, login: bool) -> str:
    """Let polling fail, press nothing, and return how long it took after the line was good again."""
    with Simulator(cooldown=1.0) as sim:
        key = sim.add_order()
        if bad is not None:
            sim.faults.add("login" if login else "get-current", bad.kind, times=bad.times, **bad.more)
        keys = credentials("login" if login else "")
        async with Counter(sim, folder, credentials=keys, poll_seconds=1.0) as counter:
            if bad is None:
                await counter.until(lambda: counter.link is Link.CONNECTED)
                sim.refuse_soon(seconds=away)
                good_at = time.monotonic() + away
                await counter.until(lambda: counter.link is Link.LOST)
            else:
                await counter.until(lambda: failed_polls(counter) >= bad.times, 15.0)
                good_at = time.monotonic()
            late = sim.add_order()
            await counter.until(lambda: key in counter.board and late in counter.board, 15.0)
            seconds = time.monotonic() - good_at
            await counter.until(
                lambda: (
                    counter.link is Link.CONNECTED
                    and all(trouble.dismissible for trouble in counter.troubles)
                )
            )
            assert counter.announced == [key, late]
            assert seconds <= 5.0, name
    return f"{name}: {seconds:.1f} s"


async def test_it_recovers_by_itself_soon_after_the_line_is_good(tmp_path: Path, tally: Tally) -> None:
    by_name = {bad.name: bad for bad in WAYS}
    stories: list[tuple[str, Bad | None, float, bool]] = [
        ("network away for 2 s", None, 2.0, False),
    ]
    for name in ("reset before it took effect", "HTML 502", "429", "a Wi-Fi's page with HTTP 200"):
        stories += [
            (f"get-current, {name}", by_name[name], 0.0, False),
            (f"login, {name}", by_name[name], 0.0, True),
        ]
    for number in range(len(stories)):
        (tmp_path / str(number)).mkdir()
    # All at once: each of them mostly waits.
    told = await asyncio.gather(
        *(
            recover(tmp_path / str(number), name, bad, away, login)
            for number, (name, bad, away, login) in enumerate(stories)
        )
    )
    tally.tries += len(told)
    tally.orders += 2 * len(told)
    print("polling again after the line was good, nothing pressed:", *told, sep="\n  ")


async def test_the_next_look_is_never_far_while_nobody_is_there(tmp_path: Path) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        sim.refuse_connections()
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            story = Story(sim, counter, clock, "", "get-current")
            farthest = 0.0
            for number in range(1, 9):
                await counter.until(lambda number=number: story.failed_polls() >= number)  # type: ignore[misc]
                await counter.until(lambda: story.next_look() > 0)
                farthest = max(farthest, story.next_look())
                story.try_again()
            print(f"after 8 failures the next look was up to {farthest:.0f} s away")
            assert farthest <= 5.0
