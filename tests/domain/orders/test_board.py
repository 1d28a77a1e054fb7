"""The column of an order, and whether it waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from desktop.domain.orders.board import BoardOrder, CommandState, CommandView
from desktop.domain.orders.lifecycle import Action, Column, allowed_actions, column
from desktop.domain.orders.order import Courier, Order, OrderStatus

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def board_order(
    status_id: int = 1,
    accept: CommandState | None = None,
    *,
    accepted: bool = False,
    muted: bool = False,
    removed_from_board: bool = False,
    gone: bool = False,
) -> BoardOrder:
    return BoardOrder(
        order=Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", status_id),
        received_at=NOW,
        changed_at=NOW,
        accepted_at=NOW if accepted else None,
        muted=muted,
        removed_from_board=removed_from_board,
        gone_at=NOW if gone else None,
        accept=None if accept is None else CommandView(accept, 30),
    )


@pytest.mark.parametrize(
    ("status_id", "accepted", "expected"),
    [
        (OrderStatus.RECEIVED, False, Column.NEW),
        (OrderStatus.CONFIRMED, True, Column.PREPARING),
        (OrderStatus.IN_DELIVERY, True, Column.ON_THE_WAY),
        (OrderStatus.DELIVERED, True, None),
        (OrderStatus.CANCELLED, False, None),
        (77, False, Column.NEW),
        (77, True, Column.PREPARING),
    ],
)
def test_each_state_has_its_column(status_id: int, *, accepted: bool, expected: Column | None) -> None:
    assert column(status_id, accepted=accepted) is expected


def test_on_the_way_needs_the_restaurants_own_courier() -> None:
    assert Action.ON_THE_WAY in allowed_actions(OrderStatus.CONFIRMED, Courier.RESTAURANT)
    assert Action.ON_THE_WAY not in allowed_actions(OrderStatus.CONFIRMED, Courier.PLATFORM)
    assert allowed_actions(OrderStatus.DELIVERED, Courier.RESTAURANT) == frozenset()
    assert allowed_actions(77, Courier.PLATFORM) == frozenset(Action)


@pytest.mark.parametrize(
    ("order", "waits"),
    [
        (board_order(), True),
        (board_order(accept=CommandState.SAVED), False),
        (board_order(accept=CommandState.SENDING), False),
        (board_order(accept=CommandState.UNSURE), False),
        (board_order(accept=CommandState.REFUSED), True),
        (board_order(2, accepted=True), False),
        (board_order(77), True),
        (board_order(removed_from_board=True), False),
        (board_order(accept=CommandState.REFUSED, gone=True), False),
        (board_order(6), False),
    ],
)
def test_an_order_waits_until_somebody_handles_it(order: BoardOrder, *, waits: bool) -> None:
    assert order.waits is waits
    assert order.may_accept is waits


def test_an_accepted_order_moves_to_the_second_column_before_the_vendor_answers() -> None:
    for state in (CommandState.SAVED, CommandState.SENDING, CommandState.UNSURE, CommandState.CONFIRMED):
        assert board_order(accept=state).column is Column.PREPARING
        assert board_order(accept=state).due_at == NOW + timedelta(minutes=30)
    gone = board_order(accept=CommandState.REFUSED, gone=True)
    assert gone.column is Column.NEW
    assert gone.due_at is None
    refused = board_order(accept=CommandState.REFUSED)
    assert refused.column is Column.NEW
    assert refused.due_at is None
    assert board_order(removed_from_board=True).column is None


def test_equal_orders_are_equal_values() -> None:
    assert msgspec.structs.replace(board_order(), muted=True) == board_order(muted=True)


@pytest.mark.parametrize(
    "scheduled",
    [
        {"scheduled_received": "bu akşam"},
        {"scheduled_received": "2026-12-01", "scheduled_day": date(2026, 12, 1)},
    ],
)
def test_an_order_whose_time_is_unclear_is_never_one_for_now(scheduled: dict[str, Any]) -> None:
    order = Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 1, **scheduled)
    row = BoardOrder(order=order, received_at=NOW, changed_at=NOW)
    assert row.column is Column.NEW
    sending = msgspec.structs.replace(row, accept=CommandView(CommandState.SAVED, 30, at=NOW))
    confirmed = msgspec.structs.replace(
        row, order=msgspec.structs.replace(order, status_id=2), accepted_at=NOW, preparing_time=30
    )
    for accepted in (sending, confirmed):
        # It counts down to no time, and no clock brings it back: a person decides.
        assert (accepted.column, accepted.due_at) == (Column.LATER, None)
        assert (accepted.promised_for, accepted.start_at(timedelta())) == (None, None)
    delivering = msgspec.structs.replace(confirmed, order=msgspec.structs.replace(order, status_id=16))
    assert delivering.column is Column.ON_THE_WAY


def test_an_order_is_kept_until_the_last_moment_that_was_asked_for() -> None:
    order = Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 1, placed_at=NOW)
    later = NOW + timedelta(hours=2)
    for fields, until in (
        ({}, None),
        ({"scheduled_at": later}, later),
        ({"scheduled_at": NOW, "scheduled_until": later}, later),
        ({"scheduled_day": date(2026, 12, 1)}, datetime(2026, 12, 1, 20, 59, tzinfo=UTC)),
        ({"scheduled_received": "bu akşam"}, NOW + timedelta(days=7)),
        ({"scheduled_received": "bu akşam", "placed_at": None}, None),
        (
            {"scheduled_received": "bu akşam", "placed_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
            datetime(9999, 1, 8, tzinfo=UTC),
        ),
    ):
        assert msgspec.structs.replace(order, **fields).open_until == until
