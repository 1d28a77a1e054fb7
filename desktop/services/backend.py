"""The program without a window: store, engine and vendor of one data folder. Never imports Qt.

The window (`app`) and the terminal (`headless`) both use it.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.services.database.late_loading import LateLoading
from desktop.services.database.opener import open_store
from desktop.services.printed_reports import PrintedReports
from desktop.store.errors import CannotSaveError, DisplacedError, StoreError
from desktop.sync.engine import Engine
from desktop.sync.events import (
    Cause,
    ConnectionChanged,
    EventBus,
    FolderTaken,
    OrdersChanged,
    PollEnded,
    StoreRewritten,
    TroublesChanged,
)
from desktop.sync.printing.print_queue import PrintQueue
from desktop.sync.restaurant.restaurant import RestaurantSync
from desktop.sync.settings import EngineSettings
from desktop.sync.tasks import BackgroundTasks
from desktop.system.files.log import log_problem
from desktop.system.machine.background import run_in_thread
from desktop.system.machine.clock import SystemClock
from desktop.system.machine.network import has_route
from desktop.system.settings.credentials import AccessToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.tickets.ticket import TicketDrawer
    from desktop.domain.trouble import Trouble
    from desktop.store import Store
    from desktop.store.inspection import Inspection
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings
    from desktop.vendor.api import VendorApi


_log = logging.getLogger(__name__)


_FOLDER_CHECK_SECONDS: Final = 1.0
"""Seconds between two checks that the data folder still belongs to this program, and that its files are in place."""


class Backend:
    """Open it, connect it, close it; in between drive `engine`."""

    def __init__(
        self,
        options: Options,
        holds: Callable[[], bool] | None = None,
        *,
        drawer: TicketDrawer | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            options: of the program.
            holds: tells whether the data folder still belongs to this program, see `InstanceLock.holds`; None where no
                other program can take it.
            drawer: draws tickets, None where nothing can.
        """
        self._options = options
        self._clock = SystemClock()
        self._holds = holds
        self._tasks: BackgroundTasks | None = None
        self._connected_as: tuple[str, AccessToken] | None = None
        """Address and token of the last connection; None for none, or for secret keys."""
        self._troubles: tuple[Trouble, ...] = ()
        self._log_problem = ""
        self._store: Store | None = None
        self._restaurant: RestaurantSync | None = None
        self._engine: Engine | None = None
        self._drawer = drawer
        self._printing: PrintQueue | None = None
        self._api: VendorApi | None = None
        self._closing = False
        self._loading: LateLoading | None = None
        self.events = EventBus()
        """Publishes the events of the engine; subscribe before `load_board`."""
        self._log_events()

    @property
    def engine(self) -> Engine:
        """The engine; there is one once `open` has returned."""
        if self._engine is None:
            raise RuntimeError("the backend is not open")
        return self._engine

    @property
    def restaurant(self) -> RestaurantSync:
        """The restaurant; there is one once `open` has returned."""
        if self._restaurant is None:
            raise RuntimeError("the backend is not open")
        return self._restaurant

    @property
    def printing(self) -> PrintQueue:
        """The printers; there is one once `open` has returned."""
        if self._printing is None:
            raise RuntimeError("the backend is not open")
        return self._printing

    async def open(self, store: Store | None = None) -> None:
        """Build the engine around the store; nothing is published yet.

        Args:
            store: open, of the options' folder, and closed with the backend; None to open it here.

        Raises:
            StoreError: the database cannot be opened.
        """
        self._store = store or await open_store(self._options, self._holds)
        self._engine = Engine(
            self._store,
            events=self.events,
            clock=self._clock,
            has_route=has_route,
            settings=engine_settings(self._options),
        )
        self._restaurant = RestaurantSync(
            self._store,
            self._engine.troubles,
            events=self.events,
            clock=self._clock,
            cooldown=self._options.poll_seconds,
        )
        self._printing = PrintQueue(
            self._store,
            self._engine.planner,
            self._engine.troubles,
            events=self.events,
            clock=self._clock,
            drawer=self._drawer,
            data_dir=self._options.data_dir,
            reports=PrintedReports(self._store, lambda: self._options),
        )
        if self._holds is not None:
            self._tasks = BackgroundTasks(self._engine.troubles)
            self._tasks.keep_running("folder", self._watch_folder)

    async def _watch_folder(self) -> None:
        """Write the database once more where somebody removed it; stop where another program took the folder."""
        seen = 0
        while not self._closing:
            await asyncio.sleep(_FOLDER_CHECK_SECONDS)
            self._watch_log()
            try:
                await self.store.ensure_in_place()
                self._report_room(self.store.short_of_room)
                if self.store.rewritten != seen:
                    seen = self.store.rewritten
                    detail = f"removed:{self._options.data_dir}"
                    self.engine.troubles.begin(TroubleKind.NOTICE, detail, dismissible=True)
                    self.events.emit(StoreRewritten())
            except DisplacedError as error:
                await self._stop_displaced(str(error))
                self.events.emit(FolderTaken())
                return
            except CannotSaveError as error:
                # The next poll says it to people.
                _log.warning("the data folder cannot be used: %s", error)

    def _report_room(self, free: int | None) -> None:
        if free is None:
            self.engine.troubles.end(TroubleKind.DISK_ALMOST_FULL)
        else:
            amount = f"{free >> 20} MB" if free >> 20 else f"{free >> 10} kB"
            self.engine.troubles.begin(TroubleKind.DISK_ALMOST_FULL, amount)

    def _watch_log(self) -> None:
        """Tell people where the log cannot be written: nothing else would show it, and a helper would lack it."""
        problem = log_problem()
        # A full disk is said already.
        if problem and not self._log_problem and not self.engine.troubles.holds(TroubleKind.CANNOT_SAVE):
            self.engine.troubles.begin(TroubleKind.NOTICE, f"log:{problem}", dismissible=True)
        self._log_problem = problem

    async def _stop_displaced(self, reason: str) -> None:
        """Poll and send no more; the bell rings as for a lost connection until somebody has read why."""
        _log.error("another program works on the data folder: this one stops")
        self._closing = True
        self.engine.troubles.begin(TroubleKind.CANNOT_SAVE, reason)
        await self.restaurant.disconnect()
        await self.engine.disconnect()
        self.events.emit(ConnectionChanged(Connection(Link.OFF, silent_since=self._clock.now())))

    async def load_board(self) -> None:
        """Publish the stored board, or begin to wait for a shared database that cannot be used now.

        Raises:
            StoreError: the database cannot be read.
        """
        if self._loading is None:
            self._loading = LateLoading(self.store, self._load, self.engine.troubles)
        await self._loading.load()
        if self._options.folder_notice:
            self.engine.troubles.begin(TroubleKind.NOTICE, self._options.folder_notice, dismissible=True)

    async def _load(self) -> None:
        await self.engine.load_board()
        await self.restaurant.load()
        await self.printing.load()

    def _log_events(self) -> None:
        """Log events without customers' data, for the people who help."""
        self.events.subscribe(PollEnded, _log_poll)
        self.events.subscribe(OrdersChanged, _log_commands)
        self.events.subscribe(TroublesChanged, self._log_new_troubles)

    def _log_new_troubles(self, event: TroublesChanged) -> None:
        before = {trouble.identity for trouble in self._troubles}
        for trouble in event.troubles:
            if trouble.identity not in before:
                _log.warning("trouble began", extra={"kind": trouble.kind, "detail": trouble.loggable_detail})
        self._troubles = event.troubles

    @property
    def api(self) -> VendorApi | None:
        """The vendor, once connected; None without credentials."""
        return self._api

    @property
    def store(self) -> Store:
        """The store; there is one once `open` has returned."""
        if self._store is None:
            raise RuntimeError("the backend is not open")
        return self._store

    async def inspect(self) -> Inspection:
        """Return figures about the content of the database.

        Raises:
            StoreError: it cannot be read.
        """
        return await self.store.inspect()

    @property
    def options(self) -> Options:
        """The present options; others that are set here count from the next `connect` or `reconnect` on."""
        return self._options

    @options.setter
    def options(self, options: Options) -> None:
        self._options = options

    async def connect(self, unreadable: str | None = None) -> None:
        """Poll from now on; without credentials only show that they are missing, or why they are `unreadable`."""
        self.use_printers()
        self.engine.start()
        self.printing.start()
        await self._poll(await _api_of(self._options), unreadable)

    async def reconnect(self, options: Options, unreadable: str | None = None) -> None:
        """Use other credentials, another address or another polling interval from now on."""
        # Before disconnecting: if this fails, orders go on arriving as before.
        api = await _api_of(options)
        await self.restaurant.disconnect()
        await self.engine.disconnect()
        self._options = options
        if not self._closing:
            try:
                # A slow disk may have finished a save after the disconnect: publish the board again.
                await self.load_board()
            except StoreError as error:
                # Poll all the same: a save that fails is reported where it fails.
                _log.warning("the board could not be published again: %s", error)
        await self._poll(api, unreadable)

    def follow(self, options: Options) -> None:
        """Use other settings from now on; address, credentials and polling interval stay."""
        self._options = options
        self.engine.follow(engine_settings(options))
        self.restaurant.dishes.day_begins = options.business_day_begins

    def use_printers(self, settings: Settings | None = None) -> None:
        """Print with the printers of the settings from now on, None for those of the file."""
        settings = settings or self._options.settings_file.peek()
        self.printing.allergy_words = settings.allergy_words
        self.printing.use(settings.printers, timedelta(minutes=settings.print_expires_minutes))

    async def _poll(self, api: VendorApi | None, unreadable: str | None) -> None:
        if self._closing:
            # It was closed meanwhile: a poll now would bring orders that cannot be saved.
            if api is not None:
                await api.close()
            return
        self._api = api
        cooldown = self._options.poll_seconds
        credentials = self._options.credentials
        # Secret keys log in again: the vendor counts the cooldown of the new token separately.
        connected_as = (self._options.base_url, credentials) if isinstance(credentials, AccessToken) else None
        same = connected_as is not None and connected_as == self._connected_as
        self._connected_as = connected_as
        self.engine.connect(api, cooldown=cooldown, unreadable=unreadable, same_token=same)
        self.restaurant.dishes.day_begins = self._options.business_day_begins
        if api is not None:
            self.restaurant.start(api, cooldown=cooldown)

    async def close(self) -> None:
        """Stop in order: restaurant, poller, outbox, HTTP client, store. A `reconnect` under way does not connect."""
        self._closing = True
        if self._tasks is not None:
            await self._tasks.close()
        if self._loading is not None:
            await self._loading.close()
        if self._restaurant is not None:
            await self._restaurant.stop()
        if self._engine is not None:
            await self._engine.stop()
        if self._printing is not None:
            await self._printing.stop()
        if self._store is not None:
            await self._store.close()


