"""The text of a notification: which till changed what. Other logins of the database can hear it: it names no person."""

from __future__ import annotations

from typing import Final

import msgspec

from desktop.store.changes import Changes, Kind

_MOST: Final = 50
"""Payment keys in one notification."""
_LONGEST: Final = 7900
"""Bytes: the server refuses 8,000, and the whole transaction with it."""


class Notification(msgspec.Struct, frozen=True):
    """A transaction of a till."""

    t: str
    """`Till.process`, "" for none."""
    k: list[str]
    """Kinds; one that a newer program knows is ignored."""
    o: list[str] | None
    """Payment keys; None for any."""


def encode(process: str, changes: Changes) -> str:
    """Return the notification of changes."""
    kinds = sorted(changes.kinds)
    orders = None if changes.orders is None or len(changes.orders) > _MOST else sorted(changes.orders)
    text = msgspec.json.encode(Notification(process, list(kinds), orders))
    if len(text) > _LONGEST:
        text = msgspec.json.encode(Notification(process, list(kinds), None))
    return text.decode()


def decode(text: str) -> tuple[str, Changes]:
    """Return the till and its changes.

    Raises:
        msgspec.DecodeError: the text is not a notification of a till.
    """
    read = msgspec.json.decode(text, type=Notification)
    known = frozenset(Kind(kind) for kind in read.k if kind in set(Kind))
    return read.t, Changes(known, None if read.o is None else frozenset(read.o))
