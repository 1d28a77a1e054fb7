"""(A read order) -> the same with doubts about fields that no rule knows, but that may hold a note, a time or dishes.

The vendor's reference leaves the names of many fields open. A wish of the customer under another name must not be
accepted unread, and an order for later under another name must not look like one for now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.json_scalars import as_flag
from desktop.domain.orders.order import Doubt, DoubtKind
from desktop.domain.orders.reading.dishes import NAMES
from desktop.domain.orders.reading.json_repeats import REPEATED
from desktop.domain.orders.reading.moments import Moment, read_moment
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from desktop.domain.orders.order import Order

_NOTES: Final = (
    *("note", "notu", "notlar", "aciklama", "mesaj", "talimat", "istek", "alerj"),
    *("comment", "description", "message", "instruction", "remark", "request", "allerg"),
)
"""Parts of a name of a field, folded, that promise words of the customer."""
_NOTE: Final = "not"
"""Turkish for note; a part of too many other words."""
_TIMES: Final = (
    "schedul",
    "preorder",
    "pre_order",
    "ileri_tarih",
    "planlan",
    "delivery_date",
    "teslimat_tarih",
)
"""Parts of a name of a field, folded, that promise an order for later."""

_MONEY: Final = (
    "promo",
    "kampanya",
    "discount",
    "indirim",
    "coupon",
    "kupon",
    "payment",
    "odeme",
    "tax",
    "vergi",
)
"""Parts of names of lists, folded, that hold no dishes."""
_TEXTS: Final = re.compile(r'\[\s*"[^"]*[^\W\d_]')
"""The begin of a list of texts; numbers with decimals are written as texts too."""


def with_suspicions(order: Order) -> Order:
    """Return an order with a doubt for each unknown field that may hold a note or a time."""
    known = {doubt.path for doubt in order.doubts}
    doubts: list[Doubt] = []
    received = order.scheduled_received
    for field in order.unread:
        name = folded(field.path.rpartition(".")[2])
        if field.path in known:
            continue
        if any(part in name for part in _TIMES):
            if order.scheduled_at is None and not received and not _is_no_time(field.text):
                received = field.text
                doubts.append(Doubt(DoubtKind.DATE_UNREADABLE, field.path, field.text))
        elif name.endswith(REPEATED):
            doubts.append(Doubt(DoubtKind.DETAIL_UNREADABLE, field.path, field.text))
        elif _may_be_dishes(name, field.text):
            doubts.append(Doubt(DoubtKind.SECOND_DISH_LIST, field.path, field.text))
        elif (name == _NOTE or any(part in name for part in _NOTES)) and _has_words(field.text):
            doubts.append(Doubt(DoubtKind.POSSIBLE_NOTE, field.path, field.text))
    if not doubts:
        return order
    return msgspec.structs.replace(order, scheduled_received=received, doubts=(*order.doubts, *doubts))


def _may_be_dishes(name: str, text: str) -> bool:
    """Return whether a field is a list of named things or of texts, and its name does not say that they are money."""
    if not text.startswith("[") or any(part in name for part in _MONEY):
        return False
    return _TEXTS.match(text) is not None or any(f'"{each}"' in text for each in NAMES)


def _is_no_time(text: str) -> bool:
    return as_flag(text) is False or read_moment(text) == Moment()


def _has_words(text: str) -> bool:
    return as_flag(text) is None and any(character.isalpha() for character in text)
