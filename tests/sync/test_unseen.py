"""What somebody else changed on the board stays marked until a person has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.orders.changes import Part
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator


async def change(counter: Counter, sim: Simulator, key: str, **fields: Any) -> None:
    # What is under way would acknowledge the change unseen: the call names no status.
    await counter.until(lambda: sim.orders[key].acknowledged)
    payload = sim.orders[key].payload
    assert payload is not None
    sim.orders[key].payload = payload | fields
    sim.orders[key].acknowledged = False


async def test_a_change_is_marked_across_a_restart_until_it_was_seen(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(note="")
        await counter.until(lambda: key in counter.board)
        assert counter.board[key].unseen == ()
        await change(counter, sim, key, note="Zile basmayın")
        await counter.until(lambda: counter.board[key].unseen == (Part.NOTE,))
        await change(counter, sim, key, total=12.5)
        await counter.until(lambda: counter.board[key].unseen == (Part.NOTE, Part.TOTAL))
    async with Counter(sim, tmp_path) as counter:
        assert counter.board[key].unseen == (Part.NOTE, Part.TOTAL)
        counter.engine.seen(key)
        await counter.until(lambda: counter.board[key].unseen == ())
        assert (await counter.events(key))[-1] == "change seen"


async def test_our_own_accept_is_no_change_to_be_seen(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        await counter.until(lambda: sim.orders[key].acknowledged)
        await counter.polled()
        assert counter.board[key].unseen == ()


async def test_an_order_accepted_elsewhere_has_a_status_to_be_seen(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].unseen == (Part.STATUS,))
