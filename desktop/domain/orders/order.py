"""The order, the tree of its dishes, money, status, and the doubts of its reading.

Only types and a few derived values. `reading` reads the vendor's JSON, `lifecycle` knows the possible
actions.
"""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

Money = Decimal
"""An amount in Turkish lira, exact."""

_LONGEST_UNCLEAR_SCHEDULE: Final = timedelta(days=7)
"""How long an order is kept whose time is there but could not be read."""

_LAST_PLACED: Final = datetime(9999, 1, 1, tzinfo=UTC)


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


_SHIPPING: Final = {
    **dict.fromkeys(("pickup", "gelal", "comeget"), "pickup"),
    **dict.fromkeys(("delivery", "teslimat"), "delivery"),
}
"""The letters of the vendor's codes and names -> its code."""
_COURIERS: Final = frozenset(Courier)


@lru_cache(maxsize=64)
def shipping_code(text: str) -> str:
    """Return the vendor's code of a way of shipping in any spelling; any other text as it is."""
    letters = "".join(character for character in folded(text) if character.isalpha())
    return _SHIPPING.get(letters, text)


def courier_code(text: str) -> str:
    """Return the vendor's code of a courier in any spelling; any other text as it is."""
    code = text.lower()
    return code if code in _COURIERS else text


class UnreadField(msgspec.Struct, frozen=True):
    """An unrecognised part of a payload, for a person to read."""

    path: str
    """Its path, for example ``items[0].sauce``."""
    text: str
    """Its value as text; nested values as JSON."""


class DoubtKind(enum.StrEnum):
    """The reasons to doubt the reading of an order, the gravest first; `reading.doubt_words` has a sentence for each."""

    ORDER_UNREADABLE = "order_unreadable"
    """The whole payload is no readable JSON."""
    STATUS_UNREADABLE = "status_unreadable"
    DATE_UNREADABLE = "date_unreadable"
    DATE_PASSED = "date_passed"
    """The asked-for time was over when the order was placed."""
    DAY_WITHOUT_TIME = "day_without_time"
    WAY_UNCLEAR = "way_unclear"
    """It is to be delivered to an address, and collected by the customer."""
    NO_ADDRESS = "no_address"
    NO_DISHES = "no_dishes"
    DISHES_UNREADABLE = "dishes_unreadable"
    """A list of dishes, or one of its entries, is no dish."""
    SECOND_DISH_LIST = "second_dish_list"
    QUANTITY_UNREADABLE = "quantity_unreadable"
    QUANTITY_ZERO = "quantity_zero"
    QUANTITY_NEGATIVE = "quantity_negative"
    CHOICE_UNKNOWN = "choice_unknown"
    """It is unclear whether an option is added or left out."""
    POSSIBLE_NOTE = "possible_note"
    """A field that no rule knows may be a note of the customer."""
    NAME_MISSING = "name_missing"
    """A dish or an option has no name."""
    AMOUNT_AMBIGUOUS = "amount_ambiguous"
    """1.250 lira or 1,25 lira."""
    AMOUNT_UNREADABLE = "amount_unreadable"
    TOTAL_MISSING = "total_missing"
    SUM_DIFFERS = "sum_differs"
    NO_PHONE = "no_phone"
    NO_CUSTOMER = "no_customer"
    CUSTOMER_UNREADABLE = "customer_unreadable"
    NUMBER_MISSING = "number_missing"
    UNKNOWN_DETAIL = "unknown_detail"
    """A dish or an option has fields that no rule knows: a cook might need them."""
    DETAIL_UNREADABLE = "detail_unreadable"
    """A known field has a value of another type than a text."""


class Doubt(msgspec.Struct, frozen=True):
    """One thing that a person must look at; the automatic rule never accepts an order with a doubt."""

    kind: DoubtKind
    path: str = ""
    """The field, for example ``items[0].quantity``; never shown to staff in a sentence."""
    received: str = ""
    """The value as it came, "" if there is none."""
    about: str = ""
    """The name of the dish or option, "" for the order itself or if it has none."""


class Choice(enum.StrEnum):
    """The customer's decision on an option."""

    ADDED = "added"
    REMOVED = "removed"
    NOT_CHOSEN = "not_chosen"
    """The vendor lists it, but the customer did not choose it."""
    UNKNOWN = "unknown"
    """Neither "with" nor "without": shown as it came."""


