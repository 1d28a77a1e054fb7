"""One till works alone while the shared database is dead, and gives its orders back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.search import OrderEvent
from desktop.services.database.alone.board_copy import BoardCopy, read_last_board
from desktop.services.database.first_board import first_board
from desktop.store import KitchenRow
from desktop.system.user_errors import UserError
from tests.store.made import key_of, receive

if TYPE_CHECKING:
    from desktop.store import Store, Transaction
    from tests.services.database.conftest import Till

NOW = datetime.now(UTC).replace(microsecond=0)


async def copy_board(till: Till) -> None:
    copy = BoardCopy(till.store, till.folder, till.events, till.troubles)
    copy.start()
    await copy.wait_idle()
    await copy.close()


async def begin_alone(till: Till) -> Store:
    """Let the till copy its board, lose the database, and go on alone."""
    await copy_board(till)
    await till.alone.begin()
    assert till.begins_anew
    return await till.restart()


def accept(tx: Transaction, number: int) -> None:
    """Accept an order, as a press and the vendor's answer do."""
    row = tx.enqueue_accept(key_of(number), 1, 20, tx.now(), press=f"press {number}")
    assert row is not None
    tx.settle(row.id, "done", "", tx.now())
    tx.set_status(key_of(number), 2, tx.now())
    tx.set_accepted(key_of(number), tx.now(), 20)
    tx.add_event(OrderEvent(key_of(number), tx.now(), "accepted", 2, "20 min"))


async def rows(store: Store, statement: str) -> list[Any]:
    return await store.read(lambda tx: [tuple(row) for row in tx.connection.execute(statement).fetchall()])


async def test_an_order_that_came_alone_is_in_the_database_once(till: Till) -> None:
    shared = await till.start()
    await shared.write(lambda tx: receive(tx, 1, NOW))
    alone = await begin_alone(till)
    assert alone.engine == "sqlite"
    assert [row.payment_key for row in await alone.read(lambda tx: tx.on_board(NOW))] == [key_of(1)]

    def come(tx: Transaction) -> None:
        receive(tx, 2, NOW)
        tx.set_rang([key_of(2)], NOW)
        tx.set_muted([key_of(2)], NOW)

    await alone.write(come)
    await till.alone.end()
    assert till.alone.taken is not None
    assert (till.alone.taken.new, till.alone.taken.changed) == (1, 0)
    shared = await till.restart()
    assert shared.engine == "postgres"
    board = await shared.read(lambda tx: tx.on_board(NOW))
    assert [row.payment_key for row in board] == [key_of(1), key_of(2)]
    assert (board[1].rang_at, board[1].first_muted_at) == (NOW, NOW)
    assert await rows(shared, "SELECT payment_key, kind, till FROM events ORDER BY id") == [
        (key_of(1), "received", "Kasa 2"),
        (key_of(2), "received", "Kasa 2"),
    ]
    queued = await shared.read(lambda tx: tx.queued())
    assert [(row.payment_key, row.kind) for row in queued] == [
        (key_of(1), "acknowledge"),
        (key_of(2), "acknowledge"),
    ]
    assert [path.name for path in till.folder.glob("tezgah*.db")] == [
        f"tezgah.alone-{datetime.now(UTC).astimezone().date()}.db"
    ]


