"""Texts about the changes of an order that nobody has seen: from and to, in the words of staff."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.changes import ChangedPart, DishChange, changed_dishes, part_name
from desktop.domain.orders.order import OrderStatus
from desktop.domain.text.translation import tr
from desktop.ui.text import history_words
from desktop.ui.text.format import amount_only, count, one_line, phone
from desktop.ui.text.orders import order_words, payment_words, schedule_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Money, Order

_SHORT: Final = 48
"""Characters of a note or an address."""
_NAME: Final = 40


def changed(order: BoardOrder, now: datetime) -> str:
    """Return "Changed: total 265,00 → 196,00, note: none → “Ring twice”", "" for an order without unseen changes."""
    parts = " · ".join(_parts(order, now))
    return tr("Changed: {parts}").format(parts=parts) if parts else ""


def moved(order: BoardOrder) -> str:
    """Return that another screen moved the order on, "" if none did or another line says so."""
    if order.moved_elsewhere and order.order.status_id == OrderStatus.IN_DELIVERY:
        return tr("Out for delivery (from another screen)")
    return ""


def _parts(order: BoardOrder, now: datetime) -> Iterator[str]:
    before = order.seen_before
    # A doubt about our accept is no change of the order.
    for part in (part for part in order.unseen if part is not ChangedPart.ACCEPTANCE):
        change = "" if before is None else _change(part, before, order.order, now)
        yield change or part_name(part)


def _change(part: ChangedPart, before: Order, after: Order, now: datetime) -> str:
    """Return the part with its two values, "" for one without short values."""
    if part is ChangedPart.DISHES:
        return ", ".join(map(_dish, changed_dishes(before, after)))
    if part is ChangedPart.TOTAL:
        return _amounts(before, after)
    pairs = zip_longest(_values(part, before, now), _values(part, after, now), fillvalue="")
    return next((_from_to(part_name(part), one, other) for one, other in pairs if one != other), "")


def _values(part: ChangedPart, order: Order, now: datetime) -> Sequence[str]:
    """Return the texts of a part; the first that differs shows the change."""
    if part is ChangedPart.ADDRESS:
        return [one_line(line, _SHORT) for line in order.address]
    return {
        ChangedPart.STATUS: (history_words.status(order),),
        ChangedPart.TIME: (schedule_words.asked_for(order, now) or tr("as soon as possible"),),
        ChangedPart.NOTE: (_quoted(order.note),),
        ChangedPart.PAYMENT: (payment_words.payment(order),),
        ChangedPart.DELIVERY: (order_words.shipping(order), order_words.courier(order)),
        ChangedPart.CUSTOMER: (one_line(order.customer_name, _NAME), phone(order.customer_phone)),
    }.get(part, ())


def _from_to(name: str, before: str, after: str) -> str:
    """Return "total 265,00 → 196,00", "" where both read the same."""
    if before == after:
        return ""
    none = tr("none")
    return f"{name} {before or none} → {after or none}"


def _amounts(before: Order, after: Order) -> str:
    amounts: tuple[tuple[str, Money | None, Money | None], ...] = (
        (tr("total"), before.total, after.total),
        (tr("discount"), before.discount, after.discount),
        (tr("delivery fee"), before.courier_fee, after.courier_fee),
        (tr("tip"), before.tip, after.tip),
    )
    changes = (_from_to(name, amount_only(one), amount_only(other)) for name, one, other in amounts)
    return ", ".join(change for change in changes if change)


def _quoted(note: str) -> str:
    short = one_line(note, _SHORT)
    return f"“{short}”" if short else ""


def _dish(change: DishChange) -> str:
    name = one_line(change.name, _NAME) or tr("Dish without a name")
    if change.before is None or change.after is None:
        sign, quantity = ("+", change.after) if change.before is None else ("−", change.before)
        return f"{sign} {count(quantity or Decimal(0))} × {name}"
    if change.before == change.after:
        return tr("{dish}: choices or note").format(dish=name)
    return f"{count(change.before)} → {count(change.after)} × {name}"
