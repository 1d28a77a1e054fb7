"""The restaurant beside its orders: branches and dishes, each synchronised by a task of its own."""

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
        """Prepare; `start` calls the vendor.

        Args:
            store: open.
            troubles: shared with the engine.
            events: publishes events.
            clock: gives wall time and steady time.
            cooldown: seconds between two calls of `get-foods`.
        """
        self._commands = CommandRunner(troubles)
        self._tasks = BackgroundTasks(troubles)
        self.branches = Branches(store, self._commands, troubles, events, clock)
        self.dishes = Dishes(store, self._commands, troubles, events, clock, cooldown=cooldown)
        self._link = Link.STARTING
        events.subscribe(ConnectionChanged, self._on_connection)

    async def load(self) -> None:
        """Publish the stored state, before the vendor is called.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        await self.branches.load()
        await self.dishes.load()

    def start(self, api: VendorApi, *, cooldown: float | None = None) -> None:
        """Call the vendor from now on; with a `cooldown` of None the seconds between calls of `get-foods` stay."""
        if cooldown is not None:
            self.dishes.cooldown = cooldown
        self.branches.mark_stale()
        self.dishes.mark_stale()
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
        """Stop calling the vendor; wishes are saved, and sent after the next `start`."""
        await self._tasks.close()

    async def stop(self) -> None:
        """Stop for good; the last wishes are saved."""
        await self._commands.end()
        await self.disconnect()
