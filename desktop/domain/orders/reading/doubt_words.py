"""(A doubt) -> a short name for a card, and a sentence for staff. Neither contains names of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.json_scalars import both_readings
from desktop.domain.orders.order import DoubtKind
from desktop.domain.text.translation import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import Doubt

_LONGEST: Final = 120
_SWAP_SEPARATORS: Final = str.maketrans({",": ".", ".": ","})

_SHORT: Final[dict[DoubtKind, Message]] = {
    DoubtKind.ORDER_UNREADABLE: Message("Order unreadable"),
    DoubtKind.NO_DISHES: Message("No dishes"),
    DoubtKind.DISHES_UNREADABLE: Message("Dishes unreadable"),
    DoubtKind.SECOND_DISH_LIST: Message("Two lists of dishes"),
    DoubtKind.NAME_MISSING: Message("A name is missing"),
    DoubtKind.QUANTITY_UNREADABLE: Message("Quantity unclear"),
    DoubtKind.QUANTITY_ZERO: Message("Quantity 0"),
    DoubtKind.QUANTITY_NEGATIVE: Message("Quantity below 0"),
    DoubtKind.CHOICE_UNKNOWN: Message("With or without?"),
    DoubtKind.UNKNOWN_DETAIL: Message("Unknown detail of a dish"),
    DoubtKind.AMOUNT_AMBIGUOUS: Message("Amount unclear"),
    DoubtKind.AMOUNT_UNREADABLE: Message("Amount unclear"),
    DoubtKind.TOTAL_MISSING: Message("No total"),
    DoubtKind.SUM_DIFFERS: Message("Sum does not match"),
    DoubtKind.DATE_UNREADABLE: Message("Time unclear"),
    DoubtKind.DATE_PASSED: Message("Time is past"),
    DoubtKind.DAY_WITHOUT_TIME: Message("Day without a time"),
    DoubtKind.WAY_UNCLEAR: Message("Delivery or pickup?"),
    DoubtKind.NO_ADDRESS: Message("No address"),
    DoubtKind.NO_PHONE: Message("No phone"),
    DoubtKind.NO_CUSTOMER: Message("No customer name"),
    DoubtKind.CUSTOMER_UNREADABLE: Message("Customer unreadable"),
    DoubtKind.STATUS_UNREADABLE: Message("Status unclear"),
    DoubtKind.NUMBER_MISSING: Message("No order number"),
    DoubtKind.POSSIBLE_NOTE: Message("Maybe a note"),
    DoubtKind.DETAIL_UNREADABLE: Message("A detail is unreadable"),
}

_SENTENCES: Final[dict[DoubtKind, Message]] = {
    DoubtKind.ORDER_UNREADABLE: Message("This order could not be read. Look at Dükkango's panel."),
    DoubtKind.NO_DISHES: Message("The order names no dishes. Look at Dükkango's panel."),
    DoubtKind.SECOND_DISH_LIST: Message(
        "There is a second list of dishes, shown below as received. Compare both before cooking."
    ),
    DoubtKind.TOTAL_MISSING: Message("The total is missing. Ask for the amount before you collect it."),
    DoubtKind.WAY_UNCLEAR: Message(
        "The order is to be delivered, and to be collected by the customer. Ask which one is right."
    ),
    DoubtKind.NO_ADDRESS: Message("No address: ask before accepting."),
    DoubtKind.NO_PHONE: Message("No phone number of the customer."),
    DoubtKind.NO_CUSTOMER: Message("No name of the customer."),
    DoubtKind.CUSTOMER_UNREADABLE: Message(
        "The customer's data could not be read; they are shown below as received."
    ),
    DoubtKind.STATUS_UNREADABLE: Message("The order's status could not be read. Look at Dükkango's panel."),
    DoubtKind.NUMBER_MISSING: Message("The order has no number. Look for it in Dükkango's panel."),
}
"""Sentences without a value."""


def short_words(doubts: Iterable[Doubt]) -> list[str]:
    """Return the short names of doubts for a card, each once, in their order."""
    return list(dict.fromkeys(str(_SHORT[doubt.kind]) for doubt in doubts))


def sentence(doubt: Doubt) -> Message:
    """Return one sentence that says what is unsure."""
    if doubt.kind in _SENTENCES:
        return _SENTENCES[doubt.kind]
    received = _cut(doubt.received)
    if doubt.kind is DoubtKind.AMOUNT_AMBIGUOUS and (readings := both_readings(doubt.received)) is not None:
        more, less = (f"{amount:,.2f}".translate(_SWAP_SEPARATORS) for amount in readings)
        return Message(
            "{amount} came as “{received}”: {more} TL or {less} TL?",
            amount=_amount(doubt),
            received=received,
            more=more,
            less=less,
        )
    if doubt.kind in {DoubtKind.AMOUNT_AMBIGUOUS, DoubtKind.AMOUNT_UNREADABLE}:
        return Message(
            "{amount} came as “{received}” and could not be read.", amount=_amount(doubt), received=received
        )
    name = _cut(doubt.about) or Message("Unnamed dish or option")
    return {
        DoubtKind.DISHES_UNREADABLE: Message(
            "Dishes came as “{received}” and could not be read.", received=received
        ),
        DoubtKind.NAME_MISSING: Message("A dish or an option has no name. Look at Dükkango's panel."),
        DoubtKind.QUANTITY_ZERO: Message("{name}: the quantity is 0. Ask whether it is wanted.", name=name),
        DoubtKind.QUANTITY_NEGATIVE: Message(
            "{name}: the quantity is {received}. Ask how many are wanted.", name=name, received=received
        ),
        DoubtKind.QUANTITY_UNREADABLE: Message(
            "{name}: the quantity came as “{received}”. Ask how many are wanted.",
            name=name,
            received=received,
        ),
        DoubtKind.CHOICE_UNKNOWN: Message(
            "{name}: marked “{received}”. Ask whether it is with or without.", name=name, received=received
        ),
        DoubtKind.UNKNOWN_DETAIL: Message(
            "{name}: an unknown detail, “{received}”. The kitchen might need it.",
            name=name,
            received=received,
        ),
        DoubtKind.SUM_DIFFERS: Message("The dishes and fees do not add up to the total. Check the amounts."),
        DoubtKind.DATE_PASSED: Message(
            "Wanted for “{received}”, which was over when the order was placed. Ask for the time.",
            received=received,
        ),
        DoubtKind.DAY_WITHOUT_TIME: Message(
            "Wanted on a day without a time: “{received}”. Ask for the time.", received=received
        ),
        DoubtKind.DATE_UNREADABLE: Message(
            "A time came as “{received}” and could not be read. Ask when the order is wanted.",
            received=received,
        ),
        DoubtKind.POSSIBLE_NOTE: Message(
            "Maybe a note of the customer: “{received}”. Read it before cooking.", received=received
        ),
        DoubtKind.DETAIL_UNREADABLE: Message(
            "A detail came as “{received}” and could not be read.", received=received
        ),
    }[doubt.kind]


def _amount(doubt: Doubt) -> Message:
    if doubt.about:
        return Message("The price of “{name}”", name=_cut(doubt.about))
    return {
        "total": Message("The total"),
        "discount": Message("The discount"),
        "courier_fee": Message("The delivery fee"),
        "order_tip": Message("The tip"),
    }.get(doubt.path, Message("A price"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
