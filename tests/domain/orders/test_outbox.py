"""What the answers to owed calls mean, and when they are tried again."""

from __future__ import annotations

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import (
    Answer,
    Kind,
    Outcome,
    Verdict,
    judge_accept,
    judge_acknowledgement,
    may_have_taken_effect,
    retry_delay,
)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.OK, Verdict.DONE),
        (Outcome.UNAUTHORISED, Verdict.NEEDS_TOKEN),
        (Outcome.TOO_MANY, Verdict.RETRY),
        (Outcome.UNREACHABLE, Verdict.RETRY),
        (Outcome.UNANSWERED, Verdict.RETRY),
        (Outcome.SERVER_ERROR, Verdict.RETRY),
        (Outcome.NOT_FOUND, Verdict.REFUSED),
        (Outcome.REFUSED, Verdict.RETRY),
    ],
)
def test_acknowledgements(outcome: Outcome, verdict: Verdict) -> None:
    assert judge_acknowledgement(Answer(outcome)) is verdict


@pytest.mark.parametrize(
    ("outcome", "earlier_in_air", "status_id", "verdict"),
    [
        (Outcome.OK, False, OrderStatus.RECEIVED, Verdict.DONE),
        (Outcome.OK, True, OrderStatus.CONFIRMED, Verdict.DONE),
        (Outcome.UNAUTHORISED, False, OrderStatus.RECEIVED, Verdict.NEEDS_TOKEN),
        (Outcome.UNREACHABLE, False, OrderStatus.RECEIVED, Verdict.RETRY),
        (Outcome.UNANSWERED, False, OrderStatus.RECEIVED, Verdict.RETRY),
        (Outcome.SERVER_ERROR, True, OrderStatus.RECEIVED, Verdict.RETRY),
        (Outcome.TOO_MANY, False, OrderStatus.RECEIVED, Verdict.RETRY),
        # A refusal is final, unless an attempt before it may have been what it refuses now.
        (Outcome.REFUSED, False, OrderStatus.RECEIVED, Verdict.REFUSED),
        (Outcome.NOT_FOUND, False, OrderStatus.RECEIVED, Verdict.GONE),
        (Outcome.REFUSED, True, OrderStatus.RECEIVED, Verdict.UNSURE),
        (Outcome.REFUSED, True, OrderStatus.CONFIRMED, Verdict.DONE),
        (Outcome.REFUSED, False, OrderStatus.CONFIRMED, Verdict.WITHDRAWN),
    ],
)
def test_accepts(outcome: Outcome, earlier_in_air: bool, status_id: int, verdict: Verdict) -> None:
    assert judge_accept(Answer(outcome), earlier_in_air=earlier_in_air, status_id=status_id) is verdict


def test_every_outcome_is_judged() -> None:
    for outcome in Outcome:
        assert judge_acknowledgement(Answer(outcome))
        assert judge_accept(Answer(outcome), earlier_in_air=False, status_id=1)
    assert {o for o in Outcome if may_have_taken_effect(o)} == {Outcome.UNANSWERED, Outcome.SERVER_ERROR}


def test_delays_grow_to_a_minute_for_acknowledgements_and_less_for_what_somebody_watches() -> None:
    acknowledgements = [retry_delay(Kind.ACKNOWLEDGE, n, 0.5) for n in range(1, 12)]
    assert acknowledgements == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert max(retry_delay(Kind.ACCEPT, n, 0.5) for n in range(1, 50)) == 20


def test_the_wait_that_the_vendor_names_is_kept() -> None:
    assert retry_delay(Kind.ACCEPT, 1, 0.0, 17) == 17
