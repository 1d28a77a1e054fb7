"""A change of another till is published with the reason for which this till would have published it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.domain.orders.board import (
    AcknowledgementState,
    ActionView,
    BoardOrder,
    CommandState,
    CommandView,
)
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.simulator.sample_orders import SampleOrders
from desktop.sync.events import Cause
from desktop.sync.tills.comparison import changes_since
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from typing import Any


@pytest.fixture
def order() -> BoardOrder:
    read = read_order(msgspec.json.encode(SampleOrders(7).make(now(), status_id=OrderStatus.RECEIVED)))
    assert isinstance(read, ReadOrder)
    return BoardOrder(read.order, now(), now())


def with_order(order: BoardOrder, **changed: Any) -> BoardOrder:
    return msgspec.structs.replace(order, order=msgspec.structs.replace(order.order, **changed))


def test_an_order_that_is_as_before_is_left_out(order: BoardOrder) -> None:
    assert changes_since({order.payment_key: order}, [msgspec.structs.replace(order)]) == []


def test_an_order_that_waits_is_announced_once(order: BoardOrder) -> None:
    key = order.payment_key
    (event,) = changes_since({}, [order])
    assert (event.cause, event.new, event.announced, event.altered) == (Cause.POLL, (key,), (key,), ())


def test_an_order_that_was_accepted_elsewhere_before_it_came_is_new_but_waits_for_nobody(
    order: BoardOrder,
) -> None:
    (event,) = changes_since({}, [with_order(order, status_id=OrderStatus.CONFIRMED)])
    assert (event.new, event.announced) == ((order.payment_key,), ())


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"accept": CommandView(CommandState.SAVED, 20)}, Cause.ACCEPT),
        ({"action": ActionView(Action.CANCEL, CommandState.SAVED)}, Cause.ACTION),
        ({"gone_at": now()}, Cause.ACTION),
        ({"acknowledgement": AcknowledgementState.DONE}, Cause.ACKNOWLEDGEMENT),
        ({"reminded_at": now()}, Cause.REMINDER),
        ({"muted": True}, Cause.FLAGS),
        ({"rang_at": now()}, Cause.FLAGS),
    ],
)
def test_each_change_has_its_reason(order: BoardOrder, changed: dict[str, Any], cause: Cause) -> None:
    after = msgspec.structs.replace(order, **changed)
    (event,) = changes_since({order.payment_key: order}, [after])
    assert (event.cause, event.announced, event.altered) == (cause, (), ())


def test_a_refused_accept_rings_by_its_state_and_is_not_new(order: BoardOrder) -> None:
    before = msgspec.structs.replace(order, accept=CommandView(CommandState.SENDING, 20))
    after = msgspec.structs.replace(order, accept=CommandView(CommandState.REFUSED, 20))
    assert after.waits
    (event,) = changes_since({order.payment_key: before}, [after])
    assert (event.cause, event.announced) == (Cause.ACCEPT, ())


def test_an_order_that_waits_again_is_announced(order: BoardOrder) -> None:
    before = with_order(order, status_id=OrderStatus.CONFIRMED)
    (event,) = changes_since({order.payment_key: before}, [order])
    assert event.announced == (order.payment_key,)


def test_a_change_that_nobody_has_seen_is_heard(order: BoardOrder) -> None:
    after = msgspec.structs.replace(
        with_order(order, note="no onions"), unseen=(ChangedPart.NOTE,), seen_before=order.order
    )
    (event,) = changes_since({order.payment_key: order}, [after])
    assert (event.cause, event.altered) == (Cause.POLL, (order.payment_key,))


def test_an_accept_on_another_screen_is_heard_and_later_progress_is_not(order: BoardOrder) -> None:
    confirmed = msgspec.structs.replace(
        with_order(order, status_id=OrderStatus.CONFIRMED), moved_elsewhere=True
    )
    (event,) = changes_since({order.payment_key: order}, [confirmed])
    assert event.altered == (order.payment_key,)
    delivering = msgspec.structs.replace(
        with_order(order, status_id=OrderStatus.IN_DELIVERY), moved_elsewhere=True
    )
    (event,) = changes_since({order.payment_key: confirmed}, [delivering])
    assert event.altered == ()


def test_orders_with_different_reasons_are_different_events(order: BoardOrder) -> None:
    other = with_order(order, payment_key="other")
    before = {order.payment_key: order, "other": other}
    muted = msgspec.structs.replace(order, muted=True)
    accepted = msgspec.structs.replace(other, accept=CommandView(CommandState.SAVED, 20))
    events = changes_since(before, [muted, accepted])
    assert [(event.cause, [each.payment_key for each in event.orders]) for event in events] == [
        (Cause.ACCEPT, ["other"]),
        (Cause.FLAGS, [order.payment_key]),
    ]


def test_an_order_that_is_open_again_is_announced_as_at_the_till_that_polled(order: BoardOrder) -> None:
    gone = msgspec.structs.replace(order, gone_at=now())
    (event,) = changes_since({order.payment_key: gone}, [order])
    assert (event.cause, event.announced) == (
        Cause.POLL,
        (order.payment_key,) if not gone.waits and order.waits else (),
    )
