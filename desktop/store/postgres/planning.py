"""Settings of a session for statements that find all they need by an index, however many orders there are.

The server plans a prepared statement once, and again only after it has counted the rows anew. On a new database, and each
time a table has grown, it plans for the few rows that it knows of. It then reads whole tables for one order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    import psycopg

_SETTINGS: Final = {
    # Both kinds of joins read a whole table; what is left looks up each row.
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    # As for disks without moving parts, and for tables that fit into memory.
    "random_page_cost": "1.1",
    # Compiling a statement takes longer than running it.
    "jit": "off",
}


def plan_for_few_rows(connection: psycopg.Connection[Any]) -> None:
    """Let the statements of a session look up their rows one by one.

    Raises:
        psycopg.Error: the line was lost.
    """
    connection.execute(
        "SELECT set_config(setting.key, setting.value, false) FROM json_each_text(CAST(%s AS json)) setting",
        [msgspec.json.encode(_SETTINGS).decode()],
    )
