"""The licences of the libraries inside the program.

A frozen program has no metadata of its libraries: its build writes `licences.txt` into the resources. A source tree and an
installed wheel have the metadata.
"""

from __future__ import annotations

import platform
import re
from importlib import metadata
from typing import TYPE_CHECKING, Final

from desktop.system.files.paths import resources_dir

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LICENCES_NAME: Final = "licences.txt"
_FONTS: Final = {
    "Inter 4.1 (as Tezgah Sans)": "OFL.txt",
    "Roboto Condensed 3.8 (as Tezgah Ticket)": "OFL-RobotoCondensed.txt",
}
"""The fonts of the window and of tickets, with the files of their licences."""

DIRECT: Final = (
    "PySide6-Essentials",
    "XlsxWriter",
    "cryptography",
    "filelock",
    "h11",
    "httpx",
    "idna",
    "keyring",
    "miniaudio",
    "msgspec",
    "platformdirs",
    "polib",
    "psycopg",
    "pycaw",
    "qasync",
    "segno",
    "sniffio",
    "truststore",
    "tzdata",
    "wakepy",
)
"""Direct dependencies; their own dependencies are found from them."""
_EXTRAS: Final = ("psycopg-binary",)
"""Parts that a direct dependency names only as an extra."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LICENCE_FILE: Final = re.compile(r"(^|/)(licen[cs]es?|copying|notice)[^/]*(/[^/]+)*$", re.IGNORECASE)
_RULE: Final = "=" * 72


def text(folder: Path | None = None) -> str:
    """Return names, versions and licences of all libraries, as plain English text.

    Args:
        folder: of resources, the program's own if None.
    """
    try:
        return ((folder or resources_dir()) / LICENCES_NAME).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return gather()


def gather(names: Iterable[str] = (*DIRECT, *_EXTRAS)) -> str:
    """Return the same text from the metadata of installed libraries; missing ones are left out.

    Args:
        names: of direct dependencies.
    """
    found = sorted(_closure(names), key=lambda each: each.name.lower())
    listed = [f"{each.name} {each.version}: {_licence(each)}" for each in found]
    listed.insert(0, f"Python {platform.python_version()}: PSF-2.0")
    listed += [f"{font}: OFL-1.1" for font in _FONTS]
    parts = ["\n".join(listed)]
    for each in found:
        parts += [f"{_RULE}\n{each.name} {each.version}\n{_RULE}\n\n{content}" for content in _texts(each)]
    parts += [f"{_RULE}\n{font}\n{_RULE}\n\n{_font_licence(file)}" for font, file in _FONTS.items()]
    return "\n\n\n".join(parts) + "\n"


def _font_licence(file: str) -> str:
    try:
        return (resources_dir() / "fonts" / file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return "SIL Open Font License 1.1"


def _closure(names: Iterable[str]) -> list[metadata.Distribution]:
    """Return the named distributions and their dependencies, as far as they are installed."""
    found: dict[str, metadata.Distribution] = {}
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            each = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system only
        found[key] = each
        for requirement in each.requires or ():
            named = _NAME.match(requirement)
            # Other extras are not installed.
            if named is not None and "extra ==" not in requirement:
                wanted.append(named.group())
    return list(found.values())


def _licence(each: metadata.Distribution) -> str:
    fields = each.metadata
    expression = next(iter(fields.get_all("License-Expression") or ()), "")
    if expression:
        return str(expression)
    written = str(next(iter(fields.get_all("License") or ()), "")).strip()
    # Some distributions have the whole text there.
    if written and "\n" not in written:
        return written
    kinds = [
        line.rpartition(" :: ")[2]
        for line in fields.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    return ", ".join(kinds) or written.partition("\n")[0] or "see its own page"


def _texts(each: metadata.Distribution) -> list[str]:
    """Return the texts of its licence files."""
    texts = []
    for path in each.files or ():
        inside = str(path).replace("\\", "/")
        if ".dist-info/" not in inside or not _LICENCE_FILE.search(inside.partition(".dist-info/")[2]):
            continue
        try:
            texts.append(path.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            continue
    return texts
