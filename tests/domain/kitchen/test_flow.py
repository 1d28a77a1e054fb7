"""Tickets flow through columns and pages: none is lost, none overlaps another, and parts are counted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.kitchen.flow import Unit, Wall, flow, pages

WALL = Wall(columns=3, height=100, gap=5, head=10, more=5)


def ticket(*heights: int) -> list[Unit]:
    """Return a ticket whose pieces have these heights."""
    return [Unit(height, begins=True) for height in heights]


@pytest.mark.parametrize(
    ("tickets", "places"),
    [
        ([ticket(20), ticket(20), ticket(20)], [(0, 0, 1), (0, 35, 1), (0, 70, 1)]),
        ([ticket(60), ticket(50)], [(0, 0, 1), (1, 0, 1)]),
        # Nearly half of the column would stay empty.
        ([ticket(30), ticket(30, 30)], [(0, 0, 1), (0, 45, 2), (1, 0, 2)]),
        # Its head alone would stand there.
        ([ticket(30), ticket(5, 60)], [(0, 0, 1), (1, 0, 1)]),
        ([ticket(90), ticket(90), ticket(30), ticket(30, 30)], [(0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1)]),
        # Longer than a column.
        ([ticket(*[20] * 10)], [(0, 0, 3), (1, 0, 3), (2, 0, 3)]),
        ([], []),
    ],
)
def test_places(tickets: list[list[Unit]], places: list[tuple[int, int, int]]) -> None:
    assert [(each.column, each.top, each.parts) for each in flow(tickets, WALL)] == places


def test_a_ticket_is_divided_before_a_dish_where_that_is_possible() -> None:
    units = [unit for _ in range(5) for unit in (Unit(15, begins=True), Unit(15, begins=False))]
    first, *_ = flow([units], WALL)
    assert first.end == 4, "five and a half rows would have room"
    (note, *rest) = flow([[Unit(15, begins=not row) for row in range(20)]], WALL)
    assert note.end == 5, "a note that is longer than a column is divided anywhere"
    assert rest


def test_pages() -> None:
    assert pages([], 3) == 1
    assert pages(flow([ticket(80)] * 3, WALL), 3) == 1
    assert pages(flow([ticket(80)] * 4, WALL), 3) == 2


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 140), st.booleans()), max_size=12), max_size=12),
    st.integers(1, 5),
)
def test_nothing_is_lost_and_nothing_overlaps(heights: list[list[tuple[int, bool]]], columns: int) -> None:
    wall = WALL._replace(columns=columns)
    tickets = [[Unit(*unit) for unit in units] for units in heights]
    placed = flow(tickets, wall)
    for number, units in enumerate(tickets):
        parts = [each for each in placed if each.ticket == number]
        assert [part.part for part in parts] == list(range(1, len(parts) + 1))
        assert {part.parts for part in parts} == {len(parts)}
        assert parts[0].first == 0
        assert parts[-1].end == len(units)
        assert all(one.end == other.first for one, other in pairwise(parts))
        whole = wall.head + sum(unit.height for unit in units)
        if whole <= wall.height:
            assert len({part.column // columns for part in parts}) == 1, "on one page"
    for one, other in pairwise(placed):
        assert (other.column, other.top) >= (one.column, one.top)
        if one.column == other.column:
            assert other.top >= one.top + one.height + wall.gap
    # Only a row that is higher than a column passes its end.
    for each in placed:
        rows = tickets[each.ticket][each.first : each.end]
        assert (
            each.top + each.height <= wall.height
            or len(rows) <= 1
            or sum(unit.height > 0 for unit in rows) <= 1
        )
