"""Settings and names that the tills of a shared database share. The embedded store has none of these tables."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.store.changes import Kind
from desktop.store.queries.base import IN_GIVEN, Queries, as_list, without_nul
from desktop.store.rows import from_milliseconds, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_STORE_ID: Final = "store_id"
"""Single value: a random number, the same in each copy of this database."""
_KNOWN: Final = (
    "SELECT payment_key, status_id, changed_at, put_away_at IS NOT NULL OR blanked_at IS NOT NULL FROM orders"  # noqa: S608 - constants
    f" WHERE payment_key {IN_GIVEN} UNION ALL SELECT '', value, 0, false FROM facts WHERE name = 'store_id'"
)


class KnownState(NamedTuple):
    """The state of an order in the database."""

    status_id: int
    changed_at: datetime
    is_over: bool
    """Whether it was removed from the board, or has no personal data any more."""


class KnownStates(NamedTuple):
    """The states of some orders."""

    store_id: int | None
    """None where the database has no number yet, see `TillQueries.store_id`."""
    orders: dict[str, KnownState]


class TillQueries(Queries):
    """The tills' part of a transaction."""

    def shared_settings(self) -> dict[str, str]:
        """Return the settings that all tills go by: names and JSON."""
        rows = self._connection.execute("SELECT name, value FROM settings ORDER BY name")
        return dict(rows.fetchall())

    def set_shared_settings(self, settings: Mapping[str, str]) -> None:
        """Save settings that all tills go by; others stay."""
        if not settings:
            return
        at = to_milliseconds(self.now())
        self._connection.executemany(
            "INSERT INTO settings (name, value, till, changed_at) VALUES (:name, :value, :till, :at)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, till = excluded.till,"
            " changed_at = excluded.changed_at",
            [
                {"name": name, "value": without_nul(value), "till": self.till, "at": at}
                for name, value in settings.items()
            ],
        )
        self.changed(Kind.SETTINGS)

    def store_id(self) -> int:
        """Return the number of this database; the first till gives it one."""
        found = self._connection.execute(
            "SELECT value FROM facts WHERE name = :name", {"name": _STORE_ID}
        ).fetchone()
        if found is not None:
            return int(found[0])
        number = secrets.randbits(62)
        self._connection.execute(
            "INSERT INTO facts (name, value) VALUES (:name, :value)", {"name": _STORE_ID, "value": number}
        )
        return number

    def known_states(self, payment_keys: Iterable[str]) -> KnownStates:
        """Return the states of those orders that the database knows, and its number, in one statement."""
        store_id, orders = None, {}
        for key, status_id, changed_at, is_over in self._connection.execute(
            _KNOWN, {"given": as_list(payment_keys)}
        ):
            if key:
                orders[key] = KnownState(status_id, from_milliseconds(changed_at), bool(is_over))
            else:
                store_id = int(status_id)
        return KnownStates(store_id, orders)
