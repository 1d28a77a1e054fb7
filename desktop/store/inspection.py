"""Numbers about a database for a check-up, without the content of any order; for both engines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.store.rows import optional_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.store.queries.connection import Connection

_COUNTS: Final = (
    "SELECT 'outbox ' || kind || ' ' || state, count(*) FROM outbox GROUP BY 1",
    "SELECT 'events ' || kind, count(*) FROM events GROUP BY 1",
    "SELECT 'orders status ' || status_id, count(*) FROM orders GROUP BY 1",
    "SELECT 'kitchen ' || kind, count(*) FROM kitchen_bumps GROUP BY 1",
    "SELECT 'print jobs ' || state, count(*) FROM print_jobs GROUP BY 1",
)


class Inspection(msgspec.Struct, frozen=True):
    """The content of a database in numbers."""

    engine: str
    """``sqlite`` or ``postgres``."""
    integrity: str
    """``ok``, or the first damage that the engine finds."""
    version: int
    """Version of the schema."""
    schema: str
    """The tables, in the engine's own words."""
    counts: dict[str, int]
    """Rows by table, and by kind: ``outbox accept owed``, ``events received``."""
    newest: int
    """Newest version of the schema that this program knows."""
    listened_at: datetime | None
    """When an answer of the vendor was last saved."""

    @property
    def queued(self) -> int:
        """Number of calls without a final answer of the vendor."""
        return sum(
            count
            for name, count in self.counts.items()
            if name.startswith("outbox ") and name.rpartition(" ")[2] in {"owed", "unsure"}
        )


def count_rows(connection: Connection, tables: Iterable[str], counts: dict[str, int]) -> None:
    """Add the numbers of rows, by table and by kind; those counted before an error stay."""
    for table in tables:
        (counts[table],) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    for query in _COUNTS:
        counts.update(connection.execute(query).fetchall())


def listened_at(connection: Connection) -> datetime | None:
    """Return when an answer of the vendor was last saved."""
    row = connection.execute("SELECT value FROM facts WHERE name = 'listened_at'").fetchone()
    return optional_time(None if row is None else row[0])
