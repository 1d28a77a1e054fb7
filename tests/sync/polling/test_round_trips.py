"""A poll and a press need few statements, however many orders there are: in a shared store each one is a round trip."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import OutboxOutcome, OutboxVerdict, VendorAnswer
from desktop.domain.printing.printer import Printer, TicketRule
from desktop.domain.restaurant.portions import PortionCount
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.simulator.sample_orders import SampleOrders
from desktop.store.lease import EmbeddedLease
from desktop.store.postgres.store import PostgresStore
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.board.publisher import BoardPublisher
from desktop.sync.events import EventBus
from desktop.sync.outbox.records import OutboxRecords
from desktop.sync.polling.save_poll import SavedPoll, save_poll
from desktop.sync.troubles import TroubleList
from desktop.system.machine.clock import now as machine_now
from tests.harness import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop.store import OutboxRow, Store

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORDERS = 500
OF_A_POLL = 12
"""BEGIN and COMMIT among them."""
OF_A_PRESS = 5
OF_A_BOARD = 4
OF_TICKETS = 7
"""More in a poll while a printer is set up: jobs, and what the restaurant knows of its dishes."""
OF_PORTIONS = 12
"""More in a poll while portions are counted and one dish sells out."""
OF_KITCHEN = 5
"""More in a poll that changes orders in the kitchen: the changes, read again and saved, and with each read of the board."""


class CountingConnection(sqlite3.Connection):
    """Counts the calls of all connections; one with many rows of values is one call."""

    calls = 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        CountingConnection.calls += 1
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        CountingConnection.calls += 1
        return super().executemany(*arguments)


class Queue:
    """Sends nothing."""

    answered = True

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []

    def enqueue(self, rows: Iterable[OutboxRow], _in_doubt: Iterable[str] | None = None) -> None:
        self.rows.extend(rows)


class FirstTerm(EmbeddedLease):
    """The lease of a till that leads."""

    epoch = 1


class Counted:
    """A store with its calls counted: statements of SQLite, round trips to PostgreSQL."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._before = 0
        self.queue = Queue()
        self.minutes = 0
        clock = GivenClock(lambda: NOON + timedelta(minutes=self.minutes), lambda: 60.0 * self.minutes)
        store.use_clock(clock.now)
        events = EventBus()
        publisher = BoardPublisher(store, TroubleList(events, clock), events)
        self.planner = PrintPlanner()
        self.records = OutboxRecords(store, publisher, self.queue, self.planner)

    @property
    def _calls(self) -> int:
        return self.store.round_trips if isinstance(self.store, PostgresStore) else CountingConnection.calls

    @property
    def calls(self) -> int:
        """Since `begin`."""
        return self._calls - self._before

    def begin(self) -> None:
        self._before = self._calls

    async def poll(self, orders: list[dict[str, Any]]) -> SavedPoll:
        silent = 60.0 if self.minutes else None
        self.minutes += 1
        now = NOON + timedelta(minutes=self.minutes)
        self.begin()
        data = msgspec.json.encode(orders)
        work = partial(
            save_poll,
            data=data,
            asked_at=now,
            silent_for=silent,
            outage_after=90.0,
            planner=self.planner,
        )
        return await self.store.write(work)


@pytest.fixture(params=["sqlite", "postgres"])
async def counted(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    store: Store
    if request.param == "sqlite":
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=CountingConnection))
        store = await SqliteStore.open(tmp_path)
    else:
        shared = request.getfixturevalue("shared_database")
        store = shared_store = await shared.open(tmp_path)
        shared.execute("UPDATE lease SET epoch = 1, till = %s", [shared_store.process])
        shared_store.lease = FirstTerm(machine_now)
    yield Counted(store)
    await store.close()


def made(count: int) -> list[dict[str, Any]]:
    maker = SampleOrders(3)
    return [maker.make(NOON) for _ in range(count)]


