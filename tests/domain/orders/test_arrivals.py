"""(Orders in a poll answer, stored orders) -> what to save, acknowledge and announce."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.domain.orders.arrivals import AcceptVerdict, Change, Decision, KnownOrder, decide
from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.order import Order, OrderStatus
from desktop.domain.orders.reading.payload import Batch, ReadOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
ASKED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEFORE = ASKED - timedelta(seconds=5)
AFTER = ASKED + timedelta(seconds=1)

RECEIVED, CONFIRMED, IN_DELIVERY = OrderStatus.RECEIVED, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY
PENDING, DONE, NEEDS_PERSON = (
    AcknowledgementState.PENDING,
    AcknowledgementState.DONE,
    AcknowledgementState.NEEDS_PERSON,
)


def decided(
    batch: Batch, known: Mapping[str, KnownOrder], doubtful: Mapping[str, datetime], asked_at: datetime
) -> Decision:
    """Decide on an answer that arrived a minute after its request."""
    return decide(batch, known, doubtful, asked_at, asked_at + timedelta(minutes=1))


def answer_with(status_id: int, note: str = "") -> Batch:
    order = Order(KEY, status_id, note=note)
    return Batch((ReadOrder(order, f"raw {status_id} {note}"),))


def known(
    status_id: int,
    acknowledged: AcknowledgementState | None = DONE,
    *,
    accept: CommandState | None = None,
    unanswered: bool = False,
    settled_at: datetime | None = None,
    note: str = "",
) -> KnownOrder:
    return KnownOrder(
        order=Order(KEY, status_id, note=note),
        raw=f"raw {status_id} {note}",
        acknowledgements={} if acknowledged is None else {status_id: acknowledged},
        accept=accept,
        accept_unanswered=unanswered,
        accept_settled_at=settled_at,
    )


@pytest.mark.parametrize(
    ("status_id", "announced"),
    [(RECEIVED, True), (CONFIRMED, False), (IN_DELIVERY, False), (77, True), (6, False)],
)
def test_a_new_order_is_acknowledged_and_announced_if_it_waits(status_id: int, *, announced: bool) -> None:
    (arrival,) = decided(answer_with(status_id), {}, {}, ASKED).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (Change.RECEIVED, True, announced)


@pytest.mark.parametrize(
    ("acknowledged", "change", "again"),
    [
        (PENDING, Change.REPEATED, False),
        (DONE, Change.REPEATED, True),
        (NEEDS_PERSON, Change.REPEATED, True),
        (None, Change.ECHO, True),
    ],
)
def test_a_repeat_is_not_announced(
    acknowledged: AcknowledgementState | None, change: Change, *, again: bool
) -> None:
    (arrival,) = decided(answer_with(RECEIVED), {KEY: known(RECEIVED, acknowledged)}, {}, ASKED).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (change, again, False)


def test_changed_details_are_saved_but_not_announced() -> None:
    (arrival,) = decided(
        answer_with(RECEIVED, "yeni not"), {KEY: known(RECEIVED, PENDING)}, {}, ASKED
    ).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (Change.DETAILS_CHANGED, False, False)


def test_an_accept_elsewhere_is_acknowledged_and_not_announced() -> None:
    (arrival,) = decided(answer_with(CONFIRMED), {KEY: known(RECEIVED)}, {}, ASKED).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (Change.STATUS_CHANGED, True, False)


def test_a_reopened_order_waits_again() -> None:
    before = known(CONFIRMED, accept=CommandState.CONFIRMED, settled_at=BEFORE)
    (arrival,) = decided(answer_with(RECEIVED), {KEY: before}, {}, ASKED).arrivals
    assert (arrival.change, arrival.announce, arrival.accept) == (
        Change.STATUS_CHANGED,
        True,
        AcceptVerdict.WITHDRAWN,
    )


def test_an_answer_older_than_our_confirmed_accept_changes_nothing() -> None:
    before = known(CONFIRMED, None, accept=CommandState.CONFIRMED, settled_at=AFTER)
    (arrival,) = decided(answer_with(RECEIVED), {KEY: before}, {}, ASKED).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (Change.STALE, False, False)


@pytest.mark.parametrize(
    ("accept", "unanswered", "status_id", "verdict"),
    [
        # The echo confirms an unsure or unanswered accept.
        (CommandState.UNSURE, True, CONFIRMED, AcceptVerdict.CONFIRMED),
        (CommandState.SENDING, True, CONFIRMED, AcceptVerdict.CONFIRMED),
        (CommandState.SENDING, True, IN_DELIVERY, AcceptVerdict.CONFIRMED),
        # The accept was never sent: somebody else accepted.
        (CommandState.SAVED, False, CONFIRMED, AcceptVerdict.WITHDRAWN),
        (CommandState.SENDING, False, CONFIRMED, AcceptVerdict.WITHDRAWN),
        (CommandState.REFUSED, False, CONFIRMED, AcceptVerdict.WITHDRAWN),
        # The order ended: nothing is left to accept.
        (CommandState.SENDING, True, 6, AcceptVerdict.WITHDRAWN),
        (CommandState.REFUSED, False, 6, None),
        # The order still waits at the vendor.
        (CommandState.UNSURE, True, RECEIVED, AcceptVerdict.REFUSED),
        (CommandState.SENDING, True, RECEIVED, None),
        (CommandState.REFUSED, False, RECEIVED, None),
        (None, False, CONFIRMED, None),
    ],
)
def test_a_poll_settles_our_accept(
    accept: CommandState | None, unanswered: bool, status_id: int, verdict: AcceptVerdict | None
) -> None:
    before = known(RECEIVED, accept=accept, unanswered=unanswered, settled_at=BEFORE)
    (arrival,) = decided(answer_with(status_id), {KEY: before}, {}, ASKED).arrivals
    assert arrival.accept is verdict
    assert not arrival.announce or status_id == 77


def test_a_poll_sent_earlier_does_not_settle_an_unsure_accept() -> None:
    before = known(RECEIVED, accept=CommandState.UNSURE, unanswered=True, settled_at=AFTER)
    (arrival,) = decided(answer_with(RECEIVED), {KEY: before}, {}, ASKED).arrivals
    assert arrival.accept is None
    assert decided(Batch(), {}, {KEY: AFTER}, ASKED).unproven_accepts == ()


def test_a_poll_that_does_not_list_the_order_proves_nothing_about_its_accept() -> None:
    assert decided(Batch(), {}, {KEY: BEFORE}, ASKED).unproven_accepts == (KEY,)


def test_our_echo_is_no_change_made_elsewhere() -> None:
    before = known(RECEIVED, accept=CommandState.UNSURE, unanswered=True, settled_at=BEFORE)
    (arrival,) = decided(answer_with(CONFIRMED), {KEY: before}, {}, ASKED).arrivals
    assert (arrival.change, arrival.acknowledge, arrival.announce) == (Change.ECHO, True, False)


def test_a_clock_that_was_set_back_leaves_no_accept_unsure() -> None:
    # Settled a day after the poll: that was before somebody set the clock back.
    before = ASKED + timedelta(days=1)
    decision = decided(Batch(()), {}, {KEY: before}, ASKED)
    assert decision.unproven_accepts == (KEY,)
    # Settled a moment after the request: the answer may be older.
    assert decided(Batch(()), {}, {KEY: AFTER}, ASKED).unproven_accepts == ()


@pytest.mark.parametrize(
    ("gone_at", "reopened"),
    [(BEFORE, True), (AFTER, False), (ASKED + timedelta(days=1), True)],
)
def test_a_closed_order_reopens_when_the_vendor_lists_it_later(gone_at: datetime, *, reopened: bool) -> None:
    before = msgspec.structs.replace(known(RECEIVED), gone_at=gone_at)
    (arrival,) = decided(answer_with(RECEIVED), {KEY: before}, {}, ASKED).arrivals
    assert (arrival.reopened, arrival.announce) == (reopened, reopened)
