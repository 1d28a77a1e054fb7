"""Two clients of one restaurant: presses here and in the web panel, in any order, end in the vendor's state.

The vendor never reports an order that was completed or cancelled elsewhere. Such an order may stay on the
board until the next press on it, but is never shown in a state that the vendor does not have. One change is
excluded, because no client can see it: an acknowledgement contains no status, and one in flight covers a
change that happens meanwhile.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop.domain.orders.lifecycle import FINAL_STATUSES, Action
from desktop.domain.orders.order import OrderStatus
from desktop.simulator import Simulator
from desktop.sync.settings import EngineSettings
from tests.harness import Counter

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder

ORDERS: Final = 3
RULES: Final = EngineSettings(undo_for=0.0)

PRESSES: Final = ("accept", "ontheway", "complete", "cancel")
PANEL: Final = (OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY, OrderStatus.DELIVERED, OrderStatus.CANCELLED)

here = st.tuples(st.just("here"), st.integers(0, ORDERS - 1), st.sampled_from(PRESSES))
panel = st.tuples(st.just("panel"), st.integers(0, ORDERS - 1), st.sampled_from(PANEL))
others = st.tuples(st.just("poll"), st.just(0), st.just(""))
steps = st.lists(st.one_of(here, here, panel, others), min_size=4, max_size=14)


def press(counter: Counter, key: str, what: str) -> None:
    if what == "accept":
        counter.engine.accept(key, 25)
    else:
        action = Action(what)
        counter.engine.act(key, action, 3 if action is Action.CANCEL else None)


def answered(order: BoardOrder) -> bool:
    """Return whether no call about it is open."""
    accept = order.accept
    under_way = accept is not None and accept.state.value in {"saved", "sending", "unsure"}
    return not under_way and not (order.action is not None and order.action.is_open)


class Panel:
    """The other client."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._listed_before: dict[str, int] = {}
        """Payment key -> how often the vendor had listed the order at the panel's last change."""
        self.moves = 0

    def is_silenced(self, key: str) -> bool:
        """Whether the present status was acknowledged before the vendor listed it."""
        order = self._sim.orders[key]
        return order.acknowledged and order.handed_out == self._listed_before.get(key)

    def press(self, key: str, status: OrderStatus) -> None:
        """Change an order if the vendor allows it."""
        reported = self._sim.orders[key].handed_out
        if panel_moves(self._sim, key, status):
            self._listed_before[key] = reported
            self.moves += 1


def panel_moves(sim: Simulator, key: str, status: OrderStatus) -> bool:
    """Do what the vendor allows in the web panel: forward only, and nothing after the end."""
    now = sim.orders[key].status_id
    ranks = [OrderStatus.RECEIVED, *PANEL[:3]]
    if now in FINAL_STATUSES or (status in ranks and ranks.index(status) <= ranks.index(OrderStatus(now))):
        return False
    sim.set_status(key, status)
    return True


async def settle(counter: Counter, sim: Simulator) -> None:
    """Wait until no call is open and the vendor has listed everything."""

    def quiet() -> bool:
        orders = sim.orders.values()
        reported = all(order.acknowledged or order.status_id in FINAL_STATUSES for order in orders)
        return reported and all(answered(order) for order in counter.board.values())

    await counter.until(quiet, 15)
    await counter.polled()
    await counter.until(quiet, 15)


def differing(counter: Counter, sim: Simulator, other: Panel) -> dict[str, tuple[int, int]]:
    """Return the orders with another status than the vendor's, except those that ended unreported."""
    return {
        key: (shown.order.status_id, sim.orders[key].status_id)
        for key, shown in counter.board.items()
        if shown.order.status_id != sim.orders[key].status_id
        and sim.orders[key].status_id not in FINAL_STATUSES
        and not other.is_silenced(key)
    }


async def play(script: list[tuple[str, int, object]], tried: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, Simulator(cooldown=0.0) as sim:
        other = Panel(sim)
        async with Counter(sim, Path(folder), settings=RULES) as counter:
            keys = [sim.add_order(courier_type="restaurant") for _ in range(ORDERS)]
            await counter.until(lambda: set(keys) <= counter.board.keys())
            for who, number, what in script:
                key = keys[number]
                if who == "here":
                    press(counter, key, str(what))
                elif who == "panel":
                    assert isinstance(what, OrderStatus)
                    other.press(key, what)
                else:
                    await counter.polled(1)
                await asyncio.sleep(0)
            await settle(counter, sim)
            tried[0] += other.moves
            assert differing(counter, sim, other) == {}
            # One more press finds every unreported end.
            for key in keys:
                shown = counter.board[key]
                if shown.column is not None and shown.gone_at is None:
                    press(counter, key, "accept" if shown.may_accept else "complete")
            await settle(counter, sim)
            for key in keys:
                shown = counter.board[key]
                assert len(sim.orders[key].accepts) <= 1
                if other.is_silenced(key) and sim.orders[key].status_id not in FINAL_STATUSES:
                    continue
                ended = sim.orders[key].status_id in FINAL_STATUSES
                assert (shown.column is None or shown.gone_at is not None) is ended, (
                    shown.order.status_id,
                    sim.orders[key].status_id,
                )
        # The stored state equals the shown state.
        async with Counter(sim, Path(folder), settings=RULES) as again:
            await again.polled()
            assert differing(again, sim, other) == {}


@pytest.mark.parametrize(
    "examples", [12, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_presses_of_two_clients_end_in_the_vendors_state(examples: int) -> None:
    tried = [0, 0]

    @settings(
        max_examples=examples,
        deadline=None,
        # Real sockets: the same script may interleave differently.
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(steps)
    def example(script: list[tuple[str, int, object]]) -> None:
        tried[1] += len(script)
        asyncio.run(play(script, tried))

    example()
    print(f"{examples} examples, {tried[1]} steps, {tried[0]} moves of the panel")
    assert tried[0] > 0
