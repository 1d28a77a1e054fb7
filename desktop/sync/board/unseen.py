"""The changes of an order that nobody has seen, as text in the database.

The text holds the order's raw JSON as people last saw it. From and to are therefore found by the reader of orders, and
survive a restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.changes import ChangedPart, changed_parts, merge_parts

if TYPE_CHECKING:
    from desktop.domain.orders.order import Order


class Unseen(msgspec.Struct, frozen=True, omit_defaults=True):
    """The changes since people last saw the order."""

    parts: tuple[str, ...] = ()
    """Names of the changed parts, without the usual progress of an order."""
    raw: str = ""
    """The order's JSON as people last saw it, "" if it is not known."""
    status_id: int = 0
    """Its status then."""
    moved_to: int | None = None
    """The status that another screen gave it in the usual way."""


NOTHING: Final = Unseen()


def encode(unseen: Unseen) -> str:
    """Return the text to save, "" for nothing."""
    return "" if unseen == NOTHING else msgspec.json.encode(unseen).decode()


def decode(text: str) -> Unseen:
    """Return the saved changes. An earlier version saved only the names of parts, separated by spaces."""
    if not text.startswith("{"):
        return Unseen(parts=tuple(text.split()))
    try:
        return msgspec.json.decode(text, type=Unseen)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Unseen(parts=(ChangedPart.OTHER,))


def with_change(
    before: Unseen, last: Order, raw: str, now: Order, parts: tuple[ChangedPart, ...], *, elsewhere: bool
) -> Unseen:
    """Add a change.

    Args:
        before: the changes that nobody has seen until now.
        last: the order as it was saved last.
        raw: its JSON.
        now: the order as it is now.
        parts: the parts that somebody else changed now.
        elsewhere: whether another screen changed the status.
    """
    moved_to = before.moved_to
    if last.status_id != now.status_id:
        usual = elsewhere and lifecycle.is_usual_progress(last.status_id, now.status_id)
        moved_to = now.status_id if usual else None
        if usual:
            parts = tuple(part for part in parts if part is not ChangedPart.STATUS)
    merged = merge_parts(before.parts, parts)
    if not without_doubt(Unseen(merged)).parts:
        return Unseen(merged, moved_to=moved_to)
    if without_doubt(before).parts:
        # People have not seen the state between the two changes.
        return Unseen(merged, before.raw, before.status_id, moved_to)
    return Unseen(merged, raw, last.status_id, moved_to)


def with_doubt(unseen: Unseen) -> Unseen:
    """Add that nobody knows whether our accept took effect."""
    parts = merge_parts(unseen.parts, [ChangedPart.ACCEPTANCE])
    return msgspec.structs.replace(unseen, parts=parts)


def without_doubt(unseen: Unseen) -> Unseen:
    """Remove the doubt about our accept; changes of the order stay."""
    parts = tuple(part for part in unseen.parts if part != ChangedPart.ACCEPTANCE)
    return msgspec.structs.replace(unseen, parts=parts) if parts else Unseen(moved_to=unseen.moved_to)


def still_changed(parts: tuple[ChangedPart, ...], seen: Order, now: Order) -> tuple[ChangedPart, ...]:
    """Return the parts that differ from what people last saw: a change that was taken back is none.

    The doubt about our accept is no change, and stays.
    """
    differing = {*changed_parts(seen, now), ChangedPart.ACCEPTANCE}
    return tuple(part for part in parts if part in differing)
