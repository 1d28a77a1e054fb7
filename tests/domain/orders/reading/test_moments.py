"""Dates as vendors write them -> a time, a span, a day, none, or unreadable."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.reading.moments import Moment, read_moment
from desktop.domain.text.local_time import ISTANBUL

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=ISTANBUL)
HALF_PAST_EIGHT = datetime(2026, 11, 30, 20, 30, tzinfo=ISTANBUL)
NINE = HALF_PAST_EIGHT.replace(hour=21, minute=0)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-30 20:30:00",
        "2026-11-30 20:30",
        "2026-11-30T20:30:00",
        "2026-11-30T17:30:00Z",
        "2026-11-30T17:30:00.000+00:00",
        "2026-11-30 20:30:00+0300",
        "2026-11-30T14:30:00-03:00",
        "2026/11/30 20:30",
        "30.11.2026 20:30",
        "30.11.2026 20:30:00",
        "30/11/2026 20:30",
        "30.11.2026, 20.30",
        1796059800,
        "1796059800",
        1796059800000,
        Decimal("1796059800.0"),
        " 2026-11-30 20:30 ",
    ],
)
def test_a_point_in_time_is_read_in_every_form(written: object) -> None:
    assert read_moment(written) == Moment(HALF_PAST_EIGHT)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-30 20:30 - 21:00",
        "2026-11-30 20:30-21:00",
        "2026-11-30 20:30:00 – 21:00:00",
        "30.11.2026 20:30 - 21:00",
        "2026-11-30 20:30 - 2026-11-30 21:00",
        "20:30 - 21:00",
        "20:30-21:00",
    ],
)
def test_a_span_is_read_with_its_end(written: str) -> None:
    assert read_moment(written, NOON) == Moment(HALF_PAST_EIGHT, NINE)


def test_a_span_may_end_after_midnight() -> None:
    read = read_moment("2026-11-30 23:30 - 00:15")
    assert read is not None
    assert read.until == datetime(2026, 12, 1, 0, 15, tzinfo=ISTANBUL)


def test_a_time_of_day_is_meant_for_the_day_of_the_order() -> None:
    assert read_moment("20:30", NOON) == Moment(HALF_PAST_EIGHT)
    assert read_moment("20:30") is None
    # Over by then: tomorrow, or a mistake. A person asks.
    assert read_moment("11:30", NOON) is None
    assert read_moment("00:30 - 01:00", NOON) is None


@pytest.mark.parametrize("written", ["2026-12-01", "01.12.2026", "1/12/2026"])
def test_a_day_without_a_time_is_a_day(written: str) -> None:
    assert read_moment(written) == Moment(day=date(2026, 12, 1))


@pytest.mark.parametrize(
    "written",
    ["", " ", 0, "0", False, "0000-00-00 00:00:00", "0000-00-00", "0001-01-01T00:00:00", "00.00.0000"],
)
def test_a_zero_date_is_none(written: object) -> None:
    assert read_moment(written) == Moment()


@pytest.mark.parametrize(
    "written",
    [
        "bu akşam",
        "2026-02-30 20:30",
        "2026-11-30 25:00",
        "30.11.26 20:30",
        "20:30 - belki",
        "2026-12-01 - 2026-12-02",
        "2026-11-30 21:00 - 2026-11-30 20:30",
        "2026-11-30T20:30:00+99:00",
        "2026-11-30T20:30-21:00",
        "2026-11-30T20:30-05:00",
        7,
        10**40,
        Decimal("1e-400"),
        True,
        ["2026-11-30"],
        {},
    ],
)
def test_anything_else_is_unreadable(written: object) -> None:
    assert read_moment(written, NOON) is None


@given(st.text() | st.text("0123456789-.:/T +Z"))
def test_no_text_raises_an_error(written: str) -> None:
    read_moment(written, NOON)