async def test_an_order_that_was_accepted_alone_does_not_wait_in_the_database(till: Till) -> None:
    shared = await till.start()

    def come(tx: Transaction) -> None:
        receive(tx, 1, NOW)
        receive(tx, 2, NOW)
        tx.enqueue_accept(key_of(2), 1, 15, NOW, press="owed here")

    await shared.write(come)
    alone = await begin_alone(till)

    def work(tx: Transaction) -> None:
        accept(tx, 1)
        owed = next(row for row in tx.queued() if row.kind == "accept")
        tx.settle(owed.id, "done", "", NOW)
        tx.set_status(key_of(2), 2, NOW + timedelta(seconds=5))
        tx.set_accepted(key_of(2), NOW, 15)
        for row in tx.queued():
            tx.settle(row.id, "done", "", NOW)

    await alone.write(work)
    await till.alone.end()
    shared = await till.restart()
    board = await shared.read(lambda tx: tx.on_board(NOW))
    assert [(row.status_id, row.accepted_at is not None, row.preparing_time) for row in board] == [
        (2, True, 20),
        (2, True, 15),
    ]
    assert await shared.read(lambda tx: tx.queued()) == []
    assert await rows(
        shared, "SELECT kind, state, till FROM outbox WHERE kind = 'accept' ORDER BY payment_key"
    ) == [
        ("accept", "done", "Kasa 2"),
        ("accept", "done", "Kasa 2"),
    ]


async def test_orders_that_others_changed_meanwhile_stay(till: Till) -> None:
    shared = await till.start()
    await shared.write(lambda tx: receive(tx, 1, NOW))
    await begin_alone(till)
    other = await till.database.open(till.folder, "Kasa 1")
    await other.write(lambda tx: accept(tx, 1))
    await till.store.write(lambda tx: tx.set_muted([key_of(1)], NOW))
    await till.alone.end()
    (row,) = await other.read(lambda tx: tx.on_board(NOW))
    assert (row.status_id, row.accepted_at is not None) == (2, True)
    assert await rows(other, "SELECT count(*) FROM outbox WHERE kind = 'accept'") == [(1,)]
    await other.close()


async def test_taking_twice_adds_nothing(till: Till) -> None:
    shared = await till.start()

    def come(tx: Transaction) -> None:
        receive(tx, 1, NOW)
        tx.add_kitchen_rows(KitchenRow(key_of(1), "bump", NOW, "Izgara"))

    await shared.write(come)
    alone = await begin_alone(till)

    def work(tx: Transaction) -> None:
        receive(tx, 2, NOW)
        accept(tx, 1)
        accept(tx, 2)
        (bump,) = tx.kitchen_rows_of([key_of(1)])[key_of(1)]
        tx.add_kitchen_rows(KitchenRow(key_of(1), "recall", NOW, "Izgara", recalls=bump.id))
        tx.add_kitchen_rows(KitchenRow(key_of(2), "bump", NOW, "Izgara"))

    await alone.write(work)
    counts = (
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM events), (SELECT count(*) FROM outbox),"
    )
    counts += " (SELECT count(*) FROM kitchen_bumps)"
    expected = await rows(alone, counts)
    other = await till.database.open(till.folder, "Kasa 1")
    await till.alone.end()
    assert await rows(other, counts) == expected
    ((number,),) = await rows(
        other,
        "SELECT id FROM kitchen_bumps WHERE kind = 'bump' AND station = 'Izgara' AND recalls IS NULL ORDER BY id LIMIT 1",
    )
    assert (number,) in await rows(other, "SELECT recalls FROM kitchen_bumps WHERE kind = 'recall'")
    # The program ended before it could note the end: it is still alone, and somebody ends it again.
    till.note(NOW.isoformat())
    await till.restart()
    await till.alone.end()
    assert till.alone.taken is not None
    assert (till.alone.taken.new, till.alone.taken.changed) == (0, 0)
    assert await rows(other, counts) == expected
    await other.close()


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(till: Till) -> None:
    shared = await till.start()
    await shared.write(lambda tx: receive(tx, 1, NOW))
    alone = await begin_alone(till)
    await alone.write(lambda tx: receive(tx, 2, NOW))
    with till.database.refusing(), pytest.raises(UserError):
        await till.alone.end()
    assert not till.begins_anew
    assert till.alone.since is not None
    assert till.paused == 0
    alone = await till.restart()
    assert alone.engine == "sqlite"
    await till.alone.end()
    shared = await till.restart()
    assert [row.payment_key for row in await shared.read(lambda tx: tx.on_board(NOW))] == [
        key_of(1),
        key_of(2),
    ]


