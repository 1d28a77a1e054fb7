"""Turns an SQL text that is written for both engines into one for psycopg."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

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
