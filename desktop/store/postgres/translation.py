"""Turns an SQL text that is written for both engines into one for psycopg."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TOKEN: Final = re.compile(
    r"'(?:[^']|'')*'"  # a literal
    r"|--[^\n]*"
    r"|json_each\(:(?P<list>\w+)\)(?P<named>\s+(?:AS\s+)?(?!WHERE\b|ORDER\b|JOIN\b|LEFT\b|CROSS\b|GROUP\b|LIMIT\b)\w+)?"
    r"|json_extract\(value, '\$\[(?P<item>\d+)\]'\)"
    r"|(?<!:):(?P<value>[a-z_]\w*)"
    r"|\browid\b"
)
"""A colon before a word is a parameter only outside of literals and comments."""

_EACH: Final = (
    "(SELECT ordinality - 1 AS key, value FROM {function}(CAST(%({name})s AS json))"
    " WITH ORDINALITY AS each_value (value, ordinality)){alias}"
)

_INSERT: Final = re.compile(
    r"(?P<into>INSERT INTO (?P<table>\w+) \((?P<columns>[\w, ]+)\)) VALUES \((?P<values>(?:(?::\w+|'\w*')(?:, )?)+)\)"
    r"(?P<conflict>(?: ON CONFLICT(?: \((?P<key>[\w, ]+)\)[^:]*)? DO (?:NOTHING|UPDATE [^:]*))?)"
)
"""Adds one row. Only its values have parameters."""


class InsertedRows(NamedTuple):
    """A statement that adds many rows, given as one JSON text in the parameter `rows`."""

    text: str
    values: Mapping[str, str]
    """Column -> the parameter of the statement for one row."""
    key: tuple[str, ...]
    """The parameters that no two rows may have in common."""

    def rows_of(self, given: Sequence[Mapping[str, object]]) -> list[dict[str, object]] | None:
        """Return rows by column; None where two of them have the same key: one statement changes no row twice."""
        if self.key and len({tuple(row[name] for name in self.key) for row in given}) < len(given):
            return None
        return [{column: row[name] for column, name in self.values.items()} for row in given]


@lru_cache(maxsize=1000)
def inserted_rows(statement: str) -> InsertedRows | None:
    """Return the statement that adds many rows for one that adds one row, None for any other.

    Each row on its own would be a statement to send, to start and to answer.
    """
    found = _INSERT.fullmatch(statement)
    if found is None:
        return None
    columns = found["columns"].split(", ")
    pairs = dict(zip(columns, found["values"].split(", "), strict=True))
    values = {column: value[1:] for column, value in pairs.items() if value.startswith(":")}
    selected = ", ".join(f"r.{column}" if column in values else value for column, value in pairs.items())
    # The names and types are those of the table.
    text = (
        f"{found['into']} SELECT {selected}"  # noqa: S608 - constants
        f" FROM json_populate_recordset(CAST(NULL AS {found['table']}), CAST(:rows AS json)) r{found['conflict']}"
    )
    updates = found["key"] is not None and " DO UPDATE " in found["conflict"]
    key = tuple(values[column] for column in found["key"].split(", ")) if updates else ()
    return InsertedRows(translated(text), {translated(column): name for column, name in values.items()}, key)


@lru_cache(maxsize=1000)
def only_reads(statement: str) -> bool:
    """Return whether a statement changes no row for certain."""
    return statement.lstrip().startswith(("SELECT", "BEGIN", "COMMIT", "ROLLBACK")) or statement.startswith(
        "WITH locked"
    )


@lru_cache(maxsize=1000)
def translated(statement: str) -> str:
    """Return the statement with psycopg's parameters, and PostgreSQL's words for SQLite's.

    `json_each` yields texts, or JSON arrays where the statement takes them apart with `json_extract`.
    """
    arrays = "json_extract(" in statement

    def replace(found: re.Match[str]) -> str:
        if name := found["list"]:
            function = "json_array_elements" if arrays else "json_array_elements_text"
            return _EACH.format(function=function, name=name, alias=found["named"] or " AS each")
        if item := found["item"]:
            return f"(value ->> {item})"
        if name := found["value"]:
            return f"%({name})s"
        if found[0] == "rowid":
            return "place"
        return found[0].replace("%", "%%")

    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(statement):
        parts += (statement[end : found.start()].replace("%", "%%"), replace(found))
        end = found.end()
    parts.append(statement[end:].replace("%", "%%"))
    return "".join(parts)
