"""Orders that came back from a backup: off the board, until the vendor lists them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Column
from desktop.store.sqlite.store import DATABASE_NAME
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator


def spoil(folder: Path) -> None:
    for file in folder.glob(f"{DATABASE_NAME}*"):
        file.unlink()
    (folder / DATABASE_NAME).write_bytes(b"this is no database" * 1000)


async def test_a_restored_order_that_the_vendor_still_lists_is_on_the_board_and_rings(
    sim: Simulator, tmp_path: Path
) -> None:
    listed, done = sim.add_order(), sim.add_order()
    sim.faults.add("success", "status", payment_key=listed, times=-1)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: listed in counter.board and done in counter.acknowledged)
        await counter.store.back_up(date(2026, 11, 29))
    spoil(tmp_path)
    async with Counter(sim, tmp_path) as again:
        await again.until(lambda: listed in again.announced)
        assert again.board[listed].column is Column.NEW
        assert again.alarm.rings
        assert done not in again.board
        assert "open again" in await again.events(listed)
        await again.polled(3)
        assert again.announced == [listed]
