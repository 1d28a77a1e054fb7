"""The header of a till that follows: since when orders arrive through another till, or do not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.sync.events import ConnectionChanged, StoreLineChanged, TillsChanged

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.store import Store
    from desktop.sync.events import EventBus
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.tills.leadership import Leadership
    from desktop.sync.troubles import TroubleList

_EVERY: Final = 1.0
"""Seconds between two checks whether orders still arrive."""


class ReceptionView:
    """Call `run` in a task. While this till leads, its poller publishes the connection."""

    def __init__(
        self,
        store: Store,
        leadership: Leadership,
        reception: ReceptionMonitor,
        troubles: TroubleList,
        *,
        events: EventBus,
        clock: Clock,
    ) -> None:
        self._store = store
        self._leadership = leadership
        self._reception = reception
        self._troubles = troubles
        self._events = events
        self._clock = clock
        self._receiver = ""
        self._shown: Connection | None = None
        self._missing: tuple[TroubleKind, str] | None = None
        events.subscribe(TillsChanged, self._on_tills_changed)
        events.subscribe(StoreLineChanged, lambda _event: self.update())
        events.subscribe(ConnectionChanged, self._on_connection_changed)

    def use(self, missing: tuple[TroubleKind, str] | None) -> None:
        """Take note of why this till could not poll itself, with a detail; None where it could."""
        if self._missing is not None and self._missing != missing:
            self._troubles.end(self._missing[0])
        self._missing = missing
        self.update()

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            self.update()
            await asyncio.sleep(_EVERY)

    def update(self) -> None:
        """Publish the connection where it is another one than before."""
        if self._leadership.is_connected:
            return
        silent_since = self._reception.silent_since
        line = self._store.line
        if line.lost_since is not None or silent_since is not None:
            link = Link.LOST
        else:
            link = Link.CONNECTED if self._reception.answered else Link.STARTING
        shown = self._shown
        if shown is not None and silent_since is not None and shown.silent_since is not None:
            silent_since = shown.silent_since
        at = self._clock.now() - timedelta(seconds=self._reception.seconds)
        connection = Connection(
            link,
            last_answer_at=at if self._reception.answered else None,
            receiver=self._receiver if line.lost_since is None else "",
            silent_since=silent_since,
        )
        if shown is None or _differ(shown, connection):
            self._shown = connection
            self._events.emit(ConnectionChanged(connection))
        self._show_missing(is_silent=silent_since is not None)

    def _show_missing(self, *, is_silent: bool) -> None:
        """Tell people that this till has no key where no other till polls."""
        if self._missing is None:
            return
        kind, detail = self._missing
        if is_silent and self._store.line.lost_since is None:
            self._troubles.begin(kind, detail)
        else:
            self._troubles.end(kind)

    def _on_connection_changed(self, event: ConnectionChanged) -> None:
        if event.connection is not self._shown:
            # The poller published another one.
            self._shown = None

    def _on_tills_changed(self, event: TillsChanged) -> None:
        leading = [till for till in event.tills if till.leads and not till.is_here]
        self._receiver = leading[0].name if leading else ""
        self.update()


_NOTICEABLE: Final = timedelta(seconds=1)


def _differ(shown: Connection, now: Connection) -> bool:
    """Whether more differs than the time that passed while nothing was computed."""
    if (shown.link, shown.receiver, shown.silent_since) != (now.link, now.receiver, now.silent_since):
        return True
    if shown.last_answer_at is None or now.last_answer_at is None:
        return shown.last_answer_at is not now.last_answer_at
    return abs(shown.last_answer_at - now.last_answer_at) > _NOTICEABLE
