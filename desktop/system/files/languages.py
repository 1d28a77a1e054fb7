"""Which languages the program speaks: Turkish, English, and each whose compiled translation lies with the resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.system.files.paths import resources_dir

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN: Final = ("tr", "en")
"""Spoken without any file being looked for: the sources are English, and Turkish is never left out."""
_FILE: Final = re.compile(r"tezgah_([a-z]{2,3}(?:_[A-Z]{2})?)\.qm")


def languages(directory: Path | None = None) -> tuple[str, ...]:
    """Return the codes of the languages (``tr``, ``en``, ``de``, ``pt_BR``), the built-in ones first.

    Args:
        directory: of the translations, the program's own if None.
    """
    folder = resources_dir() / "translations" if directory is None else directory
    found = {name[1] for path in folder.glob("tezgah_*.qm") if (name := _FILE.fullmatch(path.name))}
    return (*BUILT_IN, *sorted(found.difference(BUILT_IN)))
