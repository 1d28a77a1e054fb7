"""(Orders that are being cooked) -> how many of each dish: the count that a kitchen calls "all day"."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from desktop.domain.text.turkish_sort import turkish_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import Order, OrderLine


class Portion(NamedTuple):
    """Portions of a dish with the same choices and note."""

    line: OrderLine
    """Such a portion, once and without prices."""
    quantity: Decimal


class DishTotal(NamedTuple):
    """One dish of all orders."""

    name: str
    quantity: Decimal
    portions: tuple[Portion, ...]
    """The kinds of portions, the most frequent first."""

    @property
    def differ(self) -> bool:
        """Whether some portions have choices or a note of their own."""
        return len(self.portions) > 1


def all_day(orders: Iterable[Order]) -> list[DishTotal]:
    """Return the dishes of all orders: the most frequent first, then in Turkish order of their names."""
    kinds: dict[str, dict[OrderLine, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for order in orders:
        for line in order.lines:
            portion = structs.replace(line, food_id="", quantity=Decimal(1), unit_price=None, total=None)
            # A quantity that could not be read is at least one; the order itself is flagged.
            kinds[line.name][portion] += Decimal(1) if line.quantity is None else line.quantity
    totals = [
        DishTotal(
            name,
            sum(portions.values(), Decimal(0)),
            tuple(
                Portion(line, quantity)
                for line, quantity in sorted(portions.items(), key=lambda each: each[1], reverse=True)
            ),
        )
        for name, portions in kinds.items()
    ]
    return sorted(totals, key=lambda total: (-total.quantity, turkish_sort_key(total.name)))
