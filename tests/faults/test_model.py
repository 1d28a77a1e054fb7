"""Engine, store and vendor against a small model of the invariants, driven through random steps by hypothesis.

The engine, its SQLite file and the HTTP calls are real. Each life of the program has its own event loop, so
that a crash removes all tasks and timers.
"""

from __future__ import annotations

import asyncio
import inspect
import tempfile
import time
from collections import Counter as Tally
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import FINAL_STATUSES, Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.simulator import Simulator
from desktop.sync.board.board_rows import board_order
from desktop.sync.events import PollEnded
from desktop.sync.settings import EngineSettings
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import Transaction

T = TypeVar("T")

POLL_SECONDS = 0.02
LONGEST_PAUSE = 10.0
"""Seconds. Longer than any pause after a 429 here: a jump of the steady clock makes a poll due."""
SETTLE_SECONDS = 30.0

RECEIVED, CONFIRMED, IN_DELIVERY = OrderStatus.RECEIVED, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY

FAULTS: dict[str, dict[str, Any]] = {
    "reset-before": {"kind": "reset-before"},
    "reset-after": {"kind": "reset-after"},
    "500": {"kind": "status", "http": 500},
    "500-after": {"kind": "status-after", "http": 500},
    "truncate": {"kind": "truncate"},
    "garble": {"kind": "garble"},
    "envelope-false": {"kind": "envelope-false"},
    "429": {"kind": "status", "http": 429, "seconds": 0.05},
}


