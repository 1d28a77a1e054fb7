"""Contract of the store: transactions."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from desktop.store import BrokenRuleError, CannotSaveError
from tests.store.made import NOON, key_of, receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.store import Store, Transaction
    from tests.store.contract.conftest import Database


def stored_keys(tx: Transaction) -> list[str]:
    return [order.payment_key for order in tx.stored(None)]


async def test_a_committed_transaction_is_there_after_reopening(database: Database) -> None:
    store = await database.open()
    await store.write(receive)
    await store.close()
    again = await database.open()
    (row,) = await again.read(lambda tx: tx.board_rows([key_of(1)]))
    assert (row.payment_key, row.status_id, row.received_at, row.acknowledgement) == (
        key_of(1),
        1,
        NOON,
        "owed",
    )
    assert [event.kind for event in await again.read(lambda tx: tx.events(key_of(1)))] == ["received"]
    assert [queued.payment_key for queued in await again.read(lambda tx: tx.queued())] == [key_of(1)]
    await again.close()


@pytest.mark.parametrize("error", [KeyError, ZeroDivisionError, SystemExit])
async def test_a_transaction_that_raises_leaves_nothing(store: Store, error: type[BaseException]) -> None:
    def work(tx: Transaction) -> None:
        receive(tx)
        raise error

    with pytest.raises(error):
        await store.write(work)
    assert await store.read(lambda tx: (tx.board_rows([key_of(1)]), tx.queued())) == ([], [])
    await store.write(receive)


async def test_two_writers_never_interleave(store: Store) -> None:
    def add_one(tx: Transaction) -> None:
        tx.set_value("count", (tx.value("count") or 0) + 1)

    await asyncio.gather(*(store.write(add_one) for _ in range(50)))
    assert await store.read(lambda tx: tx.value("count")) == 50


async def test_a_read_sees_one_state(store: Store) -> None:
    def twice(tx: Transaction) -> tuple[list[str], list[str]]:
        return stored_keys(tx), stored_keys(tx)

    def fill(number: int) -> Callable[[Transaction], None]:
        return lambda tx: receive(tx, number)

    reads = [store.read(twice) for _ in range(20)]
    writes = [store.write(fill(number)) for number in range(20)]
    results, _ = await asyncio.gather(asyncio.gather(*reads), asyncio.gather(*writes))
    assert all(first == second for first, second in results)


async def test_a_mistake_of_the_program_is_not_blamed_on_the_machine(store: Store) -> None:
    await store.write(receive)
    with pytest.raises(BrokenRuleError):
        await store.write(receive)
    with pytest.raises(BrokenRuleError):
        await store.write(lambda tx: tx.enqueue_acknowledgement(key_of(99), 1, NOON))
    assert await store.read(stored_keys) == [key_of(1)]


async def test_a_mistake_inside_a_transaction_can_not_be_swallowed(store: Store) -> None:
    def again(tx: Transaction) -> None:
        receive(tx, 2)
        # Each engine has its own error inside.
        with contextlib.suppress(Exception):
            receive(tx, 1)

    await store.write(receive)
    with pytest.raises(BrokenRuleError) as refused:
        await store.write(again)
    assert key_of(1) not in str(refused.value)
    assert await store.read(stored_keys) == [key_of(1)]
    await store.write(lambda tx: receive(tx, 2))
    assert await store.read(stored_keys) == [key_of(1), key_of(2)]


async def test_a_refused_write_saves_nothing_and_the_next_one_succeeds(
    database: Database, store: Store
) -> None:
    with database.refusing(), pytest.raises(CannotSaveError) as refused:
        await store.write(receive)
    assert str(refused.value)
    assert key_of(1) not in str(refused.value), "the reason has no values"
    assert await store.read(stored_keys) == []
    await store.write(receive)
    assert await store.read(stored_keys) == [key_of(1)]


async def test_a_closed_store_refuses(database: Database) -> None:
    store = await database.open()
    await store.close()
    await store.close()
    for call in (store.write(receive), store.read(stored_keys), store.check()):
        with pytest.raises(CannotSaveError):
            await call
