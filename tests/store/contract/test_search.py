"""Contract of the store: the search index and searches."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.search import Filter
from desktop.store import FIRST_PAGE, SavedOrder
from desktop.sync.jobs.search_index import BATCH, _read, index_some
from tests.store.made import NOON, SECOND, index, key_of, save, saved

if TYPE_CHECKING:
    from desktop.store import Store


async def numbers(
    store: Store, wanted: Filter | None = None, before: int = FIRST_PAGE, limit: int = 100
) -> list[int]:
    rows = await store.read(lambda tx: tx.found(wanted or Filter(), before, limit))
    return [json.loads(row.raw)["id"] for row in rows]


async def test_pages_follow_each_other_while_orders_arrive(store: Store) -> None:
    for number in range(1, 8):
        await save(store, number)
    await index(store)
    first = await store.read(lambda tx: tx.found(Filter(), FIRST_PAGE, 3))
    await save(store, 8)
    await index(store)
    second = await numbers(store, before=first[-1].id, limit=3)
    assert [json.loads(row.raw)["id"] for row in first] == [7, 6, 5]
    assert second == [4, 3, 2]
    assert await numbers(store, limit=2) == [8, 7]


async def test_each_filter_finds_its_orders(store: Store) -> None:
    await save(store, 1)
    await save(store, 2, payment_method="Kredi Kartı")
    await save(store, 3, shipping_method="pickup")
    await save(store, 4, restaurant_id=SECOND)
    await save(store, 5, NOON - timedelta(days=2))
    await save(store, 6, status_id=6)
    await index(store)
    for wanted, expected in (
        (Filter(payment_methods=("Kredi Kartı", "CREDIT_CARD")), [2]),
        (Filter(pickup=True), [3]),
        (Filter(pickup=False), [6, 5, 4, 2, 1]),
        (Filter(restaurant_id=SECOND), [4]),
        (Filter(since=NOON, until=NOON + timedelta(days=1)), [6, 4, 3, 2, 1]),
        (Filter(until=NOON), [5]),
        (Filter(status_ids=(5, 6)), [6]),
        (Filter(text="isk", status_ids=(6,)), [6]),
        (Filter(text="4"), [4]),
        (Filter(text="isk", payment_methods=("Nakit",), pickup=False, since=NOON), [6, 4, 1]),
    ):
        assert await numbers(store, wanted) == expected
        assert await store.read(lambda tx, wanted=wanted: tx.count_found(wanted, 100)) == len(expected)  # type: ignore[misc]
    assert await store.read(lambda tx: tx.count_found(Filter(), 4)) == 4
    assert await store.read(lambda tx: tx.payment_methods()) == ["Nakit", "Kredi Kartı"]


async def test_a_changed_order_is_found_in_its_present_state(store: Store) -> None:
    await save(store, 1)
    await index(store)
    await store.write(lambda tx: tx.update_order(saved(1, items=[{"name": "Künefe"}])))
    await store.write(lambda tx: tx.set_status(key_of(1), 16, NOON))
    assert await store.read(lambda tx: tx.count_unindexed()) == 1
    await index(store)
    assert await numbers(store, Filter(text="kunefe", status_ids=(16,))) == [1]
    assert await numbers(store, Filter(text="iskender")) == []


async def test_an_order_that_changed_while_it_was_read_is_indexed_again(store: Store) -> None:
    await save(store, 1)
    rows = await store.read(lambda tx: tx.unindexed(10))
    await store.write(lambda tx: tx.set_status(key_of(1), 2, NOON))
    await store.write(lambda tx: tx.index(_read(rows)))
    assert await store.read(lambda tx: tx.count_unindexed()) == 1
    await index(store)
    assert await numbers(store, Filter(status_ids=(2,))) == [1]


async def test_more_than_a_batch_is_indexed_the_latest_first(store: Store) -> None:
    def fill(tx: Any) -> None:
        for number in range(1, BATCH + 11):
            tx.insert_order(saved(number), NOON + timedelta(seconds=number), None)

    await store.write(fill)
    assert await index_some(store) == BATCH
    assert len(await numbers(store, limit=1000)) == BATCH
    assert await numbers(store, limit=1) == [BATCH + 10]
    assert await index_some(store) == 10
    assert await index_some(store) == 0


async def test_an_unreadable_payload_is_listed(store: Store) -> None:
    broken = SavedOrder(key_of(1), "", 1, "", None, None, None, "[" * 5000)
    await store.write(lambda tx: tx.insert_order(broken, NOON, None))
    await index(store)
    found = await store.read(lambda tx: tx.found(Filter(), FIRST_PAGE, 10))
    assert [row.payment_key for row in found] == [key_of(1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("musteri", [2, 1]),
        ("ISIL", [1]),
        ("ısıl", [1]),
        ("m", [2, 1]),
        ("musteri isil", [1]),
        ("0533 000 1234", [2]),
        ("+90 533 000 12 34", [2]),
        ("1234", [2]),
        ("kunefe", [2]),
        ("nefe", []),
        ("", [2, 1]),
        ("isk OR kunefe", []),
        ("NOT x", []),
        ("NEAR(a b)", []),
        ("dishes:kunefe", []),
        ("kunefe*", [2]),
        ('"kunefe', [2]),
        ("' ; -- %_\\", [2, 1]),
    ],
)
async def test_a_search_finds_prefixes_of_words_and_no_syntax(
    store: Store, text: str, expected: list[int]
) -> None:
    await save(store, 1, customer={"name": "Işıl Müşteri", "phone": "0533 000 0001"})
    await save(store, 2, customer={"name": "Müşteri Ali"}, items=[{"name": "Künefe"}])
    await store.write(
        lambda tx: tx.update_order(
            saved(2, customer={"name": "Müşteri Ali", "phone": "0533 000 1234"}, items=[{"name": "Künefe"}])
        )
    )
    await index(store)
    assert await numbers(store, Filter(text=text)) == expected


async def test_a_blanked_order_is_found_by_its_dish_and_not_by_its_customer(store: Store) -> None:
    for number in range(1, 6):
        await save(store, number)
    await index(store)
    assert await numbers(store, Filter(text="gizliad")) == [5, 4, 3, 2, 1]
    batches = []
    while count := await store.blank(NOON + timedelta(days=1), without_personal_data, batch=2):
        batches.append(count)
    assert batches == [2, 2, 1]
    await index(store)
    assert await numbers(store, Filter(text="gizliad")) == []
    assert await numbers(store, Filter(text="isk")) == [5, 4, 3, 2, 1]
