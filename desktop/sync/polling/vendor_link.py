"""The line to the vendor while there is one: API, poller and outbox, the tasks that run them, and how they end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.domain.trouble import Link
from desktop.sync.supervise import supervise

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from desktop.store import OutboxRow
    from desktop.sync.outbox.sender import OutboxSender
    from desktop.sync.polling.poller import Poller
    from desktop.vendor.api import VendorApi


class VendorLink:
    """What there is between `connect` and `disconnect` of the engine."""

    def __init__(
        self,
        api: VendorApi,
        poller: Poller,
        sender: OutboxSender,
        on_failed: Callable[[str, BaseException], None],
    ) -> None:
        """Take what is needed; nothing runs yet.

        Args:
            api: the vendor.
            poller: asks for orders.
            sender: sends what is owed.
            on_failed: told the name of a task and what ended it; the task begins again.
        """
        self._api = api
        self._poller = poller
        self._sender = sender
        self._on_failed = on_failed
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = False

    def run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep a task running until the line ends."""
        task = asyncio.ensure_future(supervise(name, work, self._on_failed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which this clock is ahead of the vendor's, None while that is not known."""
        return self._api.clock_ahead

    @property
    def answered(self) -> bool:
        """Whether the vendor answers."""
        return self._poller.answered

    @property
    def cooldown_ends(self) -> float:
        """See `Poller.cooldown_ends`."""
        return self._poller.cooldown_ends

    def enqueue(self, rows: Iterable[OutboxRow], in_doubt: Iterable[str] | None = None) -> None:
        """Send what is owed, see `OutboxSender.add`."""
        self._sender.add(rows, in_doubt)

    def retry_now(self) -> None:
        """Try again at once what waits for another try: the vendor answers."""
        self._sender.retry_now()

    def poll_now(self) -> None:
        """Poll and send as soon as allowed."""
        self._poller.poll_now()
        self._sender.retry_now()

    def publish_connection(self) -> None:
        """Tell anew how the connection is."""
        self._poller.publish_connection()

    def on_contact(self) -> None:
        """Poll soon where polls fail and another call was answered."""
        if self._poller.link is Link.LOST:
            self._poller.poll_now()

    def resume(self) -> None:
        """Begin again after a sleep: what was open before is dead by now, and nobody told this side."""
        self._api.drop_idle_connections()
        self.poll_now()

    async def end_tasks(self) -> None:
        """Stop polling and sending; whoever calls it too, or again, waits for the end as well."""
        tasks = list(self._tasks)
        if not self._ending:
            self._ending = True
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Finish what is under way for a moment, close the connections."""
        await self._sender.close()
        await self._api.close()
