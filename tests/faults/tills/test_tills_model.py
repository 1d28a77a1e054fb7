"""Two tills on one database, and the vendor, against the model of `test_model`: the same random steps, at either till.

The one that leads changes too: it gives the lead back, or the program ends and starts again.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter as Tally
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from desktop.domain.orders.order import OrderStatus
from desktop.store.postgres.tills import member as member_module
from desktop.store.postgres.tills.times import LeaseTimes
from desktop.sync.events import PollEnded
from desktop.sync.settings import EngineSettings
from desktop.system.machine.clock import steady
from tests.faults.test_model import LONGEST_PAUSE, POLL_SECONDS, SETTLE_SECONDS, OrdersMachine
from tests.sync.tills.shared import Till

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.poll_schedule import PollOutcome
    from desktop.store import Store
    from tests.shared_store import SharedDatabase

TIMES = LeaseTimes(
    renew=0.2, trust=3.0, margin=0.2, look=0.05, deadline=10.0, permit=2.0, retries=(0.05, 0.1)
)


def on_board(till: Till) -> dict[str, BoardOrder]:
    """Return the orders that a till shows: one that starts does not read those that are over, or were removed."""
    return {
        key: order
        for key, order in till.board.items()
        if not order.removed_from_board
        and order.order.status_id not in (OrderStatus.DELIVERED, OrderStatus.CANCELLED)
    }


class TillsMachine(OrdersMachine):
    """A press is made at `counter`, which is either till."""

    database: ClassVar[SharedDatabase]
    _numbers: ClassVar = itertools.count(1)

    def __init__(self) -> None:
        self.tills: list[Till] = []
        self.told: dict[str, Tally[str]] = {}
        """Name of the till -> times that it announced each order, in earlier lives."""
        self.database.empty()
        super().__init__()

    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.run(self._begin())
        self.counter = self.tills[0]

    async def _begin(self) -> None:
        self.tills = []
        for name in ("Till 1", "Till 2"):
            store = await self.database.open(Path(self._folder.name), name)
            store.join(installation=name, version="3.0.0", computer=name, steady=steady, may_lead=False)
            till = Till(
                self.sim,
                cast("Store", store),
                poll_seconds=POLL_SECONDS,
                steady=self.steady,
                settings=EngineSettings(undo_for=0.0),
            )
            await till.__aenter__()
            self.tills.append(till)

    def end(self, how: Any) -> None:
        tills = self.tills
        super().end(how)
        self.announced_before.clear()
        for till in tills:
            self.told.setdefault(till.store.till, Tally()).update(till.announced)

    async def stop(self) -> None:
        for till in self.tills:
            await till.__aexit__()

    async def kill(self) -> None:
        # Tasks of two tills cannot be told apart here: `test_till_kill` kills processes.
        await self.stop()

    @rule(number=st.integers(0, 1))
    def somebody_goes_to_a_till(self, number: int) -> None:
        self.counter = self.tills[number]

    @rule()
    def the_lead_changes(self) -> None:
        self.run(self._change_lead())

    async def _change_lead(self) -> None:
        leader = await self._leader()
        self.done["changes of the lead"] += 1
        await leader.store.lease.give_back(rest=0.2)

    async def _leader(self) -> Till:
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                for till in self.tills:
                    if till.sharing._leadership.is_connected and till.store.lease.leads:
                        return till
                await asyncio.sleep(0.01)

    def _polls(self, *outcomes: PollOutcome) -> int:
        return sum(
            isinstance(report, PollEnded) and report.outcome in outcomes
            for till in self.tills
            for report in till.reports
        )

    async def _answered(self, times: int) -> None:
        from desktop.domain.orders.poll_schedule import PollOutcome

        wanted = self._polls(PollOutcome.ANSWERED) + times
        async with asyncio.timeout(SETTLE_SECONDS):
            while self._polls(PollOutcome.ANSWERED) < wanted:
                ended = self._polls(*PollOutcome)
                self.steady.forward(LONGEST_PAUSE)
                (await self._leader()).engine.poll_now()
                for _ in range(100):
                    if self._polls(*PollOutcome) > ended:
                        break
                    await asyncio.sleep(0.01)

    async def _settled(self) -> bool:
        if not await super()._settled():
            return False
        for till in self.tills:
            await till.followed()
        return True

    @rule()
    def settles(self) -> None:
        super().settles()
        self.run(self._same_boards())

    async def _same_boards(self) -> None:
        async with asyncio.timeout(SETTLE_SECONDS):
            while on_board(self.tills[0]) != on_board(self.tills[1]):
                for till in self.tills:
                    await till.followed()
        for till in self.tills:
            announced = self.told.get(till.store.till, Tally()) + Tally(till.announced)
            for key, times in announced.items():
                assert times <= self.times_new[key], self.story(key, f"announced {times} times at one till")


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(15, 20, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
        pytest.param(300, 40, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_random_steps_at_two_tills_lose_and_double_nothing(
    shared_database: SharedDatabase, monkeypatch: pytest.MonkeyPatch, examples: int, steps: int
) -> None:
    monkeypatch.setattr(member_module.Member.__init__, "__kwdefaults__", {"times": TIMES})
    TillsMachine.database = shared_database
    TillsMachine.done = Tally()
    run_state_machine_as_test(
        TillsMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=False,
            deadline=None,
            print_blob=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
    tried = ", ".join(f"{count} {what}" for what, count in TillsMachine.done.items())
    print(f"{tried}: 0 lost, 0 doubled")
