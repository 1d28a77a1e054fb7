"""Contract of the store: branches, dishes, cached answers, values and outages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.restaurant.branch import Branch
from desktop.domain.trouble import Outage
from tests.store.made import FIRST, NOON, SECOND

if TYPE_CHECKING:
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.store import Store, Transaction

MINUTE = timedelta(minutes=1)


def two_branches(tx: Transaction) -> None:
    tx.set_branches([(FIRST, "Halaskargazi"), (SECOND, "Kadıköy")])


async def branch(store: Store) -> Branch:
    return (await store.read(lambda tx: tx.branches()))[0]


async def dish(store: Store) -> OffSale:
    (row,) = await store.read(lambda tx: tx.off_sale())
    return row


def close_branch(tx: Transaction) -> None:
    tx.request_branch(FIRST, NOON, is_open=False, reopen_at=NOON + MINUTE)


async def test_branches_come_in_the_vendors_order(store: Store) -> None:
    await store.write(two_branches)
    assert await store.read(lambda tx: tx.branches()) == [
        Branch(FIRST, "Halaskargazi"),
        Branch(SECOND, "Kadıköy"),
    ]
    await store.write(lambda tx: tx.set_branches([(SECOND, "Moda"), (FIRST, "Halaskargazi")]))
    assert [row.name for row in await store.read(lambda tx: tx.branches())] == ["Moda", "Halaskargazi"]


async def test_a_branch_that_is_not_listed_stays_while_something_is_requested_of_it(store: Store) -> None:
    await store.write(two_branches)
    await store.write(close_branch)
    await store.write(lambda tx: tx.set_branches([(SECOND, "Kadıköy")]))
    assert {row.restaurant_id for row in await store.read(lambda tx: tx.branches())} == {FIRST, SECOND}
    await store.write(lambda tx: tx.set_branches([(FIRST, "Halaskargazi")]))
    assert {row.restaurant_id for row in await store.read(lambda tx: tx.branches())} == {FIRST}


async def test_a_confirmed_branch_is_closed_until_it_reopens(store: Store) -> None:
    await store.write(two_branches)
    await store.write(close_branch)
    requested = await branch(store)
    assert (requested.wanted_open, requested.wanted_at, requested.reopen_at) == (False, NOON, NOON + MINUTE)
    await store.write(lambda tx: tx.confirm_branch(requested, NOON + MINUTE))
    closed = await branch(store)
    assert (closed.is_open, closed.wanted_open, closed.closed_at) == (False, None, NOON + MINUTE)
    assert closed.reopen_at == NOON + MINUTE
    await store.write(lambda tx: tx.set_branch_open(FIRST, NOON + 2 * MINUTE, is_open=True))
    opened = await branch(store)
    assert (opened.is_open, opened.closed_at, opened.reopen_at) == (True, None, None)


async def test_a_later_request_for_a_branch_is_not_confirmed_by_an_earlier_answer(store: Store) -> None:
    await store.write(two_branches)
    await store.write(close_branch)
    earlier = await branch(store)
    await store.write(lambda tx: tx.request_branch(FIRST, NOON + MINUTE, is_open=True, reopen_at=None))
    later = await branch(store)
    await store.write(lambda tx: tx.confirm_branch(earlier, NOON))
    await store.write(lambda tx: tx.fail_branch(earlier, "olmaz", give_up=True))
    assert await branch(store) == later


async def test_the_vendors_word_does_not_overwrite_an_open_request(store: Store) -> None:
    await store.write(two_branches)
    await store.write(close_branch)
    await store.write(lambda tx: tx.set_branch_open(FIRST, NOON, is_open=True))
    assert (await branch(store)).is_open is None


async def test_a_branch_that_is_given_up_is_requested_no_more(store: Store) -> None:
    await store.write(two_branches)
    await store.write(close_branch)
    requested = await branch(store)
    await store.write(lambda tx: tx.fail_branch(requested, "yok", give_up=False))
    assert (await branch(store)).problem == "yok"
    await store.write(lambda tx: tx.fail_branch(requested, "olmaz", give_up=True))
    given_up = await branch(store)
    assert (given_up.wanted_open, given_up.reopen_at, given_up.problem) == (None, None, "olmaz")


async def test_a_dish_goes_off_sale_and_back(store: Store) -> None:
    end = NOON + 60 * MINUTE
    await store.write(lambda tx: tx.take_off_sale(7, FIRST, "Ayran", NOON, until=end, until_closing=False))
    requested = await dish(store)
    assert (requested.wanted_on, requested.since, requested.until) == (False, NOON, end)
    await store.write(lambda tx: tx.confirm_sale(requested))
    assert (await dish(store)).wanted_on is None
    await store.write(lambda tx: tx.put_on_sale(7, NOON + MINUTE))
    back = await dish(store)
    assert back.wanted_on is True
    await store.write(lambda tx: tx.confirm_sale(back))
    assert await store.read(lambda tx: tx.off_sale()) == []


async def test_a_later_request_for_a_dish_is_not_confirmed_by_an_earlier_answer(store: Store) -> None:
    await store.write(lambda tx: tx.take_off_sale(7, FIRST, "Ayran", NOON, until=None, until_closing=False))
    earlier = await dish(store)
    await store.write(lambda tx: tx.put_on_sale(7, NOON + MINUTE))
    later = await dish(store)
    await store.write(lambda tx: tx.confirm_sale(earlier))
    await store.write(lambda tx: tx.fail_sale(earlier, "olmaz", give_up=True))
    assert await dish(store) == later


async def test_values_and_cached_answers_are_replaced(store: Store) -> None:
    for number in (1, 2):
        await store.write(lambda tx, number=number: tx.set_value("value", number))  # type: ignore[misc]
        await store.write(lambda tx, number=number: tx.cache("name", f"[{number}]", NOON + number * MINUTE))  # type: ignore[misc]
    assert await store.read(lambda tx: tx.value("value")) == 2
    assert await store.read(lambda tx: tx.cached("name")) == "[2]"
    assert await store.read(lambda tx: tx.cached_at("name")) == NOON + 2 * MINUTE
    assert await store.read(lambda tx: tx.cached_at("other")) is None


async def test_outages_that_reach_into_a_period_are_found(store: Store) -> None:
    outages = [
        Outage(NOON + begin * MINUTE, NOON + end * MINUTE, off=off, orders=end, longest_wait=wait)
        for begin, end, off, wait in (
            (-9, -5, False, 3),
            (-2, 1, True, None),
            (3, 20, False, 0),
            (30, 31, False, 0),
        )
    ]

    def work(tx: Transaction) -> None:
        for outage in outages:
            tx.add_outage(outage)

    await store.write(work)
    assert await store.read(lambda tx: tx.outages(NOON, NOON + 10 * MINUTE)) == outages[1:3]
