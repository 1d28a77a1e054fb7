"""Contract of the store: orders, the board, events and rejected payloads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders.search import OrderEvent
from tests.store.made import NOON, key_of, receive, saved

if TYPE_CHECKING:
    from desktop.store import Store, Transaction

LATER = NOON + timedelta(hours=5)


async def test_an_update_leaves_the_status_and_resets_a_reminder_only_with_the_time(store: Store) -> None:
    scheduled = msgspec.structs.replace(saved(1), scheduled_at=LATER)

    def work(tx: Transaction) -> None:
        tx.insert_order(scheduled, NOON, None)
        tx.set_status(key_of(1), 2, NOON)
        tx.set_reminded([key_of(1)], NOON)
        tx.update_order(msgspec.structs.replace(scheduled, raw="{}"))

    await store.write(work)
    (row,) = await store.read(lambda tx: tx.board_rows([key_of(1)]))
    assert (row.status_id, row.raw, row.reminded_at) == (2, "{}", NOON)
    moved = msgspec.structs.replace(scheduled, scheduled_at=LATER + timedelta(minutes=1))
    await store.write(lambda tx: tx.update_order(moved))
    (row,) = await store.read(lambda tx: tx.board_rows([key_of(1)]))
    assert row.reminded_at is None


async def test_orders_for_later_are_listed_until_they_were_reminded(store: Store) -> None:
    def work(tx: Transaction) -> None:
        for number, at in ((1, LATER), (2, NOON), (3, LATER), (4, None)):
            tx.insert_order(msgspec.structs.replace(saved(number), scheduled_at=at), NOON, None)
        tx.set_reminded([key_of(3)], NOON)

    await store.write(work)
    assert await store.read(lambda tx: tx.not_reminded(NOON)) == [key_of(1)]


async def test_the_board_has_waiting_orders_however_old_and_leaves_out_accepted_old_ones(
    store: Store,
) -> None:
    old = NOON - timedelta(days=3)

    def work(tx: Transaction) -> None:
        for number, status, at in (
            (0, 1, old),  # waits for days: it must not be forgotten
            (1, 2, old),  # accepted long ago
            (2, 2, NOON),
            (3, 6, NOON),  # cancelled
            (4, 1, NOON),  # removed from the board
            (5, 2, old),  # accepted long ago, for tomorrow
        ):
            receive(tx, number, at, status_id=status)
            if status == 2:
                tx.set_accepted(key_of(number), at, 30)
        tx.set_removed_from_board(key_of(4), NOON)
        tx.update_order(msgspec.structs.replace(saved(5), scheduled_at=NOON + timedelta(days=1)))

    await store.write(work)
    rows = await store.read(lambda tx: tx.on_board(NOON - timedelta(hours=18)))
    assert [row.payment_key for row in rows] == [key_of(0), key_of(5), key_of(2)]
    await store.write(lambda tx: tx.set_removed_from_board(key_of(4), None))
    rows = await store.read(lambda tx: tx.on_board(NOON - timedelta(hours=18)))
    assert key_of(4) in [row.payment_key for row in rows]


async def test_board_rows_come_in_the_requested_order_without_unknown_ones(store: Store) -> None:
    def work(tx: Transaction) -> None:
        for number in range(500):
            receive(tx, number)

    await store.write(work)
    numbers = [*range(499, -1, -1), 1000]
    rows = await store.read(lambda tx: tx.board_rows(key_of(number) for number in numbers))
    assert [row.payment_key for row in rows] == [key_of(number) for number in range(499, -1, -1)]


async def test_the_first_mute_and_the_first_ring_stay(store: Store) -> None:
    second = NOON + timedelta(seconds=1)
    await store.write(receive)
    await store.write(lambda tx: tx.set_muted([key_of(1)], NOON))
    await store.write(lambda tx: tx.set_muted([key_of(1)], None))
    await store.write(lambda tx: tx.set_muted([key_of(1)], second))
    assert await store.write(lambda tx: tx.set_rang([key_of(1)], NOON)) == [key_of(1)]
    assert await store.write(lambda tx: tx.set_rang([key_of(1)], second)) == []
    (row,) = await store.read(lambda tx: tx.board_rows([key_of(1)]))
    assert (row.muted_at, row.first_muted_at, row.rang_at) == (second, NOON, NOON)


async def test_mutes_before_a_moment_and_from_the_future_are_found(store: Store) -> None:
    def work(tx: Transaction) -> None:
        for number, minutes in ((1, -10), (2, -1), (3, 10), (4, None)):
            receive(tx, number)
            at = None if minutes is None else NOON + timedelta(minutes=minutes)
            tx.set_muted([key_of(number)], at)

    await store.write(work)
    found = await store.read(lambda tx: tx.muted_before(NOON - timedelta(minutes=5), NOON))
    assert sorted(found) == [key_of(1), key_of(3)]


async def test_a_clock_that_was_set_moves_the_accepted_orders_and_names_them(store: Store) -> None:
    def work(tx: Transaction) -> None:
        for number in (1, 2):
            receive(tx, number)
        tx.set_accepted(key_of(2), NOON, 30)

    await store.write(work)
    hour = timedelta(hours=1)
    assert await store.write(lambda tx: tx.move_changes(NOON - hour, hour)) == [key_of(2)]
    first, second = await store.read(lambda tx: tx.board_rows([key_of(1), key_of(2)]))
    assert (first.changed_at, second.changed_at) == (NOON, NOON + hour)


async def test_events_come_in_the_order_they_were_written(store: Store) -> None:
    events = [
        OrderEvent(key_of(1), NOON + timedelta(seconds=second), kind, 1, detail)
        for second, kind, detail in ((0, "received", ""), (9, "accepted", "30 min"), (5, "gone", "yok"))
    ]

    def work(tx: Transaction) -> None:
        tx.insert_order(saved(1), NOON, None)
        for event in events:
            tx.add_event(event)

    await store.write(work)
    assert await store.read(lambda tx: tx.events(key_of(1))) == events


async def test_a_rejected_payload_is_new_once(store: Store) -> None:
    assert await store.write(lambda tx: tx.save_rejected("f", "{}", NOON))
    assert not await store.write(lambda tx: tx.save_rejected("f", "{}", NOON))
    assert await store.write(lambda tx: tx.save_rejected("g", "{}", NOON))
