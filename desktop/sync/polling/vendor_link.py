"""The connection with the vendor: API, poller and sender, the tasks that run them, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from desktop.store import OutboxRow
    from desktop.sync.outbox.sender import OutboxSender
    from desktop.sync.polling.poller import Poller
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi


class _Connection(NamedTuple):
    api: VendorApi
    poller: Poller
    sender: OutboxSender
    tasks: BackgroundTasks


class VendorLink:
    """Passes work on to poller and sender. While disconnected it does nothing: the store keeps the work."""

    def __init__(self, troubles: TroubleList) -> None:
        self._troubles = troubles
        self._connection: _Connection | None = None
        self.cooldown_ends = float("-inf")
        """When the vendor allows the next poll with the token of the connection before, see `Poller.cooldown_ends`."""

    def connect(self, api: VendorApi, poller: Poller, sender: OutboxSender) -> None:
        """Run poller and sender; only while disconnected."""
        self._connection = _Connection(api, poller, sender, BackgroundTasks(self._troubles))
        self.keep_running("outbox", sender.run)
        self.keep_running("poller", poller.run)

    def keep_running(self, name: str, work: Callable[..., Awaitable[object]], *arguments: object) -> None:
        """Run another task until the connection ends, see `BackgroundTasks.keep_running`."""
        if self._connection is not None:
            self._connection.tasks.keep_running(name, work, *arguments)

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which this clock is ahead of the vendor's, None while that is not known."""
        return None if self._connection is None else self._connection.api.clock_ahead

    @property
    def answered(self) -> bool:
        """Whether the vendor answered the last poll."""
        return self._connection is not None and self._connection.poller.answered

    def enqueue(self, rows: Iterable[OutboxRow], in_doubt: Iterable[str] | None = None) -> None:
        """Send rows of the outbox, see `OutboxSender.enqueue`."""
        if self._connection is not None:
            self._connection.sender.enqueue(rows, in_doubt)

    def retry_now(self) -> None:
        """Retry at once the calls that wait for another attempt: the vendor answers."""
        if self._connection is not None:
            self._connection.sender.retry_now()

    def send_undoable(self, till: str) -> None:
        """Send at once what could still be taken back at a till: it ends, and nobody will take it back there."""
        if self._connection is not None:
            self._connection.sender.send_undoable(till)

    def poll_now(self) -> None:
        """Poll and send as soon as allowed."""
        if self._connection is not None:
            self._connection.poller.poll_now()
            self._connection.sender.retry_now()

    def check_reception(self) -> None:
        """Publish the connection where "no orders can arrive" began or ended by the passing of time."""
        if self._connection is not None:
            self._connection.poller.check_reception()

    def resume(self) -> None:
        """Start again after a sleep: open connections are dead by now, though no error has shown it."""
        if self._connection is not None:
            self._connection.api.drop_idle_connections()
            self.poll_now()

    async def disconnect(self, finish: Callable[[], Awaitable[None]]) -> None:
        """Stop polling and sending, finish what is under way for a moment, close the connections.

        Args:
            finish: waits for an answer that is being saved. It is called after the tasks have ended.
        """
        connection = self._connection
        if connection is None:
            return
        await connection.tasks.close()
        await finish()
        # Not before: until all has ended, rows may still be handed over to be sent.
        if self._connection is connection:
            self.cooldown_ends = connection.poller.cooldown_ends
            self._connection = None
            # Calls under way finish for a moment.
            await connection.sender.close()
            await connection.api.close()
