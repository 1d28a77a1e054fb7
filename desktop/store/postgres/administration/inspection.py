"""Numbers about a shared database for a check-up, without the content of any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.inspection import Inspection, count_rows, listened_at
from desktop.store.postgres.schema import newest_version

if TYPE_CHECKING:
    from desktop.store.queries.transaction import Transaction

_COLUMNS = """
SELECT table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position)
  FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY 1 ORDER BY 1
"""


def inspect(tx: Transaction, integrity: str) -> Inspection:
    """Inspect the database from a transaction; `integrity` is the answer of `Store.check`."""
    connection = tx.connection
    tables = connection.execute(_COLUMNS).fetchall()
    (version,) = connection.execute("SELECT version FROM store").fetchone()
    counts: dict[str, int] = {}
    count_rows(connection, [name for name, _ in tables], counts)
    schema = "\n".join(f"{name} ({columns});" for name, columns in tables)
    return Inspection(
        "postgres", integrity, version, schema, counts, newest_version(), listened_at(connection)
    )
