"""A connection that notes the rows which a transaction writes: other tills read them again.

The notes are made from the statements, so that no query can forget its own.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.store.changes import Changes, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.store.queries.connection import Connection, Rows

LISTENED_AT: Final = "listened_at"
"""Name of the value that each saved answer of the vendor sets."""
_RUSH: Final = "rush"
"""Names of the values of the rush hour begin so."""

_WRITES: Final = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)(?=\s+(?!SET indexed\b))")
_GIVEN_KEYS: Final = re.compile(r"payment_key\s+IN \(")
_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    "orders": (Kind.ORDERS,),
    "events": (Kind.ORDERS,),
    "kitchen_bumps": (Kind.ORDERS,),
    "outbox": (Kind.ORDERS, Kind.OUTBOX),
    "branches": (Kind.RESTAURANT,),
    "off_sale": (Kind.RESTAURANT,),
    "portions": (Kind.RESTAURANT,),
    "portions_taken": (Kind.RESTAURANT,),
    "cached": (Kind.LISTS,),
    "print_jobs": (Kind.PRINTING,),
}
"""Tables; those of the search, of old periods and of unreadable orders are on no board."""
_NO_ROWS: Final[tuple[Mapping[str, object], ...]] = ({},)


@functools.cache
def _table(statement: str) -> str:
    found = _WRITES.search(statement)
    return "" if found is None else found[1]


@functools.cache
def _names_keys(statement: str) -> bool:
    return _GIVEN_KEYS.search(statement) is not None


def changes_of(statement: str, rows: Iterable[Mapping[str, object]]) -> Changes:
    """Return what a statement changes when it is run for each row of values.

    A call of the outbox is written by its number; the transaction that does so names the order.
    """
    table = _table(statement)
    if table == "facts":
        return Changes(frozenset(kind for row in rows if (kind := _kind_of_value(row)) is not None))
    kinds = _KINDS.get(table)
    if kinds is None:
        return Changes()
    if Kind.ORDERS not in kinds:
        return Changes(frozenset(kinds))
    keys: set[str] = set()
    is_any = False
    for row in rows:
        if (key := row.get("payment_key")) is not None:
            keys.add(str(key))
        elif _names_keys(statement):
            keys.update(msgspec.json.decode(str(row["given"]), type=list[str]))
        elif table == "orders":
            is_any = True
    return Changes(frozenset(kinds), None if is_any else frozenset(keys))


def _kind_of_value(row: Mapping[str, object]) -> Kind | None:
    name = str(row.get("name"))
    if name == LISTENED_AT:
        return Kind.POLL
    return Kind.VALUES if name.startswith(_RUSH) else None


class NotingConnection:
    """Runs statements, and adds up what they change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.changes = Changes()

    def execute(self, statement: str, values: Mapping[str, object] | None = None, /) -> Rows:
        """Run a statement."""
        if _table(statement):
            self.changes |= changes_of(statement, _NO_ROWS if values is None else (values,))
        return self._connection.execute(statement, values or {})

    def executemany(self, statement: str, rows: Iterable[Mapping[str, object]], /) -> object:
        """Run a statement once for each row of values."""
        rows = list(rows)
        if rows:
            self.changes |= changes_of(statement, rows)
        return self._connection.executemany(statement, rows)
