"""Hypothesis strategies for impossible orders: realistic ones with any part replaced."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

HOSTILE_TEXTS = (
    "",
    "   ",
    "\x00",
    "a\x07b\x1b[31mc",
    "\u202esağdan sola\u202c",
    "שלום 👩‍👩‍👧‍👦 مرحبا",
    "İıĞğŞş" * 50,
    "<b>kalın</b><img src=x onerror=alert(1)>",
    "<script>fetch('http://127.0.0.1/')</script>",
    "&amp; & &&  &Kabul",
    "%n %1 {number} {0} %s",
    "../../auth/login",
    "'; DROP TABLE orders; --",
    "=HYPERLINK(1)",
    "\ud800",
    "a" * 5_000,
    "\n".join("satır" for _ in range(200)),
    "１２３",
    "NaN",
    "1e400",
    "-0",
    "2026-02-30 25:61:61",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59",
)

HOSTILE_NUMBERS = (0, -1, 1 << 63, -(1 << 70), 10**40, 0.1, -0.0, 1e308, 5e-324, float("nan"), float("inf"))

KEY_TRICKS: tuple[Any, ...] = (
    "../../auth/login",
    "..%2f..%2fauth%2flogin",
    "http://127.0.0.1:9/evil",
    "//127.0.0.1:9/evil",
    "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e/../../accept/x",
    "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e\r\nAccess-Token: x",
    "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e?status=1",
    "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e#",
    "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e\x00",
    "3e9caf875cb74c4eadcbfc2ec54cf24e",
    "３e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
    "",
    None,
    17,
    [],
    {"$ne": ""},
    True,
)


def real_shaped(key: str) -> dict[str, Any]:
    """Return an order like in the vendor's reference, of a fictional customer."""
    return {
        "id": 1031,
        "status_id": 1,
        "status_text": "Sipariş Geldi",
        "shipping_method": "delivery",
        "payment_key": key,
        "payment_method": "Kredi Kartı",
        "note": "Zili çalmayın",
        "total": 1417.5,
        "date": "2026-01-16 15:10:54",
        "restaurant_id": "0ca1d2b1-1111-4222-8333-444455556666",
        "restaurant_name": "Halaskargazi Şube",
        "courier_type": "restaurant",
        "discount": "157.5",
        "courier_fee": 0,
        "scheduled_date": "",
        "order_tip": 0,
        "customer": {"name": "Müşteri 7", "phone": "05550000007"},
        "address": {"address": "Örnek Sokak", "description": "", "apartment": "3"},
        "items": [
            {
                "name": "Beef Burrito",
                "quantity": 2,
                "price": "337.5",
                "note": "acısız",
                "options": [{"name": "Ballı Hardal", "price": 15}, "Soğansız"],
            },
            {"food_name": "Ayran", "adet": "3", "total_price": 135},
        ],
    }


def hostile_values() -> SearchStrategy[Any]:
    """Return a strategy of values with the wrong type."""
    plain = (
        st.sampled_from(HOSTILE_TEXTS)
        | st.sampled_from(HOSTILE_NUMBERS)
        | st.text(max_size=40)
        | st.none()
        | st.booleans()
        | st.integers()
    )
    nested = st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=8,
    )
    return nested | st.just({}) | st.just([]) | st.just([[[[[[]]]]]])


@st.composite
def invalid_orders(draw: DrawFn, key: str) -> dict[str, Any]:
    """Return a realistic order with some values replaced or removed, and unknown ones added."""
    order = copy.deepcopy(real_shaped(key))
    for _ in range(draw(st.integers(1, 5))):
        place = _some_place(draw, order)
        if isinstance(place, list):
            position = draw(st.integers(0, len(place)))
            place.insert(position, draw(hostile_values()))
            continue
        name = draw(st.sampled_from([*place, "unknown", "items", "note"]))
        what = draw(st.sampled_from(("replace", "remove", "add")))
        if what == "remove":
            place.pop(name, None)
        elif what == "replace":
            place[name] = draw(hostile_values())
        else:
            place[draw(st.text(max_size=12))] = draw(hostile_values())
    order["payment_key"] = key
    return order


def _some_place(draw: DrawFn, order: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """Return the order or a nested part that can be changed."""
    places: list[Any] = [order]
    for place in places:
        inner = place.values() if isinstance(place, dict) else place
        places.extend(each for each in inner if isinstance(each, (dict, list)))
    chosen: dict[str, Any] | list[Any] = draw(st.sampled_from(places))
    return chosen


def as_json(order: Any) -> bytes:
    """Encode it like a careless vendor, NaN and half surrogates included."""
    return json.dumps(order, ensure_ascii=False).encode("utf-8", "surrogatepass")
