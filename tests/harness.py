"""The engine at work for tests: a real store in a folder, a real vendor on a socket, and all published events."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple, get_args

from desktop.domain.alarm import Alarm, AlarmSettings, decide
from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import (
    BoardReplaced,
    BranchesChanged,
    Cause,
    ConnectionChanged,
    Event,
    EventBus,
    MenuChanged,
    OffSaleChanged,
    OrdersChanged,
    PortionsChanged,
    TroublesChanged,
)
from desktop.sync.restaurant.restaurant import RestaurantSync
from desktop.system.machine.clock import now as machine_now
from desktop.system.machine.clock import steady as machine_steady
from desktop.vendor.factory import connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.domain.restaurant.portions import PortionCount
    from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
    from desktop.simulator import Simulator
    from desktop.sync.settings import EngineSettings
    from desktop.vendor.api import VendorApi

POLL_SECONDS = 0.05


class GivenClock(NamedTuple):
    """A clock made of two functions."""

    now: Callable[[], datetime]
    steady: Callable[[], float]


def subscribe_to_all(events: EventBus, handler: Callable[[Event], object]) -> None:
    """Call a handler with the events of every type."""
    for kind in get_args(Event):
        events.subscribe(kind, handler)


class Counter:
    """A counter without a window. Use as an async context; start another on the same folder for "after a restart"."""

    def __init__(
        self,
        simulator: Simulator,
        folder: Path,
        *,
        credentials: str | tuple[str, str] | None = None,
        poll_seconds: float = POLL_SECONDS,
        clock: Callable[[], float] | None = None,
        steady: Callable[[], float] | None = None,
        now: Callable[[], datetime] | None = None,
        settings: EngineSettings | None = None,
        restaurant: bool = False,
        keyless: bool = False,
    ) -> None:
        self._keyless = keyless
        self._settings = settings
        # Most tests count calls, and the shop makes calls of its own.
        self._with_shop = restaurant
        # `clock` stands for both the steady clock and the one that bounds calls: a test lets time pass with it.
        # `steady` alone lets time pass between calls only; `now` is the time of day, and may jump.
        self._steady = steady or clock or machine_steady
        self._now = now or machine_now
        self._call_clock = clock or time.monotonic
        self._simulator = simulator
        self._folder = folder
        self._credentials = credentials or simulator.access_token
        self._poll_seconds = poll_seconds
        self._changed = asyncio.Event()
        self.reports: list[Event] = []
        self.board: dict[str, BoardOrder] = {}
        self.announced: list[str] = []
        self.acknowledged: list[str] = []
        self.troubles: tuple[Trouble, ...] = ()
        self.branches: tuple[Branch, ...] = ()
        self.off_sale: tuple[OffSale, ...] = ()
        self.portions: dict[int, PortionCount] = {}
        self.menu = MenuChanged(FoodMenu(), None)
        self.connection: Connection | None = None
        self.route = True
        self.store: SqliteStore
        self.engine: Engine
        self.restaurant: RestaurantSync
        self.api: VendorApi

    async def __aenter__(self) -> Self:
        self.store = await SqliteStore.open(self._folder)
        events = self._bus()
        self.engine = Engine(
            self.store,
            events=events,
            clock=GivenClock(self._now, self._steady),
            has_route=lambda: self.route,
            settings=self._settings,
        )
        self.restaurant = RestaurantSync(
            self.store,
            self.engine.troubles,
            events=events,
            clock=GivenClock(self._now, self._steady),
            cooldown=self._poll_seconds,
        )
        await self.engine.load_board()
        await self.restaurant.load()
        self.api = connect(
            self._simulator.base_url,
            self._credentials,
            user_agent="Tezgah/test",
            now=self._now,
            steady=self._steady,
            zone=ISTANBUL,
            call_clock=self._call_clock,
        )
        self.engine.start()
        if self._keyless:
            # As with a keyring that stays locked.
            self.engine.connect(None, cooldown=self._poll_seconds, unreadable="")
            return self
        self.engine.connect(self.api, cooldown=self._poll_seconds)
        if self._with_shop:
            self.restaurant.start(self.api)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.restaurant.stop()
        await self.engine.stop()
        await self.api.close()
        await self.store.close()

    def _on_event(self, event: Event) -> None:
        self.reports.append(event)
        self._changed.set()

    def _on_board_replaced(self, event: BoardReplaced) -> None:
        self.board = {order.payment_key: order for order in event.orders}

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        self.board.update({order.payment_key: order for order in event.orders})
        self.announced.extend(event.announced)
        self.acknowledged.extend(done.payment_key for done in event.acknowledged)

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        self.troubles = event.troubles

    def _on_connection_changed(self, event: ConnectionChanged) -> None:
        self.connection = event.connection

    def _on_branches_changed(self, event: BranchesChanged) -> None:
        self.branches = event.branches

    def _on_off_sale_changed(self, event: OffSaleChanged) -> None:
        self.off_sale = event.dishes

    def _on_portions_changed(self, event: PortionsChanged) -> None:
        self.portions = {count.food_id: count for count in event.counts}

    def _on_menu_changed(self, event: MenuChanged) -> None:
        self.menu = event

    def _bus(self) -> EventBus:
        bus = EventBus()
        bus.subscribe(BoardReplaced, self._on_board_replaced)
        bus.subscribe(OrdersChanged, self._on_orders_changed)
        bus.subscribe(TroublesChanged, self._on_troubles_changed)
        bus.subscribe(ConnectionChanged, self._on_connection_changed)
        bus.subscribe(BranchesChanged, self._on_branches_changed)
        bus.subscribe(OffSaleChanged, self._on_off_sale_changed)
        bus.subscribe(PortionsChanged, self._on_portions_changed)
        bus.subscribe(MenuChanged, self._on_menu_changed)
        subscribe_to_all(bus, self._on_event)
        return bus

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until a condition holds, checked after each event; fail the test when it never does."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def changes(self, cause: Cause) -> list[OrdersChanged]:
        """Return the changes of orders that were published for this reason."""
        return [event for event in self.reports if isinstance(event, OrdersChanged) and event.cause is cause]

    async def polled(self, times: int = 2, seconds: float = 20.0) -> None:
        """Wait for some more polls."""
        from desktop.sync.events import PollEnded

        def count() -> int:
            return sum(isinstance(report, PollEnded) for report in self.reports)

        wanted = count() + times
        await self.until(lambda: count() >= wanted, seconds)

    @property
    def alarm(self) -> Alarm:
        """The alarm for the present board."""
        return decide(
            self.board.values(),
            lambda order: (self._now() - order.received_at).total_seconds(),
            AlarmSettings(),
            lost=self.connection is not None and self.connection.silent_since is not None,
        )

    @property
    def link(self) -> Link | None:
        """The state of the connection that was published last."""
        return None if self.connection is None else self.connection.link

    def has(self, kind: TroubleKind) -> bool:
        """Return whether there is a trouble of this kind now."""
        return any(trouble.kind is kind for trouble in self.troubles)

    async def events(self, payment_key: str) -> list[str]:
        """Return the kinds of the events in the history of an order, oldest first."""
        return [event.kind for event in await self.store.read(lambda tx: tx.events(payment_key))]
