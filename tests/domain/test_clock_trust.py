"""When the time of day is sure enough to delete by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain import clock_trust
from desktop.domain.clock_trust import ClockTrust

NOON = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("since_last", "sure"),
    [
        pytest.param(None, True, id="first start"),
        pytest.param(timedelta(), True, id="at once"),
        pytest.param(DAY * 6, True, id="a holiday"),
        pytest.param(DAY * 8, False, id="a long pause, or a jump"),
        pytest.param(DAY * 100, False, id="far ahead"),
        pytest.param(-HOUR / 2, True, id="set right"),
        pytest.param(-HOUR * 2, False, id="back"),
        pytest.param(-DAY * 2000, False, id="far back"),
    ],
)
def test_a_start_compares_with_the_last_time_that_was_sure(
    since_last: timedelta | None, *, sure: bool
) -> None:
    last = None if since_last is None else NOON - since_last
    assert clock_trust.started(NOON, last).is_sure is sure


@pytest.mark.parametrize(
    ("by_day", "by_steady", "sure"),
    [
        (timedelta(seconds=1), timedelta(seconds=1), True),
        (DAY, DAY, True),  # asleep
        (HOUR / 2, timedelta(seconds=1), True),
        (DAY * 100, timedelta(seconds=1), False),
        (-DAY * 100, timedelta(seconds=1), False),
        (timedelta(seconds=1), DAY, False),
    ],
)
def test_a_jump_makes_the_time_unsure(by_day: timedelta, by_steady: timedelta, *, sure: bool) -> None:
    assert clock_trust.passed(ClockTrust(), by_day, by_steady).is_sure is sure


def test_only_a_confirmation_makes_it_sure_again() -> None:
    unsure = clock_trust.passed(ClockTrust(), DAY, timedelta())
    assert not clock_trust.passed(unsure, HOUR, HOUR).is_sure
    assert clock_trust.confirmed(unsure).is_sure
    assert clock_trust.vendor_said(timedelta(minutes=59)).is_sure


@pytest.mark.parametrize("ahead", [DAY, -DAY])
def test_a_person_does_not_overrule_the_vendors_clock(ahead: timedelta) -> None:
    contradicted = clock_trust.vendor_said(ahead)
    assert contradicted == ClockTrust(is_sure=False, vendor_ahead=ahead)
    assert not clock_trust.confirmed(contradicted).is_sure
