"""Contract of the store: counts of portions, and what orders take of them."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.restaurant.portions import PortionCount, Taken
from tests.store.made import FIRST, NOON, key_of, receive

if TYPE_CHECKING:
    from desktop.store import Store, Transaction

COUNT = PortionCount(7, FIRST, "Künefe", 10, NOON, NOON + timedelta(hours=5))
OTHER = PortionCount(8, "", "Ayran", 3, NOON + timedelta(minutes=1))


def counted(tx: Transaction) -> None:
    for count in (COUNT, OTHER):
        tx.set_portion_count(count)
    first = [Taken(7, Decimal("1.5")), Taken(8, Decimal(2), doubtful=True)]
    tx.set_portions_taken({key_of(1): first, key_of(2): [Taken(7, Decimal(1))]})


async def left(store: Store) -> dict[int, tuple[str, bool]]:
    counts = await store.read(lambda tx: tx.portion_counts())
    return {count.food_id: (str(count.left), count.doubtful) for count in counts}


async def test_a_count_comes_back_as_it_was_saved_the_latest_first(store: Store) -> None:
    await store.write(lambda tx: tx.set_portion_count(COUNT))
    await store.write(lambda tx: tx.set_portion_count(OTHER))
    assert await store.read(lambda tx: tx.portion_counts()) == [OTHER, COUNT]
    assert COUNT.since.tzinfo is UTC


async def test_what_orders_take_is_exact_and_is_replaced_for_one_order(store: Store) -> None:
    await store.write(counted)
    assert await left(store) == {7: ("7.5", False), 8: ("1", True)}
    assert await store.read(lambda tx: tx.portions_taken([key_of(2), key_of(1), key_of(3)])) == {
        key_of(1): [Taken(7, Decimal("1.5")), Taken(8, Decimal(2), doubtful=True)],
        key_of(2): [Taken(7, Decimal(1))],
    }
    await store.write(lambda tx: tx.set_portions_taken({key_of(1): ()}))
    assert await left(store) == {7: ("9", False), 8: ("3", False)}


async def test_a_new_number_forgets_what_was_taken_of_that_dish(store: Store) -> None:
    await store.write(counted)
    await store.write(lambda tx: tx.set_portion_count(COUNT))
    assert await left(store) == {7: ("10", False), 8: ("1", True)}
    await store.write(lambda tx: tx.delete_portion_count(8))
    assert await left(store) == {7: ("10", False)}
    assert await store.read(lambda tx: tx.portions_taken([key_of(1)])) == {}


async def test_an_order_is_counted_once(store: Store) -> None:
    def work(tx: Transaction) -> list[set[str]]:
        receive(tx)
        keys = [key_of(1), key_of(2)]
        return [
            tx.stop_counting(keys),
            tx.start_counting(keys, NOON),
            tx.start_counting(keys, NOON),
            tx.stop_counting(keys),
            tx.stop_counting(keys),
            tx.start_counting(keys[1:], NOON),
            tx.start_counting(keys, NOON),
        ]

    one = {key_of(1)}
    assert await store.write(work) == [set(), one, set(), one, set(), set(), one], "the second is not stored"


async def test_a_failed_transaction_counts_nothing(store: Store) -> None:
    def work(tx: Transaction) -> None:
        receive(tx)
        tx.start_counting([key_of(1)], NOON)
        counted(tx)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write(work)
    assert await left(store) == {}


async def test_a_dish_is_off_sale_by_its_count_until_a_person_takes_it_off(store: Store) -> None:
    async def by_count() -> list[bool]:
        return [dish.by_count for dish in await store.read(lambda tx: tx.off_sale())]

    await store.write(
        lambda tx: tx.take_off_sale(7, FIRST, "Künefe", NOON, until=None, until_closing=False, by_count=True)
    )
    assert await by_count() == [True]
    await store.write(lambda tx: tx.take_off_sale(7, FIRST, "Künefe", NOON, until=NOON, until_closing=True))
    assert await by_count() == [False]
    await store.write(lambda tx: tx.keep_off_sale(7, None))
    (dish,) = await store.read(lambda tx: tx.off_sale())
    assert (dish.by_count, dish.until, dish.until_closing) == (True, None, False)


async def test_the_removal_of_personal_data_leaves_the_counts(store: Store) -> None:
    await store.write(receive)
    await store.write(counted)
    while await store.blank(NOON + timedelta(days=1), without_personal_data):
        pass
    assert await left(store) == {7: ("7.5", False), 8: ("1", True)}
