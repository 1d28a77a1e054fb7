"""Invents orders like those of a restaurant in Istanbul. All people are fictional.

The same seed gives the same orders. Amounts add up exactly.
"""

from __future__ import annotations

import random
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from datetime import datetime

BRANCHES: Final = (
    ("0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21", "Halaskargazi Şube"),
    ("5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02", "Kadıköy Şube"),
    ("a7e4c9d0-93b2-4c1f-b6d8-04e1f5a2c803", "Çiğli Şube"),
)
"""Id and name of the restaurants that one token can reach."""
RESTAURANT_ID: Final = BRANCHES[0][0]
RESTAURANT_NAME: Final = BRANCHES[0][1]

FIRST_NUMBER: Final = 1031
"""Number of the first order that is made."""

_Dish = tuple[str, int]

_DISHES: Final[tuple[_Dish, ...]] = (
    ("Beef Burrito", 385),
    ("Tavuk Burrito", 340),
    ("İskender", 460),
    ("Adana Dürüm", 290),
    ("Izgara Köfte", 380),
    ("Mercimek Çorbası", 120),
    ("Karışık Pide", 310),
    ("Lahmacun", 135),
    ("Falafel Tabağı", 265),
    ("Mantı", 295),
    ("Çoban Salata", 140),
    ("Künefe", 190),
    ("Sütlaç", 110),
    ("Ayran 300 ml", 45),
    ("Şalgam", 50),
    ("Kola 330 ml", 65),
)

_ADDED: Final[tuple[_Dish, ...]] = (
    ("Ballı Hardal", 15),
    ("Acı Sos", 0),
    ("Ekstra Kaşar", 35),
    ("Sarımsaklı Yoğurt", 25),
)
_REMOVED: Final = ("Soğan", "Domates", "Turşu", "Maydanoz")

_PLAIN: Final = frozenset({"Künefe", "Sütlaç", "Ayran 300 ml", "Şalgam", "Kola 330 ml"})
"""Dishes without onions and extras."""

ALLERGY_NOTE: Final = "Fıstık alerjim var, dikkat!"
_NOTES: Final = (
    "Zili çalmayın, bebek uyuyor",
    "Peçete ve çatal koymayın lütfen",
    "Kapıya bırakın",
    ALLERGY_NOTE,
    "Az acılı olsun",
    "Üst kata çıkmadan arayın",
)
_ORDERS_PER_DISH_NOTE: Final = 7
_PAYMENTS: Final = ("Kredi Kartı", "Nakit", "Banka Kartı")
_STREETS: Final = (
    "Dershane Sokak",
    "Abide-i Hürriyet Caddesi",
    "Baysungur Sokak",
    "Safa Meydanı Sokak",
    "Kuyumcu İrfan Sokak",
)
_DISTRICTS: Final = ("Mecidiyeköy", "Harbiye", "Nişantaşı", "Feriköy")

VARIABLES: Final = {
    "paymentMethod": [
        {"key": "CASH", "name": "Nakit"},
        {"key": "CREDIT_CARD", "name": "Kredi Kartı"},
        {"key": "DEBIT_CARD", "name": "Banka Kartı"},
    ],
    "shippingMethod": [{"key": "delivery", "name": "Teslimat"}, {"key": "pickup", "name": "Gel Al"}],
}


