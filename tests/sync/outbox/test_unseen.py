"""Changes by somebody else stay unseen until a person has seen them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.trouble import TroubleKind
from desktop.sync.events import Cause
from desktop.sync.settings import EngineSettings
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator


async def change(counter: Counter, sim: Simulator, key: str, **fields: Any) -> None:
    # A call under way would acknowledge the unseen change: it names no status.
    await counter.until(lambda: sim.orders[key].acknowledged)
    payload = sim.orders[key].payload
    assert payload is not None
    sim.orders[key].payload = payload | fields
    sim.orders[key].acknowledged = False


async def test_a_change_stays_unseen_across_a_restart_until_a_person_sees_it(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(note="")
        await counter.until(lambda: key in counter.board)
        assert counter.board[key].unseen == ()
        await change(counter, sim, key, note="Zile basmayın")
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.NOTE,))
        await change(counter, sim, key, total=12.5)
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.NOTE, ChangedPart.TOTAL))
    async with Counter(sim, tmp_path) as counter:
        assert counter.board[key].unseen == (ChangedPart.NOTE, ChangedPart.TOTAL)
        counter.engine.seen(key)
        await counter.until(lambda: counter.board[key].unseen == ())
        assert (await counter.events(key))[-1] == "change seen"


async def test_our_own_accept_is_no_unseen_change(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        await counter.until(lambda: sim.orders[key].acknowledged)
        await counter.polled()
        assert counter.board[key].unseen == ()


async def test_a_change_during_our_accept_is_unseen(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(note="")
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.faults.add("get-current", "status", http=503, times=-1)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        # A field that no rule knows may well be the accept's own doing.
        sim.change_order(key, note="Fıstık alerjim var", preparing_time=20)
        sim.faults.clear()
        counter.engine.poll_now()
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.NOTE,))
        assert counter.board[key].order.note == "Fıstık alerjim var"
        altered = [changed.altered for changed in counter.changes(Cause.POLL)]
        assert altered[-1] == (key,)


async def test_a_change_that_nobody_could_find_is_not_published(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.change_order(key, status_text="Yeni")
        await counter.until(lambda: counter.board[key].order.status_text == "Yeni")
        assert counter.board[key].unseen == ()
        altered = [changed.altered for changed in counter.changes(Cause.POLL)]
        assert not any(altered)


async def test_a_change_of_an_order_removed_from_the_board_is_not_published(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].removed_from_board)
        sim.change_order(key, note="Kapıda bekliyorum")
        await counter.until(lambda: counter.board[key].order.note == "Kapıda bekliyorum")
        altered = [changed.altered for changed in counter.changes(Cause.POLL)]
        assert not any(altered)


async def test_another_order_under_a_known_key_is_shown_and_the_one_before_is_stored(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.change_order(key, id=777, restaurant_id=str(uuid.UUID(int=7, version=4)))
        await counter.until(lambda: counter.board[key].order.number == "777")
        assert counter.board[key].unseen == (ChangedPart.OTHER,)
        await counter.until(lambda: counter.has(TroubleKind.REJECTED_PAYLOAD))
        await counter.polled(3)
        told = next(each for each in counter.troubles if each.kind is TroubleKind.REJECTED_PAYLOAD)
        assert told.count == 1


async def test_from_and_to_survive_a_restart_and_start_where_people_last_looked(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(total=265)
        await counter.until(lambda: key in counter.board)
        await change(counter, sim, key, total=230)
        await counter.until(lambda: counter.board[key].order.total == 230)
        await change(counter, sim, key, total=196)
        await counter.until(lambda: counter.board[key].order.total == 196)
    async with Counter(sim, tmp_path) as counter:
        seen = counter.board[key].seen_before
        assert seen is not None
        assert seen.total == 265
        assert counter.board[key].order.total == 196


async def test_a_change_that_was_taken_back_is_no_longer_shown(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(total=265, note="")
        await counter.until(lambda: key in counter.board)
        await change(counter, sim, key, total=230, note="Acele")
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.NOTE, ChangedPart.TOTAL))
        await change(counter, sim, key, total=265)
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.NOTE,))


async def test_usual_progress_elsewhere_is_no_alarm(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(courier_type="restaurant", shipping_method="delivery")
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].moved_elsewhere)
        assert counter.board[key].unseen == ()
        assert counter.changes(Cause.POLL)[-1].altered == (key,), "it is heard: there is something to cook"
        await counter.until(lambda: sim.orders[key].acknowledged)
        sim.set_status(key, OrderStatus.IN_DELIVERY)
        await counter.until(lambda: counter.board[key].order.status_id == OrderStatus.IN_DELIVERY)
        assert counter.board[key].moved_elsewhere
        assert counter.board[key].unseen == ()
        assert counter.changes(Cause.POLL)[-1].altered == ()


async def test_the_same_step_on_this_screen_is_not_called_elsewhere(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order(courier_type="restaurant", shipping_method="delivery")
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].moved_elsewhere)
        counter.engine.follow(EngineSettings(undo_for=0.0))
        counter.engine.act(key, Action.ON_THE_WAY)
        await counter.until(lambda: counter.board[key].order.status_id == OrderStatus.IN_DELIVERY)
        assert not counter.board[key].moved_elsewhere


async def test_a_skipped_step_elsewhere_is_unseen(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and sim.orders[key].acknowledged)
        sim.set_status(key, OrderStatus.IN_DELIVERY)
        await counter.until(lambda: counter.board[key].unseen == (ChangedPart.STATUS,))
        altered = [changed.altered for changed in counter.changes(Cause.POLL)]
        assert altered[-1] == (key,)
