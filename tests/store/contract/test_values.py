"""Contract of the store: values come back as they were saved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.domain.orders.search import OrderEvent
from desktop.domain.trouble import Outage
from tests.store.made import NOON, key_of, saved

if TYPE_CHECKING:
    from desktop.store import BoardRow, Store, Transaction

LARGE = 2**62


async def stored_row(store: Store, number: int = 1) -> BoardRow:
    (row,) = await store.read(lambda tx: tx.board_rows([key_of(number)]))
    return row


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.replace(microsecond=1000),
        NOON.replace(microsecond=999_000),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1900, 3, 1, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
    ],
)
async def test_milliseconds_survive(store: Store, moment: datetime) -> None:
    await store.write(lambda tx: tx.insert_order(saved(1), moment, moment))
    await store.write(lambda tx: tx.set_muted([key_of(1)], moment))
    row = await stored_row(store)
    assert (row.received_at, row.accepted_at, row.muted_at) == (moment, moment, moment)


async def test_large_numbers_survive(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.insert_order(saved(1, status_id=LARGE), NOON, None)
        tx.set_accepted(key_of(1), NOON, LARGE)
        tx.enqueue_accept(key_of(1), LARGE, LARGE, NOON)
        tx.set_value("large", LARGE)
        tx.add_outage(Outage(NOON, NOON + timedelta(hours=1), off=False, orders=LARGE, longest_wait=LARGE))

    await store.write(work)
    row = await stored_row(store)
    assert (row.status_id, row.preparing_time) == (LARGE, LARGE)
    assert row.accept is not None
    assert (row.accept.status_id, row.accept.preparing_time) == (LARGE, LARGE)
    assert await store.read(lambda tx: tx.value("large")) == LARGE
    (outage,) = await store.read(lambda tx: tx.outages(NOON, NOON + timedelta(hours=1)))
    assert (outage.orders, outage.longest_wait) == (LARGE, LARGE)


@pytest.mark.parametrize("total", ["0", "1417.50", "0.0000000001", "99999999999999999999.99"])
async def test_money_survives_exactly(store: Store, total: str) -> None:
    order = msgspec.structs.replace(saved(1), total=Decimal(total))
    await store.write(lambda tx: tx.insert_order(order, NOON, None))
    (row,) = await store.read(
        lambda tx: list(
            tx.sold(
                NOON,
                NOON + timedelta(days=1),
                payloads=False,
            )
        )
    )
    assert row.total is not None
    assert format(row.total, "f") == total


@pytest.mark.parametrize(
    "text",
    [
        "ığüşöç İĞÜŞÖÇ",
        "👩‍🍳🥙",
        'it\'s "quoted" \\ %s ? :name $1 -- ;',
        "two\nlines\tand\rmore",
        "x" * 1_000_000,
    ],
    ids=["turkish", "emoji", "signs of SQL", "white space", "a megabyte"],
)
async def test_any_text_survives(store: Store, text: str) -> None:
    def work(tx: Transaction) -> None:
        tx.insert_order(msgspec.structs.replace(saved(1), raw=text), NOON, None)
        tx.add_event(OrderEvent(key_of(1), NOON, "gone", 1, text))
        tx.set_branches([("id", text)])
        tx.cache("name", text, NOON)

    await store.write(work)
    assert (await stored_row(store)).raw == text
    events, branches, cached = await store.read(
        lambda tx: (tx.events(key_of(1)), tx.branches(), tx.cached("name"))
    )
    assert (events[0].detail, branches[0].name, cached) == (text, text, text)


async def test_flags_are_bools(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.insert_order(saved(1), NOON, None)
        tx.enqueue_accept(key_of(1), 1, 30, NOON, automatic=True)
        tx.set_branches([("open", "A"), ("unknown", "B")])
        tx.set_branch_open("open", NOON, is_open=True)
        tx.take_off_sale(1, "", "Ayran", NOON, until=None, until_closing=True)
        tx.add_outage(Outage(NOON, NOON, off=True))

    await store.write(work)
    accept = (await stored_row(store)).accept
    assert accept is not None
    assert accept.automatic is True
    assert accept.unanswered is False
    assert accept.needs_person is False
    branches, (dish,) = await store.read(lambda tx: (tx.branches(), tx.off_sale()))
    assert [branch.is_open for branch in branches] == [True, None]
    assert branches[0].wanted_open is None
    assert dish.until_closing is True
    assert dish.wanted_on is False


async def test_equal_times_are_ordered_by_the_bytes_of_the_key(store: Store) -> None:
    names = ["b", "B", "a", "_", "é", "ı", "i", "İ", "-", "1"]

    def work(tx: Transaction) -> None:
        for name in names:
            tx.insert_order(msgspec.structs.replace(saved(1), payment_key=name), NOON, None)

    await store.write(work)
    board, stored = await store.read(
        lambda tx: (
            [row.payment_key for row in tx.on_board(NOON)],
            [row.payment_key for row in tx.stored(None)],
        )
    )
    assert board == stored == sorted(names, key=str.encode)


async def test_none_and_empty_are_two_things(store: Store) -> None:
    assert await store.read(lambda tx: tx.cached("name")) is None
    await store.write(lambda tx: tx.cache("name", "", NOON))
    assert await store.read(lambda tx: tx.cached("name")) == ""
    assert await store.read(lambda tx: tx.value("value")) is None
    await store.write(lambda tx: tx.set_value("value", 0))
    assert await store.read(lambda tx: tx.value("value")) == 0


async def test_nul_is_replaced_and_the_rest_kept(store: Store) -> None:
    raw = saved(1, customer_note="a\0b").raw
    order = msgspec.structs.replace(saved(1), number="10\x001", restaurant_id="a\0ı", raw=raw)

    def work(tx: Transaction) -> list[tuple[str, str]]:
        tx.insert_order(order, NOON, None)
        tx.add_event(OrderEvent(key_of(1), NOON, "gone", 1, "yok\0 👩‍🍳"))
        tx.enqueue_acknowledgement(key_of(1), 1, NOON)
        (acknowledgement,) = tx.queued()
        tx.add_failed_attempt(acknowledgement.id, "\0a")
        accept = tx.enqueue_accept(key_of(1), 1, 30, NOON)
        assert accept is not None
        tx.end_attempt(accept.id, unanswered=False, message="\0b")
        messages = [row.message for row in tx.queued()]
        tx.settle(accept.id, "refused", "c\0", NOON)
        tx.set_branches([("id", "Şube\0")])
        tx.take_off_sale(1, "id", "Ay\0ran", NOON, until=None, until_closing=False)
        tx.cache("name", '{"a": "\\u0000"}', NOON)
        assert messages == ["\ufffda", "\ufffdb"]
        rows: list[tuple[str, str]] = tx.connection.execute(
            "SELECT number, restaurant_id FROM orders"
        ).fetchall()
        return rows

    assert await store.write(work) == [("10\ufffd1", "a\ufffdı")]
    row = await stored_row(store)
    assert (row.raw, "\\u0000" in row.raw) == (raw, True)
    assert row.accept is not None
    assert row.accept.message == "c\ufffd"
    events, branches, dishes, cached = await store.read(
        lambda tx: (tx.events(key_of(1)), tx.branches(), tx.off_sale(), tx.cached("name"))
    )
    assert events[0].detail == "yok\ufffd 👩‍🍳"
    assert (branches[0].name, dishes[0].name) == ("Şube\ufffd", "Ay\ufffdran")
    assert cached == '{"a": "\\u0000"}'
    await store.write(lambda tx: tx.update_order(msgspec.structs.replace(order, number="\0")))
    numbers = await store.read(lambda tx: tx.connection.execute("SELECT number FROM orders").fetchall())
    assert numbers == [("\ufffd",)]


async def test_the_time_of_the_store_is_in_milliseconds_and_stands_still_in_a_transaction(
    store: Store,
) -> None:
    first, second = await store.read(lambda tx: (tx.now(), tx.now()))
    assert first is second
    assert first.tzinfo is UTC
    assert first.microsecond % 1000 == 0
    assert await store.read(lambda tx: tx.now()) >= first


async def test_many_rows_are_saved_as_each_on_its_own(store: Store) -> None:
    texts = ["", " ", 'a"b\\n', "\\u0000", "null", "\x01\t\r\n\x7f\u2028", "İı👩‍🍳", "%s :a $1 {}", "a\0b"]
    flags = [None, True, False]
    given = [
        {"id": str(number), "name": text, "position": LARGE - number, "read_at": number or None, "is_open": flags[number % 3]}
        for number, text in enumerate(texts)
    ]  # fmt: skip

    def work(tx: Transaction) -> list[tuple[object, ...]]:
        tx.connection.executemany(
            "INSERT INTO branches (restaurant_id, name, position, read_at, is_open)"
            " VALUES (:id, :name, :position, :read_at, :is_open) ON CONFLICT DO NOTHING",
            [*given, given[0] | {"name": "another"}],
        )
        rows: list[tuple[object, ...]] = tx.connection.execute(
            "SELECT restaurant_id, name, position, read_at, is_open FROM branches ORDER BY restaurant_id"
        ).fetchall()
        return rows

    def as_saved(text: str) -> str:
        return text if store.engine == "sqlite" else text.replace("\0", "\ufffd")

    assert await store.write(work) == [
        (row["id"], as_saved(str(row["name"])), row["position"], row["read_at"], row["is_open"])
        for row in given
    ]


async def test_of_two_rows_with_one_key_the_later_counts(store: Store) -> None:
    def work(tx: Transaction) -> list[str]:
        tx.set_branches([("1", "Moda"), ("2", "Kadıköy"), ("1", "Moda 2")])
        return [branch.name for branch in tx.branches()]

    assert await store.write(work) == ["Kadıköy", "Moda 2"]


async def test_many_rows_are_numbered_in_their_order(store: Store) -> None:
    def work(tx: Transaction) -> list[str]:
        tx.insert_order(saved(1), NOON, None)
        with tx.together():
            for number in range(30):
                tx.add_event(OrderEvent(key_of(1), NOON, "gone", 1, str(number)))
        return [event.detail for event in tx.events(key_of(1))]

    assert await store.write(work) == [str(number) for number in range(30)]