def menu(branches: int = 1) -> list[dict[str, Any]]:
    """Return the dishes of the first branches as `get-foods` does; each branch has its own ids."""
    return [
        {
            "food_id": food_id(branch, index),
            "name": name,
            "category": {
                "id": 1 + index // 6,
                "name": ("Ana yemek", "Ara sıcak", "İçecek ve tatlı")[index // 6],
                "sort": index // 6,
            },
            "desc": "",
            "image": "",
            "restaurant_id": BRANCHES[branch][0],
            "sort": index,
            "price": price,
            "add_substract": [] if name in _PLAIN else [_extras(_ADDED), _removals(_REMOVED)],
        }
        for branch in range(branches)
        for index, (name, price) in enumerate(_DISHES)
    ]


def food_id(branch: int, index: int) -> int:
    """Return the id of a branch's dish."""
    return 100 + 1000 * branch + index


def _extras(added: Iterable[_Dish]) -> dict[str, Any]:
    return _group("Ekstralar", "ekleme", added)


def _removals(removed: Iterable[str]) -> dict[str, Any]:
    return _group("Çıkarılacaklar", "cikarma", [(name, 0) for name in removed])


def _group(title: str, kind: str, options: Iterable[_Dish]) -> dict[str, Any]:
    return {
        "ilave_basligi": title,
        "secim_turu": "coklu",
        "ekleme_cikarma": kind,
        "zorunlu_turu": "opsiyonel",
        "ilave_opsiyonlari": [{"name": name, "price": price} for name, price in options],
    }


def family_menu(note: str = "") -> dict[str, Any]:
    """Return fields of an order whose options have options of their own, two levels below a dish."""
    menu = {
        "name": "Aile Menüsü",
        "quantity": 2,
        "price": 690,
        "total": 1380,
        "note": "",
        "options": [
            _group("Ana yemekler", "ekleme", [("Mantı", 0)]),
            {
                **_group("Dürümler", "ekleme", ()),
                "ilave_opsiyonlari": [
                    {
                        "name": "Adana Dürüm",
                        "quantity": 2,
                        "price": 0,
                        "options": [_removals(["Soğan"]), _extras([("Ekstra Kaşar", 35)])],
                    },
                    {
                        "name": "Tavuk Dürüm",
                        "quantity": 1,
                        "price": 0,
                        "options": [_extras([("Acı Sos", 0)])],
                    },
                ],
            },
            _group("İçecekler", "ekleme", [("Ayran 300 ml", 0), ("Şalgam", 0)]),
        ],
    }
    dessert = {
        "name": "Künefe",
        "quantity": 1,
        "price": 190,
        "total": 190,
        "note": "Fıstıksız",
        "options": [],
    }
    return {"items": [menu, dessert], "discount": "0", "courier_fee": 0, "total": 1570, "note": note}


class SampleOrders:
    """Makes orders one after another."""

    def __init__(
        self, seed: int, dish_field: str = "items", dish_words: Mapping[str, str] | None = None
    ) -> None:
        """Start a sequence of orders.

        Args:
            seed: the same seed gives the same orders.
            dish_field: name of the undocumented field with the dishes.
            dish_words: other names for the undocumented fields of a dish ("name", "quantity", "price",
                "total", "note", "options").
        """
        self._random = random.Random(seed)  # noqa: S311 - invented orders, not secrets
        self._dish_field = dish_field
        self._dish_words = dish_words or {}
        self._number = FIRST_NUMBER - 1

    def make(
        self, now: datetime, branches: Sequence[int] = (0,), off_sale: Container[str] = (), **fields: Any
    ) -> dict[str, Any]:
        """Return an order in status 1, placed now.

        Args:
            now: aware.
            branches: indices of the branches that receive orders, in turn.
            off_sale: ids of dishes off sale, as text.
            fields: replace fields of the order.
        """
        rng = self._random
        self._number += 1
        branch = branches[self._number % len(branches)]
        dishes = [
            dish for index, dish in enumerate(_DISHES) if str(food_id(branch, index)) not in off_sale
        ] or list(_DISHES)
        pickup = rng.random() < 0.3  # noqa: PLR2004 - about a third are pickups
        pickup = fields.get("shipping_method", "pickup" if pickup else "delivery") == "pickup"
        lines = [self._line(dishes) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
        if self._number % _ORDERS_PER_DISH_NOTE == 0:
            lines[0]["note"] = "Az baharatlı"
        goods = sum((Decimal(str(line["total"])) for line in lines), Decimal(0))
        discount = (goods * Decimal("0.10")).quantize(Decimal("0.01")) if rng.random() < 0.25 else Decimal(0)  # noqa: PLR2004
        fee = Decimal(0) if pickup else Decimal("39.90")
        order: dict[str, Any] = {
            "id": self._number,
            "status_id": 1,
            "status_text": "Sipariş Geldi",
            "shipping_method": "pickup" if pickup else "delivery",
            "payment_key": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "payment_method": rng.choice(_PAYMENTS),
            "note": rng.choice(_NOTES) if rng.random() < 0.4 else "",  # noqa: PLR2004
            "total": float(goods - discount + fee),
            "date": now.astimezone(ISTANBUL).strftime("%Y-%m-%d %H:%M:%S"),
            "restaurant_id": BRANCHES[branch][0],
            "restaurant_name": BRANCHES[branch][1],
            "courier_type": "come_get" if pickup else rng.choice(("restaurant", "restaurant", "fuudy")),
            # The vendor writes some amounts as text.
            "discount": str(discount),
            "courier_fee": float(fee),
            "scheduled_date": "",
            "order_tip": 0,
            "customer": {
                "name": f"Müşteri {self._number % 97}",
                "phone": f"0500 000 {self._number % 100:02} {rng.randrange(100):02}",
            },
            "address": {} if pickup else self._address(),
            self._dish_field: [
                {self._dish_words.get(name, name): value for name, value in line.items()} for line in lines
            ],
        }
        return order | fields

    def _line(self, dishes: Sequence[_Dish]) -> dict[str, Any]:
        rng = self._random
        name, price = rng.choice(dishes)
        quantity = rng.choice((1, 1, 1, 2, 2, 3))
        groups: list[dict[str, Any]] = []
        each = price
        if rng.random() < 0.35 and name not in _PLAIN:  # noqa: PLR2004
            added, extra = rng.choice(_ADDED)
            each += extra
            groups.append(_extras([(added, extra)]))
        if rng.random() < 0.25 and name not in _PLAIN:  # noqa: PLR2004
            groups.append(_removals([rng.choice(_REMOVED)]))
        return {
            "name": name,
            "quantity": quantity,
            "price": each,
            "total": each * quantity,
            "note": "",
            "options": groups,
        }

    def _address(self) -> dict[str, Any]:
        rng = self._random
        return {
            "address": f"{rng.choice(_STREETS)} No {rng.randrange(1, 90)}",
            "apartment": f"Deneme {rng.choice('ABC')}",
            "floor": str(rng.randrange(1, 8)),
            "door": str(rng.randrange(1, 30)),
            "district": rng.choice(_DISTRICTS),
            "city": "İstanbul",
            "description": rng.choice(("", "", "Eczanenin üstü", "Arka giriş")),
        }
