"""From and to of the changes that nobody has seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from desktop.domain.orders.changes import ChangedPart, changed_parts
from desktop.domain.orders.order import Option, OptionGroup, OrderLine
from desktop.ui.order import card_words
from desktop.ui.text.orders import change_words
from tests.ui.made import NOW, made

LAHMACUN = OrderLine("Lahmacun", quantity=Decimal(2))
KOLA = OrderLine("Kola")


def changed(before: dict[str, Any], after: dict[str, Any]) -> str:
    seen = made(1, before.pop("status", 2), **before).order
    now = structs.replace(seen, **after)
    order = made(1, 2, seen_before=seen, unseen=changed_parts(seen, now))
    return change_words.changed(structs.replace(order, order=now), NOW)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ({"total": Decimal(265)}, {"total": Decimal(196)}, "total 265,00 → 196,00"),
        ({"tip": None}, {"tip": Decimal(10)}, "tip none → 10,00"),
        ({"payment_method": "Nakit"}, {"payment_method": "Kredi kartı"}, "payment Nakit → Kredi Kartı"),
        ({"note": ""}, {"note": "Zile basmayın"}, "note none → “Zile basmayın”"),
        (
            {"scheduled_at": None},
            {"scheduled_at": NOW + timedelta(hours=28)},
            "time as soon as possible → tomorrow 18:32",
        ),
        ({"address": ("Moda", "No 5")}, {"address": ("Moda", "No 7")}, "address No 5 → No 7"),
        ({"shipping_method": "delivery"}, {"shipping_method": "pickup"}, "delivery Delivery → Pickup"),
        ({"customer_phone": "0533 000 00 07"}, {"customer_phone": ""}, "customer 0533 000 00 07 → none"),
        ({"status": 16}, {"status_id": 1}, "status On the way → New"),
        ({"lines": (LAHMACUN, KOLA)}, {"lines": (LAHMACUN, OrderLine("Ayran"))}, "− 1 × Kola, + 1 × Ayran"),
        ({"lines": (LAHMACUN,)}, {"lines": (OrderLine("Lahmacun"),)}, "2 → 1 × Lahmacun"),
        (
            {"lines": (KOLA,)},
            {"lines": (OrderLine("Kola", groups=(OptionGroup((Option("Buz"),)),)),)},
            "Kola: choices or note",
        ),
        ({"restaurant_name": "Moda"}, {"restaurant_name": "Kadıköy"}, "other details"),
    ],
)
def test_a_change_has_from_and_to(before: dict[str, Any], after: dict[str, Any], text: str) -> None:
    assert changed(before, after) == f"Changed: {text}"


def test_several_changes_are_one_sentence() -> None:
    before = {"total": Decimal(265), "note": ""}
    assert changed(before, {"total": Decimal(196), "note": "Acele"}) == (
        "Changed: note none → “Acele” · total 265,00 → 196,00"
    )


def test_a_change_whose_first_state_is_not_known_is_named() -> None:
    order = made(1, unseen=(ChangedPart.NOTE, ChangedPart.TOTAL))
    assert change_words.changed(order, NOW) == "Changed: note · total"


def test_usual_progress_on_another_screen_is_calm() -> None:
    order = made(1, 16, accepted_at=NOW, moved_elsewhere=True)
    (line,) = card_words.state_lines(order, NOW)
    assert line.text == "Out for delivery (from another screen)"
    assert (line.token, line.sign) == ("muted", "")
