"""Contract of the store: bumps of the kitchen, what takes them back, and their end with the personal data."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.privacy import without_personal_data
from desktop.store import KitchenRow
from tests.store.made import NOON, key_of, receive

if TYPE_CHECKING:
    from desktop.store import Store
    from tests.store.contract.conftest import Database

LATER = NOON + timedelta(minutes=1)


def bump(number: int = 1, **fields: object) -> KitchenRow:
    return KitchenRow(key_of(number), "bump", NOON, dishes=("a.", "b."), content="c.", **fields)  # type: ignore[arg-type]


async def rows(store: Store, number: int = 1) -> list[KitchenRow]:
    found = await store.read(lambda tx: tx.kitchen_rows_of([key_of(number)]))
    return found.get(key_of(number), [])


async def add(store: Store, *entries: KitchenRow) -> None:
    for entry in entries:
        await store.write(lambda tx, entry=entry: tx.add_kitchen_rows(entry))  # type: ignore[misc]


async def test_rows_are_there_after_a_restart_and_on_the_board(database: Database) -> None:
    store = await database.open()
    await store.write(receive)
    await add(store, bump(station="Izgara", by="kitchen"))
    await store.close()
    store = await database.open()
    (row,) = await rows(store)
    assert (row.station, row.dishes, row.content, row.by, row.at) == (
        "Izgara",
        ("a.", "b."),
        "c.",
        "kitchen",
        NOON,
    )
    (shown,) = await store.read(lambda tx: tx.board_rows([key_of(1)]))
    assert shown.kitchen == (row,)
    await store.close()


async def test_a_bump_is_taken_back_once(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: receive(tx, 2))
    await add(store, bump(), bump(2))
    (one,), (other,) = await rows(store), await rows(store, 2)
    recall = KitchenRow(key_of(1), "recall", LATER, recalls=one.id)
    await add(store, recall, recall)
    assert [row.kind for row in await rows(store)] == ["bump", "recall"]
    assert await store.read(lambda tx: tx.bumped("", 20)) == [(other.id, key_of(2))]
    # A row of another order, such as one from a backup, takes nothing back.
    await add(store, KitchenRow(key_of(1), "recall", LATER, recalls=other.id))
    assert await store.read(lambda tx: tx.bumped("", 20)) == [(other.id, key_of(2))]


async def test_the_last_bumps_of_a_station_come_first(store: Store) -> None:
    for number in (1, 2, 3):
        await store.write(lambda tx, number=number: receive(tx, number))  # type: ignore[misc]
    await add(store, bump(1), bump(2), bump(3, station="Soğuk"))
    found = await store.read(lambda tx: tx.bumped("", 20))
    assert [key for _, key in found] == [key_of(2), key_of(1)]
    assert len(await store.read(lambda tx: tx.bumped("", 1))) == 1


async def test_orders_that_were_accepted_and_cancelled_are_found(store: Store) -> None:
    for number in (1, 2, 3):
        await store.write(lambda tx, number=number: receive(tx, number))  # type: ignore[misc]
    for number in (1, 2):
        await store.write(lambda tx, number=number: tx.set_accepted(key_of(number), NOON, 30))  # type: ignore[misc]
    for number in (2, 3):
        await store.write(lambda tx, number=number: tx.set_status(key_of(number), 6, LATER))  # type: ignore[misc]
    assert await store.read(lambda tx: tx.cancelled_since(NOON)) == [key_of(2)]
    assert await store.read(lambda tx: tx.cancelled_since(LATER)) == []


async def test_bumps_and_changes_go_with_the_personal_data(store: Store) -> None:
    await store.write(receive)
    await add(store, bump(), KitchenRow(key_of(1), "change", NOON, before='{"raw": "Gizliad"}'))
    await store.write(lambda tx: receive(tx, 2, LATER + timedelta(days=1)))
    await add(store, bump(2))
    while await store.blank(LATER, without_personal_data):
        pass
    assert await rows(store) == []
    assert len(await rows(store, 2)) == 1
