"""The end of a dish's time off sale, and the end of a branch's break."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec
import pytest

from desktop.domain.restaurant.branch import Branch, shop_state
from desktop.domain.restaurant.off_sale import OffFor, OffSale, end_of
from desktop.domain.text.local_time import ISTANBUL

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ISTANBUL)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (NOON, datetime(2026, 11, 25, 5, 0, tzinfo=ISTANBUL)),
        (datetime(2026, 11, 25, 1, 30, tzinfo=ISTANBUL), datetime(2026, 11, 25, 5, 0, tzinfo=ISTANBUL)),
        (datetime(2026, 11, 25, 5, 0, tzinfo=ISTANBUL), datetime(2026, 11, 26, 5, 0, tzinfo=ISTANBUL)),
    ],
)
def test_until_closing_ends_by_five_in_the_morning(now: datetime, end: datetime) -> None:
    assert end_of(OffFor.UNTIL_CLOSING, now) == end


def test_until_closing_ends_when_the_business_day_of_this_restaurant_begins() -> None:
    night = datetime(2026, 11, 25, 5, 30, tzinfo=ISTANBUL)
    assert end_of(OffFor.UNTIL_CLOSING, night, time(6)) == night.replace(hour=6, minute=0)
    assert end_of(OffFor.UNTIL_CLOSING, NOON, time(0)) == datetime(2026, 11, 25, tzinfo=ISTANBUL)


def test_four_hours_and_until_a_person_decides() -> None:
    assert end_of(OffFor.FEW_HOURS, NOON) == NOON + 4 * HOUR
    assert end_of(OffFor.UNTIL_SAID, NOON) is None


OFF = OffSale(1, "b", "Mantı", since=NOON, until=NOON + 17 * HOUR, until_closing=True)
CLOSED = Branch("b", "Şube", is_open=False, closed_at=NOON + HOUR)


@pytest.mark.parametrize(
    ("branch", "over"),
    [
        (None, False),
        (CLOSED, True),
        (msgspec.structs.replace(CLOSED, is_open=True, closed_at=None), False),
        (msgspec.structs.replace(CLOSED, reopen_at=NOON + 2 * HOUR), False),
        (msgspec.structs.replace(CLOSED, wanted_open=True), False),
        (msgspec.structs.replace(CLOSED, closed_at=NOON - HOUR), False),
        (msgspec.structs.replace(CLOSED, closed_at=None), False),
    ],
)
def test_until_closing_ends_when_its_branch_closes_after_that(branch: Branch | None, over: bool) -> None:
    assert OFF.is_over(NOON + 2 * HOUR, branch) is over
    assert OFF.is_over(NOON + 17 * HOUR, branch)


def test_a_dish_without_an_end_stays_off() -> None:
    dish = msgspec.structs.replace(OFF, until=None, until_closing=False)
    assert not dish.is_over(NOON + 10_000 * HOUR, CLOSED)


def test_a_break_ends_automatically_unless_it_ended_long_ago() -> None:
    branch = msgspec.structs.replace(CLOSED, reopen_at=NOON)
    late = timedelta(hours=12)
    assert [branch.is_to_reopen(NOON + d) for d in (-HOUR, 0 * HOUR, late)] == [False, True, True]
    assert [branch.is_too_late_to_reopen(NOON + d) for d in (0 * HOUR, late, late + HOUR)] == [
        False,
        False,
        True,
    ]


def test_the_summary_of_the_branches() -> None:
    state = shop_state((CLOSED, Branch("c", "C", is_open=True), Branch("d", "D", wanted_open=True)))
    assert (state.open, state.of, state.pending, state.unknown, state.reopen_at) == (1, 3, True, True, None)
    paused = msgspec.structs.replace(CLOSED, reopen_at=NOON)
    assert shop_state((paused,)).reopen_at == NOON
