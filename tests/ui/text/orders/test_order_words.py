"""Texts about an order: the asked-for time, and doubts in short."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.order import Doubt, DoubtKind, UnreadField
from desktop.domain.orders.reading.doubt_words import sentence
from desktop.ui.order import card_words
from desktop.ui.text.orders import order_words, schedule_words
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from tests.ui.conftest import Speak


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"scheduled_at": NOW + timedelta(hours=6)}, "Scheduled for 20:32"),
        (
            {"scheduled_at": NOW + timedelta(hours=6), "scheduled_until": NOW + timedelta(hours=6.5)},
            "Scheduled for 20:32–21:02",
        ),
        (
            {"scheduled_day": date(2026, 12, 1), "scheduled_received": "2026-12-01"},
            "Scheduled for 01.12., no time given",
        ),
        ({"scheduled_received": "bu akşam"}, "Scheduled for “bu akşam”"),
    ],
)
def test_an_asked_for_time_is_shown_even_if_it_is_unclear(fields: dict[str, Any], text: str) -> None:
    order = made(1, **fields)
    assert schedule_words.asked_time(order.order, NOW) == text
    lines = [line.text for line in order_words.flag_lines(order, NOW)]
    assert lines == ([text] if text else [])


def test_a_card_names_doubts_in_short() -> None:
    kinds = (
        DoubtKind.NO_ADDRESS,
        DoubtKind.QUANTITY_ZERO,
        DoubtKind.QUANTITY_ZERO,
        DoubtKind.AMOUNT_AMBIGUOUS,
    )
    doubts = tuple(Doubt(kind) for kind in kinds)
    assert (
        order_words.doubts_in_short(made(1, doubts=doubts).order)
        == "No address · Quantity 0 · Amount unclear"
    )
    more = (*doubts, Doubt(DoubtKind.NO_PHONE), Doubt(DoubtKind.NO_CUSTOMER))
    assert order_words.doubts_in_short(made(1, doubts=more).order).endswith("Amount unclear · 2 more")
    assert "No address" in card_words.spoken_card(made(1, doubts=doubts), NOW, None)


def test_an_unreadable_total_is_shown_as_it_came() -> None:
    unread = (UnreadField("total", "1.250"), UnreadField("customer.total", "7"))
    assert order_words.total(made(1, total=None, unread=unread).order) == "“1.250”"
    assert order_words.total(made(1).order) == "1.417,50 TL"
    assert not order_words.total(made(1, total=None).order)


@pytest.mark.parametrize("kind", list(DoubtKind))
def test_every_doubt_has_a_sentence_without_names_of_fields(kind: DoubtKind, speak: Speak) -> None:
    for about in ("", "Lahmacun"):
        for path in ("order_tip", "items[0].quantity", "scheduled_date"):
            doubt = Doubt(kind, path, "1.250", about)
            for language in ("en", "tr"):
                speak(language)
                text = str(sentence(doubt))
                assert text
                assert path not in text
                assert "{" not in text
