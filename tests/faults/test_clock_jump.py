"""Clocks that jump by months: nothing that is deleted by its age is deleted until the time is confirmed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.store.sqlite import maintenance
from desktop.sync.jobs import scheduler
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.trouble import Trouble
    from desktop.simulator import Simulator

MONTHS = timedelta(days=100)
CUSTOMER = "Gizliad"


class WallClock:
    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.off


@pytest.fixture(autouse=True)
def tidied_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "_TIDY_EVERY", 0.05)


async def raw(counter: Counter, key: str) -> str:
    (row,) = await counter.store.read(lambda tx: tx.board_rows([key]))
    return row.raw


async def tidied(counter: Counter) -> None:
    """Wait until the jobs ran with the present clock: each run publishes the board first."""
    from desktop.sync.events import BoardReplaced

    def count() -> int:
        return sum(isinstance(event, BoardReplaced) for event in counter.reports)

    wanted = count() + 4
    await counter.until(lambda: count() >= wanted)


def unsure(counter: Counter) -> Trouble:
    (found,) = (trouble for trouble in counter.troubles if trouble.kind is TroubleKind.TIME_UNSURE)
    return found


def add_orders(sim: Simulator) -> tuple[str, str, str]:
    """Add one that waits, one that will be cooking, one for later."""
    waiting, cooking, later = (
        sim.add_order(customer={"name": f"{CUSTOMER} {number}", "phone": "0533 000 00 07"})
        for number in range(3)
    )
    return waiting, cooking, later


async def on_the_counter(counter: Counter, sim: Simulator) -> tuple[str, ...]:
    keys = add_orders(sim)
    await counter.until(lambda: counter.board.keys() >= {*keys})
    counter.engine.accept(keys[1], 20)
    await counter.until(lambda: sim.orders[keys[1]].accepts == [20])
    return keys


@pytest.mark.parametrize("jump", [MONTHS, -MONTHS * 20], ids=["ahead", "far back"])
async def test_a_jump_of_the_clock_blanks_no_order(sim: Simulator, tmp_path: Path, jump: timedelta) -> None:
    wall = WallClock()
    async with Counter(sim, tmp_path, now=wall) as counter:
        keys = await on_the_counter(counter, sim)
        wall.off = jump
        await tidied(counter)
        await counter.until(lambda: counter.has(TroubleKind.TIME_UNSURE))
        # The vendor's clock contradicts: no press makes it right.
        assert not unsure(counter).dismissible
        wall.off = timedelta()
        await counter.until(lambda: not counter.has(TroubleKind.TIME_UNSURE))
        await tidied(counter)
        for key in keys:
            assert CUSTOMER in await raw(counter, key)


async def test_a_clock_that_jumped_before_the_start_blanks_and_deletes_nothing(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = WallClock()
    async with Counter(sim, tmp_path, now=wall) as counter:
        keys = await on_the_counter(counter, sim)
        await tidied(counter)
    old = [tmp_path / "backups" / f"tezgah-2026-01-0{day}.db" for day in range(1, 9)]
    aside = tmp_path / "tezgah.damaged-20260101T000000Z.db"
    old[0].parent.mkdir(exist_ok=True)
    for path in [*old, aside]:
        path.write_bytes((tmp_path / "tezgah.db").read_bytes())
    wall.off = MONTHS
    async with Counter(sim, tmp_path, now=wall, keyless=True) as counter:
        await tidied(counter)
        await counter.until(lambda: counter.has(TroubleKind.TIME_UNSURE))
        for key in keys:
            assert CUSTOMER in await raw(counter, key)
        assert all(path.exists() for path in [*old, aside])
        # A person says that the time is right, and orders on the board stay all the same.
        counter.engine.dismiss(unsure(counter))
        await counter.until(lambda: not counter.has(TroubleKind.TIME_UNSURE))
        while aside.exists():
            await tidied(counter)
        await tidied(counter)
        assert CUSTOMER in await raw(counter, keys[0])
    assert len(maintenance.all_backups(tmp_path)) <= 8


async def test_the_vendors_clock_confirms_a_long_pause(sim: Simulator, tmp_path: Path) -> None:
    wall = WallClock()
    wall.off = -MONTHS
    async with Counter(sim, tmp_path, now=wall, keyless=True) as counter:
        await tidied(counter)
    wall.off = timedelta()
    async with Counter(sim, tmp_path, now=wall) as counter:
        await counter.polled(1)
        await tidied(counter)
        await asyncio.sleep(0)
        assert not counter.has(TroubleKind.TIME_UNSURE)


async def test_an_order_of_a_time_with_a_wrong_clock_is_as_old_as_the_vendor_says(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = WallClock()
    wall.off = -MONTHS * 20
    async with Counter(sim, tmp_path, now=wall) as counter:
        (key, *_) = add_orders(sim)
        await counter.until(lambda: key in counter.board)
        counter.engine.remove_from_board(key)
        wall.off = timedelta()
        await tidied(counter)
        await counter.until(lambda: not counter.has(TroubleKind.WRONG_CLOCK))
        await tidied(counter)
        assert CUSTOMER in await raw(counter, key)