def _log_poll(event: PollEnded) -> None:
    if event.outcome is not PollOutcome.ANSWERED:
        _log.info("poll failed", extra={"outcome": event.outcome, "reason": event.reason})
    elif event.new:
        _log.info("orders came", extra={"orders": event.orders, "new": event.new})


def _log_commands(event: OrdersChanged) -> None:
    for order in event.orders:
        extra = {"order": order.payment_key}
        if event.cause is Cause.ACCEPT and (accept := order.accept) is not None:
            _log.info("accept", extra=extra | {"state": accept.state, "attempts": accept.attempts})
        elif event.cause is Cause.ACTION and (action := order.action) is not None:
            extra |= {"action": action.action, "state": action.state}
            _log.info("action", extra=extra | {"attempts": action.attempts})


async def _api_of(options: Options) -> VendorApi | None:
    return None if options.credentials is None else await build_api_in_thread(options)


async def build_api_in_thread(options: Options) -> VendorApi:
    """Return the vendor's API for options with credentials, built on another thread.

    Importing and building an HTTP client takes as long as the whole window.
    """
    # A daemon thread: reading the system's proxies may look up names, and hang.
    return await run_in_thread(partial(_build_api, options), "connect")


def _build_api(options: Options) -> VendorApi:
    from desktop.vendor.factory import connect

    clock = SystemClock()
    credentials = options.credentials
    assert credentials is not None  # noqa: S101 - checked by the caller
    return connect(
        options.base_url,
        credentials.token
        if isinstance(credentials, AccessToken)
        else (credentials.app_secret_key, credentials.rest_secret_key),
        user_agent=f"Tezgah/{__version__}",
        now=clock.now,
        steady=clock.steady,
        zone=ISTANBUL,
    )


def engine_settings(options: Options) -> EngineSettings:
    return EngineSettings(
        not_receiving_after=options.not_receiving_after,
        mute_for=options.mute_for,
        begin_margin=options.begin_margin,
        keep_personal_data_days=options.keep_personal_data_days,
    )
