"""Builds what a till with a shared database needs beside the engine: leading, following, the line to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.trouble import TroubleKind
from desktop.store import Kind
from desktop.store.sqlite.journal import SqliteJournal
from desktop.sync.events import LeadChanged, StoreLineChanged
from desktop.sync.jobs.vendor_lists import publish_stored
from desktop.sync.tasks import BackgroundTasks
from desktop.sync.tills.follower import Follower
from desktop.sync.tills.leadership import Leadership, Line
from desktop.sync.tills.lost_orders import LostOrders
from desktop.sync.tills.reception_view import ReceptionView
from desktop.sync.tills.till_list import TillList

if TYPE_CHECKING:
    from desktop.domain.tills import StoreLine
    from desktop.store import Store
    from desktop.sync.engine import Engine
    from desktop.sync.events import EventBus
    from desktop.sync.printing.print_queue import PrintQueue
    from desktop.sync.restaurant.restaurant import RestaurantSync
    from desktop.sync.tills.store_clock import StoreClock


class TillSharing:
    """Build it before the views subscribe, `start` it after the board was published, `use` it, `close` it."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        restaurant: RestaurantSync,
        printing: PrintQueue,
        line: Line,
        *,
        events: EventBus,
        clock: StoreClock,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            store: shared.
            engine: of this till.
            restaurant: of this till.
            printing: of this till.
            line: connects with the vendor, and disconnects.
            events: publishes events.
            clock: gives the store's time; it is told of it here.
        """
        self._store = store
        self._engine = engine
        self._restaurant = restaurant
        self._events = events
        self._tasks = BackgroundTasks(engine.troubles)
        self.follower = Follower(store, engine.publisher, engine.reception, events=events, clock=clock)
        """Publishes what other tills change; more may be read with `Follower.on`."""
        self._leadership = Leadership(
            store.lease,
            line,
            engine.reception,
            troubles=engine.troubles,
            tasks=self._tasks,
            events=events,
            clock=clock,
        )
        self._view = ReceptionView(
            store, self._leadership, engine.reception, engine.troubles, events=events, clock=clock
        )
        self.follower.on(Kind.POLL, self._on_poll)
        self.follower.on(Kind.OUTBOX, self._on_outbox)
        self.follower.on(Kind.RESTAURANT, restaurant.branches.reload)
        self.follower.on(Kind.RESTAURANT, restaurant.dishes.reload)
        self.follower.on(Kind.LISTS, self._on_lists)
        self.follower.on(Kind.VALUES, engine.auto_accepter.load)
        self.follower.on(Kind.PRINTING, printing.reload)
        self.tills = TillList(store, events)
        """The tills that share the database."""
        self.follower.on(Kind.TILLS, self.tills.load)
        self.follower.on(Kind.LEASE, self.tills.load)
        clock.on_known = engine.use_other_time
        store.on_line(self._on_line)
        self.lost_orders = LostOrders(
            store,
            SqliteJournal(store.folder),
            engine.publisher,
            engine.planner,
            engine.troubles,
            clock=clock,
            keep_days=lambda: engine.settings.keep_personal_data_days,
        )
        """The journal of this till."""
        engine.use_journal(self.lost_orders)
        engine.troubles.store_place = store.line.place
        events.subscribe(LeadChanged, self._on_lead)

    def start(self) -> None:
        """Lead and follow from now on."""
        if self._store.line.lost_since is not None:
            self._on_line(self._store.line)
        self._tasks.keep_running("follower", self.follower.run)
        self._tasks.keep_running("leadership", self._leadership.run)
        self._tasks.keep_running("reception", self._view.run)
        self._tasks.keep_running("tills", self.tills.run)
        self._tasks.keep_running("journal", self.lost_orders.run)
        # Others may have saved something between the first read and now.
        self.follower.read_all()

    def use(
        self, *, has_credentials: bool, may_poll: bool, cooldown: float, unreadable: str | None = None
    ) -> None:
        """Stand for election with other credentials or options, or not.

        Args:
            has_credentials: whether there is a key that can be read.
            may_poll: whether people let this till poll.
            cooldown: seconds between polls.
            unreadable: why the saved credentials cannot be read, None where there are none.
        """
        self._engine.expect_polls(every=cooldown)
        missing = None
        if not has_credentials:
            kind = TroubleKind.NO_CREDENTIALS if unreadable is None else TroubleKind.CREDENTIALS_UNREADABLE
            missing = (kind, unreadable or "")
        self._view.use(missing)
        self._leadership.use(may_lead=has_credentials and may_poll, cooldown=cooldown)

    async def close(self) -> None:
        """Lead and follow no more; what is connected stays for its owner to end."""
        await self._tasks.close()

    def _on_lead(self, event: LeadChanged) -> None:
        if event.leads:
            self.lost_orders.look()

    async def _on_outbox(self) -> None:
        if self._leadership.is_connected:
            await self._engine.records.enqueue_stored()

    async def _on_lists(self) -> None:
        await publish_stored(self._store, self._events)
        await self._restaurant.dishes.load()

    async def _on_poll(self) -> None:
        self._view.update()
        if not self._leadership.is_connected:
            # The other till saves to the same database.
            self._engine.troubles.saved_again()
            # Whoever looks at this till can read the vendor's panel too.
            await self._engine.publisher.publish_refused()

    def _on_line(self, line: StoreLine) -> None:
        if line.lost_since is not None:
            problem = "" if line.problem is None else line.problem.value
            self._engine.troubles.store_lost(problem, line.place)
        else:
            self._engine.troubles.store_found()
            self.follower.read_all()
            self.lost_orders.look()
        self._events.emit(StoreLineChanged(line))
