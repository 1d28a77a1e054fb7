"""On the way, complete, cancel: saved before they are sent, once each, shown truly, and undone in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.board import AcknowledgementState, ActionView, CommandState
from desktop.domain.orders.lifecycle import UNDO_SECONDS, Action, Column
from desktop.domain.orders.order import OrderStatus
from desktop.sync.events import Cause
from desktop.sync.settings import EngineSettings
from desktop.system.machine.clock import now
from desktop.ui.text.orders.order_words import command_line
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

CALL = {Action.ON_THE_WAY: "ontheway", Action.COMPLETE: "complete", Action.CANCEL: "cancel"}
TARGET = {
    Action.ON_THE_WAY: OrderStatus.IN_DELIVERY,
    Action.COMPLETE: OrderStatus.DELIVERED,
    Action.CANCEL: OrderStatus.CANCELLED,
}
ACTIONS = list(CALL)


async def preparing(counter: Counter, sim: Simulator, courier: str = "restaurant") -> str:
    """Let an order come, accept it, and wait until both sides agree on that."""
    key = sim.add_order(courier_type=courier, shipping_method="delivery")
    await counter.until(lambda: key in counter.board)
    counter.engine.accept(key, 20)
    await counter.until(
        lambda: (
            counter.board[key].order.status_id == OrderStatus.CONFIRMED
            and counter.board[key].acknowledgement is AcknowledgementState.DONE
            and sim.orders[key].acknowledged
        )
    )
    return key


def press(counter: Counter, key: str, action: Action) -> None:
    counter.engine.act(key, action, 3 if action is Action.CANCEL else None)


def was_undoable(counter: Counter, key: str) -> bool:
    """Whether the board showed an action that could still be taken back."""
    changed = [order for told in counter.changes(Cause.ACTION) for order in told.orders]
    shown = [order.action for order in changed if order.payment_key == key and order.can_take_back]
    return any(action is not None and action.not_before is not None for action in shown)


def states(counter: Counter, key: str) -> list[CommandState]:
    told: list[CommandState] = []
    for changed in counter.changes(Cause.ACTION):
        for order in changed.orders:
            action = order.action
            if order.payment_key == key and action is not None and (not told or told[-1] is not action.state):
                told.append(action.state)
    return told


def action_of(counter: Counter, key: str) -> ActionView | None:
    return counter.board[key].action


def is_there(counter: Counter, sim: Simulator, key: str, action: Action) -> bool:
    return sim.orders[key].status_id == TARGET[action] == counter.board[key].order.status_id


AT_ONCE = EngineSettings(undo_for=0.0)
SOON = EngineSettings(undo_for=0.3)
"""Actions are sent at once: how long they wait has tests of its own."""


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_action_takes_effect_once_and_moves_the_order(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        for _ in range(3):
            press(counter, key, action)
        await counter.until(lambda: is_there(counter, sim, key, action))
        await counter.polled(3)
        assert is_there(counter, sim, key, action)
        assert len(sim.calls(CALL[action])) == 1
        assert states(counter, key)[:2] == [CommandState.SAVED, CommandState.SENDING]
        column = Column.ON_THE_WAY if action is Action.ON_THE_WAY else None
        assert counter.board[key].column is column
        assert action_of(counter, key) is None
        events = await counter.events(key)
        assert events.index(f"{action} pressed") < events.index(f"{action} confirmed")
        # The echo of our own action does not ring.
        assert counter.announced == [key]
        assert not counter.troubles
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        assert (key in counter.board) is (column is not None)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fault", ["reset-after", "status-after", "truncate", "garble", "reset-before"])
async def test_an_action_without_an_answer_is_sent_again(
    sim: Simulator, tmp_path: Path, action: Action, fault: str
) -> None:
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        sim.faults.add(CALL[action], fault)
        press(counter, key, action)
        await counter.until(lambda: is_there(counter, sim, key, action), 15)
        await counter.polled(2)
        assert is_there(counter, sim, key, action)
        assert counter.board[key].gone_at is None
        assert (await counter.events(key)).count(f"{action} confirmed") <= 1


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_offline_action_is_sent_when_the_vendor_is_back(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        sim.refuse_connections(refused=True)
        press(counter, key, action)
        await counter.until(lambda: CommandState.SENDING in states(counter, key))
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        # A crash changes nothing: the command is in the store.
        await counter.until(lambda: key in counter.board)
        action_now = action_of(counter, key)
        assert action_now is not None
        assert action_now.is_open
        sim.refuse_connections(refused=False)
        counter.engine.poll_now()
        await counter.until(lambda: is_there(counter, sim, key, action))
        assert len(sim.calls(CALL[action])) == 1


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_refused_action_is_shown_and_changes_nothing(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        sim.faults.add(CALL[action], "envelope-false")
        press(counter, key, action)
        await counter.until(lambda: CommandState.REFUSED in states(counter, key))
        shown = counter.board[key]
        assert shown.action is not None
        assert "Teknik bir sorun" in shown.action.message
        assert not shown.action.in_doubt
        assert (shown.column, shown.gone_at) == (Column.PREPARING, None)
        assert action in shown.actions
        # And may be tried again.
        press(counter, key, action)
        await counter.until(lambda: is_there(counter, sim, key, action))


@pytest.mark.parametrize("action", [Action.COMPLETE, Action.CANCEL])
async def test_a_refusal_after_an_unanswered_attempt_is_not_called_one(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    """The first attempt may have succeeded, and no poll lists an order that ended."""
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        sim.faults.add(CALL[action], "reset-after")
        sim.faults.add(CALL[action], "envelope-false", nth=2)
        press(counter, key, action)
        await counter.until(lambda: CommandState.REFUSED in states(counter, key))
        shown = counter.board[key]
        assert shown.action is not None
        assert shown.action.in_doubt
        line = command_line(shown)
        assert line is not None
        assert "probably done" in line.text
        # And may be tried again.
        press(counter, key, action)
        await counter.until(
            lambda: counter.board[key].action is None or counter.board[key].gone_at is not None
        )


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_order_cancelled_elsewhere_is_marked_as_gone(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path, settings=AT_ONCE) as counter:
        key = await preparing(counter, sim)
        sim.cancel_elsewhere(key)
        press(counter, key, action)
        await counter.until(lambda: counter.board[key].gone_at is not None)
        shown = counter.board[key]
        assert (shown.column, shown.actions) == (Column.PREPARING, frozenset())


async def test_only_orders_of_the_own_courier_can_be_sent_on_the_way(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = await preparing(counter, sim, courier="fuudy")
        assert Action.ON_THE_WAY not in counter.board[key].actions
        press(counter, key, Action.ON_THE_WAY)
        await counter.polled(2)
        assert not sim.calls("ontheway")
        assert action_of(counter, key) is None


async def test_a_cancel_can_be_undone_before_it_is_sent(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and counter.alarm.rings)
        counter.engine.act(key, Action.CANCEL, 1)
        await counter.until(lambda: action_of(counter, key) is not None)
        # It is silent meanwhile, and still where it was.
        assert not counter.alarm.rings
        assert counter.board[key].column is Column.NEW
        # A poll lets waiting calls be retried, but not this one.
        await counter.polled(3)
        counter.engine.take_back(key)
        await counter.until(lambda: action_of(counter, key) is None)
        assert (counter.alarm.waiting, counter.board[key].may_accept) == (1, True)
        assert not sim.calls("cancel")
        assert (await counter.events(key))[-1] == "taken back"
        counter.engine.accept(key, 20)
        await counter.until(lambda: sim.orders[key].status_id == OrderStatus.CONFIRMED)


@pytest.mark.parametrize("action", ACTIONS)
async def test_each_action_can_be_taken_back(sim: Simulator, tmp_path: Path, action: Action) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = await preparing(counter, sim)
        press(counter, key, action)
        await counter.until(lambda: counter.board[key].can_take_back)
        assert 0 < counter.board[key].seconds_to_take_back(now()) <= UNDO_SECONDS
        await counter.polled(3)
        counter.engine.take_back(key)
        await counter.until(lambda: action_of(counter, key) is None)
        assert action in counter.board[key].actions
        await counter.polled(3)
        assert not sim.calls(CALL[action])
        assert (await counter.events(key))[-1] == "taken back"


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_action_that_nobody_takes_back_is_sent(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path, settings=SOON) as counter:
        key = await preparing(counter, sim)
        press(counter, key, action)
        await counter.until(lambda: is_there(counter, sim, key, action), 12)
        assert was_undoable(counter, key)


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_action_is_sent_when_the_program_is_closed(
    sim: Simulator, tmp_path: Path, action: Action
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = await preparing(counter, sim)
        press(counter, key, action)
        await counter.until(lambda: counter.board[key].can_take_back)
    assert sim.orders[key].status_id == TARGET[action]
    async with Counter(sim, tmp_path) as counter:
        await counter.polled(2)
        assert len(sim.calls(CALL[action])) == 1


async def test_after_an_end_without_a_connection_an_action_is_still_owed(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, settings=EngineSettings(undo_for=1.0)) as counter:
        key = await preparing(counter, sim)
        sim.refuse_connections(refused=True)
        press(counter, key, Action.COMPLETE)
        await counter.until(lambda: action_of(counter, key) is not None)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
        shown = action_of(counter, key)
        assert shown is not None, "nothing says that it was delivered"
        assert shown.is_open
        sim.refuse_connections(refused=False)
        counter.engine.poll_now()
        await counter.until(lambda: is_there(counter, sim, key, Action.COMPLETE), 12)


async def test_an_accept_is_not_taken_back(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        sim.refuse_connections(refused=True)
        counter.engine.accept(key, 20)
        counter.engine.take_back(key)
        sim.refuse_connections(refused=False)
        await counter.until(lambda: sim.orders[key].accepts == [20], 12)


async def test_a_cancel_that_nobody_undoes_is_sent_with_its_reason(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, settings=SOON) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        counter.engine.act(key, Action.CANCEL, 4)
        await counter.until(lambda: is_there(counter, sim, key, Action.CANCEL), 12)
        assert [call.body for call in sim.calls("cancel")] == [{"reason_id": 4}]
        counter.engine.take_back(key)
        await counter.polled(2)
        assert is_there(counter, sim, key, Action.CANCEL)


async def test_a_cancel_is_shown_until_it_is_answered_though_the_status_changes(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, settings=EngineSettings(undo_for=0.0)) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        fault = sim.faults.add("cancel", "status", http=503, times=-1)
        press(counter, key, Action.CANCEL)
        await counter.until(lambda: states(counter, key)[-1:] == [CommandState.SENDING])
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].order.status_id == OrderStatus.CONFIRMED)
        shown = action_of(counter, key)
        assert shown is not None
        assert shown.is_open
        # Nor is anything else offered, which the outbox would not take.
        assert counter.board[key].actions == frozenset()
        fault.http = 400
        await counter.until(
            lambda: (found := action_of(counter, key)) is not None and found.state is CommandState.REFUSED
        )
        assert Action.CANCEL in counter.board[key].actions
        # It was shown; it is over once the status changes again.
        sim.set_status(key, OrderStatus.IN_DELIVERY)
        await counter.until(lambda: action_of(counter, key) is None)


async def test_an_earlier_refused_cancel_does_not_hide_an_accept(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, settings=EngineSettings(undo_for=0.0)) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        sim.faults.add("cancel", "status", http=400)
        press(counter, key, Action.CANCEL)
        await counter.until(
            lambda: (found := action_of(counter, key)) is not None and found.state is CommandState.REFUSED
        )
        assert counter.alarm.rings
        sim.faults.add("accept", "status", http=503, times=-1)
        counter.engine.accept(key, 20)
        await counter.until(lambda: bool(sim.calls("accept")) and counter.board[key].accept is not None)
        shown = counter.board[key]
        line = command_line(shown)
        assert shown.action is None
        assert line is not None
        assert line.text.startswith("Sending")


@pytest.mark.parametrize(
    ("call", "http", "rings"),
    [("accept", 400, True), ("accept", 404, False), ("cancel", 400, True), ("cancel", 404, False)],
)
async def test_a_refused_action_brings_a_removed_order_back_to_the_board(
    sim: Simulator, tmp_path: Path, call: str, http: int, rings: bool
) -> None:
    async with Counter(sim, tmp_path, settings=EngineSettings(undo_for=0.0)) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        fault = sim.faults.add(call, "status", http=429, seconds=0.1, times=-1)
        if call == "accept":
            counter.engine.accept(key, 20)
        else:
            press(counter, key, Action.CANCEL)
        await counter.until(lambda: bool(sim.calls(call)))
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)
        fault.http = http
        await counter.until(lambda: counter.board[key].column is Column.NEW)
        assert counter.alarm.rings is rings
        assert (counter.board[key].gone_at is None) is rings
        # From now on the refusal is known: a removal from the board counts.
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)


async def test_a_refused_accept_in_doubt_brings_the_order_back_to_the_board(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        fault = sim.faults.add("accept", "status", http=503, times=-1)
        counter.engine.accept(key, 20)
        await counter.until(lambda: bool(sim.calls("accept")))
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)
        fault.http = 400
        await counter.until(lambda: counter.board[key].column is Column.NEW)
        assert counter.alarm.rings


async def test_an_order_has_one_open_action_at_a_time(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = await preparing(counter, sim)
        counter.engine.act(key, Action.CANCEL, 2)
        counter.engine.act(key, Action.COMPLETE)
        await counter.polled(3)
        assert not sim.calls("complete")
        counter.engine.take_back(key)
        await counter.until(lambda: action_of(counter, key) is None)
        counter.engine.follow(AT_ONCE)
        counter.engine.act(key, Action.COMPLETE)
        await counter.until(lambda: is_there(counter, sim, key, Action.COMPLETE))
        assert not sim.calls("cancel")


@pytest.mark.parametrize(
    ("action", "reason"), [(Action.ACCEPT, None), (Action.CANCEL, None), (Action.COMPLETE, 1)]
)
async def test_an_impossible_combination_is_refused_at_once(
    sim: Simulator, tmp_path: Path, action: Action, reason: int | None
) -> None:
    async with Counter(sim, tmp_path) as counter:
        with pytest.raises(ValueError, match="accept has a method of its own"):
            counter.engine.act("x", action, reason)
