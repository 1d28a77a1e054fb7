"""Contract of the store: the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.store import UnknownRowError
from tests.store.made import NOON, key_of, receive

if TYPE_CHECKING:
    from desktop.store import OutboxRow, Store, Transaction

KEY = key_of(1)


async def queued(store: Store) -> list[OutboxRow]:
    return await store.read(lambda tx: tx.queued())


async def settle(store: Store, row: OutboxRow, state: str, message: str = "") -> None:
    await store.write(lambda tx: tx.settle(row.id, state, message, NOON))


def cancel(tx: Transaction) -> OutboxRow | None:
    return tx.enqueue_action("cancel", KEY, 1, NOON, reason_id=3, not_before=NOON + timedelta(seconds=10))


async def test_an_acknowledgement_is_queued_once_per_status_and_can_be_queued_again(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOON))
    (row,) = await queued(store)
    await settle(store, row, "done")
    assert await queued(store) == []
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOON))
    assert [again.id for again in await queued(store)] == [row.id], "a settled row keeps its number"
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 2, NOON))
    assert [(a.payment_key, a.status_id) for a in await queued(store)] == [(KEY, 1), (KEY, 2)]
    assert await store.read(lambda tx: tx.acknowledgements([KEY])) == {KEY: {1: "owed", 2: "owed"}}


async def test_an_order_has_one_open_command(store: Store) -> None:
    await store.write(receive)
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON))
    assert not await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 45, NOON))
    assert not await store.write(cancel)
    _, accept = await queued(store)
    assert (accept.kind, accept.preparing_time) == ("accept", 30)
    await settle(store, accept, "unsure")
    assert not await store.write(cancel)
    await settle(store, accept, "refused", "olmaz")
    assert await store.write(cancel)
    command = (await queued(store))[-1]
    assert (command.kind, command.reason_id) == ("cancel", 3)
    assert command.not_before == NOON + timedelta(seconds=10)


async def test_only_a_command_that_was_never_sent_can_be_withdrawn(store: Store) -> None:
    await store.write(receive)
    assert not await store.write(lambda tx: tx.withdraw_unsent(KEY, NOON))
    await store.write(cancel)
    assert await store.write(lambda tx: tx.withdraw_unsent(KEY, NOON))
    await store.write(cancel)
    row = (await queued(store))[-1]
    await store.write(lambda tx: tx.start_attempt(row.id, NOON))
    assert not await store.write(lambda tx: tx.withdraw_unsent(KEY, NOON))


async def test_an_attempt_is_unanswered_from_before_it_is_sent(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON))
    row = (await queued(store))[1]
    assert (row.attempts, row.unanswered) == (0, False)
    await store.write(lambda tx: tx.start_attempt(row.id, NOON))
    row = await store.read(lambda tx: tx.outbox_row(row.id))
    assert (row.attempts, row.unanswered, row.state, row.last_attempt_at) == (1, True, "owed", NOON)
    assert (await store.read(lambda tx: tx.to_send()))[1] == {KEY}
    await store.write(lambda tx: tx.end_attempt(row.id, unanswered=False, message="ulaşılamadı"))
    row = await store.read(lambda tx: tx.outbox_row(row.id))
    assert (row.attempts, row.unanswered, row.message) == (1, False, "ulaşılamadı")
    assert (await store.read(lambda tx: tx.to_send()))[1] == set()


async def test_a_refused_acknowledgement_needs_a_person_until_it_succeeds(store: Store) -> None:
    await store.write(receive)
    (row,) = await queued(store)
    await settle(store, row, "refused", "sipariş bulunamadı")
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOON))
    (refused,) = await store.read(lambda tx: tx.refused_acknowledgements())
    assert (refused.id, refused.state, refused.needs_person) == (row.id, "owed", True)
    await settle(store, row, "done")
    assert await store.read(lambda tx: tx.refused_acknowledgements()) == []


async def test_refused_acknowledgements_are_of_orders_still_in_that_status_and_on_the_board(
    store: Store,
) -> None:
    await store.write(receive)
    await store.write(lambda tx: receive(tx, 2))
    for row in await queued(store):
        await settle(store, row, "refused")
    assert len(await store.read(lambda tx: tx.refused_acknowledgements())) == 2
    await store.write(lambda tx: tx.set_status(key_of(2), 2, NOON))
    assert [row.payment_key for row in await store.read(lambda tx: tx.refused_acknowledgements())] == [KEY]
    await store.write(lambda tx: tx.set_removed_from_board(KEY, NOON))
    assert await store.read(lambda tx: tx.refused_acknowledgements()) == []


async def test_the_queue_is_in_the_order_of_the_commands(store: Store) -> None:
    for number in (3, 1, 2):
        await store.write(lambda tx, number=number: receive(tx, number))  # type: ignore[misc]
    await store.write(lambda tx: tx.enqueue_accept(key_of(2), 1, 30, NOON - timedelta(days=1)))
    assert [(row.payment_key, row.kind) for row in await queued(store)] == [
        (key_of(3), "acknowledge"),
        (key_of(1), "acknowledge"),
        (key_of(2), "acknowledge"),
        (key_of(2), "accept"),
    ]


async def test_acknowledgements_of_other_statuses_are_withdrawn(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 2, NOON))
    await store.write(lambda tx: tx.withdraw_acknowledgements(KEY, 2, NOON))
    assert [row.status_id for row in await queued(store)] == [2]
    assert await store.read(lambda tx: tx.acknowledgements([KEY])) == {KEY: {1: "withdrawn", 2: "owed"}}


async def test_an_accept_in_doubt_is_listed_until_it_is_settled(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON))
    accept = (await queued(store))[-1]
    await settle(store, accept, "unsure")
    assert [row.id for row in await store.read(lambda tx: tx.doubtful_accepts())] == [accept.id]
    assert (await store.read(lambda tx: tx.to_send()))[1] == {KEY}
    sent, _ = await store.read(lambda tx: tx.to_send())
    assert sent == await queued(store)
    assert accept.id not in [row.id for row in sent]
    await settle(store, accept, "done")
    assert await store.read(lambda tx: tx.doubtful_accepts()) == []


async def test_a_row_that_is_not_there_is_an_error_of_its_own(store: Store) -> None:
    with pytest.raises(UnknownRowError):
        await store.read(lambda tx: tx.outbox_row(99))


async def test_a_press_that_is_repeated_gives_no_second_command(store: Store) -> None:
    await store.write(receive)
    first = await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON, press="p"))
    assert first is not None
    assert (first.press, first.till) == ("p", "")
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON, press="p")) == first
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOON, press="q")) is None
    await settle(store, first, "done")
    again = await store.write(
        lambda tx: tx.enqueue_action("cancel", KEY, 1, NOON, reason_id=3, not_before=None, press="p")
    )
    assert again is not None
    assert (again.id, again.kind, again.state) == (first.id, "accept", "done")
    assert [row.kind for row in await queued(store)] == ["acknowledge"]
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 45, NOON, press="r"))


async def test_events_and_commands_have_the_name_of_their_till(store: Store) -> None:
    def work(tx: Transaction) -> OutboxRow | None:
        tx.till = "Kasa 2"
        receive(tx)
        tx.enqueue_accept(KEY, 1, 30, NOON)
        return cancel(tx)

    assert await store.write(work) is None
    events, (row,) = await store.read(lambda tx: (tx.events(KEY), tx.board_rows([KEY])))
    assert [event.till for event in events] == ["Kasa 2"]
    assert row.accept is not None
    assert (row.accept.till, row.accept.press) == ("Kasa 2", None)
