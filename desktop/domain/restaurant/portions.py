"""Portions left of a dish: the number that a person set, and what accepted orders take from it.

A count that may be wrong is doubtful, and shown with "≈": an order had a quantity that could not be read, a dish without
a name, or a name that fits several counted dishes.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST_PORTIONS: Final = 9999
"""The largest number that a person can set."""

_FEW: Final = 3
_SHARE: Final = 5
"""A fifth of the number that was set counts as few, too."""


class SoldLine(Protocol):
    """One dish of an order, see `OrderLine`."""

    @property
    def name(self) -> str: ...
    @property
    def food_id(self) -> str: ...
    @property
    def quantity(self) -> Decimal | None: ...


class PortionCount(msgspec.Struct, frozen=True):
    """The portions of one branch's dish, counted since a person set their number."""

    food_id: int
    restaurant_id: str
    """Lower-case UUID, "" where the vendor names none."""
    name: str
    start: int
    """The number that was set."""
    since: datetime
    until: datetime | None = None
    """When the count ends by itself; None until a person changes it."""
    taken: Decimal = Decimal(0)
    """By accepted orders since then."""
    doubtful: bool = False

    @property
    def left(self) -> Decimal:
        """The portions that are left; negative where more were sold."""
        return self.start - self.taken

    @property
    def is_sold_out(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0

    @property
    def is_low(self) -> bool:
        """Whether staff should know: 3 or a fifth are left, or more were sold than there were."""
        return self.left != 0 and (self.left <= _FEW or self.left * _SHARE <= self.start)

    def is_over(self, now: datetime) -> bool:
        """Return whether the count has ended by itself."""
        return self.until is not None and self.until <= now


class Taken(msgspec.Struct, frozen=True):
    """The portions that one order takes of one counted dish."""

    food_id: int
    quantity: Decimal
    doubtful: bool = False


def low_counts(counts: Iterable[PortionCount]) -> list[PortionCount]:
    """Return the counts that staff should know of, the fewest portions first."""
    return sorted((count for count in counts if count.is_low), key=lambda count: (count.left, count.since))


def taken_by(
    lines: Sequence[SoldLine],
    restaurant_id: str,
    *,
    counts: Sequence[PortionCount],
    is_listed: Callable[[str], bool],
    complete: bool = True,
) -> tuple[Taken, ...]:
    """Return what an order takes of the counted dishes; quantities of options do not count.

    A line belongs to the dish with its id, else to the dish of that branch with its name.

    Args:
        lines: of an accepted order; a quantity that could not be read counts as one portion.
        restaurant_id: of the order.
        counts: of all branches.
        is_listed: whether the vendor's menu has a dish with this id; a line with such an id is not searched by name.
        complete: whether all lines of the order could be read.
    """
    branch = usable_id(restaurant_id)
    here = [count for count in counts if not branch or count.restaurant_id in {"", branch}]
    quantities: dict[int, Decimal] = {}
    doubtful: set[int] = set()
    if not (lines and complete):
        doubtful |= {count.food_id for count in here}
    for line in lines:
        dish, others = _dish_of(line, counts, here, is_listed)
        if dish is not None:
            food_id = dish.food_id
            # One at least is known of a quantity that cannot be read.
            pieces = Decimal(1) if line.quantity is None else max(line.quantity, Decimal(0))
            quantities[food_id] = quantities.get(food_id, Decimal(0)) + pieces
            if line.quantity is None or line.quantity < 0:
                doubtful.add(food_id)
        doubtful |= {count.food_id for count in others}
    return tuple(
        Taken(food_id, quantities.get(food_id, Decimal(0)), food_id in doubtful)
        for food_id in sorted(quantities.keys() | doubtful)
    )


def after_change(
    now_taken: Iterable[Taken], before: Iterable[Taken], after: Iterable[Taken]
) -> tuple[Taken, ...]:
    """Return what an accepted order takes once its dishes were changed; a dish of which it takes nothing is left out.

    Only the difference counts: what the order took before the present count was set is not taken again.

    Args:
        now_taken: as it is counted.
        before: of the order as it was.
        after: of the order as it is.
    """
    known = {part.food_id: part for part in now_taken}
    was = {part.food_id: part.quantity for part in before}
    becomes = {part.food_id: part for part in after}
    result = []
    for food_id in sorted(known.keys() | was.keys() | becomes.keys()):
        wanted = becomes.get(food_id, Taken(food_id, Decimal(0)))
        counted = known.get(food_id, Taken(food_id, Decimal(0)))
        quantity = max(Decimal(0), counted.quantity + wanted.quantity - was.get(food_id, Decimal(0)))
        doubtful = wanted.doubtful and (food_id in known or quantity > 0)
        if quantity or doubtful:
            result.append(Taken(food_id, quantity, doubtful))
    return tuple(result)


def _dish_of(
    line: SoldLine,
    counts: Iterable[PortionCount],
    here: Sequence[PortionCount],
    is_listed: Callable[[str], bool],
) -> tuple[PortionCount | None, Sequence[PortionCount]]:
    """Return the counted dish of a line, None where there is none; and those that it may be, where that is unknown."""
    ident = line.food_id.strip()
    if ident:
        by_id = next((count for count in counts if str(count.food_id) == ident), None)
        if by_id is not None or is_listed(ident):
            return by_id, ()
    name = _bare(line.name)
    if not name:
        return None, here
    named = [count for count in here if _bare(count.name) == name]
    if not named and line.quantity is None:
        # Its quantity may be a part of the name: "2x Lahmacun".
        return None, [count for count in here if _bare(count.name) in name]
    return (named[0], ()) if len(named) == 1 else (None, named)


def _bare(name: str) -> str:
    return " ".join(folded(name).split())