async def test_a_till_that_cannot_begin_stays_as_it_was(till: Till) -> None:
    await till.start()
    await copy_board(till)
    (till.folder / "tezgah.alone.db").mkdir()
    with pytest.raises(UserError, match="cannot work alone"):
        await till.alone.begin()
    assert not till.begins_anew
    assert till.copies_again == 1
    assert till.alone.since is None
    assert not (till.folder / "tezgah.db").exists()
    assert (await till.restart()).engine == "postgres"


async def test_it_goes_on_alone_while_the_database_is_away(till: Till) -> None:
    await till.start()
    alone = await begin_alone(till)
    till.port = 1
    alone = await till.restart()
    with pytest.raises(UserError, match="cannot be reached"):
        await till.alone.end()
    assert till.paused == 0
    await alone.write(lambda tx: receive(tx, 2, NOW))


async def test_the_backup_of_the_night_is_the_history_and_nothing_of_it_is_sent_again(till: Till) -> None:
    shared = await till.start()
    night = NOW - timedelta(hours=10)

    def yesterday(tx: Transaction) -> None:
        receive(tx, 1, night)
        receive(tx, 2, night)
        tx.enqueue_accept(key_of(1), 1, 15, night)

    await shared.write(yesterday)
    await shared.back_up(date(2026, 11, 30))

    def morning(tx: Transaction) -> None:
        for row in tx.queued():
            tx.settle(row.id, "done", "", NOW)
        tx.set_removed_from_board(key_of(1), NOW)
        tx.set_muted([key_of(2)], NOW)

    await shared.write(morning)
    (till.folder / "tezgah.db").write_bytes(b"somebody's")
    alone = await begin_alone(till)
    assert [row.payment_key for row in await alone.read(lambda tx: tx.on_board(night))] == [key_of(2)]
    assert (await alone.read(lambda tx: tx.on_board(night)))[0].muted_at == NOW
    assert await rows(alone, "SELECT count(*) FROM orders") == [(2,)]
    assert await alone.read(lambda tx: tx.queued()) == []
    (aside,) = till.folder.glob("tezgah.replaced-*.db")
    assert aside.read_bytes() == b"somebody's"


async def test_a_start_while_the_database_is_away_shows_the_last_board(till: Till) -> None:
    shared = await till.start()
    await shared.write(lambda tx: receive(tx, 1, NOW))
    await copy_board(till)
    till.port = 1
    lost = await till.restart()
    assert lost.line.is_lost
    last = await read_last_board(till.folder)
    assert last is not None
    assert [order.order.payment_key for order in last.orders] == [key_of(1)]
    assert abs(last.as_of - datetime.now(UTC)) < timedelta(minutes=5)


async def test_a_start_without_the_database_and_without_a_copy_says_so(till: Till) -> None:
    await till.start()
    till.port = 1
    lost = await till.restart()
    assert await read_last_board(till.folder) is None
    orders, as_of = await first_board(lost, till.folder)
    assert orders == ()
    assert as_of is not None
    assert as_of == lost.line.lost_since


async def test_orders_that_left_the_board_leave_the_copy(till: Till) -> None:
    shared = await till.start()
    copy = BoardCopy(shared, till.folder, till.events, till.troubles)
    for number in (1, 2):
        await shared.write(partial(receive, number=number, at=NOW))
    copy.start()
    await copy.wait_idle()
    await shared.write(lambda tx: tx.set_removed_from_board(key_of(1), NOW))
    copy.note_all()
    await copy.wait_idle()
    await copy.close()
    content = b"".join(path.read_bytes() for path in (till.folder / "shared-board").iterdir())
    assert b"Gizliad002" in content
    assert b"Gizliad001" not in content
    with closing(sqlite3.connect(till.folder / "shared-board" / "tezgah.db")) as file:
        assert file.execute("SELECT payment_key FROM orders").fetchall() == [(key_of(2),)]
