"""The time of the next poll, in seconds of an invented clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.poll_schedule import LONGEST_BACKOFF, MARGIN, PollOutcome, Schedule, after, at_once


def test_the_first_poll_is_due_at_once() -> None:
    assert Schedule().next_at < 0


def test_the_cooldown_starts_with_the_answer() -> None:
    s = after(Schedule(), PollOutcome.ANSWERED, asked_at=100, ended_at=103, wait=0, jitter=0)
    assert s.next_at == pytest.approx(133 + MARGIN)
    assert at_once(s, 110).next_at == s.next_at


def test_a_429_delays_the_poll_and_adds_a_surplus() -> None:
    s = after(Schedule(), PollOutcome.ANSWERED, asked_at=0, ended_at=1, wait=0, jitter=0)
    s = after(s, PollOutcome.TOO_SOON, asked_at=s.next_at, ended_at=32, wait=2, jitter=0)
    assert s.next_at == pytest.approx(34 + MARGIN)
    s = after(s, PollOutcome.ANSWERED, asked_at=s.next_at, ended_at=35, wait=0, jitter=0)
    assert s.next_at == pytest.approx(35 + 32 + 2 * MARGIN)


def test_the_surplus_is_removed_when_it_is_no_longer_needed() -> None:
    s = Schedule(surplus=4.0)
    for poll in range(200):
        s = after(s, PollOutcome.ANSWERED, asked_at=poll * 40, ended_at=poll * 40, wait=0, jitter=0)
    assert s.surplus == 0


def test_another_program_with_the_same_token_adds_no_surplus() -> None:
    s = after(Schedule(), PollOutcome.ANSWERED, asked_at=0, ended_at=0, wait=0, jitter=0)
    s = after(s, PollOutcome.TOO_SOON, asked_at=31, ended_at=31, wait=29, jitter=0)
    s = after(s, PollOutcome.ANSWERED, asked_at=61, ended_at=61, wait=0, jitter=0)
    assert s.next_at <= 61 + 35 + 2 * MARGIN


@pytest.mark.parametrize(
    ("cooldown", "wait", "longest"),
    [(30.0, 3600.0, 60.0), (30.0, 1e308, 60.0), (0.0, 3600.0, 60.0), (45.0, 3600.0, 90.0)],
)
def test_no_429_delays_the_next_poll_by_more_than_twice_the_cooldown(
    cooldown: float, wait: float, longest: float
) -> None:
    s = Schedule(cooldown=cooldown)
    for _ in range(100):
        s = after(s, PollOutcome.TOO_SOON, asked_at=10, ended_at=11, wait=wait, jitter=0)
        assert s.next_at - 11 <= longest
    assert s.blocked


def test_only_a_429_with_a_longer_wait_than_the_cooldown_blocks() -> None:
    s = after(Schedule(), PollOutcome.TOO_SOON, asked_at=0, ended_at=1, wait=17, jitter=0)
    assert not s.blocked
    s = after(s, PollOutcome.TOO_SOON, asked_at=20, ended_at=21, wait=55, jitter=0)
    assert s.blocked
    s = after(s, PollOutcome.ANSWERED, asked_at=80, ended_at=81, wait=0, jitter=0)
    assert not s.blocked
    assert not after(s, PollOutcome.FAILED, asked_at=80, ended_at=200, wait=0, jitter=0).blocked


def test_a_429_without_a_time_waits_for_the_cooldown() -> None:
    s = after(Schedule(), PollOutcome.TOO_SOON, asked_at=0, ended_at=1, wait=0, jitter=0)
    assert s.next_at == pytest.approx(31 + MARGIN)


def test_an_unreachable_vendor_is_polled_every_few_seconds() -> None:
    s, waits, now = Schedule(), [], 0.0
    for _ in range(5):
        s = after(s, PollOutcome.UNREACHABLE, asked_at=now, ended_at=now, wait=0, jitter=1.0)
        waits.append(s.next_at - now)
        now = s.next_at
    assert waits == [2, 4, 4, 4, 4]
    assert s.failures == 5


def test_a_failing_vendor_is_polled_less_often_over_time() -> None:
    s, waits, now = Schedule(cooldown=0.0), [], 0.0
    for _ in range(9):
        s = after(s, PollOutcome.FAILED, asked_at=now, ended_at=now, wait=0, jitter=1.0)
        waits.append(s.next_at - now)
        now = s.next_at
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_failure_that_the_vendor_may_have_counted_keeps_the_cooldown() -> None:
    s = after(Schedule(), PollOutcome.FAILED, asked_at=0, ended_at=1, wait=0, jitter=0)
    assert s.next_at == pytest.approx(30 + MARGIN)
    assert at_once(s, 5).next_at == pytest.approx(30 + MARGIN)


def test_a_poll_at_once_still_respects_the_cooldown() -> None:
    s = after(Schedule(), PollOutcome.ANSWERED, asked_at=0, ended_at=0, wait=0, jitter=0)
    for _ in range(6):
        s = after(s, PollOutcome.UNREACHABLE, asked_at=40, ended_at=40, wait=0, jitter=1.0)
    assert s.next_at == 44
    assert at_once(s, 41).next_at == 41
    assert at_once(s, 20).next_at == pytest.approx(30 + MARGIN)


outcomes = st.lists(
    st.tuples(
        st.sampled_from(list(PollOutcome)),
        st.floats(0, 25),
        st.floats(0, 120),
        st.floats(0, 0.999),
        st.booleans(),
    ),
    max_size=40,
)


@given(outcomes)
def test_no_history_causes_a_poll_in_the_cooldown_or_a_long_pause(
    history: list[tuple[PollOutcome, float, float, float, bool]],
) -> None:
    s, now, answered = Schedule(), 0.0, None
    for outcome, took, wait, jitter, back in history:
        if back:
            s = at_once(s, now)
        now = max(now, s.next_at)
        if answered is not None:
            assert now - answered >= 30
        asked, now = now, now + took
        s = after(s, outcome, asked_at=asked, ended_at=now, wait=wait, jitter=jitter)
        if outcome is PollOutcome.ANSWERED:
            answered = now
        limit = max(LONGEST_BACKOFF, wait + len(history) + 1, 30 + 5 + MARGIN, s.earliest - now)
        assert 0 < s.next_at - now <= limit + MARGIN
