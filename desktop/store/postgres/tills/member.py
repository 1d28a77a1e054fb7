"""This till among the tills of a shared store."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from desktop.store.postgres.tills.lease import PostgresLease
from desktop.store.postgres.tills.listener import Listener
from desktop.store.postgres.tills.presence import Presence
from desktop.store.postgres.tills.times import TIMES, LeaseTimes

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.tills import StoreProblem, Till
    from desktop.store.changes import Changes
    from desktop.store.postgres.tills.listener import Connection
    from desktop.store.postgres.tills.presence import Me


class Member:
    """Listens, shows that this till runs, and stands for the lead, all on one connection."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        me: Me,
        *,
        channel: str,
        steady: Callable[[], float],
        tell: Callable[[Changes], object],
        on_line: Callable[[StoreProblem | None], object],
        times: LeaseTimes = TIMES,
    ) -> None:
        """Prepare it, in the event loop of the lease's handlers.

        Args:
            connect: returns a new, checked connection in autocommit, or raises StoreError.
            me: this till.
            channel: of the store.
            steady: seconds that never go back and count time asleep.
            tell: gets what other tills changed, on the thread of the listener.
            on_line: gets why the line is lost, or None when it is back, on the thread of the listener.
            times: the same at all tills.
        """
        self._listener = Listener(
            connect, process=me.process, channel=channel, tell=tell, on_line=on_line, times=times
        )
        self.lease: Final = PostgresLease(
            self._listener,
            process=me.process,
            channel=channel,
            steady=steady,
            times=times,
            loop=asyncio.get_running_loop(),
        )
        self._presence = Presence(
            self._listener, self.lease, me=me, channel=channel, steady=steady, times=times
        )
        self._listener.add(self.lease)
        self._listener.add(self._presence)

    def start(self) -> None:
        """Connect, and connect again whenever the line is lost, until `close`."""
        self._listener.start()

    def retry_now(self) -> None:
        """Try at once to connect, where the line is lost."""
        self._listener.wake()

    def set_printers(self, printers: str) -> None:
        """Tell the others which printers this till has."""
        self._presence.set_printers(printers)

    async def tills(self) -> list[Till]:
        """Return the tills that run, or ran in the last 30 days, by name.

        Raises:
            CannotSaveError: the database cannot be reached.
        """
        return await self._presence.tills()

    async def close(self) -> None:
        """Leave in order, so that the next till leads at once. Safe to call twice."""
        self.lease.close()
        await self._listener.close()
