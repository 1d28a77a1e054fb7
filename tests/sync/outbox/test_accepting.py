"""Accept: saved before it is sent, once per order, and shown truly at each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.lifecycle import Action, Column
from desktop.sync.events import Cause, OrdersChanged, TroublesChanged
from desktop.sync.settings import EngineSettings
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator


def states(counter: Counter, key: str) -> list[CommandState]:
    """Return the published states of an order's accept, without repeats in a row."""
    told: list[CommandState] = []
    for changed in counter.changes(Cause.ACCEPT):
        for order in changed.orders:
            accept = order.accept
            if order.payment_key == key and accept is not None and (not told or told[-1] is not accept.state):
                told.append(accept.state)
    return told


def state(counter: Counter, key: str) -> CommandState | None:
    accept = counter.board[key].accept
    return None if accept is None else accept.state


async def arrived(counter: Counter, sim: Simulator, key: str) -> None:
    await counter.until(
        lambda: key in counter.board and counter.board[key].acknowledgement is AcknowledgementState.DONE
    )
    assert sim.orders[key].acknowledged


async def test_each_step_of_an_accept_is_published_and_its_echo_does_not_ring(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        counter.engine.accept(key, 25)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert states(counter, key) == [CommandState.SAVED, CommandState.SENDING, CommandState.CONFIRMED]
        shown = counter.board[key]
        assert (shown.column, shown.preparing_time, shown.waits) == (Column.PREPARING, 25, False)
        # The vendor now shows the new status: our own echo.
        await counter.until(lambda: len(sim.calls("success")) == 2)
        await counter.polled(2)
        assert counter.announced == [key]
        assert sim.orders[key].accepts == [25]
        assert await counter.events(key) == [
            "received",
            "acknowledged",
            "accept pressed",
            "accepted",
            "acknowledged",
        ]


async def test_many_presses_accept_once(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        for minutes in (25, 30, 45, 25):
            counter.engine.accept(key, minutes)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        counter.engine.accept(key, 60)
        await counter.polled(3)
        assert sim.orders[key].accepts == [25]
        assert len(sim.calls("accept")) == 1


@pytest.mark.parametrize("minutes", [0, -5, 241])
async def test_minutes_out_of_bounds_are_refused(sim: Simulator, tmp_path: Path, minutes: int) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        with pytest.raises(ValueError, match="1 to 240"):
            counter.engine.accept(key, minutes)
    assert sim.calls("accept") == []


@pytest.mark.parametrize("http", [500, 502, 503])
async def test_an_accept_is_retried_until_the_vendor_takes_it(
    sim: Simulator, tmp_path: Path, http: int
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "status", http=http, times=2)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        accept = counter.board[key].accept
        assert accept is not None
        assert accept.attempts == 3
        assert sim.orders[key].accepts == [20]


@pytest.mark.parametrize("http", [401, 403, 404, 429])
async def test_a_page_on_the_way_does_not_decide_about_an_accept(
    sim: Simulator, tmp_path: Path, http: int
) -> None:
    """A hotel's login page answers for the vendor: the order still waits there."""
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "status", http=http, times=2, body=b"<html>Log in</html>")
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        accept = counter.board[key].accept
        assert accept is not None
        assert accept.attempts == 3
        assert counter.board[key].gone_at is None
        assert sim.orders[key].accepts == [20]
        assert "accept refused" not in await counter.events(key)


async def test_an_accept_without_a_connection_is_sent_when_it_is_back(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.refuse_connections(refused=True)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.SENDING)
        assert not counter.alarm.rings
        sim.refuse_connections(refused=False)
        counter.engine.poll_now()
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert sim.orders[key].accepts == [20]


async def test_an_accept_before_the_end_is_sent_after_the_restart(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.refuse_connections(refused=True)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.SENDING)
    sim.refuse_connections(refused=False)
    async with Counter(sim, tmp_path) as counter:
        assert not counter.alarm.rings
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
    assert sim.orders[key].accepts == [20]


@pytest.mark.parametrize("kind", ["reset-after", "status-after", "garble", "truncate"])
async def test_an_accept_that_took_effect_without_an_answer_ends_confirmed(
    sim: Simulator, tmp_path: Path, kind: str
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", kind)
        counter.engine.accept(key, 35)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        await counter.polled(2)
        assert counter.announced == [key]
        assert (counter.board[key].column, counter.board[key].preparing_time) == (Column.PREPARING, 35)
        assert not counter.alarm.rings
    assert sim.orders[key].accepts == [35]


async def test_the_next_poll_decides_whether_a_refusal_is_our_own_success(tmp_path: Path) -> None:
    from desktop.simulator import Simulator

    with Simulator(cooldown=0.05) as sim:
        key = sim.add_order()
        async with Counter(sim, tmp_path, poll_seconds=2.0) as counter:
            await arrived(counter, sim, key)
            sim.faults.add("accept", "reset-after")
            counter.engine.accept(key, 35)
            # The second attempt is refused: the order is no longer new. The reason is not known yet.
            await counter.until(lambda: state(counter, key) is CommandState.UNSURE)
            assert not counter.alarm.rings
            await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
            assert counter.board[key].preparing_time == 35
        assert sim.orders[key].accepts == [35]


async def to_a_doubt(counter: Counter, sim: Simulator, key: str) -> None:
    """Accept an order; the answer is lost, and another program acknowledges the accepted order."""
    await arrived(counter, sim, key)
    sim.faults.add("accept", "reset-after")
    counter.engine.accept(key, 35)
    await counter.until(lambda: state(counter, key) is CommandState.UNSURE)
    # A poll before it would show the order as accepted.
    await counter.api.acknowledge(key)
    await counter.until(lambda: counter.board[key].in_doubt)


@pytest.fixture
def slow(sim: Simulator, tmp_path: Path) -> Counter:
    """A counter with room between two polls for two attempts."""
    return Counter(sim, tmp_path, poll_seconds=2.0)


async def test_an_accept_that_no_poll_shows_is_not_called_refused(sim: Simulator, slow: Counter) -> None:
    key = sim.add_order()
    async with slow as counter:
        await to_a_doubt(counter, sim, key)
        shown = counter.board[key]
        assert state(counter, key) is CommandState.UNSURE
        assert (shown.waits, shown.may_accept, shown.column) == (True, True, Column.NEW)
        assert counter.alarm.rings, "a person has to look at the panel"
        await counter.polled(2)
        assert (await counter.events(key)).count("accept not shown") == 1
        assert "accept refused" not in await counter.events(key)


async def test_a_person_who_saw_the_accept_in_the_panel_ends_the_doubt(sim: Simulator, slow: Counter) -> None:
    key = sim.add_order(courier_type="restaurant")
    async with slow as counter:
        await to_a_doubt(counter, sim, key)
        counter.engine.seen(key)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        shown = counter.board[key]
        assert (shown.column, shown.preparing_time, shown.unseen) == (Column.PREPARING, 35, ())
        assert not counter.alarm.rings
        counter.engine.follow(EngineSettings(undo_for=0.0))
        counter.engine.act(key, Action.ON_THE_WAY)
        await counter.until(lambda: counter.board[key].column is Column.ON_THE_WAY)


async def test_an_order_in_doubt_can_be_accepted_again(sim: Simulator, slow: Counter) -> None:
    key = sim.add_order()
    async with slow as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "reset-before")
        sim.faults.add("accept", "status", http=404)
        counter.engine.accept(key, 35)
        await counter.until(lambda: counter.board[key].in_doubt)
        counter.engine.accept(key, 40)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert counter.board[key].unseen == ()
    assert sim.orders[key].accepts == [40]


async def test_a_second_refusal_of_an_order_in_doubt_is_no_proof_either(
    sim: Simulator, slow: Counter
) -> None:
    key = sim.add_order()
    async with slow as counter:
        await to_a_doubt(counter, sim, key)
        counter.engine.accept(key, 40)
        await counter.until(lambda: counter.board[key].accept is not None and not counter.board[key].in_doubt)
        await counter.until(lambda: counter.board[key].in_doubt)
        # What the vendor lists proves it.
        sim.set_status(key, 2)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert counter.board[key].unseen == ()
        assert not counter.alarm.rings


async def test_an_accept_is_refused_when_a_poll_lists_the_order_as_new(sim: Simulator, slow: Counter) -> None:
    key = sim.add_order()
    async with slow as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "reset-before")
        sim.faults.add("accept", "status", http=404)
        counter.engine.accept(key, 35)
        await counter.until(lambda: counter.board[key].in_doubt)
        sim.set_status(key, 1)
        await counter.until(lambda: state(counter, key) is CommandState.REFUSED)
        assert counter.board[key].unseen == ()
        assert counter.alarm.rings


