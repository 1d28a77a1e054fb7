"""The restaurant beside its orders: branches and dishes, each kept as people wish them by a task of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.trouble import Link
from desktop.sync.command_runner import CommandRunner
from desktop.sync.events import ConnectionChanged, EventBus
from desktop.sync.restaurant.branches import Branches
from desktop.sync.restaurant.dishes import Dishes
from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.store import Store
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi


class RestaurantSync:
    """Load it, start it, stop it; in between drive `branches` and `dishes`."""

    def __init__(
        self,
        store: Store,
        troubles: TroubleList,
        *,
        events: EventBus,
        clock: Clock,
        cooldown: float,
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            troubles: what is wrong; others put theirs there too.
            events: publishes events.
            clock: gives wall time and steady time.
            cooldown: seconds between two calls of `get-foods`.
        """
        self._presses = CommandRunner(troubles)
        self._tasks = BackgroundTasks(troubles)
        self.branches = Branches(store, self._presses, troubles, events=events, clock=clock)
        self.dishes = Dishes(
            store,
            self._presses,
            troubles,
            events=events,
            clock=clock,
            branches=lambda: self.branches.known,
            cooldown=cooldown,
        )
        self._link = Link.STARTING
        events.subscribe(ConnectionChanged, self._on_connection)

    async def load(self) -> None:
        """Tell what is stored, before anything is asked of the vendor.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        await self.branches.load()
        await self.dishes.load()

    def start(self, api: VendorApi, *, cooldown: float | None = None) -> None:
        """Begin to ask the vendor; `cooldown` are seconds between two calls of `get-foods`, None for those before."""
        if cooldown is not None:
            self.dishes.cooldown = cooldown
        self.branches.ask_anew()
        self.dishes.ask_anew()
        self._tasks.keep_running("branches", self.branches.run, api)
        self._tasks.keep_running("dishes", self.dishes.run, api)

    def _on_connection(self, event: ConnectionChanged) -> None:
        """Retry at once when the vendor is reachable again."""
        link = event.connection.link
        if link is Link.CONNECTED and self._link is not Link.CONNECTED:
            self.branches.retry_now()
            self.dishes.retry_now()
        self._link = link

    async def disconnect(self) -> None:
        """Stop asking; what is pressed is saved, and asked for after the next `start`."""
        await self._tasks.close()

    async def stop(self) -> None:
        """Stop asking for good; what was just pressed is saved."""
        await self._presses.end()
        await self.disconnect()
