"""The program without a face: store, engine and vendor put together for one data folder.

The window (`app`) and the terminal (`headless`) both stand on this. Never imports Qt.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.orders.auto_accept import AutoAccept
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.store.errors import CannotSaveError, DisplacedError, StoreError
from desktop.store.sqlite.inspection import Inspection, inspect
from desktop.store.sqlite.store import Store
from desktop.sync.engine import Engine
from desktop.sync.events import AcceptChanged, ActionChanged, ConnectionChanged, PollEnded, TroublesChanged
from desktop.sync.restaurant.restaurant import RestaurantSync
from desktop.sync.settings import EngineSettings
from desktop.sync.supervise import supervise
from desktop.system.machine.clock import now, steady
from desktop.system.machine.network import has_route
from desktop.system.settings.credentials import AccessToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.trouble import Trouble
    from desktop.sync.events import Event
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings
    from desktop.vendor.api import VendorApi


_log = logging.getLogger(__name__)


_LOOK_AT_THE_FOLDER_EVERY: Final = 5.0
"""Seconds between two checks that the data folder still belongs to this program."""


@dataclass(frozen=True)
class Tenure:
    """The right to work on a data folder, which can be lost where somebody removes the folder or its lock."""

    holds: Callable[[], bool]
    """See `InstanceLock.holds`."""
    lost: Callable[[], None]
    """Called once when another program has the folder: this one has to end."""
    written_anew: Callable[[], None] = lambda: None
    """Called when the database had to be written anew: other files of the folder may be gone with it."""


class Backend:
    """Open it, connect it, close it; in between drive `engine`."""

    def __init__(self, options: Options, emit: Callable[[Event], None], tenure: Tenure | None = None) -> None:
        """Take what is needed; nothing is opened yet.

        Args:
            options: what to run with.
            emit: is called with each report; must return at once and not raise.
            tenure: the right to the data folder; None where nobody else may come.
        """
        self._options = options
        self._tell = emit
        self._tenure = tenure
        self._keeping: asyncio.Task[None] | None = None
        self._asked_as: tuple[str, AccessToken] | None = None
        """Address and token of the last line; None where it had none, or logged in."""
        self._troubles: tuple[Trouble, ...] = ()
        self._store: Store | None = None
        self._restaurant: RestaurantSync | None = None
        self._engine: Engine | None = None
        self._api: VendorApi | None = None
        self._closing = False

    @property
    def engine(self) -> Engine:
        """The engine; there is one once `open` has returned."""
        if self._engine is None:
            message = "the service is not open"
            raise RuntimeError(message)
        return self._engine

    @property
    def restaurant(self) -> RestaurantSync:
        """The restaurant; there is one once `open` has returned."""
        if self._restaurant is None:
            message = "the service is not open"
            raise RuntimeError(message)
        return self._restaurant

    async def open(self) -> None:
        """Open the store; nothing is reported yet.

        Raises:
            StoreError: the database cannot be opened.
        """
        holds = None if self._tenure is None else self._tenure.holds
        self._store = await Store.open(self._options.data_dir, holds=holds)
        self._engine = Engine(
            self._store,
            emit=self._emit,
            now=now,
            steady=steady,
            has_route=has_route,
            rules=engine_settings(self._options),
        )
        self._restaurant = RestaurantSync(
            self._store,
            self._engine.troubles,
            emit=self._emit,
            now=now,
            cooldown=self._options.poll_seconds,
        )
        if self._tenure is not None:
            keep = partial(self._keep_the_folder, self._tenure)
            self._keeping = asyncio.ensure_future(supervise("folder", keep, self._on_failed))

    async def _keep_the_folder(self, tenure: Tenure) -> None:
        """Write the database once more where somebody removed it; stop where another program took the folder."""
        told = 0
        while not self._closing:
            await asyncio.sleep(_LOOK_AT_THE_FOLDER_EVERY)
            try:
                await self.store.ensure_in_place()
                if self.store.rewritten != told:
                    told = self.store.rewritten
                    detail = f"removed:{self._options.data_dir}"
                    self.engine.troubles.begin(TroubleKind.NOTICE, detail, dismissible=True)
                    tenure.written_anew()
            except DisplacedError as error:
                await self._stop_displaced(str(error))
                tenure.lost()
                return
            except CannotSaveError as error:
                # The next poll says it to people.
                _log.warning("the data folder cannot be used: %s", error)

    async def _stop_displaced(self, reason: str) -> None:
        """Poll and send no more; the bell rings as for a lost connection until somebody has read why."""
        _log.error("another program works on the data folder: this one stops")
        self._closing = True
        self.engine.troubles.begin(TroubleKind.CANNOT_SAVE, reason)
        await self.restaurant.disconnect()
        await self.engine.disconnect()
        self._emit(ConnectionChanged(Connection(Link.OFF, silent_since=now())))

    def _on_failed(self, name: str, error: BaseException) -> None:
        self.engine.troubles.begin(TroubleKind.INTERNAL, f"{name}: {type(error).__name__}")

    async def load_board(self) -> None:
        """Tell the board as it is stored.

        Raises:
            StoreError: the database cannot be read.
        """
        await self.engine.load_board()
        await self.restaurant.load()

    def _emit(self, report: Event) -> None:
        """Keep a record for whoever helps, without customers' data, and pass the report on."""
        if isinstance(report, PollEnded) and report.outcome is not PollOutcome.ANSWERED:
            _log.info("poll failed", extra={"outcome": report.outcome, "reason": report.reason})
        elif isinstance(report, PollEnded) and report.new:
            _log.info("orders came", extra={"orders": report.orders, "new": report.new})
        elif isinstance(report, AcceptChanged) and report.order.accept is not None:
            accept = report.order.accept
            _log.info(
                "accept",
                extra={"order": report.order.payment_key, "state": accept.state, "attempts": accept.attempts},
            )
        elif isinstance(report, ActionChanged) and report.order.action is not None:
            action = report.order.action
            _log.info(
                "action",
                extra={
                    "order": report.order.payment_key,
                    "action": action.action,
                    "state": action.state,
                    "attempts": action.attempts,
                },
            )
        elif isinstance(report, ConnectionChanged):
            self.restaurant.follow(report.connection)
        elif isinstance(report, TroublesChanged):
            before = {trouble.identity for trouble in self._troubles}
            for trouble in report.troubles:
                if trouble.identity not in before:
                    _log.warning(
                        "trouble began", extra={"kind": trouble.kind, "detail": trouble.loggable_detail}
                    )
            self._troubles = report.troubles
        self._tell(report)

    @property
    def api(self) -> VendorApi | None:
        """The vendor, once connected; None without credentials."""
        return self._api

    @property
    def store(self) -> Store:
        """The store, for whoever looks back; there is one once `open` has returned."""
        if self._store is None:
            message = "the service is not open"
            raise RuntimeError(message)
        return self._store

    async def inspect(self) -> Inspection:
        """Return what the database holds, in numbers.

        Raises:
            StoreError: it cannot be read.
        """
        integrity = await self.store.check()
        return await self.store.read(lambda tx: inspect(tx, integrity))

    @property
    def options(self) -> Options:
        """What it runs with now; another one set here holds from the next `connect` or `reconnect` on."""
        return self._options

    @options.setter
    def options(self, options: Options) -> None:
        self._options = options

    async def connect(self, unreadable: str | None = None) -> None:
        """Begin to poll; without credentials only say that they are missing, or why they are `unreadable`."""
        self.engine.start()
        await self._begin_to_ask(await _api_of(self._options), unreadable)

    async def reconnect(self, options: Options, unreadable: str | None = None) -> None:
        """Ask with other credentials, at another address, or more or less often, from now on."""
        # Before the line is cut: where the machine refuses, orders go on arriving as before.
        api = await _api_of(options)
        await self.restaurant.disconnect()
        await self.engine.disconnect()
        self._options = options
        if not self._closing:
            try:
                # What a slow disk was still saving when the connection was cut is on the board too.
                await self.load_board()
            except StoreError as error:
                # Orders are asked for all the same: what cannot be saved is said by whoever saves.
                _log.warning("the board could not be told anew: %s", error)
        await self._begin_to_ask(api, unreadable)

    def follow(self, options: Options) -> None:
        """Go by other rules from now on; address, credentials and pace of the polls stay."""
        self._options = options
        self.engine.follow(engine_settings(options))

    async def _begin_to_ask(self, api: VendorApi | None, unreadable: str | None) -> None:
        if self._closing:
            # It was closed meanwhile: who asks now would be told of orders that nobody can save.
            if api is not None:
                await api.close()
            return
        self._api = api
        cooldown = self._options.poll_seconds
        credentials = self._options.credentials
        # Secret keys are logged in with anew: for another token, whose time the vendor counts by itself.
        asks_as = (self._options.base_url, credentials) if isinstance(credentials, AccessToken) else None
        same = asks_as is not None and asks_as == self._asked_as
        self._asked_as = asks_as
        self.engine.connect(api, cooldown=cooldown, unreadable=unreadable, same_token=same)
        if api is not None:
            self.restaurant.start(api, cooldown=cooldown)

    async def close(self) -> None:
        """Stop the shop and the engine, then close the store: poller, outbox, HTTP client, store.

        Whoever is just connecting anew does not, from now on.
        """
        self._closing = True
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._restaurant is not None:
            await self._restaurant.stop()
        if self._engine is not None:
            await self._engine.stop()
        if self._store is not None:
            await self._store.close()