async def test_a_doubt_survives_a_restart(sim: Simulator, slow: Counter, tmp_path: Path) -> None:
    key = sim.add_order()
    async with slow as counter:
        await to_a_doubt(counter, sim, key)
    async with Counter(sim, tmp_path, poll_seconds=2.0) as counter:
        assert counter.board[key].in_doubt
        assert counter.alarm.rings
        await counter.polled(1)
        assert counter.board[key].in_doubt


async def test_a_refusal_is_shown_with_the_vendors_sentence_and_rings_again(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "envelope-false")
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.REFUSED)
        shown = counter.board[key]
        assert shown.accept is not None
        assert "Teknik bir sorun" in shown.accept.message
        assert shown.waits
        assert counter.alarm.rings
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)
        assert not counter.alarm.rings


async def test_an_accept_elsewhere_at_the_same_moment_is_not_shown_as_ours(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.faults.add("accept", "latency", seconds=0.2)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.SENDING)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].column is Column.PREPARING)
        await counter.until(lambda: state(counter, key) is None)
        assert counter.board[key].preparing_time is None
        assert sim.orders[key].accepts == []


async def test_an_accept_does_not_wait_behind_many_acknowledgements(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)
        sim.latency = 0.05
        rush = sim.add_orders(200)
        await counter.until(lambda: rush[-1] in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert sum(not order.acknowledged for order in sim.orders.values()) > 50


async def test_a_late_acknowledgement_does_not_silence_the_echo_of_an_accept_in_doubt(tmp_path: Path) -> None:
    from desktop.simulator import Simulator

    with Simulator(cooldown=0.05) as sim:
        key = sim.add_order()
        # The vendor refuses every acknowledgement: it is still owed when the accept takes effect unheard.
        sim.faults.add("success", "status", http=500, times=-1)
        async with Counter(sim, tmp_path, poll_seconds=2.0) as counter:
            await counter.until(lambda: key in counter.board and len(sim.calls("success")) > 0)
            sim.faults.add("accept", "reset-after")
            counter.engine.accept(key, 35)
            await counter.until(lambda: bool(sim.orders[key].accepts))
        sim.faults.clear()
        # After a restart the accept is sent again and refused; only the echo shows that it was our own.
        async with Counter(sim, tmp_path) as counter:
            await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
            await counter.until(lambda: sim.orders[key].acknowledged)
            assert CommandState.REFUSED not in states(counter, key)
        assert sim.orders[key].accepts == [35]


async def test_a_window_that_fails_keeps_no_command_from_being_sent(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await arrived(counter, sim, key)

        def broken(_event: OrdersChanged) -> None:
            raise RuntimeError("the window is broken")

        counter.engine._events.subscribe(OrdersChanged, broken)
        counter.engine.accept(key, 20)
        await counter.until(lambda: state(counter, key) is CommandState.CONFIRMED)
        assert [entry.call for entry in sim.journal].count("accept") == 1
        assert any(
            "OrdersChanged" in trouble.detail
            for event in counter.reports
            if isinstance(event, TroublesChanged)
            for trouble in event.troubles
        ), "people are told"
        # And polls go on, each one when it is due.
        other = sim.add_order()
        await arrived(counter, sim, other)
