"""Invalid orders: never a crash, never an unsaved acknowledgement, always readable text on the card.

First the pure functions, then store and window texts, then the vendor on a socket.
"""

from __future__ import annotations

import random
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.reading.payload import ReadOrder, read_order, read_orders
from desktop.domain.restaurant.portions import PortionCount, taken_by
from desktop.simulator import Simulator
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.ui.board.card_layout import CardLayouter
from desktop.ui.order.card_words import spoken_card
from desktop.ui.order.order_text import detail_of, full_text
from desktop.ui.text.format import order_number
from desktop.ui.widgets.theme import CardLook, Look
from tests.faults.order_strategies import KEY_TRICKS, as_json, hostile_values, invalid_orders, real_shaped
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.domain.orders.order import Order

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
GOOD = "11111111-5cb7-4c4e-adcb-fc2ec54cf24e"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

EXAMPLES = settings(max_examples=150, suppress_health_check=[*HealthCheck], deadline=None)
MANY = settings(max_examples=4_000, suppress_health_check=[*HealthCheck], deadline=None)


def check_readable(order: Order, look: Look | None) -> None:
    """Check that people can read something, and that the key is the one for calls."""
    shown = BoardOrder(order, NOW, NOW)
    assert order_number(order.number, order.payment_key).strip()
    assert spoken_card(shown, NOW, None).strip()
    text = full_text(shown, NOW)
    assert order.payment_key in text
    assert detail_of(shown, NOW).blocks
    if look is not None and (where := shown.column) is not None:
        card = CardLayouter(CardLook(look)).lay_out(shown, where, 260, NOW)
        assert card.height > 0
        assert any(part.text.strip() for part in card.parts)


def check_batch(order: dict[str, Any], look: Look | None = None) -> None:
    data = b"[" + as_json(real_shaped(GOOD)) + b"," + as_json(order) + b"]"
    batch = read_orders(data)
    read = {each.order.payment_key: each.order for each in batch.orders}
    # The neighbour survives, and the invalid order is kept: it has a key.
    assert read[GOOD] == read_order(as_json(real_shaped(GOOD))).order  # type: ignore[union-attr]
    assert KEY in read
    check_readable(read[KEY], look)


@EXAMPLES
@given(order=invalid_orders(KEY))
def test_an_invalid_order_is_read_beside_a_good_one(order: dict[str, Any]) -> None:
    check_batch(order)


@pytest.mark.long
@pytest.mark.timeout(900)
@MANY
@given(order=invalid_orders(KEY))
def test_many_invalid_orders_are_read(order: dict[str, Any]) -> None:
    check_batch(order)


def test_invalid_orders_fit_on_a_card(qapp: QApplication) -> None:
    look = Look("light", 100)

    @settings(max_examples=80, suppress_health_check=[*HealthCheck], deadline=None)
    @given(order=invalid_orders(KEY))
    def check(order: dict[str, Any]) -> None:
        check_batch(order, look)

    check()


@EXAMPLES
@given(order=invalid_orders(KEY))
def test_an_invalid_order_takes_portions_without_a_crash(order: dict[str, Any]) -> None:
    read = read_order(as_json(order))
    assume(isinstance(read, ReadOrder))
    assert isinstance(read, ReadOrder)
    counts = [
        PortionCount(number, "", name, 10, NOW)
        for number, name in enumerate(("Beef Burrito", "", "Künefe", "beef burrito"))
    ]
    taken = taken_by(
        read.order.lines, read.order.restaurant_id, counts=counts, is_listed=lambda _ident: False
    )
    assert all(part.quantity.is_finite() and part.quantity >= 0 for part in taken)
    assert len({part.food_id for part in taken}) == len(taken)


@EXAMPLES
@given(value=hostile_values())
def test_an_entry_that_is_no_order_affects_no_other(value: Any) -> None:
    batch = read_orders(b"[" + as_json(value) + b"," + as_json(real_shaped(GOOD)) + b"]")
    assert GOOD in {each.order.payment_key for each in batch.orders}
    assert len(batch.orders) + len(batch.rejected) in {1, 2}


