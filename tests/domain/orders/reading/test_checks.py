"""Doubts about an order as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.domain.orders.order import DoubtKind
from desktop.domain.orders.reading.payload import ReadOrder, read_order

ORDER: dict[str, Any] = {
    "payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
    "id": 1,
    "status_id": 1,
    "shipping_method": "delivery",
    "courier_type": "restaurant",
    "total": 300,
    "customer": {"name": "Ayşe Örnek", "phone": "05330000000"},
    "address": {"address": "Örnek Sokak"},
    "items": [{"name": "Pide", "quantity": 2, "price": 150}],
}


def kinds(**fields: Any) -> list[DoubtKind]:
    found = read_order(json.dumps(ORDER | fields).encode())
    assert isinstance(found, ReadOrder)
    return [doubt.kind for doubt in found.order.doubts]


MISSING = [DoubtKind.NO_ADDRESS, DoubtKind.NO_PHONE, DoubtKind.NO_CUSTOMER]


@pytest.mark.parametrize(
    ("fields", "doubts"),
    [
        ({}, []),
        ({"customer": None, "address": None}, MISSING),
        ({"customer": {}, "address": {"address": " ", "lat": 41.0}}, MISSING),
        ({"address": None}, [DoubtKind.NO_ADDRESS]),
        ({"customer": {"name": "Ayşe Örnek"}}, [DoubtKind.NO_PHONE]),
        ({"customer": ["?"]}, [DoubtKind.CUSTOMER_UNREADABLE]),
        # Nobody of the restaurant drives there.
        ({"customer": None, "address": None, "shipping_method": "pickup"}, []),
        ({"customer": None, "address": None, "courier_type": "come_get"}, []),
        ({"customer": None, "address": None, "courier_type": "fuudy"}, []),
    ],
)
def test_a_delivery_needs_somebody_to_deliver_to(fields: dict[str, Any], doubts: list[DoubtKind]) -> None:
    assert kinds(**fields) == doubts


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"total": 300}, True),
        ({"total": "300,04"}, True),  # rounding
        ({"total": 299}, False),
        ({"total": 150}, True),  # prices are of the line
        ({"total": 270, "discount": 30}, True),
        ({"total": 300, "discount": 30}, True),  # before the discount
        ({"total": 315, "discount": "-30", "courier_fee": 35, "order_tip": "10,00"}, True),
        ({"total": 270, "discount": 10}, True),  # percent
        ({"total": 200, "discount": 10}, False),
        ({"total": 325, "courier_fee": 25}, True),
        ({"total": 325, "courier_fee": 26}, False),
        ({"total": 325, "servis": 25}, True),  # an amount that the program does not know
        ({"total": 1, "items": [{"name": "Pide"}]}, True),  # no prices to add up
        ({"total": 1, "items": [{"name": "Pide", "price": "?"}]}, True),  # another doubt says that
        (
            {
                "total": 320,
                "items": [
                    {"name": "Pide", "quantity": 2, "price": 150, "extras": [{"name": "Sos", "price": 10}]}
                ],
            },
            True,
        ),
        (
            {
                "total": 310,
                "items": [
                    {"name": "Pide", "quantity": 2, "price": 150, "extras": [{"name": "Sos", "price": 10}]}
                ],
            },
            True,
        ),
        (
            {
                "total": 320,
                "items": [
                    {
                        "name": "Pide",
                        "quantity": 2,
                        "price": 150,
                        "extras": [{"name": "Sos", "price": 10, "selected": False}],
                    }
                ],
            },
            False,
        ),
        ({"total": 900, "items": [{"name": "Menü", "total": 900, "price": 1}]}, True),
    ],
)
def test_a_sum_is_doubted_only_when_nothing_explains_it(fields: dict[str, Any], fits: bool) -> None:
    assert (DoubtKind.SUM_DIFFERS not in kinds(**fields)) is fits
