"""The text of unseen changes: what it keeps, and what a doubt about our accept does to it."""

from __future__ import annotations

from decimal import Decimal

from msgspec import structs

from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.order import Order, OrderStatus
from desktop.sync.board.unseen import (
    NOTHING,
    Unseen,
    decode,
    encode,
    still_changed,
    with_change,
    with_doubt,
    without_doubt,
)

LAST = Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 1, total=Decimal(265))
DEARER = structs.replace(LAST, total=Decimal(300))
TOTAL = (ChangedPart.TOTAL,)


def test_the_text_of_an_earlier_version_is_read() -> None:
    assert decode("note total") == Unseen(parts=("note", "total"))
    assert decode("") == NOTHING
    assert encode(NOTHING) == ""


def test_a_broken_text_still_asks_for_a_look() -> None:
    assert decode('{"parts": 7}').parts == (ChangedPart.OTHER,)


def test_the_first_state_that_people_saw_is_kept() -> None:
    once = with_change(NOTHING, LAST, "first", DEARER, TOTAL, elsewhere=False)
    assert (once.parts, once.raw) == (TOTAL, "first")
    twice = with_change(once, DEARER, "second", LAST, (ChangedPart.NOTE,), elsewhere=False)
    assert (twice.parts, twice.raw) == ((ChangedPart.NOTE, ChangedPart.TOTAL), "first")
    assert decode(encode(twice)) == twice


def test_a_doubt_is_no_change_and_hides_none() -> None:
    doubt = with_doubt(NOTHING)
    changed = with_change(doubt, LAST, "first", DEARER, TOTAL, elsewhere=False)
    assert changed.parts == (ChangedPart.ACCEPTANCE, ChangedPart.TOTAL)
    assert changed.raw == "first"
    assert still_changed((ChangedPart.ACCEPTANCE, ChangedPart.TOTAL), LAST, LAST) == (ChangedPart.ACCEPTANCE,)
    assert without_doubt(changed) == Unseen(TOTAL, "first", LAST.status_id)
    assert without_doubt(doubt) == NOTHING


def test_usual_progress_elsewhere_is_kept_apart() -> None:
    moved = structs.replace(LAST, status_id=OrderStatus.CONFIRMED)
    unseen = with_change(NOTHING, LAST, "first", moved, (ChangedPart.STATUS,), elsewhere=True)
    assert unseen == Unseen(moved_to=OrderStatus.CONFIRMED)
    skipped = structs.replace(LAST, status_id=OrderStatus.IN_DELIVERY)
    unseen = with_change(NOTHING, LAST, "first", skipped, (ChangedPart.STATUS,), elsewhere=True)
    assert unseen.parts == (ChangedPart.STATUS,)
    assert unseen.moved_to is None
