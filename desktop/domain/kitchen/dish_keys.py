"""(An order) -> keys of its dishes and of its ticket: what is cooked otherwise has another key.

A bump names keys. A dish that changes after it is therefore open again, and so is its ticket. Prices are in no key.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.domain.orders.order import OrderStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import OptionGroup, Order, OrderLine


def dish_keys(lines: Iterable[OrderLine]) -> list[str]:
    """Return a key for each dish. Two dishes that are alike in all have the keys of the first and of the second."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        digest = _digest_of(line)
        keys.append(f"{digest}{seen[digest]}" if seen[digest] else digest)
        seen[digest] += 1
    return keys


def content(view: BoardOrder, keys: Iterable[str]) -> str:
    """Return the key of a ticket with these dishes: it changes with whatever a cook has to read."""
    order = view.order
    cancelled = order.status_id == OrderStatus.CANCELLED
    return _digest((tuple(keys), _head(order), cancelled, view.gone_at is not None))


def cooked_otherwise(before: Order, after: Order) -> bool:
    """Return whether a kitchen has to know of a change."""
    return _head(before) != _head(after) or dish_keys(before.lines) != dish_keys(after.lines)


def _head(order: Order) -> tuple[Any, ...]:
    asked = order.scheduled_at, order.scheduled_until, order.scheduled_day, order.scheduled_received
    return (order.note, *map(str, asked), order.is_pickup)


@lru_cache(maxsize=2048)
def _digest_of(line: OrderLine) -> str:
    own = (line.name, _exact(line.quantity), line.received_quantity, line.note, line.food_id)
    return _digest((own, _groups(line.groups), _unread(line.unread)))


def _groups(groups: tuple[OptionGroup, ...]) -> list[Any]:
    return [
        (
            group.title,
            group.choice,
            group.received_choice,
            group.note,
            _unread(group.unread),
            _groups(group.groups),
            [
                (
                    option.name,
                    _exact(option.quantity),
                    option.received_quantity,
                    option.choice,
                    option.received_choice,
                    option.note,
                    _unread(option.unread),
                    _groups(option.groups),
                )
                for option in group.options
            ],
        )
        for group in groups
    ]


def _exact(quantity: object) -> str:
    """Return a number in one spelling: 2 and 2.0 are the same pieces."""
    return (
        ""
        if quantity is None
        else f"{quantity:f}".rstrip("0").rstrip(".")
        if "." in f"{quantity:f}"
        else f"{quantity:f}"
    )


def _unread(fields: Iterable[Any]) -> list[tuple[str, str]]:
    # The place in the order's list is no part of the dish.
    return [(field.path.rpartition(".")[2], field.text) for field in fields]


def _digest(value: object) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=8).hexdigest() + "."
