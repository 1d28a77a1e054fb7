"""The business day of a moment, also across midnight and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.business_day import business_day, next_start, start_of
from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.sale import counted_at
from desktop.domain.text.local_time import ISTANBUL

FIVE = time(5)
START = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "begins", "expected"),
    [
        ("2026-11-29 23:59:59", "05:00", "2026-11-29"),
        ("2026-11-30 00:00:00", "05:00", "2026-11-29"),
        ("2026-11-30 01:30:00", "05:00", "2026-11-29"),
        ("2026-11-30 04:59:59", "05:00", "2026-11-29"),
        ("2026-11-30 05:00:00", "05:00", "2026-11-30"),
        ("2026-11-30 00:00:00", "00:00", "2026-11-30"),
        ("2026-11-30 05:10:00", "05:30", "2026-11-29"),
        # The clocks went forward from 03:00 to 04:00 on 29 March 2015, and back from 04:00 to 03:00 on 8 November.
        ("2015-03-29 02:59:00", "03:30", "2015-03-28"),
        ("2015-03-29 04:00:00", "03:30", "2015-03-28"),
        ("2015-03-29 04:30:00", "03:30", "2015-03-29"),
        ("2015-11-08 03:40:00", "03:30", "2015-11-08"),
    ],
)
def test_the_business_day_of_a_moment(moment: str, begins: str, expected: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=ISTANBUL)
    assert business_day(at.astimezone(UTC), time.fromisoformat(begins)).isoformat() == expected


@given(
    st.integers(0, 35 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.sampled_from([time(0), time(3, 30), FIVE, time(6, 15)]),
)
def test_each_moment_is_in_exactly_one_business_day(moment: datetime, begins: time) -> None:
    day = business_day(moment, begins)
    assert (
        start_of(day, begins)
        <= moment
        < start_of(day + timedelta(days=1), begins)
        == next_start(moment, begins)
    )
    for span in Span:
        period = Period.at(span, moment, begins)
        assert period.since <= moment < period.until
        assert day in period.days


def test_an_hour_that_the_clocks_repeat_stays_in_its_day() -> None:
    first = datetime(2015, 11, 8, 3, 40, tzinfo=ISTANBUL)
    days = [
        business_day(first.astimezone(UTC) + timedelta(minutes=10 * step), time(3, 30)) for step in range(12)
    ]
    assert set(days) == {date(2015, 11, 8)}


def test_the_compared_share_is_counted_in_real_time() -> None:
    week = Period.of(Span.WEEK, date(2015, 3, 29))
    assert week.until - week.since == timedelta(days=7) - timedelta(hours=1)


DATED = b'{"date": "2026-11-30"}'
MIDNIGHT = datetime(2026, 11, 30, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("received", "raw", "expected"),
    [
        # Its arrival is the best guess at the hour.
        (MIDNIGHT.replace(hour=19), DATED, MIDNIGHT.replace(hour=19)),
        # It belongs to the day that was written, whenever it arrived.
        (MIDNIGHT.replace(hour=2), DATED, MIDNIGHT.replace(hour=5)),
        (MIDNIGHT + timedelta(days=3), DATED, MIDNIGHT + timedelta(hours=29) - timedelta(milliseconds=1)),
        (MIDNIGHT.replace(hour=19), b'{"date": "30.11.2026"}', MIDNIGHT.replace(hour=19)),
        # A time of midnight is a time.
        (MIDNIGHT.replace(hour=19), b'{"date": "2026-11-30 00:00:00"}', MIDNIGHT),
        (MIDNIGHT.replace(hour=19), b'{"date": 5}', MIDNIGHT),
        (MIDNIGHT.replace(hour=19), b"no JSON", MIDNIGHT),
    ],
)
def test_a_date_without_a_time_counts_on_that_day(received: datetime, raw: bytes, expected: datetime) -> None:
    assert counted_at(MIDNIGHT, received, raw) == expected


def test_a_date_without_a_time_is_no_time_and_must_be_plausible() -> None:
    late = MIDNIGHT.replace(hour=2)
    assert counted_at(None, late, DATED) == MIDNIGHT.replace(hour=5)
    assert counted_at(None, late, b"{}") == late
    assert counted_at(None, late + timedelta(days=30), DATED) == late + timedelta(days=30)


def test_a_day_stays_the_same_without_personal_data() -> None:
    raw = (
        b'{"payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", "date": "30.11.2026", "note": "Zil bozuk"}'
    )
    blank = without_personal_data(raw.decode()).encode()
    assert b"Zil" not in blank
    late = MIDNIGHT + timedelta(days=2)
    assert counted_at(None, late, blank) == counted_at(None, late, raw) < MIDNIGHT + timedelta(days=1.3)
    assert without_personal_data(blank.decode()).encode() == blank


def test_a_time_is_not_moved() -> None:
    noon = MIDNIGHT.replace(hour=12)
    assert counted_at(noon, MIDNIGHT + timedelta(days=1), DATED) == noon
