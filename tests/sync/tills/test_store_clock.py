"""The database's time between two answers: the quickest answer counts, and a clock that was set is followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.sync.tills.store_clock import StoreClock
from tests.harness import GivenClock

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)


def test_it_goes_on_by_the_steady_clock_whatever_the_machine_says() -> None:
    steady = [0.0]
    day = [NOON + timedelta(hours=3)]
    clock = StoreClock(GivenClock(lambda: day[0], lambda: steady[0]))
    assert clock.now() == NOON + timedelta(hours=3)
    clock.saw(NOON)
    steady[0] += 10
    day[0] -= timedelta(days=1)
    assert clock.now() == NOON + timedelta(seconds=10)


def test_a_slow_answer_does_not_set_it_back() -> None:
    steady = [0.0]
    clock = StoreClock(GivenClock(lambda: NOON, lambda: steady[0]))
    clock.saw(NOON)
    steady[0] += 4
    clock.saw(NOON + timedelta(seconds=1))
    assert clock.now() == NOON + timedelta(seconds=4)


def test_a_database_whose_clock_was_set_is_followed() -> None:
    steady = [0.0]
    clock = StoreClock(GivenClock(lambda: NOON, lambda: steady[0]))
    clock.saw(NOON)
    clock.saw(NOON - timedelta(hours=1))
    assert clock.now() == NOON - timedelta(hours=1)
    clock.saw(NOON + timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