@pytest.mark.parametrize("trick", KEY_TRICKS, ids=repr)
def test_an_invalid_key_is_never_used_in_a_call(trick: object) -> None:
    order = real_shaped(KEY) | {"payment_key": trick}
    batch = read_orders(b"[" + as_json(order) + b"]")
    assert all(uuid.UUID(each.order.payment_key) for each in batch.orders)
    assert len(batch.orders) + len(batch.rejected) == 1


def big_orders() -> list[tuple[str, dict[str, Any]]]:
    """Orders larger than any real one."""
    keys = [str(uuid.UUID(int=number, version=4)) for number in range(1, 6)]
    note, dishes, deep, modifiers, fields = (real_shaped(key) for key in keys)
    note["note"] = "ü" * (1 << 20)
    dishes["items"] = [{"name": f"Yemek {n}", "quantity": 2, "price": 10} for n in range(1000)]
    inner: Any = "dip"
    for _ in range(200):
        inner = [inner]
    deep["items"][0]["options"] = inner
    modifiers["items"][0]["options"] = [{"name": f"Ek {n}", "price": 1} for n in range(1000)]
    fields.update({f"alan {n}": n for n in range(2000)})
    return list(zip(keys, (note, dishes, deep, modifiers, fields), strict=True))


@pytest.mark.parametrize("number", range(5))
def test_a_huge_order_is_shown_completely_in_pieces(qapp: QApplication, number: int) -> None:
    key, order = big_orders()[number]
    read = read_order(as_json(order))
    assert read.order.payment_key == key  # type: ignore[union-attr]
    check_readable(read.order, Look("light", 100))  # type: ignore[union-attr]


async def test_invalid_orders_from_the_vendor_are_saved_before_the_acknowledgement(tmp_path: Path) -> None:
    dice = random.Random(20261123)
    orders = [(key, order) for key, order in big_orders()]
    for _ in range(120):
        key = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        orders.append((key, invalid(dice, key)))
    with Simulator(cooldown=POLL_SECONDS) as sim:
        for _, order in orders:
            sim.add_order(raw=order)
        for trick in KEY_TRICKS:
            sim.add_order(raw=as_json(real_shaped(KEY) | {"payment_key": trick}))
        sim.add_order(raw=b"{broken: }")
        good = sim.add_order()
        async with Counter(sim, tmp_path) as counter:
            await counter.until(lambda: sim.orders[good].acknowledged, 20)
            await counter.until(lambda: all(sim.orders[key].acknowledged for key, _ in orders), 20)
            await counter.polled(2)
        with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as database:
            saved = {key for (key,) in database.execute("SELECT payment_key FROM orders")}
        assert {key for key, _ in orders} | {good} <= saved
        acknowledged = {entry.payment_key for entry in sim.calls("success")}
        assert acknowledged <= saved
        # No key, in any spelling, caused another call than the expected ones.
        assert {entry.call for entry in sim.journal} <= {
            "get-current",
            "success",
            "cancel-reasons",
            "variables",
        }
        assert counter.announced.count(good) == 1
    print(f"{len(orders)} spoiled orders and {len(KEY_TRICKS)} tricks, 0 lost, 0 acknowledged unsaved")


def invalid(dice: random.Random, key: str) -> dict[str, Any]:
    """Return a realistic order with one to three invalid fields, random but reproducible."""
    from tests.faults.order_strategies import HOSTILE_NUMBERS, HOSTILE_TEXTS

    order = real_shaped(key)
    values: list[Any] = [*HOSTILE_TEXTS, *HOSTILE_NUMBERS, None, True, [], {}, [None], {"a": []}]
    # The pure tests cover values without a JSON form; the simulator, which encodes properly, cannot send
    # them.
    values = [value for value in values if value != "\ud800" and not isinstance(value, float)]
    for name in dice.sample(
        [name for name in order if name not in {"payment_key", "status_id"}], dice.randint(1, 3)
    ):
        order[name] = dice.choice(values)
    return order


@given(values=st.lists(hostile_values(), max_size=4))
@settings(max_examples=60, suppress_health_check=[*HealthCheck], deadline=None)
def test_no_answer_crashes_the_reader(values: list[Any]) -> None:
    batch = read_orders(as_json(values))
    assert len(batch.orders) + len(batch.rejected) <= len(values)
