"""Docstrings are plain sentences: subject, verb, object."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOT_PLAIN = re.compile(r"(?:What|Who|Whoever|Of|That)\b|Take what is needed")


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of each docstring, those below attributes included."""
    for node in ast.walk(tree):
        body = getattr(node, "body", ())
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.lineno, str(statement.value.value).strip()


def docstrings_to_rewrite(source: str) -> list[str]:
    found = sorted(docstrings(ast.parse(source)))
    return [f"{line}: {text[:60]}" for line, text in found if NOT_PLAIN.match(text)]


def modules() -> list[Path]:
    return [path for folder in ("desktop", "packaging") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_docstrings_are_plain() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{text}"
        for path in modules()
        for text in docstrings_to_rewrite(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_docstring_that_is_not_plain_is_found() -> None:
    for place in (
        "{}",
        "class A:\n    {}",
        "def f():\n    {}",
        "NAME = 1\n{}",
        "class A:\n    name = 1\n    {}",
    ):
        for docstring in (
            "What the store holds.",
            "Who is called.",
            "Whoever waits is told.",
            "Of another time nobody was reminded.",
            "That it was heard.",
            "Take what is needed.",
            "\n    What stands on the next line.",
        ):
            source = place.format(f'"""{docstring}"""')
            assert len(docstrings_to_rewrite(source)) == 1, source


def test_a_plain_docstring_is_accepted() -> None:
    for docstring in ("Whether it waits.", "Often a proxy answers.", "Offset in bytes."):
        assert docstrings_to_rewrite(f'"""{docstring}"""\nname = "What is no docstring."\n') == []
