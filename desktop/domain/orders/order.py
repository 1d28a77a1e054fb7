"""The order, its lines, their modifiers, money and status.

Only types and a few derived values. `payload` reads the vendor's JSON, `lifecycle` knows the possible
actions.
"""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import msgspec

Money = Decimal
"""An amount in Turkish lira, exact."""


class OrderStatus(enum.IntEnum):
    """The vendor's documented status ids; other integers may appear."""

    RECEIVED = 1
    CONFIRMED = 2
    DELIVERED = 5
    CANCELLED = 6
    IN_DELIVERY = 16


class Courier(enum.StrEnum):
    """The courier of an order, with the vendor's names in `courier_type`."""

    RESTAURANT = "restaurant"
    PLATFORM = "fuudy"
    CUSTOMER = "come_get"


class UnreadField(msgspec.Struct, frozen=True):
    """An unrecognised part of a payload, for a person to read."""

    path: str
    """Its path, for example ``items[0].sauce``."""
    text: str
    """Its value as text; nested values as JSON."""


class Modifier(msgspec.Struct, frozen=True):
    """An addition to a dish, or a removal from it."""

    name: str
    quantity: Decimal = Decimal(1)
    price: Money | None = None
    removes: bool = False
    """True for "without …"."""
    group: str = ""
    """Title of its group, "" if the vendor gave none."""


class OrderLine(msgspec.Struct, frozen=True):
    """One dish of an order."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Money | None = None
    total: Money | None = None
    """Price of the whole line, if the vendor gave it."""
    note: str = ""
    modifiers: tuple[Modifier, ...] = ()
    unread: tuple[UnreadField, ...] = ()
    food_id: str = ""
    """The dish's id on the vendor's menu, "" if the order does not name it."""


class Order(msgspec.Struct, frozen=True):
    """An order from the vendor.

    Missing text is "", missing money and times are None. `problems` contains the fields that could not be
    read, and required fields that are missing.
    """

    payment_key: str
    """UUID in lower case; the id in every call."""
    status_id: int
    number: str = ""
    """The number for people (the vendor's `id`)."""
    status_text: str = ""
    shipping_method: str = ""
    """``delivery`` or ``pickup``, or any other text of the vendor."""
    courier_type: str = ""
    payment_method: str = ""
    note: str = ""
    total: Money | None = None
    discount: Money | None = None
    courier_fee: Money | None = None
    tip: Money | None = None
    placed_at: datetime | None = None
    scheduled_at: datetime | None = None
    restaurant_id: str = ""
    restaurant_name: str = ""
    customer_name: str = ""
    customer_phone: str = ""
    address: tuple[str, ...] = ()
    """Lines of the address in reading order."""
    lines: tuple[OrderLine, ...] = ()
    unread: tuple[UnreadField, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_pickup(self) -> bool:
        """Whether the customer collects the order."""
        return self.shipping_method == "pickup" or self.courier_type == Courier.CUSTOMER

    @property
    def item_count(self) -> Decimal:
        """Number of dishes, counting quantities."""
        return sum((line.quantity for line in self.lines), Decimal(0))
