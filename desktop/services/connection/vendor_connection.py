"""Builds the vendor's API, and connects engine and restaurant with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.system.machine.background import run_in_thread
from desktop.system.machine.clock import SystemClock
from desktop.system.settings.credentials import AccessToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.clock import Clock
    from desktop.sync.engine import Engine
    from desktop.sync.restaurant.restaurant import RestaurantSync
    from desktop.system.settings.options import Options
    from desktop.vendor.api import VendorApi


class VendorConnection:
    """Connects with the options of the moment; a connection that was `end`ed is not made again."""

    def __init__(
        self, engine: Engine, restaurant: RestaurantSync, options: Callable[[], Options], clock: Clock
    ) -> None:
        self._engine = engine
        self._restaurant = restaurant
        self._options = options
        self._clock = clock
        self._connected_as: tuple[str, AccessToken] | None = None
        """Address and token of the last connection; None for none, or for secret keys."""
        self._ended = False
        self.api: VendorApi | None = None
        """The vendor, once connected; None without credentials."""

    def end(self) -> None:
        """Connect no more: the program ends, or another one owns the data folder."""
        self._ended = True

    async def connect(self, not_before: float = float("-inf")) -> None:
        """Poll and send from now on; nothing happens without credentials.

        Args:
            not_before: when the cooldown ends that another till's poll began, on the steady clock.
        """
        api = await api_of(self._options(), self._clock)
        if api is not None:
            await self.use(api, not_before=not_before)

    async def use(
        self, api: VendorApi | None, unreadable: str | None = None, *, not_before: float = float("-inf")
    ) -> None:
        """Poll and send from now on; without an API show that credentials are missing, or why they are `unreadable`."""
        if self._ended:
            # It was closed meanwhile: a poll now would bring orders that cannot be saved.
            if api is not None:
                await api.close()
            return
        self.api = api
        options = self._options()
        cooldown = options.poll_seconds
        credentials = options.credentials
        # Secret keys log in again: the vendor counts the cooldown of the new token separately.
        connected_as = (options.base_url, credentials) if isinstance(credentials, AccessToken) else None
        same = connected_as is not None and connected_as == self._connected_as
        self._connected_as = connected_as
        self._engine.connect(
            api, cooldown=cooldown, unreadable=unreadable, same_token=same, not_before=not_before
        )
        self._restaurant.dishes.day_begins = options.business_day_begins
        if api is not None:
            self._restaurant.start(api, cooldown=cooldown)

    async def disconnect(self) -> None:
        """Poll and send no more, and close the API."""
        await self._restaurant.disconnect()
        await self._engine.disconnect()


async def api_of(options: Options, clock: Clock | None = None) -> VendorApi | None:
    """Return the vendor's API, None without credentials."""
    return None if options.credentials is None else await build_api_in_thread(options, clock)


async def build_api_in_thread(options: Options, clock: Clock | None = None) -> VendorApi:
    """Return the vendor's API for options with credentials, built on another thread.

    Importing and building an HTTP client takes as long as the whole window.

    Args:
        options: of the program.
        clock: is compared with the vendor's, None for this machine's.
    """
    # A daemon thread: reading the system's proxies may look up names, and hang.
    return await run_in_thread(partial(_build_api, options, clock or SystemClock()), "connect")


def _build_api(options: Options, clock: Clock) -> VendorApi:
    from desktop.vendor.factory import connect

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
