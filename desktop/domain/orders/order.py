"""What an order is: the order, its lines, their modifiers, money and status.

Only shapes and the few facts that follow from them. Reading the vendor's JSON is in `payload`,
what staff may do with an order in `lifecycle`.
"""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import msgspec

Money = Decimal
"""An amount in Turkish lira, exact."""


class OrderStatus(enum.IntEnum):
    """The vendor's status ids that are documented; any other integer may appear."""

    RECEIVED = 1
    CONFIRMED = 2
    DELIVERED = 5
    CANCELLED = 6
    IN_DELIVERY = 16


class Courier(enum.StrEnum):
    """Who brings the order, as the vendor names it in `courier_type`."""

    RESTAURANT = "restaurant"
    PLATFORM = "fuudy"
    CUSTOMER = "come_get"


class UnreadField(msgspec.Struct, frozen=True):
    """A part of a payload that no rule recognised, kept for a person to read."""

    path: str
    """Where it stood, for example ``items[0].sauce``."""
    text: str
    """Its value as text; nested values as JSON."""


class Modifier(msgspec.Struct, frozen=True):
    """Something added to or left out of a dish."""

    name: str
    quantity: Decimal = Decimal(1)
    price: Money | None = None
    removes: bool = False
    """True for "without …"."""
    group: str = ""
    """Title of the choice it belongs to, "" when the vendor gave none."""


class OrderLine(msgspec.Struct, frozen=True):
    """One dish of an order."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Money | None = None
    total: Money | None = None
    """Price of the whole line where the vendor gave it."""
    note: str = ""
    modifiers: tuple[Modifier, ...] = ()
    unread: tuple[UnreadField, ...] = ()


class Order(msgspec.Struct, frozen=True):
    """An order as read from the vendor.

    Missing text is "", missing money and times are None. `problems` names the fields that were
    there but could not be read, or that a usable order should have and this one has not.
    """

    payment_key: str
    """UUID in lower case; the id in every call."""
    status_id: int
    number: str = ""
    """What people read out (the vendor's `id`)."""
    status_text: str = ""
    shipping_method: str = ""
    """``delivery`` or ``pickup``, or whatever the vendor sent."""
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
    """Address parts in reading order, one a line."""
    lines: tuple[OrderLine, ...] = ()
    unread: tuple[UnreadField, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_pickup(self) -> bool:
        """Whether the customer collects the order."""
        return self.shipping_method == "pickup" or self.courier_type == Courier.CUSTOMER

    @property
    def item_count(self) -> Decimal:
        """Dishes in all, counting quantities."""
        return sum((line.quantity for line in self.lines), Decimal(0))
