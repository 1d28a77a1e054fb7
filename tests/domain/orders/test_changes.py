"""The changed parts of an order."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from desktop.domain.orders.changes import ChangedPart, changed_parts, merge_parts
from desktop.domain.orders.order import Choice, Doubt, DoubtKind, Option, OptionGroup, Order, OrderLine

ORDER = Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 1, lines=(OrderLine("Lahmacun"),), total=Decimal(90))


def with_option(option: Option) -> OrderLine:
    inner = Option("Burger", groups=(OptionGroup((option,), title="Ekstralar"),))
    return OrderLine("Lahmacun", groups=(OptionGroup((inner,)),))


@pytest.mark.parametrize(
    "changed",
    [
        Option("Acı", Decimal(2)),
        Option("Acı", note="az"),
        Option("Acı", choice=Choice.REMOVED),
        Option("Tatlı"),
    ],
)
def test_a_change_deep_in_a_dish_is_seen(changed: Option) -> None:
    before = msgspec.structs.replace(ORDER, lines=(with_option(Option("Acı")),))
    after = msgspec.structs.replace(ORDER, lines=(with_option(changed),))
    assert changed_parts(before, after) == (ChangedPart.DISHES,)
    assert changed_parts(before, before) == ()


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({}, ()),
        ({"status_text": "Sipariş geldi"}, ()),
        ({"note": "Zile basmayın"}, (ChangedPart.NOTE,)),
        (
            {"lines": (OrderLine("Lahmacun", quantity=Decimal(2)),), "total": Decimal(180)},
            (ChangedPart.DISHES, ChangedPart.TOTAL),
        ),
        ({"total": Decimal("90.00")}, ()),
        ({"lines": (OrderLine("Lahmacun", Decimal("1.0")),)}, ()),
        ({"lines": (OrderLine("Lahmacun", Decimal(0)),)}, (ChangedPart.DISHES,)),
        ({"lines": (with_option(Option("Acı")),)}, (ChangedPart.DISHES,)),
        ({"scheduled_received": "yarın"}, (ChangedPart.TIME,)),
        # A doubt follows from the parts that changed, and is no change itself.
        ({"doubts": (Doubt(DoubtKind.SUM_DIFFERS),)}, ()),
        ({"number": "1032"}, (ChangedPart.OTHER,)),
        ({"restaurant_name": "Moda Şube"}, (ChangedPart.OTHER,)),
        ({"scheduled_at": datetime(2026, 11, 23, 18, tzinfo=UTC)}, (ChangedPart.TIME,)),
        (
            {"customer_phone": "0500 000 00 07", "address": ("Deneme Sokak",)},
            (ChangedPart.ADDRESS, ChangedPart.CUSTOMER),
        ),
        ({"status_id": 2, "courier_type": "fuudy"}, (ChangedPart.STATUS, ChangedPart.DELIVERY)),
    ],
)
def test_each_field_belongs_to_a_part(fields: dict[str, Any], parts: tuple[ChangedPart, ...]) -> None:
    assert changed_parts(ORDER, msgspec.structs.replace(ORDER, **fields)) == parts


def test_unknown_stored_names_are_ignored() -> None:
    assert merge_parts(["total", "colour"], ["note", "total"]) == (ChangedPart.NOTE, ChangedPart.TOTAL)
