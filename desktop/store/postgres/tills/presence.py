"""The row of this till, and the list of all tills; when they were heard of is measured by the clock of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.tills import Till
from desktop.store.changes import Changes, Kind
from desktop.store.postgres.notifications import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.store.postgres.tills.lease import PostgresLease
    from desktop.store.postgres.tills.listener import Connection, Listener
    from desktop.store.postgres.tills.times import LeaseTimes

_FORGOTTEN_AFTER: Final = "30 days"

_WRITE: Final = (
    "INSERT INTO tills (process, id, name, version, address, may_lead, printers, seen_at)"
    " VALUES (%(process)s, %(id)s, %(name)s, %(version)s, %(address)s, %(may_lead)s, %(printers)s, clock_timestamp())"
    " ON CONFLICT (process) DO UPDATE SET name = excluded.name, version = excluded.version,"
    " address = excluded.address, may_lead = excluded.may_lead, printers = excluded.printers,"
    " seen_at = excluded.seen_at"
)
# A till that was started again has a new row. A copied disk has the same id twice: one that runs keeps its row.
_FORGET_EARLIER: Final = (
    "DELETE FROM tills WHERE id = %(id)s AND process <> %(process)s"
    " AND seen_at <= clock_timestamp() - make_interval(secs => %(silent)s)"
)
_FORGET_OLD: Final = f"DELETE FROM tills WHERE seen_at < clock_timestamp() - interval '{_FORGOTTEN_AFTER}'"  # noqa: S608
# As silent as one that was switched off: a new start removes the row, and other tills do not wait for it.
_LEAVE: Final = (
    "UPDATE tills SET seen_at = clock_timestamp() - make_interval(secs => %(silent)s)"
    " WHERE process = %(process)s"
)
_LIST: Final = (
    "SELECT t.process, t.id, t.name, t.version, t.address, t.seen_at,"
    " greatest(0, CAST(extract(epoch FROM clock_timestamp() - t.seen_at) AS double precision)),"
    " EXISTS (SELECT 1 FROM lease WHERE lease.till = t.process), t.may_lead,"
    " t.process = %(process)s, t.printers FROM tills AS t ORDER BY t.name, t.process"
)


class Me(NamedTuple):
    """This till, as others see it."""

    process: str
    id: str
    name: str
    version: str
    address: str


class Presence:
    """Shows that this till runs; a duty of the listener."""

    def __init__(
        self,
        listener: Listener,
        lease: PostgresLease,
        *,
        me: Me,
        channel: str,
        steady: Callable[[], float],
        times: LeaseTimes,
    ) -> None:
        self._listener = listener
        self._lease = lease
        self._me = Me(*map(_storable, me))
        self._channel = channel
        self._steady = steady
        self._times = times
        self._printers = ""
        self._written: dict[str, object] | None = None
        self._write_at = 0.0

    def set_printers(self, printers: str) -> None:
        """Tell the others which printers this till has; from any thread."""
        self._printers = _storable(printers)
        self._listener.wake()

    async def tills(self) -> list[Till]:
        """Return the tills that run, or ran in the last 30 days, by name.

        Raises:
            CannotSaveError: the database cannot be reached.
        """
        return await self._listener.run(self._read)

    # The duty, on the listener's thread

    def start(self) -> None:
        """Write the row again: it may be gone."""
        self._written = None

    def hear(self, changes: Changes) -> bool:  # noqa: ARG002
        """Nothing that others change concerns the row."""
        return False

    def step(self, connection: Connection) -> float:
        """Write a sign of life, and at once what is new."""
        row = {**self._me._asdict(), "may_lead": self._lease.may_lead, "printers": self._printers}
        now = self._steady()
        is_new = row != self._written
        if is_new or now >= self._write_at:
            with connection.transaction():
                connection.execute(_WRITE, row)
                connection.execute(_FORGET_EARLIER, {**row, "silent": self._times.silent})
                if self._lease.leads:
                    connection.execute(_FORGET_OLD)
                if is_new:
                    self._notify(connection)
            self._written, self._write_at = row, now + self._times.presence
        return self._write_at - now

    def leave(self, connection: Connection) -> None:
        with connection.transaction():
            connection.execute(_LEAVE, {"process": self._me.process, "silent": self._times.silent})
            self._notify(connection)

    def _notify(self, connection: Connection) -> None:
        payload = encode(self._me.process, Changes(frozenset({Kind.TILLS})))
        connection.execute("SELECT pg_notify(%s, %s)", [self._channel, payload])

    def _read(self, connection: Connection) -> list[Till]:
        return [Till(*row) for row in connection.execute(_LIST, {"process": self._me.process})]


def _storable(text: str) -> str:
    """Replace what PostgreSQL refuses: the name of a computer may hold anything."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