class MovableClock:
    """A steady clock that runs in real time, and jumps on request."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


class Stored:
    """All orders in one transaction."""

    def __init__(self, tx: Transaction, keys: list[str]) -> None:
        rows = {row.payment_key: row for row in tx.board_rows(keys)}
        self.shown: dict[str, BoardOrder] = {key: board_order(row) for key, row in rows.items()}
        self.events = {key: Tally(event.kind for event in tx.events(key)) for key in rows}
        self.acknowledgements = tx.acknowledgements(rows)
        self.open = [*tx.queued(), *tx.doubtful_accepts()]


class OrdersMachine(RuleBasedStateMachine):
    """The steps: actions of the vendor, the staff, the network and the power."""

    known: Bundle[str] = Bundle("known")
    done: ClassVar[Tally[str]] = Tally()
    """Counts of all steps over all examples."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="tezgah-model-")
        self.sim = Simulator(cooldown=0.0)
        self.sim.start()
        self.steady = MovableClock()
        # The model: a record of the steps.
        self.times_new: Tally[str] = Tally()
        self.changed_at: dict[str, int] = {}
        """Payment key -> length of the vendor's journal at the last change by somebody else."""
        self.accepted_by_others: set[str] = set()
        self.taken_back: set[str] = set()
        """Orders that the vendor has reopened."""
        self.remove_from_board: set[str] = set()
        self.announced_before: Tally[str] = Tally()
        """In earlier lives."""
        self.refusing_faults = 0
        self.failed = False
        self.begin()

    # Lives of the program

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            return self.loop.run_until_complete(coroutine)
        except BaseException:
            self.failed = True
            raise

    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.counter = Counter(
            self.sim,
            Path(self._folder.name),
            poll_seconds=POLL_SECONDS,
            steady=self.steady,
            # Cancels are sent at once: steps do not wait for five seconds.
            settings=EngineSettings(undo_for=0.0),
        )
        self.run(self.counter.__aenter__())

    def end(self, how: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            self.run(how())
            self.run(self.loop.shutdown_default_executor())
        finally:
            self.loop.close()
        self.announced_before.update(self.counter.announced)

    async def stop(self) -> None:
        await self.counter.__aexit__()

    async def kill(self) -> None:
        """End like a killed process: only the disk finishes its work."""
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in tasks:
                # A task that has not started may hold its own coroutine, which would never be awaited.
                run = task.get_coro()
                if inspect.iscoroutine(run) and inspect.getcoroutinestate(run) != inspect.CORO_CREATED:
                    task.cancel()
            await asyncio.sleep(0)
        await self.counter.api.close()
        await self.counter.store.close()

    # Actions of the vendor

    @initialize(target=known, count=st.integers(1, 3))
    def orders_are_there(self, count: int) -> MultipleResults[str]:
        return self._add(count)

    @rule(target=known)
    def an_order_comes(self) -> MultipleResults[str]:
        return self._add(1)

    @rule(target=known, count=st.integers(2, 12))
    def several_come(self, count: int) -> MultipleResults[str]:
        return self._add(count)

    def _add(self, count: int) -> MultipleResults[str]:
        keys = self.sim.add_orders(count)
        self.times_new.update(keys)
        self.done["orders"] += count
        return multiple(*keys)

    @rule(key=known)
    def accepted_elsewhere(self, key: str) -> None:
        if self._status(key) == RECEIVED:
            self._others_change(key)
            self.accepted_by_others.add(key)
            self.sim.accept_elsewhere(key)

    @rule(key=known)
    def cancelled_elsewhere(self, key: str) -> None:
        if self._status(key) not in FINAL_STATUSES:
            self._others_change(key)
            self.sim.cancel_elsewhere(key)

    @rule(key=known)
    def completed_elsewhere(self, key: str) -> None:
        if self._status(key) in {CONFIRMED, IN_DELIVERY}:
            self._others_change(key)
            self.sim.set_status(key, OrderStatus.DELIVERED)

    @rule(key=known)
    def goes_on_the_way(self, key: str) -> None:
        if self._status(key) not in FINAL_STATUSES:
            self._others_change(key)
            self.accepted_by_others.add(key)
            self.sim.set_status(key, IN_DELIVERY)

    @rule(key=known)
    def reopened_by_the_vendor(self, key: str) -> None:
        if self._status(key) in {CONFIRMED, IN_DELIVERY}:
            self._others_change(key)
            self.times_new[key] += 1
            self.taken_back.add(key)
            shown = self.stored().shown.get(key)
            if shown is not None and shown.order.status_id != RECEIVED:
                # Otherwise it never left the new orders as far as anybody here can know, and stays off the
                # board.
                self.remove_from_board.discard(key)
            self.sim.set_status(key, RECEIVED)

    def _status(self, key: str) -> int:
        return self.sim.orders[key].status_id

    def _others_change(self, key: str) -> None:
        self.done["changes elsewhere"] += 1
        self.changed_at[key] = len(self.sim.journal)

    # Actions of people

    @rule(
        keys=st.lists(known, min_size=1, max_size=4, unique=True),
        minutes=st.sampled_from((15, 30, 60)),
        fault=st.none() | st.sampled_from(sorted(FAULTS)),
    )
    def accept_is_pressed(self, keys: list[str], minutes: int, fault: str | None) -> None:
        for key in keys:
            self.done["presses of Accept"] += 1
            if fault is not None:
                self.the_next_call_fails("accept", fault)
            self.run(self._press(lambda key=key: self.counter.engine.accept(key, minutes)))  # type: ignore[misc]

    @rule(
        key=known,
        action=st.sampled_from((Action.ON_THE_WAY, Action.COMPLETE, Action.CANCEL)),
        fault=st.none() | st.sampled_from(sorted(FAULTS)),
    )
    def another_action_is_pressed(self, key: str, action: Action, fault: str | None) -> None:
        self.done["presses of other actions"] += 1
        if fault is not None:
            self.the_next_call_fails(action.value, fault)
        reason = 3 if action is Action.CANCEL else None
        self.run(self._press(lambda: self.counter.engine.act(key, action, reason)))

    @rule(key=known, muted=st.booleans())
    def mute_is_pressed(self, key: str, muted: bool) -> None:
        self.run(self._press(lambda: self.counter.engine.mute([key], muted=muted)))

    @rule(key=known)
    def remove_is_pressed(self, key: str) -> None:
        if key in self.counter.board:
            self.remove_from_board.add(key)
            self.run(self._press(lambda: self.counter.engine.remove_from_board(key)))
            self.run(self.counter.until(lambda: self.counter.board[key].removed_from_board))

    async def _press(self, button: Callable[[], None]) -> None:
        button()
        await asyncio.sleep(0)

    # Faults

    @rule(call=st.sampled_from(("success", "accept", "get-current")), fault=st.sampled_from(sorted(FAULTS)))
    def the_next_call_fails(self, call: str, fault: str) -> None:
        self.done["faults"] += 1
        self.refusing_faults += call == "accept" and fault == "envelope-false"
        self.sim.faults.add(call, **FAULTS[fault])

    @rule()
    def restarted(self) -> None:
        self.done["restarts"] += 1
        self.end(self.stop)
        self.begin()

    @rule()
    def crashed(self) -> None:
        self.done["crashes"] += 1
        self.end(self.kill)
        self.begin()

    # Time

    @rule(count=st.integers(1, 6))
    def some_calls_come(self, count: int) -> None:
        """Let the program make some calls: the next step interrupts it."""
        wanted = len(self.sim.journal) + count
        self.run(self._until_called(wanted))

    async def _until_called(self, wanted: int) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self.sim.wait_for, lambda: len(self.sim.journal) >= wanted, 0.1)

    @rule()
    def a_poll_is_answered(self) -> None:
        self.run(self._answered(1))

    async def _answered(self, times: int) -> None:
        wanted = self._polls(PollOutcome.ANSWERED) + times
        async with asyncio.timeout(SETTLE_SECONDS):
            while self._polls(PollOutcome.ANSWERED) < wanted:
                ended = self._polls(*PollOutcome)
                self.steady.forward(LONGEST_PAUSE)
                self.counter.engine.poll_now()
                await self.counter.until(lambda ended=ended: self._polls(*PollOutcome) > ended)  # type: ignore[misc]

    def _polls(self, *outcomes: PollOutcome) -> int:
        return sum(
            isinstance(report, PollEnded) and report.outcome in outcomes for report in self.counter.reports
        )

    # Invariants during a run

    def stored(self) -> Stored:
        keys = list(self.sim.orders)
        return self.run(self.counter.store.read(lambda tx: Stored(tx, keys)))

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        self.done["steps"] += 1
        acknowledged = {entry.payment_key for entry in self.sim.calls("success") if entry.took_effect}
        stored = self.stored()
        for key in acknowledged:
            assert key in stored.shown, self.story(key, "acknowledged and not stored")
        for key, events in stored.events.items():
            assert events["received"] == 1, self.story(key, "received twice")
            assert events["accepted"] <= self.times_new[key], self.story(key, "accepted twice, we think")
        for key, times in (self.announced_before + Tally(self.counter.announced)).items():
            assert times <= self.times_new[key], self.story(key, f"announced {times} times")
        for key, shown in self.counter.board.items():
            order = self.sim.orders[key]
            accepted = bool(order.accepts) or key in self.accepted_by_others
            if shown.accept is not None and shown.accept.state is CommandState.CONFIRMED:
                assert accepted, self.story(key, "shown as accepted, and is not")
        for key, order in self.sim.orders.items():
            assert len(order.accepts) <= self.times_new[key], self.story(key, "accepted twice")

    # Invariants after the faults

    @rule()
    def settles(self) -> None:
        self.sim.faults.clear()
        self.run(self._settle())
        self.done["settled"] += 1
        stored = self.stored()
        for key, reported in self.counter.board.items():
            assert reported == stored.shown[key], self.story(key, f"told: {reported}")
        for key, order in self.sim.orders.items():
            shown = stored.shown.get(key)
            if shown is not None and shown.order.status_id in FINAL_STATUSES and key not in self.changed_at:
                assert order.status_id == shown.order.status_id, self.story(key, "ended here, and not there")
            # The vendor lists no ended orders, not even to a client that never saw the end.
            if order.status_id not in FINAL_STATUSES:
                assert key in stored.shown, self.story(key, "lost")
                self._agrees(key, stored)

    async def _settle(self) -> None:
        async with asyncio.timeout(SETTLE_SECONDS):
            await self._answered(2)
            while not await self._settled():
                self._end_doubts()
                await self._answered(1)

    def _end_doubts(self) -> None:
        """Do what people do with an accept that no poll shows: look at the vendor's panel."""
        for key, order in self.counter.board.items():
            if not order.in_doubt:
                continue
            self.done["doubts ended by a person"] += 1
            status_id = self.sim.orders[key].status_id
            if status_id == RECEIVED:
                self.counter.engine.accept(key, 30)
            elif status_id in FINAL_STATUSES:
                self.counter.engine.remove_from_board(key)
                self.remove_from_board.add(key)
            else:
                self.counter.engine.seen(key)

    async def _settled(self) -> bool:
        taken = all(
            order.acknowledged or order.status_id in FINAL_STATUSES for order in self.sim.orders.values()
        )
        return taken and not await self.counter.store.read(lambda tx: [*tx.queued(), *tx.doubtful_accepts()])

    def _agrees(self, key: str, stored: Stored) -> None:
        """Check that each open order at the vendor is on the board in the vendor's status."""
        order, shown = self.sim.orders[key], stored.shown[key]
        if shown.order.status_id != order.status_id:
            assert self._silenced(key, stored), self.story(key, "in another status, and nothing excuses it")
            self.done["silenced by trap 4"] += 1
            return
        if order.status_id == RECEIVED:
            on_board = self.counter.board.get(key)
            waits = on_board is not None and on_board.waits
            assert waits or key in self.remove_from_board, self.story(
                key, "waits at the vendor, and not here"
            )
            refused = shown.accept is not None and shown.accept.state is CommandState.REFUSED
            assert not refused or self.refusing_faults or key in self.changed_at, self.story(
                key, "an accept was given up that the vendor would have taken"
            )
        else:
            assert not shown.waits, self.story(key, "accepted at the vendor, and still rings")
            if order.accepts and key not in self.changed_at:
                # Nobody else changed it: the accept is ours, even if its answers were lost.
                ours = shown.accept is not None and shown.accept.state is CommandState.CONFIRMED
                assert ours, self.story(key, "our accept, and we do not know")
                assert shown.preparing_time == order.accepts[-1], self.story(key, "other minutes")

    def _silenced(self, key: str, stored: Stored) -> bool:
        """Return whether the vendor counted an acknowledgement of an earlier status for this one: trap 4 of its API.

        Never if an acknowledgement of this status was due: then it was seen, and had to be saved.
        """
        status_id = self._status(key)
        since = self.changed_at.get(key)
        seen = status_id in stored.acknowledgements.get(key, {}) and key not in self.taken_back
        return (
            not seen
            and since is not None
            and any(
                entry.call == "success" and entry.payment_key == key and entry.status_id == status_id
                for entry in self.sim.journal[since:]
            )
        )

    def story(self, key: str, what: str) -> str:
        """Return all data of both sides about one order."""
        self.failed = True

        def read(tx: Transaction) -> list[str]:
            events = [f"{event.at:%S.%f} {event.kind} in {event.status_id}" for event in tx.events(key)]
            queued = [str(row) for row in [*tx.queued(), *tx.doubtful_accepts()] if row.payment_key == key]
            return [*events, *queued, *(str(row) for row in tx.board_rows([key]))]

        return "\n".join(
            [
                f"{what}: {key}, new {self.times_new[key]} times, changed at call {self.changed_at.get(key)}",
                str(self.sim.orders[key]),
                *self.run(self.counter.store.read(read)),
                *(
                    f"{index}: {entry.at:.3f} {entry.call} in {entry.status_id} {entry.http}"
                    for index, entry in enumerate(self.sim.journal)
                    if entry.payment_key == key or entry.call == "get-current"
                ),
            ]
        )

    def teardown(self) -> None:
        try:
            if not self.failed:
                self.settles()
                self.nothing_is_lost_or_doubled()
        finally:
            if not self.loop.is_closed():
                self.end(self.stop)
            self.sim.stop()
            self._folder.cleanup()
            self.done["examples"] += 1


@pytest.mark.parametrize(
    ("examples", "steps"),
    [(20, 25), pytest.param(1000, 40, marks=[pytest.mark.long, pytest.mark.timeout(3600)])],
)
def test_random_steps_lose_and_double_nothing(examples: int, steps: int) -> None:
    OrdersMachine.done.clear()
    run_state_machine_as_test(
        OrdersMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=False,
            deadline=None,
            print_blob=True,
            # Real threads and sockets: the same steps may interleave differently, so shrinking is pointless.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
    tried = ", ".join(f"{count} {what}" for what, count in OrdersMachine.done.items())
    print(f"{tried}: 0 lost, 0 doubled")
