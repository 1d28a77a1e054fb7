"""Orders that are being cooked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import structs

from desktop.domain.kitchen.dish_keys import content, dish_keys
from desktop.domain.kitchen.stations import Kitchens
from desktop.domain.kitchen.tickets import KitchenTicket, standing
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.kitchen_entries import WHOLE_KITCHEN, EntryKind, KitchenEntry
from desktop.domain.orders.order import Order, OrderLine

NOW = datetime(2026, 1, 16, 11, 0, tzinfo=UTC)
MARGIN = timedelta(minutes=10)
ONE = Kitchens()


def dish(name: str, quantity: str = "1", **fields: Any) -> OrderLine:
    return OrderLine(name, Decimal(quantity), **fields)


def cooking(
    serial: int = 1, *lines: OrderLine, minutes: int = 5, status: int = 2, **fields: Any
) -> BoardOrder:
    """Return an order that was accepted so many minutes ago and is promised 30 minutes after that."""
    board = {name: fields.pop(name) for name in list(fields) if name in BoardOrder.__struct_fields__}
    accepted = NOW - timedelta(minutes=minutes)
    order = Order(
        f"{serial:08x}-5cb7-4c4e-adcb-fc2ec54cf24e",
        status,
        number=str(serial),
        lines=lines or (dish("Lahmacun", "2"), dish("Ayran")),
        **fields,
    )
    known = {"received_at": accepted, "changed_at": accepted, "accepted_at": accepted, "preparing_time": 30}
    return BoardOrder(order=order, **{**known, **board})


def with_entry(view: BoardOrder, kind: EntryKind, **fields: Any) -> BoardOrder:
    """Return an order with one more entry."""
    at = NOW - timedelta(minutes=4) + timedelta(seconds=len(view.kitchen))
    entry = KitchenEntry(len(view.kitchen) + 1, kind, fields.pop("station", WHOLE_KITCHEN), at, **fields)
    return structs.replace(view, kitchen=(*view.kitchen, entry))


def bumped(view: BoardOrder, station: str = WHOLE_KITCHEN, *keys: str) -> BoardOrder:
    """Return an order whose ticket, or whose dishes with these keys, were bumped."""
    if keys:
        return with_entry(view, EntryKind.BUMP, station=station, dishes=keys)
    every = tuple(dish_keys(view.order.lines))
    return with_entry(view, EntryKind.BUMP, station=station, dishes=every, content=content(view, every))


def changed(view: BoardOrder, **fields: Any) -> BoardOrder:
    """Return an order after a change that came while it was cooked."""
    return structs.replace(
        with_entry(view, EntryKind.CHANGE, before=view.order), order=structs.replace(view.order, **fields)
    )


def stand(*orders: BoardOrder, station: str = WHOLE_KITCHEN, kitchens: Kitchens = ONE) -> list[KitchenTicket]:
    return standing(orders, station, kitchens, MARGIN)
