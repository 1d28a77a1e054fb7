"""The parts of an engine that a transaction needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from desktop.domain.orders.search import SearchFields


class Rows(Protocol):
    """The result of a statement; a cursor of sqlite3 is one."""

    @property
    def rowcount(self) -> int:
        """Number of changed rows."""

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""


class Connection(Protocol):
    """A connection inside a transaction; one of sqlite3 is one."""

    def execute(self, statement: str, values: Mapping[str, object] = ..., /) -> Rows:
        """Run a statement."""

    def executemany(self, statement: str, rows: Iterable[Mapping[str, object]], /) -> object:
        """Run a statement once for each row of values."""


class TextFilter(NamedTuple):
    """The part of a search that finds orders by words."""

    place: str
    """The column with an order's number in the order of arrival, by which pages are cut."""
    tables: str
    """For FROM; `order_facts f` is one of them."""
    condition: str
    """For WHERE, with the conditions that join the tables."""
    values: Mapping[str, object]
    """Values of the condition's parameters; no other parameter begins with `word`."""


class Search(Protocol):
    """The statements of the full-text index: each engine has its own."""

    def save(self, rows: Sequence[tuple[int, SearchFields]]) -> None:
        """Save the texts of orders, by their `UnindexedRow.id`, instead of earlier ones; `order_facts` has the orders."""

    def finds(self, words: Sequence[str]) -> TextFilter:
        """Return the filter for orders in which each of some words begins a word."""


class Surroundings(NamedTuple):
    """Everything a transaction is built from."""

    connection: Connection
    search: Search
    now: Callable[[], datetime]
    """Returns the store's time: UTC, whole milliseconds."""
    till: str = ""
    """Name of this till, "" where it is the only one."""
