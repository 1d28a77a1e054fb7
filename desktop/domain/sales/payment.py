"""Payment methods: one name for all spellings of a method, and whether the money is collected at the door.

The vendor's text is a word of its list (`/orders/variables`), its code, or something written by hand: "NAKİT", "nakit",
"CASH", "Kapıda Kredi Kartı". A method that is not known keeps its text.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CASH: Final = "CASH"
CREDIT_CARD: Final = "CREDIT_CARD"
DEBIT_CARD: Final = "DEBIT_CARD"

VARIABLES: Final = "variables"
"""The vendor's list is stored under this name."""

_WORD: Final = re.compile(r"[^\W_]+")
_AT_THE_DOOR: Final = frozenset({"kapida", "teslimatta", "teslimde", "door"})
_ONLINE: Final = frozenset({"online", "internet", "internetten", "cevrimici"})
_FILLING: Final = frozenset({"odeme", "odemesi", "ile", "payment", "at", "the"})
"""Words that say nothing beside another one."""
_CARD_WORDS: Final = ("kart", "card")
_KINDS: Final = {
    "cash": CASH,
    "nakit": CASH,
    "pesin": CASH,
    "creditcard": CREDIT_CARD,
    "kredikarti": CREDIT_CARD,
    "debitcard": DEBIT_CARD,
    "bankakarti": DEBIT_CARD,
}


class PaymentName(msgspec.Struct, frozen=True):
    """One entry of the vendor's list; `key` is its code, `name` its Turkish text."""

    key: str
    name: str


# Source: the vendor's reference of `/orders/variables`.
KNOWN: Final = (
    PaymentName(CASH, "Nakit"),
    PaymentName(CREDIT_CARD, "Kredi Kartı"),
    PaymentName(DEBIT_CARD, "Banka Kartı"),
)


class Place(enum.Enum):
    """Where an order is paid, as far as the name of the method says."""

    UNKNOWN = ""
    """A bare "Kredi Kartı" may be paid online or at the door."""
    DOOR = "door"
    ONLINE = "online"


class Payment(msgspec.Struct, frozen=True):
    """A payment method."""

    identity: str
    """Equal for all spellings of one method; "" where none is given."""
    name: str
    """The vendor's name for it; of an unknown method the text as it came."""
    is_named: bool = False
    """Whether the vendor's list has the name, so that every spelling has the same one."""
    kind: str = ""
    """`CASH`, `CREDIT_CARD` or `DEBIT_CARD`, "" for any other."""
    place: Place = Place.UNKNOWN
    is_card: bool = False

    @property
    def is_collected(self) -> bool:
        """Whether the money is collected when the order is handed over."""
        return self.kind == CASH or self.place is Place.DOOR

    @property
    def needs_device(self) -> bool:
        """Whether a courier needs the card reader."""
        return self.is_card and self.place is Place.DOOR


def read_names(data: bytes | str) -> tuple[PaymentName, ...]:
    """Read the payment methods of the vendor's list of variables.

    Raises:
        ValueError: it has no readable list of payment methods, or an empty one.
    """
    try:
        found = msgspec.json.decode(data, type=_Variables).payment_methods
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    names = tuple(each for each in found if _joined(each.key) and each.name.strip())
    if not names:
        raise ValueError("no payment method in the list")
    return names


class _Variables(msgspec.Struct):
    payment_methods: list[PaymentName] = msgspec.field(name="paymentMethod")


def read_payment(text: str, names: Iterable[PaymentName] = KNOWN) -> Payment:
    """Return the payment method of an order.

    Args:
        text: the method in the order.
        names: the vendor's list; the documented methods are known without it.
    """
    shown = " ".join(text.split())
    spelling = _joined(shown)
    if not spelling:
        return Payment(shown, shown)
    named = (*names, *KNOWN)
    entry = next((each for each in named if spelling in (_joined(each.key), _joined(each.name))), None)
    kind, place, rest = _parts(shown)
    is_card = any(word in spelling for word in _CARD_WORDS)
    if entry is not None:
        for other in (entry.key, entry.name):
            other_kind, other_place, _ = _parts(other)
            kind = kind or other_kind
            place = other_place if place is Place.UNKNOWN else place
            is_card = is_card or any(word in _joined(other) for word in _CARD_WORDS)
    if kind == CASH and place is Place.ONLINE:
        # No such thing: something else is meant.
        kind = ""
    if kind == CASH or (kind and place is Place.UNKNOWN):
        name = next(each.name for each in named if each.key == kind)
        return Payment(kind, name, is_named=True, kind=kind, place=place, is_card=is_card)
    identity = f"{place.value}:{kind or rest}"
    if entry is not None:
        identity = identity if kind else f":{_joined(entry.key)}"
        return Payment(identity, entry.name, is_named=True, kind=kind, place=place, is_card=is_card)
    return Payment(identity, shown, kind=kind, place=place, is_card=is_card)


def stored_names(variables: str | None) -> tuple[PaymentName, ...]:
    """Return the payment methods of the vendor's stored list, or the documented ones."""
    try:
        return KNOWN if variables is None else read_names(variables)
    except ValueError:
        return KNOWN


def grouped(spellings: Iterable[str], names: Iterable[PaymentName]) -> dict[str, tuple[str, ...]]:
    """Return the names of payment methods, each with all its spellings, in the given order."""
    known = tuple(names)
    methods: dict[str, list[Payment]] = {}
    texts: dict[str, list[str]] = {}
    for spelling in spellings:
        payment = read_payment(spelling, known)
        methods.setdefault(payment.identity, []).append(payment)
        texts.setdefault(payment.identity, []).append(spelling)
    return {common_name(found): tuple(texts[identity]) for identity, found in methods.items()}


def common_name(payments: Sequence[Payment]) -> str:
    """Return one name for spellings of the same method: the vendor's, else the most frequent text."""
    named = [payment.name for payment in payments if payment.is_named]
    texts = named or [payment.name for payment in payments]
    return max(sorted(set(texts)), key=texts.count)


def _parts(text: str) -> tuple[str, Place, str]:
    """Return kind, place and the remaining words of a text."""
    words = _WORD.findall(folded(text))
    place = Place.UNKNOWN
    if {"on", "delivery"} <= set(words):
        place = Place.DOOR
        words = [word for word in words if word not in {"on", "delivery"}]
    if any(word in _AT_THE_DOOR for word in words):
        place = Place.DOOR
    elif place is Place.UNKNOWN and any(word in _ONLINE for word in words):
        place = Place.ONLINE
    rest = [word for word in words if word not in _AT_THE_DOOR | _ONLINE | _FILLING]
    joined = "".join(rest)
    return _KINDS.get(joined, ""), place, joined


def _joined(text: str) -> str:
    return "".join(_WORD.findall(folded(text)))
