"""Tables of orders and what stands of them on a kitchen screen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain.kitchen.dish_keys import cooked_otherwise, dish_keys
from desktop.domain.kitchen.stations import Kitchens, read_stations
from desktop.domain.kitchen.tickets import Mark, Stage, TicketState, open_orders, progress, ready_at
from desktop.domain.orders.board import ActionView, CommandState, CommandView
from desktop.domain.orders.kitchen_entries import PASS, EntryKind
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import Choice, Doubt, DoubtKind, Option, OptionGroup
from desktop.domain.restaurant.menu import Dish
from tests.domain.kitchen.made import NOW, bumped, changed, cooking, dish, stand, with_entry

if TYPE_CHECKING:
    from desktop.domain.kitchen.tickets import KitchenTicket

MENU = (
    Dish(1, "Adana", "Kebaplar", "", None),
    Dish(2, "Çoban", "Salatalar", "", None),
    Dish(3, "Sütlaç", "Tatlılar", "", None),
)
TWO = Kitchens(read_stations("Izgara: Kebaplar; Soğuk: SALATALAR"), MENU)


def marks(ticket: KitchenTicket) -> list[tuple[str, str, bool]]:
    return [(each.line.name, each.mark.name, each.is_open) for each in ticket.dishes]


# ------------------------------------------------------------------ which, and in which order


def test_the_oldest_start_is_first() -> None:
    numbers = [
        ticket.order.order.number
        for ticket in stand(cooking(1, minutes=2), cooking(2, minutes=9), cooking(3))
    ]
    assert numbers == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("fields", "stands"),
    [
        ({"status": 2}, True),
        ({"status": 1, "accepted_at": None}, False),
        ({"status": 1, "accepted_at": None, "accept": CommandView(CommandState.SENDING, 20, at=NOW)}, True),
        ({"status": 16}, False),
        ({"status": 5}, False),
        ({"status": 6}, True),
        ({"status": 6, "accepted_at": None}, False),
        ({"status": 99}, True),
        ({"removed_from_board": True}, False),
        ({"scheduled_at": NOW + timedelta(hours=5)}, False),
        ({"scheduled_at": NOW + timedelta(hours=5), "reminded_at": NOW}, True),
    ],
)
def test_accepted_orders_stand_until_they_leave_the_kitchen(fields: dict[str, object], stands: bool) -> None:
    assert bool(stand(cooking(**fields))) is stands  # type: ignore[arg-type]


def test_a_scheduled_order_starts_when_it_must() -> None:
    (ticket,) = stand(cooking(minutes=60, scheduled_at=NOW + timedelta(minutes=20), reminded_at=NOW))
    assert ticket.start_at == NOW - timedelta(minutes=20), "30 minutes and a margin of ten before its time"
    assert ticket.due_at == NOW + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [(5, Stage.CALM), (19, Stage.CALM), (20, Stage.DUE), (29, Stage.DUE), (30, Stage.LATE)],
)
def test_ages(minutes: int, stage: Stage) -> None:
    (ticket,) = stand(cooking(minutes=minutes))
    assert ticket.stage(NOW) is stage


def test_a_time_that_nobody_promised_is_assumed_and_said() -> None:
    (ticket,) = stand(cooking(preparing_time=None))
    assert (ticket.is_promised, ticket.due_at - ticket.start_at) == (False, timedelta(minutes=30))


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, TicketState.COOK),
        ({"status": 6}, TicketState.CANCELLED),
        ({"gone_at": NOW}, TicketState.CLOSED),
        ({"action": ActionView(Action.CANCEL, CommandState.SAVED)}, TicketState.CANCELLING),
        ({"action": ActionView(Action.CANCEL, CommandState.REFUSED)}, TicketState.COOK),
    ],
)
def test_states(fields: dict[str, object], state: TicketState) -> None:
    (ticket,) = stand(cooking(**fields))  # type: ignore[arg-type]
    assert ticket.state is state


# ------------------------------------------------------------------ bumps


def test_a_bump_and_its_recall() -> None:
    order = cooking()
    done = bumped(order)
    assert stand(done) == []
    assert ready_at(done) is not None
    back = with_entry(done, EntryKind.RECALL, recalls=1)
    (ticket,) = stand(back)
    assert all(each.is_open for each in ticket.dishes)
    assert ready_at(back) is None
    assert stand(bumped(back)) == []


def test_a_bumped_dish_stays_on_its_ticket() -> None:
    order = cooking()
    first, _ = dish_keys(order.order.lines)
    done = bumped(order, "", first)
    (ticket,) = stand(done)
    assert marks(ticket) == [("Lahmacun", "NONE", False), ("Ayran", "NONE", True)]
    assert progress(done) == (1, 2)
    assert ready_at(done) is None
    assert [line.name for each in open_orders([ticket]) for line in each.lines] == ["Ayran"]


def test_two_dishes_that_are_alike_are_bumped_one_by_one() -> None:
    order = cooking(1, dish("Ayran"), dish("Ayran"))
    first, second = dish_keys(order.order.lines)
    assert first != second
    (ticket,) = stand(bumped(order, "", first))
    assert [each.is_open for each in ticket.dishes] == [False, True]


def test_what_changes_after_a_bump_comes_back_with_what_was() -> None:
    lines = (dish("Lahmacun", "5"), dish("Künefe"))
    again = changed(bumped(cooking()), lines=lines)
    (ticket,) = stand(again)
    assert marks(ticket) == [
        ("Lahmacun", "CHANGED", True),
        ("Künefe", "ADDED", True),
        ("Ayran", "REMOVED", False),
    ]
    assert ticket.dishes[0].before == dish("Lahmacun", "2")
    assert ready_at(again) is None
    assert ticket.covers == tuple(dish_keys(lines)), "a bump does not name what was removed"
    assert stand(bumped(again)) == []


def test_a_dish_that_stayed_the_same_stays_ready() -> None:
    (ticket,) = stand(changed(bumped(cooking()), lines=(dish("Lahmacun", "2"), dish("Ayran", "3"))))
    assert marks(ticket) == [("Lahmacun", "NONE", False), ("Ayran", "CHANGED", True)]


def test_a_change_is_shown_until_the_ticket_is_bumped_and_not_after() -> None:
    order = changed(cooking(), note="Acısız")
    order = changed(order, note="Acısız, soğansız")
    (ticket,) = stand(order)
    assert ticket.before is not None
    assert ticket.before.note == "", "the state before the first change that nobody has bumped"
    once_more = changed(bumped(order), note="Acılı")
    (ticket,) = stand(once_more)
    assert ticket.before is not None
    assert ticket.before.note == "Acısız, soğansız"


def test_a_bump_of_what_stood_on_the_screen_does_not_cover_a_change_that_came_meanwhile() -> None:
    shown = cooking()
    pressed = bumped(shown).kitchen[-1]
    now = structs.replace(changed(shown, lines=(dish("Lahmacun", "3"), dish("Ayran"))))
    late = structs.replace(pressed, id=2)
    (ticket,) = stand(structs.replace(now, kitchen=(*now.kitchen, late)))
    assert [each.is_open for each in ticket.dishes] == [True, False]


def test_a_cancelled_order_comes_back_after_its_bump_until_that_is_bumped_too() -> None:
    order = bumped(cooking())
    cancelled = structs.replace(order, order=structs.replace(order.order, status_id=6))
    (ticket,) = stand(cancelled)
    assert ticket.state is TicketState.CANCELLED
    assert ticket.open_dishes == ()
    assert stand(bumped(cancelled)) == []


@pytest.mark.parametrize(
    ("before", "after", "otherwise"),
    [
        (dish("Ayran"), dish("Ayran", "2"), True),
        (dish("Ayran"), dish("Ayran", note="buzsuz"), True),
        (dish("Ayran"), dish("Ayran", groups=(OptionGroup((Option("Nane"),)),)), True),
        (dish("Ayran", groups=(OptionGroup((Option("Nane"),)),)), dish("Ayran", groups=(OptionGroup((Option("Nane", choice=Choice.REMOVED),)),)), True),
        (dish("Ayran"), dish("Ayran", "1.0"), False),
        (dish("Ayran"), dish("Ayran", total=Decimal(30), unit_price=Decimal(30)), False),
        (dish("Ayran", groups=(OptionGroup((Option("Nane"),)),)), dish("Ayran", groups=(OptionGroup((Option("Nane", price=Decimal(5)),)),)), False),
    ],
)  # fmt: skip
def test_what_is_cooked_otherwise_has_another_key(before: object, after: object, otherwise: bool) -> None:
    one, other = (cooking(1, line).order for line in (before, after))  # type: ignore[arg-type]
    assert cooked_otherwise(one, other) is otherwise


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=6),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=6),
)
def test_after_any_change_each_dish_is_ready_or_open_and_none_is_lost(old: list[str], new: list[str]) -> None:
    before = bumped(cooking(1, *map(dish, old)))
    after = changed(before, lines=tuple(map(dish, new)))
    tickets = stand(after)
    if sorted(old) == sorted(new):
        assert all(not each.open_dishes for each in tickets)
        return
    (ticket,) = tickets
    assert [each.line.name for each in ticket.dishes if each.mark is not Mark.REMOVED] == new
    still_open = sorted(each.line.name for each in ticket.open_dishes)
    assert still_open == sorted(
        name for name in set(new) for _ in range(max(0, new.count(name) - old.count(name)))
    )


# ------------------------------------------------------------------ stations


def order_for_two() -> list[object]:
    return [dish("Adana", food_id="1"), dish("çoban"), dish("Sütlaç", food_id="3"), dish("Günün çorbası")]


def test_each_station_has_its_dishes_and_those_that_belong_to_none() -> None:
    order = cooking(1, *order_for_two())  # type: ignore[arg-type]
    names = {}
    for station in ("Izgara", "Soğuk"):
        (ticket,) = stand(order, station=station, kitchens=TWO)
        names[station] = [(each.line.name, each.is_unclear) for each in ticket.dishes]
        assert ticket.others == 1
    unclear = [("Sütlaç", True), ("Günün çorbası", True)]
    assert names == {"Izgara": [("Adana", False), *unclear], "Soğuk": [("çoban", False), *unclear]}


def test_a_station_does_not_see_an_order_without_its_dishes_unless_it_could_not_be_read() -> None:
    order = cooking(1, dish("Adana", food_id="1"))
    assert stand(order, station="Soğuk", kitchens=TWO) == []
    doubtful = structs.replace(
        order, order=structs.replace(order.order, doubts=(Doubt(DoubtKind.DISHES_UNREADABLE),))
    )
    assert len(stand(doubtful, station="Soğuk", kitchens=TWO)) == 1
    assert len(stand(cooking(2, status=2), station="Soğuk", kitchens=TWO)) == 1, "dishes of no known category"


def test_the_pass_sees_what_each_station_has_done() -> None:
    order = cooking(1, dish("Adana", food_id="1"), dish("Çoban", food_id="2"))
    adana, coban = dish_keys(order.order.lines)
    (ticket,) = stand(order, station="Izgara", kitchens=TWO)
    half = with_entry(order, EntryKind.BUMP, station="Izgara", dishes=(adana,), content=ticket.content)
    assert stand(half, station="Izgara", kitchens=TWO) == []
    assert len(stand(half, station="Soğuk", kitchens=TWO)) == 1
    (at_pass,) = stand(half, station=PASS, kitchens=TWO)
    assert [(work.name, work.done, work.dishes, work.at is not None) for work in at_pass.work] == [
        ("Izgara", 1, 1, True),
        ("Soğuk", 0, 1, False),
    ]
    assert progress(half) == (1, 2)
    out = with_entry(half, EntryKind.BUMP, station=PASS, dishes=(adana, coban), content=at_pass.content)
    assert stand(out, station=PASS, kitchens=TWO) == []
    assert stand(out, station="Soğuk", kitchens=TWO) == [], "what has left the pass is cooked"
    assert ready_at(out) is not None


def test_a_change_of_another_station_leaves_a_bumped_ticket_alone() -> None:
    order = cooking(1, dish("Adana", food_id="1"), dish("Çoban", food_id="2"))
    (ticket,) = stand(order, station="Izgara", kitchens=TWO)
    done = with_entry(order, EntryKind.BUMP, station="Izgara", dishes=ticket.covers, content=ticket.content)
    after = changed(done, lines=(order.order.lines[0], dish("Çoban", "4", food_id="2")))
    assert stand(after, station="Izgara", kitchens=TWO) == []
    (cold,) = stand(after, station="Soğuk", kitchens=TWO)
    assert marks(cold) == [("Çoban", "CHANGED", True)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("Izgara: Kebaplar", ["Izgara"]),
        (" Izgara : Kebaplar , Dürümler ;\nSoğuk: Salatalar;", ["Izgara", "Soğuk"]),
        ("Izgara: Kebaplar; Izgara: Dürümler", ["Izgara"]),
        ("Izgara; : Kebaplar; Soğuk: ,", []),
        ("@pass: Kebaplar", ["pass"]),
    ],
)
def test_the_setting_of_the_stations(text: str, names: list[str]) -> None:
    assert [station.name for station in read_stations(text)] == names
