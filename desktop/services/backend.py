"""The program without a window: store, engine and vendor of one data folder. Never imports Qt.

The window (`app`) and the terminal (`headless`) both use it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.services.connection.vendor_connection import VendorConnection, api_of
from desktop.services.database.late_loading import LateLoading
from desktop.services.database.opener import open_store
from desktop.services.event_log import log_events
from desktop.services.printed_reports import PrintedReports
from desktop.store.changes import Kind
from desktop.store.errors import CannotSaveError, DisplacedError, StoreError
from desktop.sync.engine import Engine
from desktop.sync.events import (
    ConnectionChanged,
    EventBus,
    FolderTaken,
    StoreRewritten,
)
from desktop.sync.printing.print_queue import PrintQueue
from desktop.sync.restaurant.restaurant import RestaurantSync
from desktop.sync.settings import EngineSettings
from desktop.sync.tasks import BackgroundTasks
from desktop.sync.tills.store_clock import StoreClock
from desktop.system.files.log import log_problem
from desktop.system.machine.clock import SystemClock
from desktop.system.machine.network import has_route

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.clock import Clock
    from desktop.domain.tickets.ticket import TicketDrawer
    from desktop.services.database.alone.board_copy import BoardCopy
    from desktop.services.database.alone.service import AloneService
    from desktop.services.settings.shared_settings import SharedSettings
    from desktop.store import Store
    from desktop.store.inspection import Inspection
    from desktop.sync.tills.sharing import TillSharing
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
        self._clock = StoreClock(SystemClock())
        self._holds = holds
        self._tasks: BackgroundTasks | None = None
        self._log_problem = ""
        self._store: Store | None = None
        self._restaurant: RestaurantSync | None = None
        self._engine: Engine | None = None
        self._drawer = drawer
        self._printing: PrintQueue | None = None
        self._connection: VendorConnection | None = None
        self._sharing: TillSharing | None = None
        self._copy: BoardCopy | None = None
        self._closing = False
        self._loading: LateLoading | None = None
        self.shared_settings: SharedSettings | None = None
        """None for one program alone."""
        self.events = EventBus()
        """Publishes the events of the engine; subscribe before `load_board`."""
        log_events(self.events)

    @property
    def engine(self) -> Engine:
        """The engine; there is one once `open` has returned."""
        if self._engine is None:
            raise RuntimeError("the backend is not open")
        return self._engine

    @property
    def clock(self) -> Clock:
        """The time of what is stored: the shared database's as soon as it is known, else this machine's."""
        return self._clock

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
        clock = self._clock
        self._engine = Engine(
            self._store,
            events=self.events,
            clock=clock,
            has_route=has_route,
            settings=engine_settings(self._options),
        )
        self._restaurant = RestaurantSync(
            self._store,
            self._engine.troubles,
            events=self.events,
            clock=clock,
            cooldown=self._options.poll_seconds,
        )
        self._printing = PrintQueue(
            self._store,
            self._engine.planner,
            self._engine.troubles,
            events=self.events,
            clock=clock,
            drawer=self._drawer,
            data_dir=self._options.data_dir,
            reports=PrintedReports(self._store, lambda: self._options),
            till_id=self._options.till_id if self._store.engine != "sqlite" else "",
        )
        self._connection = VendorConnection(self._engine, self._restaurant, lambda: self._options, clock)
        if self._store.engine != "sqlite":
            await self._share(self._store, self._connection)
        elif self._holds is not None:
            self._tasks = BackgroundTasks(self._engine.troubles)
            self._tasks.keep_running("folder", self._watch_folder)

    async def _share(self, store: Store, line: VendorConnection) -> None:
        from desktop.services.database.alone.board_copy import BoardCopy
        from desktop.services.settings.shared_settings import SharedSettings
        from desktop.sync.tills.sharing import TillSharing

        self._sharing = TillSharing(
            store, self.engine, self.restaurant, self.printing, line, events=self.events, clock=self._clock
        )
        self._copy = BoardCopy(store, self._options.data_dir, self.events, self.engine.troubles)
        self.shared_settings = SharedSettings(store, self.engine.troubles)
        self._sharing.follower.on(Kind.SETTINGS, self.shared_settings.reload)
        # Where the database cannot be read, this till's copy counts until it can.
        with contextlib.suppress(CannotSaveError):
            # Before the first poll: its tickets go to the printers of all tills.
            await self._sharing.tills.load()
            await self.shared_settings.load(self._options.settings_file.peek())
            self.follow(self._options.following(self._settings()))

    def _settings(self) -> Settings:
        own = self._options.settings_file.peek()
        return own if self.shared_settings is None else self.shared_settings.merged(own)

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
        self.connection.end()
        await self.connection.disconnect()
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

    @property
    def api(self) -> VendorApi | None:
        """The vendor, once connected; None without credentials."""
        return None if self._connection is None else self._connection.api

    @property
    def connection(self) -> VendorConnection:
        """The connection to the vendor; there is one once `open` has returned."""
        if self._connection is None:
            raise RuntimeError("the backend is not open")
        return self._connection

    @property
    def sharing(self) -> TillSharing | None:
        """Leading and following, None for one program alone; it may be there once `open` has returned."""
        return self._sharing

    @property
    def store(self) -> Store:
        """The store; there is one once `open` has returned."""
        if self._store is None:
            raise RuntimeError("the backend is not open")
        return self._store

    def alone_service(self, note: Callable[..., None], build_anew: Callable[[], None]) -> AloneService | None:
        """Return the service with which this till works alone, None without a shared database; see its arguments."""
        if self._options.shared_address is None:
            return None
        from desktop.services.database.alone.service import AloneService

        return AloneService(
            self._options,
            store=lambda: self.store,
            now=self._clock.now,
            note=note,
            build_anew=build_anew,
            stop_copy=self._stop_copy,
            start_copy=self._start_copy,
            pause=self.connection.disconnect,
            resume=lambda: self.reconnect(self._options),
        )

    def _start_copy(self) -> None:
        if self._copy is not None:
            self._copy.start()

    async def _stop_copy(self) -> None:
        if self._copy is not None:
            await self._copy.close()

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
        if self._sharing is not None:
            self._sharing.start()
            self._start_copy()
            self._stand(unreadable)
            return
        await self.connection.use(await api_of(self._options), unreadable)

    def _stand(self, unreadable: str | None) -> None:
        """Let this till lead, or only follow."""
        if self._sharing is not None:
            self._sharing.use(
                has_credentials=self._options.credentials is not None,
                may_poll=self._options.may_poll,
                cooldown=self._options.poll_seconds,
                unreadable=unreadable,
            )

    async def reconnect(self, options: Options, unreadable: str | None = None) -> None:
        """Use other credentials, another address or another polling interval from now on."""
        if self._sharing is not None:
            self._options = options
            self._stand(unreadable)
            return
        # Before disconnecting: if this fails, orders go on arriving as before.
        api = await api_of(options)
        await self.connection.disconnect()
        self._options = options
        if not self._closing:
            try:
                # A slow disk may have finished a save after the disconnect: publish the board again.
                await self.load_board()
            except StoreError as error:
                # Poll all the same: a save that fails is reported where it fails.
                _log.warning("the board could not be published again: %s", error)
        await self.connection.use(api, unreadable)

    def follow(self, options: Options) -> None:
        """Use other settings from now on; address, credentials and polling interval stay."""
        self._options = options
        self.engine.follow(engine_settings(options))
        self.restaurant.dishes.day_begins = options.business_day_begins

    def use_printers(self, settings: Settings | None = None) -> None:
        """Print with the printers of the settings from now on, None for those of the file."""
        settings = settings or self._settings()
        self.printing.allergy_words = settings.allergy_words
        self.printing.use(settings.printers, timedelta(minutes=settings.print_expires_minutes))

    async def close(self) -> None:
        """Stop in order: restaurant, poller, outbox, HTTP client, store. A `reconnect` under way does not connect."""
        self._closing = True
        if self._connection is not None:
            self._connection.end()
        for group in (self._tasks, self._loading, self._sharing, self._copy):
            if group is not None:
                await group.close()
        if self._restaurant is not None:
            await self._restaurant.stop()
        if self._engine is not None:
            await self._engine.stop()
        if self._printing is not None:
            await self._printing.stop()
        if self.shared_settings is not None:
            await self.shared_settings.close()
        if self._store is not None:
            await self._store.close()


def engine_settings(options: Options) -> EngineSettings:
    return EngineSettings(
        not_receiving_after=options.not_receiving_after,
        mute_for=options.mute_for,
        begin_margin=options.begin_margin,
        keep_personal_data_days=options.keep_personal_data_days,
    )
