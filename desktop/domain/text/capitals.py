"""Capitals by the rules of the language in force: in Turkish i becomes İ and ı becomes I."""

from __future__ import annotations

from desktop.domain.text.translation import language


def capitals(text: str) -> str:
    """Return a heading in capitals."""
    # Python knows one capital of i.
    return (text.replace("i", "İ") if language() == "tr" else text).upper()