class Option(msgspec.Struct, frozen=True):
    """An addition to a dish, a removal from it, or a chosen part of a menu with its own options."""

    name: str
    quantity: Decimal | None = Decimal(1)
    """Pieces for one piece of what it belongs to; one if none is given, None if it could not be read."""
    price: Money | None = None
    total: Money | None = None
    note: str = ""
    choice: Choice = Choice.ADDED
    received_choice: str = ""
    """The unknown word that made `choice` unknown, else ""."""
    received_quantity: str = ""
    """The quantity as it came if it could not be read, else ""."""
    groups: tuple[OptionGroup, ...] = ()
    unread: tuple[UnreadField, ...] = ()


class OptionGroup(msgspec.Struct, frozen=True):
    """Options under one title; without a title the options stand directly under their dish or option."""

    options: tuple[Option, ...] = ()
    title: str = ""
    choice: Choice = Choice.ADDED
    received_choice: str = ""
    """The unknown word that made `choice` unknown, else ""."""
    note: str = ""
    groups: tuple[OptionGroup, ...] = ()
    """Groups inside this one, without an option between."""
    unread: tuple[UnreadField, ...] = ()


class OrderLine(msgspec.Struct, frozen=True):
    """One dish of an order."""

    name: str
    quantity: Decimal | None = Decimal(1)
    """Pieces; one if none is given, 0 is 0, None if it could not be read."""
    unit_price: Money | None = None
    total: Money | None = None
    """Price of the whole line, if the vendor gave it."""
    note: str = ""
    groups: tuple[OptionGroup, ...] = ()
    received_quantity: str = ""
    """The quantity as it came if it could not be read, else ""."""
    unread: tuple[UnreadField, ...] = ()
    food_id: str = ""
    """The dish's id on the vendor's menu, "" if the order does not name it."""

    def options(self) -> Iterator[Option]:
        """Yield every option of the dish, at any depth."""
        return (option for group in groups_of(self.groups) for option in group.options)


def groups_of(groups: tuple[OptionGroup, ...]) -> Iterator[OptionGroup]:
    """Yield groups and all groups inside them, at any depth, each before its own."""
    for group in groups:
        yield group
        for option in group.options:
            yield from groups_of(option.groups)
        yield from groups_of(group.groups)


class Order(msgspec.Struct, frozen=True):
    """An order from the vendor.

    Missing text is "", missing money and times are None. `doubts` contains all that the reading is unsure of.
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
    scheduled_until: datetime | None = None
    """End of the asked-for span of time, None for a point in time."""
    scheduled_day: date | None = None
    """The asked-for day, if it came without a time."""
    scheduled_received: str = ""
    """The asked-for time as it came, if it could not be read to the minute; then `scheduled_at` is None."""
    restaurant_id: str = ""
    restaurant_name: str = ""
    customer_name: str = ""
    customer_phone: str = ""
    address: tuple[str, ...] = ()
    """Lines of the address in reading order."""
    lines: tuple[OrderLine, ...] = ()
    unread: tuple[UnreadField, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_pickup(self) -> bool:
        """Whether the customer collects the order."""
        return self.shipping_method == "pickup" or self.courier_type == Courier.CUSTOMER

    @property
    def item_count(self) -> Decimal:
        """Number of dishes, counting quantities; a dish whose quantity could not be read counts as one."""
        return sum(
            (Decimal(1) if n is None else n for n in (each.quantity for each in self.lines)), Decimal(0)
        )

    @property
    def schedule_is_unclear(self) -> bool:
        """Whether a time was asked for, and it is not known to the minute. Such an order is never one for now."""
        return self.scheduled_at is None and self.scheduled_received != ""

    @property
    def open_until(self) -> datetime | None:
        """The last moment the customer may have asked for, None for "as soon as possible"."""
        if self.scheduled_at is not None:
            return self.scheduled_until or self.scheduled_at
        if self.scheduled_day is not None:
            return datetime.combine(self.scheduled_day, time(23, 59), ISTANBUL)
        if not self.schedule_is_unclear or self.placed_at is None:
            return None
        # A mistyped year may be the last that there is.
        return min(self.placed_at, _LAST_PLACED) + _LONGEST_UNCLEAR_SCHEDULE
