"""What an order takes of the counted dishes, when a count is doubtful, and when staff should know."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.order import Option, OptionGroup, OrderLine
from desktop.domain.restaurant.portions import PortionCount, Taken, after_change, low_counts, taken_by

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HERE = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
THERE = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"
UNLISTED, LISTED = "900", "106"


def count(food_id: int, name: str = "Lahmacun", branch: str = HERE, start: int = 10) -> PortionCount:
    return PortionCount(food_id, branch, name, start, NOON)


LAHMACUN, AYRAN, ELSEWHERE = count(107), count(113, "Ayran 300 ml"), count(1107, branch=THERE)
COUNTS = (LAHMACUN, AYRAN, ELSEWHERE)


def line(name: str = "Lahmacun", quantity: str | None = "1", food_id: str = "") -> OrderLine:
    return OrderLine(
        name=name,
        food_id=food_id,
        quantity=None if quantity is None else Decimal(quantity),
        groups=(OptionGroup((Option("Ayran 300 ml", Decimal(5)),)),),
    )


def taken(
    *lines: OrderLine,
    complete: bool = True,
    branch: str = HERE,
    counts: Sequence[PortionCount] = COUNTS,
) -> dict[int, tuple[str, bool]]:
    parts = taken_by(lines, branch, counts=counts, is_listed=lambda ident: ident == LISTED, complete=complete)
    return {part.food_id: (str(part.quantity), part.doubtful) for part in parts}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((line(),), {107: ("1", False)}),
        ((line(quantity="2"), line("AYRAN  300 ML")), {107: ("2", False), 113: ("1", False)}),
        ((line(quantity="2"), line(quantity="1.5")), {107: ("3.5", False)}),
        ((line("Künefe"),), {}),
        # A quantity inside the name was not counted.
        ((line("2x Lahmacun", quantity=None),), {107: ("0", True)}),
        ((line("2x Künefe", quantity=None),), {}),
        # The id beats the name, also where it is of another branch.
        ((line("Lahmacun (acılı)", food_id=" 107 "),), {107: ("1", False)}),
        ((line(food_id="1107"),), {1107: ("1", False)}),
        # An id that is on the menu is another dish; one that is not may be of another kind.
        ((line(food_id=LISTED),), {}),
        ((line(food_id=UNLISTED),), {107: ("1", False)}),
    ],
)
def test_a_line_belongs_to_a_dish_by_id_else_by_name(
    lines: tuple[OrderLine, ...], expected: dict[int, tuple[str, bool]]
) -> None:
    assert taken(*lines) == expected


def test_a_name_belongs_to_the_branch_of_the_order() -> None:
    assert taken(line(), branch=THERE) == {1107: ("1", False)}
    assert taken(line(), branch=HERE.upper()) == {107: ("1", False)}
    assert taken(line(), branch=THERE, counts=[count(7, branch="")]) == {7: ("1", False)}


@pytest.mark.parametrize(
    ("lines", "branch", "expected"),
    [
        ((line(quantity=None),), HERE, {107: ("1", True)}),
        ((line(quantity="-2"),), HERE, {107: ("0", True)}),
        ((line(quantity="0"),), HERE, {107: ("0", False)}),
        ((line(), line("Künefe", None)), HERE, {107: ("1", False)}),
        # A dish without a name may be any.
        ((line(""),), HERE, {107: ("0", True), 113: ("0", True)}),
        ((), HERE, {107: ("0", True), 113: ("0", True)}),
        # Nobody knows of which branch.
        ((line(),), "", {107: ("0", True), 1107: ("0", True)}),
    ],
)
def test_what_is_not_known_makes_a_count_doubtful(
    lines: tuple[OrderLine, ...],
    branch: str,
    expected: dict[int, tuple[str, bool]],
) -> None:
    assert taken(*lines, branch=branch) == expected


def test_a_list_of_dishes_that_could_not_be_read_makes_all_counts_doubtful() -> None:
    assert taken(line(), complete=False) == {107: ("1", True), 113: ("0", True)}


def parts(**quantities: str) -> tuple[Taken, ...]:
    return tuple(Taken(int(name[1:]), Decimal(quantity)) for name, quantity in quantities.items())


@pytest.mark.parametrize(
    ("now_taken", "before", "after", "expected"),
    [
        (parts(d1="2"), parts(d1="2"), parts(d1="2"), parts(d1="2")),
        (parts(d1="2"), parts(d1="2"), parts(d1="5"), parts(d1="5")),
        (parts(d1="2"), parts(d1="2"), parts(), ()),
        (parts(), parts(), parts(d1="1"), parts(d1="1")),
        # The count was set after the order was accepted: only what was added counts.
        (parts(), parts(d1="2"), parts(d1="2"), ()),
        (parts(), parts(d1="2"), parts(d1="3"), parts(d1="1")),
        (parts(), parts(d1="2"), parts(d1="1"), ()),
    ],
)
def test_changed_dishes_count_by_their_difference(
    now_taken: tuple[Taken, ...],
    before: tuple[Taken, ...],
    after: tuple[Taken, ...],
    expected: tuple[Taken, ...],
) -> None:
    assert after_change(now_taken, before, after) == expected


@pytest.mark.parametrize(
    ("start", "taken", "left", "low", "sold_out"),
    [
        (10, "0", "10", False, False),
        (10, "6.5", "3.5", False, False),
        (10, "7", "3", True, False),
        (50, "40", "10", True, False),
        (50, "39", "11", False, False),
        (10, "9.5", "0.5", True, False),
        (10, "10", "0", False, True),
        (10, "12", "-2", True, True),
        (0, "0", "0", False, True),
    ],
)
def test_few_portions_are_low_and_none_are_sold_out(
    start: int, taken: str, left: str, low: bool, sold_out: bool
) -> None:
    counted = PortionCount(1, HERE, "Künefe", start, NOON, taken=Decimal(taken))
    assert (counted.left, counted.is_low, counted.is_sold_out) == (Decimal(left), low, sold_out)


def test_the_fewest_portions_come_first() -> None:
    given = [count(1, start=2), count(2, start=10), count(3, start=1)]
    assert [counted.food_id for counted in low_counts(given)] == [3, 1]