async def test_many_orders_need_as_few_statements_as_one(counted: Counted) -> None:
    orders = made(ORDERS)
    saved = await counted.poll(orders)
    new = counted.calls
    assert len(saved.new) == len(saved.changed) == len(saved.queued) == ORDERS
    assert new <= OF_A_POLL
    await counted.poll(orders)
    repeated = counted.calls
    assert repeated <= OF_A_POLL
    for order in orders:
        order["customer_note"] = "acısız"
    saved = await counted.poll(orders)
    changed = counted.calls
    assert len(saved.altered) == len(saved.changed) == ORDERS
    assert changed <= OF_A_POLL
    await counted.poll([])
    assert counted.calls <= OF_A_POLL


@pytest.mark.parametrize("count", [1, 100])
async def test_portions_and_tickets_of_many_orders_need_as_few_statements_as_of_one(
    counted: Counted, count: int
) -> None:
    orders = made(count)
    for order in orders:
        order["items"][0] |= {"name": "Künefe", "quantity": 1}
    restaurant = orders[0]["restaurant_id"]
    portions = PortionCount(7, restaurant, "Künefe", count, NOON)
    await counted.store.write(lambda tx: tx.set_portion_count(portions))
    every = (PrintMoment.ARRIVAL, PrintMoment.ACCEPT)
    counted.planner.printers = (
        Printer(
            id="p1",
            address="tcp://192.0.2.7:9100",
            name="Fiş",
            tickets=(
                TicketRule(TicketKind.KITCHEN, every),
                TicketRule(TicketKind.CHANGED, (PrintMoment.CHANGE,)),
                TicketRule(TicketKind.CANCELLED, (PrintMoment.CANCEL,)),
            ),
        ),
    )

    async def jobs() -> int:
        return len(await counted.store.read(lambda tx: tx.print_jobs(1000)))

    await counted.poll(orders)
    assert counted.calls <= OF_A_POLL + OF_TICKETS
    assert await jobs() == count
    for order in orders:
        order["status_id"] = int(OrderStatus.CONFIRMED)
    await counted.poll(orders)
    assert counted.calls <= OF_A_POLL + OF_TICKETS + OF_PORTIONS
    assert await jobs() == 2 * count
    (left,) = await counted.store.read(lambda tx: tx.portion_counts())
    assert left.taken > 0
    assert await counted.store.read(lambda tx: [dish.food_id for dish in tx.off_sale()]) == (
        [7] if left.is_sold_out else []
    )
    for order in orders:
        order["note"] = "acısız"
    await counted.poll(orders)
    assert counted.calls <= OF_A_POLL + OF_TICKETS + OF_PORTIONS + OF_KITCHEN
    for order in orders:
        order["status_id"] = int(OrderStatus.CANCELLED)
    await counted.poll(orders)
    assert counted.calls <= OF_A_POLL + OF_TICKETS + OF_PORTIONS + OF_KITCHEN
    (left,) = await counted.store.read(lambda tx: tx.portion_counts())
    assert left.taken == 0


async def test_many_acknowledgements_need_few_statements(counted: Counted) -> None:
    saved = await counted.poll(made(ORDERS))
    counted.begin()
    answer = VendorAnswer(OutboxOutcome.OK)
    await counted.records.save_acknowledgements([(row, answer, OutboxVerdict.DONE) for row in saved.queued])
    assert counted.calls <= OF_A_PRESS


async def test_a_press_needs_few_statements(counted: Counted) -> None:
    saved = await counted.poll(made(2))
    counted.begin()
    await counted.records.enqueue_accept(saved.new[0], 30)
    assert counted.calls <= OF_A_PRESS
    counted.begin()
    await counted.records.enqueue_action(saved.new[1], Action.CANCEL, 3, 5.0)
    assert counted.calls <= OF_A_PRESS
    assert [row.kind for row in counted.queue.rows] == ["accept", "cancel"]
    stored = await counted.store.read(lambda tx: tx.board_rows(saved.new))
    assert [stored[0].accept, stored[1].action] == counted.queue.rows, "published as it is stored"


async def test_the_whole_board_needs_few_statements(counted: Counted) -> None:
    await counted.poll(made(ORDERS))
    counted.begin()
    rows = await counted.store.read(lambda tx: tx.on_board(NOON - timedelta(hours=18)))
    assert len(rows) == ORDERS
    assert counted.calls <= OF_A_BOARD
