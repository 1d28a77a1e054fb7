"""Invents raw orders with any shape of dishes, and remembers where each text belongs.

Every name, note, quantity and unknown value has a mark that occurs nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from random import Random

DISH_LISTS: Final = ("items", "foods", "products", "order_items", "orders")
NAMES: Final = ("name", "food_name", "title")
QUANTITIES: Final = ("quantity", "count", "qty", "adet")
LISTS: Final = ("options", "modifiers", "add_substract", "extras", "ilave_opsiyonlari")
KINDS: Final = (
    "ekleme",
    "Ekleme",
    "EKLEME",
    "cikarma",
    "Çıkarma",
    "ÇIKARMA",
    "",
    None,
    "Ekle",
    3,
    ["x"],
    True,
)
FLAGS: Final = (True, False, 1, 0, "0", "1", "hayır", "evet", None, "", "belki", [1])
PRICES: Final = (0, 12.5, "12,50", "1.250", "1.417,50 TL", "bedava", None, "", [3], True, -4)
_DEEPEST: Final = 5


@dataclass
class Mark:
    """A text that must be seen once."""

    text: str
    parent: str
    """The mark that must stand above it or in the same row, "" for the order."""
    is_quantity: bool = False


@dataclass
class RawOrder:
    """An order and its marks, by dish."""

    payload: dict[str, Any]
    dishes: list[list[Mark]] = field(default_factory=list)


class Inventor:
    """Builds orders from random numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._count = 0
        self._marks: list[Mark] = []

    def order(self, key: str) -> RawOrder:
        """Return an order with up to four dishes."""
        random = self._random
        made = RawOrder({"payment_key": key, "id": 7, "status_id": 1, "total": 10})
        dishes = []
        for _ in range(random.randrange(1, 5)):
            self._marks = []
            dishes.append(self._dish())
            made.dishes.append(self._marks)
        form = random.randrange(6)
        if form == 0:
            made.payload[random.choice(DISH_LISTS)] = {
                str(index): dish if isinstance(dish, dict) else {"name": dish}
                for index, dish in enumerate(dishes)
            }
        else:
            made.payload[random.choice(DISH_LISTS)] = dishes
        return made

    def _dish(self) -> Any:
        if self._random.randrange(8) == 0:
            return self._mark("d", "")
        return self._entry("", is_dish=True, depth=0)

    def _entry(self, parent: str, *, is_dish: bool, depth: int) -> dict[str, Any]:
        random = self._random
        entry: dict[str, Any] = {}
        above = parent
        if not is_dish and self._happens(3):
            entry["ilave_basligi"] = above = self._mark("t", parent)
        own = self._add_names(entry, above)
        if self._happens(3):
            entry[random.choice(QUANTITIES)] = self._quantity(own)
        if self._happens(5):
            entry["note"] = self._odd(self._mark("m", own))
        if self._happens(6):
            entry[f"bilinmeyen{random.randrange(3)}"] = self._odd(self._mark("u", own))
        if self._happens(3):
            entry[random.choice(("price", "total", "total_price"))] = random.choice(PRICES)
        if not is_dish:
            self._add_choice(entry)
        if depth < _DEEPEST:
            entry |= {name: self._list(own, depth + 1) for name in LISTS if self._happens(7)}
        return dict(random.sample(list(entry.items()), len(entry)))

    def _add_names(self, entry: dict[str, Any], above: str) -> str:
        """Add names; return what the rest of the entry belongs to: the first readable one."""
        own = ""
        for name in NAMES:
            if self._random.randrange(5) >= (3 if name == "name" else 1):
                continue
            is_odd = self._happens(12)
            mark = self._mark("n", own or above)
            entry[name] = [mark] if is_odd else mark
            if not is_odd:
                own = own or mark
        return own or above

    def _add_choice(self, entry: dict[str, Any]) -> None:
        if self._happens(3):
            entry["ekleme_cikarma"] = self._random.choice(KINDS)
        if self._happens(5):
            entry["secim_turu"] = "coklu"
        if self._happens(5):
            entry[self._random.choice(("selected", "is_selected", "checked"))] = self._random.choice(FLAGS)

    def _happens(self, times: int) -> bool:
        """Return true once in so many times."""
        return self._random.randrange(times) == 0

    def _list(self, parent: str, depth: int) -> Any:
        entries = [self._option(parent, depth) for _ in range(self._random.randrange(4))]
        form = self._random.randrange(8)
        if form == 0:
            return {str(index): entry for index, entry in enumerate(entries)}
        if form == 1 and len(entries) == 1:
            return entries[0]
        return entries

    def _option(self, parent: str, depth: int) -> Any:
        form = self._random.randrange(10)
        if form == 0:
            return self._random.choice((None, "", {}, []))
        if form == 1:
            return [self._mark("l", parent)]
        if form <= 3:
            return self._mark("o", parent)
        return self._entry(parent, is_dish=False, depth=depth)

    def _quantity(self, own: str) -> Any:
        self._count += 1
        number = 1000 + self._count
        form = self._random.randrange(6)
        if form == 0:
            self._marks.append(Mark(f"kaç{number}", own, is_quantity=True))
            return f"kaç{number}"
        if form == 1:
            self._marks.append(Mark(f"{number},5", own, is_quantity=True))
            return f"{number},5"
        self._marks.append(Mark(str(number), own, is_quantity=True))
        return (number, str(number), f"{number},0", f" {number} ")[form - 2]

    def _odd(self, mark: str) -> Any:
        form = self._random.randrange(5)
        return ([mark], {"a": mark}, mark, mark, mark)[form]

    def _mark(self, letter: str, parent: str) -> str:
        self._count += 1
        mark = f"{letter}{self._count}z"
        self._marks.append(Mark(mark, parent))
        return mark
