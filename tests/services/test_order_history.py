"""Looking back beside the running program's work: pages, counts, a life, files, and what cannot be read."""

from __future__ import annotations

import asyncio
import csv
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.search import Filter
from desktop.services.order_history import PAGE, OrderHistory, OrderTimeline, SearchCount, SearchPage
from desktop.store.errors import CannotSaveError
from desktop.store.sqlite.store import Store
from desktop.system.machine.clock import now
from tests.store.sqlite.test_history_queries import NOON, index, key_of, save, saved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


class OrderCommands:
    """Who asks, and what was answered."""

    def __init__(self, store: Store, keep_days: int = 0) -> None:
        self.pages: list[SearchPage] = []
        self.counts: list[SearchCount] = []
        self.lives: list[OrderTimeline] = []
        self.failures: list[str] = []
        self.saved: list[tuple[str, int, str]] = []
        self._changed = asyncio.Event()
        self.looking = OrderHistory(
            lambda: store,
            now,
            lambda: keep_days,
            on_page=self._told(self.pages),
            on_count=self._told(self.counts),
            on_life=self._told(self.lives),
            on_failed=self._told(self.failures),
            on_saved=lambda *what: self._told(self.saved)(what),
        )

    def _told(self, where: list[Any]) -> Callable[[Any], None]:
        def take(what: Any) -> None:
            where.append(what)
            self._changed.set()

        return take

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path)
    yield store
    await store.close()


async def many(store: Store, count: int) -> None:
    def fill(tx: Any) -> None:
        for number in range(1, count + 1):
            tx.insert_order(saved(number), NOON + timedelta(seconds=number), None)

    await store.write(fill)
    await index(store)


async def test_it_is_found_page_by_page(store: Store) -> None:
    await many(store, PAGE + 20)
    commands = OrderCommands(store)
    commands.looking.find(Filter())
    # Page and count are looked for side by side.
    await commands.until(lambda: bool(commands.counts and commands.pages))
    first = commands.pages[0]
    assert (len(first.orders), first.has_more) == (PAGE, True)
    assert first.orders[0].order.number == str(PAGE + 20)
    assert (commands.counts[0].count, commands.counts[0].unindexed) == (PAGE + 20, 0)
    assert commands.counts[0].payment_methods == ("Nakit",)
    commands.looking.find(Filter(), first.orders[-1].place)
    await commands.until(lambda: len(commands.pages) == 2)
    assert (len(commands.pages[1].orders), commands.pages[1].has_more) == (20, False)
    numbers = [order.order.number for page in commands.pages for order in page.orders]
    assert numbers == [str(number) for number in range(PAGE + 20, 0, -1)]
    assert len(commands.counts) == 1
    await commands.looking.close()


async def test_whoever_scrolls_on_at_once_is_told_how_much_there_is_all_the_same(store: Store) -> None:
    await many(store, PAGE + 20)
    commands = OrderCommands(store)
    commands.looking.find(Filter())
    await commands.until(lambda: bool(commands.pages))
    # As a table does that looks for more rows as soon as it has some.
    commands.looking.find(Filter(), commands.pages[0].orders[-1].place)
    await commands.until(lambda: len(commands.pages) == 2 and bool(commands.counts))
    assert commands.counts[0].count == PAGE + 20
    await commands.looking.close()


async def test_only_the_last_of_two_searches_is_answered(store: Store) -> None:
    await many(store, 3)
    commands = OrderCommands(store)
    commands.looking.find(Filter(text="x"))
    commands.looking.find(Filter(text="isk"))
    # Two tasks: either may be the first to be done.
    await commands.until(lambda: bool(commands.counts and commands.pages))
    assert [page.asked.text for page in commands.pages] == ["isk"]
    await commands.looking.close()


async def test_an_orders_life(store: Store) -> None:
    await save(store, 1)
    from desktop.domain.orders.search import OrderEvent

    await store.write(lambda tx: tx.add_event(OrderEvent(key_of(1), NOON, "received", 1, "")))
    commands = OrderCommands(store)
    commands.looking.open(key_of(99))
    commands.looking.open(key_of(1))
    await commands.until(lambda: bool(commands.lives))
    assert commands.lives[0].order.order.number == "1"
    assert [what.kind for what in commands.lives[0].happenings] == ["received"]
    await commands.looking.close()


async def test_what_is_found_is_written_and_nothing_else(store: Store, tmp_path: Path) -> None:
    await many(store, 620)
    await save(store, 700, NOON + timedelta(days=1), shipping_method="pickup", customer={"name": "=1+1"})
    await index(store)
    commands = OrderCommands(store)
    everything, pickup = tmp_path / "all.json", tmp_path / "pickup.csv"
    commands.looking.save(Filter(), str(everything))
    commands.looking.save(Filter(pickup=True), str(pickup))
    await commands.until(lambda: len(commands.saved) == 2)
    assert {(path, count, why) for path, count, why in commands.saved} == {
        (str(everything), 621, ""),
        (str(pickup), 1, ""),
    }
    records = json.loads(everything.read_text("utf-8"))
    assert [record["id"] for record in records] == ["700", *(str(number) for number in range(620, 0, -1))]
    with pickup.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["customer_name"]) for row in rows] == [("700", "'=1+1")]
    await commands.looking.close()


async def test_old_personal_data_are_not_written(store: Store, tmp_path: Path) -> None:
    await save(store, 1, now() - timedelta(days=100))
    await index(store)
    commands = OrderCommands(store, keep_days=90)
    commands.looking.save(Filter(), str(tmp_path / "old.json"))
    await commands.until(lambda: bool(commands.saved))
    assert "Gizli" not in (tmp_path / "old.json").read_text("utf-8")
    await commands.looking.close()


async def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(
    store: Store, tmp_path: Path
) -> None:
    await save(store, 1)
    commands = OrderCommands(store)
    commands.looking.save(Filter(), str(tmp_path / "missing" / "x.csv"))
    await commands.until(lambda: bool(commands.saved))
    assert commands.saved[0][2] == "No such file or directory"
    assert not (tmp_path / "missing").exists()
    await commands.looking.close()


class Unreadable(Store):
    """A store on a disk that fails."""

    async def read(self, work: Callable[[Any], Any]) -> Any:
        del work
        raise CannotSaveError("disk I/O error")


async def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    commands = OrderCommands(Unreadable(tmp_path / "tezgah.db"))
    commands.looking.find(Filter())
    await commands.until(lambda: len(commands.failures) == 2)  # of the page, and of how much there is
    commands.looking.save(Filter(), str(tmp_path / "x.csv"))
    await commands.until(lambda: len(commands.failures) == 3)
    assert commands.failures == ["disk I/O error"] * 3
    assert not (tmp_path / "x.csv").exists()
    await commands.looking.close()
