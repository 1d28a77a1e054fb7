"""Promised times, counted in slots of five minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desktop.domain.orders.board import BoardOrder, CommandState
from desktop.domain.promises import SLOT, SLOTS, Slot, promises
from tests.ui.made import NOW, command, made


def promised(serial: int, minutes: float, **fields: Any) -> BoardOrder:
    """Return an order in the kitchen that is due in so many minutes."""
    preparing = 20
    accepted_at = NOW + timedelta(minutes=minutes - preparing)
    return made(serial, 2, accepted_at=accepted_at, preparing_time=preparing, **fields)


def test_orders_in_the_kitchen_are_counted_where_they_are_due() -> None:
    counted = promises([promised(1, 8), promised(2, 9), promised(3, 30)], NOW)  # it is 14:32
    assert counted.since == NOW - timedelta(minutes=2)
    assert [(place, slot.orders) for place, slot in enumerate(counted.slots) if slot.orders] == [
        (2, 2),
        (6, 1),
    ]
    assert list(counted.times()) == [(counted.since + 2 * SLOT, 2), (counted.since + 6 * SLOT, 1)]


def test_scheduled_orders_stand_on_the_same_line() -> None:
    at = NOW + timedelta(minutes=31)
    later = made(1, 2, accepted_at=NOW, preparing_time=25, scheduled_at=at)
    counted = promises([later, promised(2, 31)], NOW)
    assert counted.slots[6] == Slot(soon=1, scheduled=1)


def test_a_late_order_is_counted_apart_and_not_on_the_line() -> None:
    counted = promises([promised(1, -0.5), promised(2, 0)], NOW)
    assert counted.late == 1
    assert counted.slots[0].orders == 1


@pytest.mark.parametrize(
    "order",
    [
        made(1),  # waits: nothing is promised
        made(1, accept=command(CommandState.REFUSED)),
        promised(1, 88 + 2),  # beyond the line, which began at 14:30
        made(1, 2),  # accepted elsewhere: the time is not known
        made(1, 16, accepted_at=NOW, preparing_time=20),  # on the way
        made(1, 2, accepted_at=NOW, preparing_time=20, removed_from_board=True),
    ],
)
def test_other_orders_are_not_counted(order: BoardOrder) -> None:
    counted = promises([order], NOW)
    assert not counted.late
    assert list(counted.times()) == []


def test_an_accept_that_is_being_sent_counts() -> None:
    order = made(1, accept=command(CommandState.SENDING, 40))
    assert promises([order], NOW).slots[8].orders == 1


def test_the_line_has_ninety_minutes() -> None:
    assert len(promises([], NOW).slots) == SLOTS == 18
    assert promises([promised(1, 87.9)], NOW).slots[17].orders == 1
