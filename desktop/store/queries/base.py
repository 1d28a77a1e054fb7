"""The base of all queries: a transaction's surroundings, collected writes, and values of parameters."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.store.changes import Changes, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from desktop.store.queries.connection import Connection, Surroundings

IN_GIVEN: Final = "IN (SELECT given.value FROM json_each(:given) given)"
"""Compares with all texts of a list that `as_list` wrote, in the parameter `given`: one statement for however many."""


NO_VALUES: Final[Mapping[str, object]] = {}


def as_list(values: Iterable[str | int]) -> str:
    """Return texts or numbers as one parameter of a statement, for `json_each`."""
    return msgspec.json.encode(list(values)).decode()


def without_nul(text: str) -> str:
    """Return a text that every engine can save: PostgreSQL refuses a NUL, and with it the whole transaction."""
    return text.replace("\0", "\ufffd")


class Queries:
    """The part of a transaction that its queries share."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._connection = surroundings.connection
        self._search = surroundings.search
        self._clock = surroundings.now
        self._now: datetime | None = None
        self._together: dict[str, list[Mapping[str, object]]] | None = None
        self._changed_kinds: set[Kind] = set()
        self._changed_keys: set[str] = set()
        self.till = surroundings.till
        """Name of this till, "" where it is the only one."""

    @property
    def connection(self) -> Connection:
        """For the store's own modules."""
        return self._connection

    @property
    def changes(self) -> Changes:
        """The changes of this transaction so far, for the boards of other tills."""
        return Changes(frozenset(self._changed_kinds), frozenset(self._changed_keys))

    def changed(self, kind: Kind, *payment_keys: str) -> None:
        """Note a change, and the orders that it changed."""
        self._changed_kinds.add(kind)
        self._changed_keys.update(payment_keys)

    def _changed_orders(self, rows: Iterable[tuple[str]]) -> list[str]:
        """Return the payment keys that a statement returned, and note that these orders changed."""
        keys = [key for (key,) in rows]
        if keys:
            self.changed(Kind.ORDERS, *keys)
        return keys

    def now(self) -> datetime:
        """Return the store's time, the same throughout the transaction: the time of everything that is saved."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Collect the writes of this block, and run those of one kind as one statement at its end.

        Inside, a read does not see them, and writes of different kinds must not depend on each other's order. A write that
        returns a result is not collected.
        """
        collected: dict[str, list[Mapping[str, object]]] = {}
        self._together = collected
        try:
            yield
        finally:
            self._together = None
        for statement, rows in collected.items():
            self._connection.executemany(statement, rows)

    def _change(self, statement: str, *rows: Mapping[str, object]) -> None:
        """Run a write whose result nobody needs, for each row of values; or collect it, see `together`."""
        if self._together is None:
            self._connection.executemany(statement, rows)
        else:
            self._together.setdefault(statement, []).extend(rows)
