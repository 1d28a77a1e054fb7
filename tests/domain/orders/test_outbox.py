"""What the answers to owed calls mean, and when they are tried again."""

from __future__ import annotations

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import (
    AnswerKind,
    OutboxOutcome,
    OutboxVerdict,
    VendorAnswer,
    judge_accept,
    judge_acknowledgement,
    may_have_taken_effect,
    retry_delay,
)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (OutboxOutcome.OK, OutboxVerdict.DONE),
        (OutboxOutcome.UNAUTHORISED, OutboxVerdict.NEEDS_TOKEN),
        (OutboxOutcome.TOO_MANY, OutboxVerdict.RETRY),
        (OutboxOutcome.UNREACHABLE, OutboxVerdict.RETRY),
        (OutboxOutcome.UNANSWERED, OutboxVerdict.RETRY),
        (OutboxOutcome.SERVER_ERROR, OutboxVerdict.RETRY),
        (OutboxOutcome.NOT_FOUND, OutboxVerdict.REFUSED),
        (OutboxOutcome.REFUSED, OutboxVerdict.RETRY),
    ],
)
def test_acknowledgements(outcome: OutboxOutcome, verdict: OutboxVerdict) -> None:
    assert judge_acknowledgement(VendorAnswer(outcome)) is verdict


@pytest.mark.parametrize(
    ("outcome", "earlier_unanswered", "status_id", "verdict"),
    [
        (OutboxOutcome.OK, False, OrderStatus.RECEIVED, OutboxVerdict.DONE),
        (OutboxOutcome.OK, True, OrderStatus.CONFIRMED, OutboxVerdict.DONE),
        (OutboxOutcome.UNAUTHORISED, False, OrderStatus.RECEIVED, OutboxVerdict.NEEDS_TOKEN),
        (OutboxOutcome.UNREACHABLE, False, OrderStatus.RECEIVED, OutboxVerdict.RETRY),
        (OutboxOutcome.UNANSWERED, False, OrderStatus.RECEIVED, OutboxVerdict.RETRY),
        (OutboxOutcome.SERVER_ERROR, True, OrderStatus.RECEIVED, OutboxVerdict.RETRY),
        (OutboxOutcome.TOO_MANY, False, OrderStatus.RECEIVED, OutboxVerdict.RETRY),
        # A refusal is final, unless an attempt before it may have been what it refuses now.
        (OutboxOutcome.REFUSED, False, OrderStatus.RECEIVED, OutboxVerdict.REFUSED),
        (OutboxOutcome.NOT_FOUND, False, OrderStatus.RECEIVED, OutboxVerdict.GONE),
        (OutboxOutcome.REFUSED, True, OrderStatus.RECEIVED, OutboxVerdict.UNSURE),
        (OutboxOutcome.REFUSED, True, OrderStatus.CONFIRMED, OutboxVerdict.DONE),
        (OutboxOutcome.REFUSED, False, OrderStatus.CONFIRMED, OutboxVerdict.WITHDRAWN),
    ],
)
def test_accepts(
    outcome: OutboxOutcome, earlier_unanswered: bool, status_id: int, verdict: OutboxVerdict
) -> None:
    assert (
        judge_accept(VendorAnswer(outcome), earlier_unanswered=earlier_unanswered, status_id=status_id)
        is verdict
    )


def test_every_outcome_is_judged() -> None:
    for outcome in OutboxOutcome:
        assert judge_acknowledgement(VendorAnswer(outcome))
        assert judge_accept(VendorAnswer(outcome), earlier_unanswered=False, status_id=1)
    assert {o for o in OutboxOutcome if may_have_taken_effect(o)} == {
        OutboxOutcome.UNANSWERED,
        OutboxOutcome.SERVER_ERROR,
    }


def test_delays_grow_to_a_minute_for_acknowledgements_and_less_for_what_somebody_watches() -> None:
    acknowledgements = [retry_delay(AnswerKind.ACKNOWLEDGE, n, 0.5) for n in range(1, 12)]
    assert acknowledgements == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert max(retry_delay(AnswerKind.ACCEPT, n, 0.5) for n in range(1, 50)) == 20


def test_the_wait_that_the_vendor_names_is_kept() -> None:
    assert retry_delay(AnswerKind.ACCEPT, 1, 0.0, 17) == 17
