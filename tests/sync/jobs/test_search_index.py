"""The search index follows the changes of orders, and does not read the store while nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.queries.transaction import Transaction
from desktop.sync.jobs import search_index
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop.simulator import Simulator
    from desktop.store import UnindexedRow


async def unindexed(counter: Counter) -> int:
    return len(await counter.store.read(lambda tx: tx.unindexed(search_index.BATCH)))


async def test_an_order_is_indexed_soon_and_then_nothing_is_read(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_SOON", 0.05)
    looks = 0
    look = Transaction.unindexed

    def counted(tx: Transaction, most: int) -> list[UnindexedRow]:
        nonlocal looks
        looks += 1
        return look(tx, most)

    monkeypatch.setattr(Transaction, "unindexed", counted)
    async with Counter(sim, tmp_path) as counter:
        for _ in range(3):
            key = sim.add_order()
            await counter.until(lambda key=key: key in counter.board)  # type: ignore[misc]
            while await unindexed(counter):
                await counter.polled(1)
        await counter.polled(5)
        before = looks
        await counter.polled(20)
        assert looks == before, "the polls changed no order"
