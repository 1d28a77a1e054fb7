"""Settings and names that the tills of a shared database share. The embedded store has none of these tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.changes import Kind
from desktop.store.queries.base import Queries, without_nul
from desktop.store.rows import to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping


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
