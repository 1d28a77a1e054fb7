"""Payment methods in the vendor's words, and the sentence about the money that a courier collects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.sales.payment import KNOWN, Payment, PaymentName, read_payment
from desktop.domain.text.translation import tr
from desktop.ui.text.format import money, one_line

if TYPE_CHECKING:
    from desktop.domain.orders.order import Order

_LONGEST: Final = 60


class _Vocabulary:
    """The vendor's words, like the language in force: one list for the whole window."""

    names: tuple[PaymentName, ...] = KNOWN
    read: Final[dict[str, Payment]] = {}
    """Cards are painted often and have few methods."""


_MOST_READ: Final = 500


def set_payment_names(names: tuple[PaymentName, ...]) -> None:
    """Use the vendor's names from now on; texts that are shown already stay as they are."""
    _Vocabulary.names = names
    _Vocabulary.read.clear()


def payment_of(text: str) -> Payment:
    """Return the payment method of an order."""
    read = _Vocabulary.read
    if text not in read:
        if len(read) >= _MOST_READ:
            read.clear()
        read[text] = read_payment(text, _Vocabulary.names)
    return read[text]


def payment(order: Order) -> str:
    """Return the payment method in the vendor's words."""
    return one_line(payment_of(order.payment_method).name, _LONGEST)


def to_collect(order: Order) -> str:
    """Return the money that is collected when the order is handed over, "" where the method does not say so."""
    method = payment_of(order.payment_method)
    if order.total is None or not method.is_collected:
        return ""
    amount = money(order.total)
    if method.needs_device and not order.is_pickup:
        # Short: the amount must be seen on a narrow card.
        return tr("Card reader — {amount} to collect").format(amount=amount)
    return tr("{payment} — {amount} to collect").format(payment=payment(order), amount=amount)