async def _api_of(options: Options) -> VendorApi | None:
    return None if options.credentials is None else await build_api_in_thread(options)


async def build_api_in_thread(options: Options) -> VendorApi:
    """Return the vendor's API for options with credentials, built on another thread.

    Importing and building an HTTP client takes as long as the whole window.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="connect") as executor:
        return await asyncio.get_running_loop().run_in_executor(executor, _build_api, options)


def _build_api(options: Options) -> VendorApi:
    from desktop.vendor.factory import connect

    credentials = options.credentials
    assert credentials is not None  # noqa: S101 - looked at by the caller
    return connect(
        options.base_url,
        credentials.token
        if isinstance(credentials, AccessToken)
        else (credentials.app_secret_key, credentials.rest_secret_key),
        user_agent=f"Tezgah/{__version__}",
        now=now,
        steady=steady,
        zone=ISTANBUL,
    )


def engine_settings(options: Options) -> EngineSettings:
    """Return what people chose as the engine takes it."""
    return EngineSettings(
        not_receiving_after=options.not_receiving_after,
        mute_for=options.mute_for,
        begin_margin=options.begin_margin,
        keep_personal_data_days=options.keep_personal_data_days,
    )


def auto_accept_rule(settings: Settings) -> AutoAccept:
    """Return the rule that accepts in a person's place as the settings have it, whether it is on or not."""
    begins, ends = settings.auto_accept_from, settings.auto_accept_until
    under = settings.auto_accept_total_under
    return AutoAccept(
        preparing_time=settings.auto_accept_minutes or settings.preparing_time,
        begins=time.fromisoformat(begins) if begins else None,
        ends=time.fromisoformat(ends) if ends else None,
        most_waiting=settings.auto_accept_most_waiting or None,
        total_under=Decimal(under) if under else None,
        without_note=not settings.auto_accept_notes,
    )
