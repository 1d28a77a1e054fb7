"""The meaning of answers to calls in the outbox, and the retry times."""

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
def test_answers_to_acknowledgements_are_judged(outcome: OutboxOutcome, verdict: OutboxVerdict) -> None:
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
        # A refusal is final unless an earlier attempt may have succeeded.
        (OutboxOutcome.REFUSED, False, OrderStatus.RECEIVED, OutboxVerdict.REFUSED),
        (OutboxOutcome.NOT_FOUND, False, OrderStatus.RECEIVED, OutboxVerdict.GONE),
        (OutboxOutcome.REFUSED, True, OrderStatus.RECEIVED, OutboxVerdict.UNSURE),
        (OutboxOutcome.REFUSED, True, OrderStatus.CONFIRMED, OutboxVerdict.DONE),
        (OutboxOutcome.REFUSED, False, OrderStatus.CONFIRMED, OutboxVerdict.WITHDRAWN),
    ],
)
def test_answers_to_accepts_are_judged(
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


def test_delays_grow_to_a_minute_for_acknowledgements_and_20_seconds_for_commands() -> None:
    acknowledgements = [retry_delay(AnswerKind.ACKNOWLEDGE, n, 0.5) for n in range(1, 12)]
    assert acknowledgements == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert max(retry_delay(AnswerKind.ACCEPT, n, 0.5) for n in range(1, 50)) == 20


def test_the_delay_is_at_least_the_vendors_wait() -> None:
    assert retry_delay(AnswerKind.ACCEPT, 1, 0.0, 17) == 17
