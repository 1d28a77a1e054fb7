"""Texts of customers and of the vendor for desktops that interpret markup: notifications, the tray."""

from __future__ import annotations

import unicodedata


def plain(text: str, at_most: int) -> str:
    """Return `text` for a desktop that interprets markup: one line, no `<>&`, at most `at_most` characters."""
    clean = "".join(
        " " if character.isspace() or unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in text[: 4 * at_most]
        if character not in "<>&" and unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(clean.split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "…"
