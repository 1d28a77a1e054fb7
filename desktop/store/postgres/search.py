"""The full-text index of PostgreSQL: the words of an order as a `tsvector`, asked for by their beginnings.

The program folds and splits texts itself. The server's own parser must not see them: it takes ``0533-558 76`` for negative
numbers, and ``a/b.c`` for a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.store.queries.connection import TextFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.domain.orders.search import SearchFields
    from desktop.store.queries.connection import Connection

_PLAN_EACH: Final = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"
"""Plans each statement for its words, until the end of the transaction."""
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 500
"""Characters of a word: the server takes 2,046 bytes."""
_MOST: Final = 20_000
"""Words of an order: the server takes 1 MB."""


class WordSearch:
    """The statements of the index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, rows: Sequence[tuple[int, SearchFields]]) -> None:
        """Save the texts of orders, instead of earlier ones."""
        self._connection.executemany(
            "UPDATE order_facts SET words = array_to_tsvector(CAST(:words AS text[])) WHERE id = :id",
            [{"id": row_id, "words": _words(fields)} for row_id, fields in rows],
        )

    def finds(self, words: Sequence[str]) -> TextFilter:
        """Return the filter for orders in which each of some words begins a word."""
        # Rare words are looked up, and for frequent ones the latest orders are read until a page is full.
        self._connection.execute(_PLAN_EACH)
        query = " & ".join(f"{_quoted(word[:_LONGEST])}:*" for word in words)
        return TextFilter("f.id", "order_facts f", "f.words @@ CAST(:words AS tsquery)", {"words": query})


def _words(fields: SearchFields) -> list[str]:
    found = dict.fromkeys(
        word[:_LONGEST] for word in _split(fields.number, fields.customer, fields.phone, fields.dishes)
    )
    return list(found)[:_MOST]


def _split(*texts: str) -> Iterable[str]:
    for text in texts:
        yield from _WORD.findall(text)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
