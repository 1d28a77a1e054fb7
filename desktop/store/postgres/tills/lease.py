"""The lease of a shared store: a row with an epoch, which only the till that leads renews.

No two clocks are compared. A till takes over when the row stood still for `LeaseTimes.trust` by its own steady clock; the
till that leads stops earlier by its own. A till that was asleep meanwhile is stopped by the epoch: each of its
transactions checks it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import psycopg

from desktop.store.changes import Changes, Kind
from desktop.store.errors import CannotSaveError
from desktop.store.lease import Lease
from desktop.store.postgres.notifications import encode
from desktop.store.postgres.schema import WRITE_LOCK

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from desktop.store.postgres.tills.listener import Connection, Listener
    from desktop.store.postgres.tills.times import LeaseTimes

log = logging.getLogger(__name__)

_LOOK: Final = "SELECT epoch, till, beat FROM lease"
_RENEW: Final = (
    "UPDATE lease SET beat = beat + 1 WHERE epoch = %(epoch)s AND till = %(process)s RETURNING beat"
)
_TAKE_OVER: Final = (
    "UPDATE lease SET epoch = epoch + 1, till = %(process)s, beat = 0"
    " WHERE epoch = %(epoch)s AND beat = %(beat)s AND till IS NOT DISTINCT FROM %(till)s"
    " RETURNING epoch, CAST(extract(epoch FROM clock_timestamp() - polled_at) AS double precision)"
)
_PERMIT: Final = (
    "UPDATE lease SET polled_at = clock_timestamp()"
    " WHERE epoch = %(epoch)s AND till = %(process)s RETURNING polled_at"
)
_RELEASE: Final = (
    "WITH released AS (UPDATE lease SET till = NULL WHERE till = %(process)s RETURNING 1)"
    " SELECT pg_notify(%(channel)s, %(payload)s) FROM released"
)
_ANOTHER_STANDS: Final = (
    "SELECT 1 FROM tills WHERE process <> %(process)s AND may_lead"
    " AND seen_at > clock_timestamp() - make_interval(secs => %(silent)s) LIMIT 1"
)


class _Term(NamedTuple):
    """The time in which this till leads."""

    epoch: int
    trusted_until: float
    """By the steady clock; each renewal moves it."""


class _Row(NamedTuple):
    """The lease as it was read."""

    epoch: int
    till: str | None
    beat: int


class PostgresLease(Lease):
    """The lease as this till sees it; a duty of the listener."""

    _may_lead = True

    def __init__(
        self,
        listener: Listener,
        *,
        process: str,
        channel: str,
        steady: Callable[[], float],
        times: LeaseTimes,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Prepare it.

        Args:
            listener: runs the calls.
            process: of this till.
            channel: of the store.
            steady: seconds that never go back and count time asleep.
            times: the same at all tills.
            loop: of the handlers.
        """
        self._listener = listener
        self._process = process
        self._channel = channel
        self._steady = steady
        self._times = times
        self._loop = loop
        self._handlers: list[Callable[[bool], object]] = []
        self._lock = threading.Lock()
        self._term: _Term | None = None
        self._since_poll: float | None = None
        self._told = 0
        """Epoch in which the handlers believe that this till leads, 0 for none."""
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._seen: _Row | None = None
        self._seen_at = 0.0
        self._rests_until = float("-inf")
        self._renew_at = self._look_at = float("-inf")
        super().__init__()

    @property
    def may_lead(self) -> bool:
        """Whether this till stands for election. One that may not lead any more stops at once."""
        return self._may_lead

    @may_lead.setter
    def may_lead(self, may: bool) -> None:
        if may == self._may_lead:
            return
        self._may_lead = may
        self._changed()
        self._look_soon()

    @property
    def leads(self) -> bool:
        """Whether this till leads and has renewed the lease in time."""
        term = self._term
        if term is None or not self._may_lead or self._closed:
            return False
        return self._steady() < term.trusted_until

    @property
    def epoch(self) -> int:
        """The number of this till's term, 0 without one. It stays while the trust has run out and nobody took over."""
        term = self._term
        return 0 if term is None else term.epoch

    @property
    def seconds_since_poll(self) -> float | None:
        """See `Lease.seconds_since_poll`; by the clock of the database, never negative."""
        return self._since_poll

    async def permit(self) -> datetime | None:
        """See `Lease.permit`. One that was long on its way is not given: others may have taken over meanwhile."""
        term = self._term
        if term is None or not self.leads:
            return None
        asked = self._steady()
        polled_at = await self._listener.run(lambda connection: self._permit(connection, term.epoch))
        late = self._steady() - asked > self._times.permit
        return None if late or not self.leads else polled_at

    async def give_back(self, rest: float = 60.0) -> None:
        """See `Lease.give_back`. It is kept where no other till could lead, or where the line is lost."""
        with contextlib.suppress(CannotSaveError):
            await self._listener.run(lambda connection: self._give_back(connection, rest))

    def on_change(self, handler: Callable[[bool], object]) -> None:
        """See `Lease.on_change`. A new term after a lost one is told as an end and a begin."""
        self._handlers.append(handler)

    def displaced(self, epoch: int) -> None:
        """End a term: a transaction found another epoch in the database. Any thread may call it."""
        with self._lock:
            if self._term is None or self._term.epoch != epoch:
                return
            self._term = None
        log.info("Another till has taken over after epoch %d", epoch)
        self._changed()
        self._look_soon()

    def close(self) -> None:
        """Lead no more, and call no handler."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    # The duty, on the listener's thread

    def start(self) -> None:
        """Forget what was observed: after a restart of the server the till that led goes on."""
        self._seen = None
        self._renew_at = self._look_at = float("-inf")

    def hear(self, changes: Changes) -> bool:
        if Kind.LEASE not in changes.kinds:
            return False
        self._look_at = float("-inf")
        return True

    def step(self, connection: Connection) -> float:
        """Renew the lease, or look whether to take it over."""
        term = self._term
        now = self._steady()
        if term is not None and self._may_lead and now >= self._renew_at:
            self._renew(connection, term)
        elif now >= self._look_at:
            self._look(connection)
        due = self._look_at if self._term is None else min(self._look_at, self._renew_at)
        return due - self._steady()

    def leave(self, connection: Connection) -> None:
        """Let the next till lead at once."""
        with self._lock:
            self._term = None
        self._release(connection)

    def _renew(self, connection: Connection, term: _Term) -> None:
        sent = self._steady()
        self._renew_at, self._look_at = sent + self._times.renew, sent + self._times.look
        row = connection.execute(_RENEW, {"epoch": term.epoch, "process": self._process}).fetchone()
        if row is None:
            self.displaced(term.epoch)
            return
        with self._lock:
            if self._term is not None and self._term.epoch == term.epoch:
                self._term = self._trusted(term.epoch, sent)
        self._changed()

    def _trusted(self, epoch: int, sent: float) -> _Term:
        # From before it was sent: others may have seen it before the answer was here.
        return _Term(epoch, sent + self._times.trust - self._times.margin)

    def _look(self, connection: Connection) -> None:
        asked = self._steady()
        self._look_at = asked + self._times.look
        found = connection.execute(_LOOK).fetchone()
        if found is None:
            return
        row = _Row(*found)
        term = self._term
        if term is not None and (row.epoch, row.till) != (term.epoch, self._process):
            self.displaced(term.epoch)
        elif term is not None and self._may_lead:
            return
        if row != self._seen:
            self._seen, self._seen_at = row, self._steady()
        stands = self._may_lead and asked >= self._rests_until
        if not stands and row.till == self._process:
            self._release(connection)
        elif stands and (row.till in (None, self._process) or asked - self._seen_at >= self._times.trust):
            self._take_over(connection, row)

    def _take_over(self, connection: Connection, row: _Row) -> None:
        values = {**row._asdict(), "process": self._process}
        sent = self._steady()
        try:
            with connection.transaction():
                # Less than the deadline: it would cost the connection.
                wait = f"{int(self._times.deadline * 500)}ms"
                connection.execute("SELECT set_config('lock_timeout', %s, true)", [wait])
                connection.execute(WRITE_LOCK)
                found = connection.execute(_TAKE_OVER, values).fetchone()
                if found is not None:
                    connection.execute("SELECT pg_notify(%s, %s)", [self._channel, self._payload()])
        except psycopg.errors.LockNotAvailable:
            return  # at the next look
        if found is None:
            return  # another till was faster
        epoch, seconds = found
        self._since_poll = None if seconds is None else max(0.0, seconds)
        self._renew_at = sent + self._times.renew
        with self._lock:
            self._term = self._trusted(epoch, sent)
        log.info("This till leads, epoch %d", epoch)
        self._changed()

    def _permit(self, connection: Connection, epoch: int) -> datetime | None:
        found = connection.execute(_PERMIT, {"epoch": epoch, "process": self._process}).fetchone()
        if found is None:
            self.displaced(epoch)
            return None
        polled_at: datetime = found[0]
        return polled_at.astimezone(UTC)

    def _give_back(self, connection: Connection, rest: float) -> None:
        values = {"process": self._process, "silent": self._times.silent}
        if self._term is None or connection.execute(_ANOTHER_STANDS, values).fetchone() is None:
            return
        self._rests_until = self._steady() + rest
        # Before it is released: the next till may lead before the answer is here.
        with self._lock:
            self._term = None
        self._changed()
        log.info("This till gives the lead back")
        self._release(connection)

    def _release(self, connection: Connection) -> None:
        with self._lock:
            self._term = None
        values = {"process": self._process, "channel": self._channel, "payload": self._payload()}
        connection.execute(_RELEASE, values)
        self._changed()

    def _payload(self) -> str:
        return encode(self._process, Changes(frozenset({Kind.LEASE})))

    def _look_soon(self) -> None:
        self._look_at = float("-inf")
        self._listener.wake()

    # The handlers, in the event loop

    def _changed(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(self._publish)

    def _publish(self) -> None:
        """Tell the handlers what is new, and be back when the trust runs out: the thread may hang in a call then."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        term = self._term
        epoch = term.epoch if term is not None and self.leads else 0
        if self._closed:
            return
        if term is not None and epoch:
            left = max(0.01, term.trusted_until - self._steady())
            self._timer = self._loop.call_later(left, self._publish)
        before, self._told = self._told, epoch
        if before and before != epoch:
            self._call_handlers(leads=False)
        if epoch and before != epoch:
            self._call_handlers(leads=True)

    def _call_handlers(self, *, leads: bool) -> None:
        for handler in self._handlers:
            handler(leads)
