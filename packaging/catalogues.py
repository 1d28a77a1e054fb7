"""Collects the texts of the sources into resources/translations/XX.po and compiles those to .mo.

    python packaging/catalogues.py compile
    python packaging/catalogues.py collect [NEW LANGUAGE, as de]

Babel finds the texts; polib reads and writes the files. Entries are sorted by their text, so that two people who add
texts seldom change the same lines.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polib

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = Path("resources", "translations")
KEYWORDS: Final = {
    "tr": None,
    "Message": None,
    "tr_plural": (1, 2),
    "tr_context": ((1, "c"), 2),
}
"""Functions of `desktop.domain.text.translation` that take a text, in Babel's notation."""


def compile_catalogues(root: Path) -> None:
    """Write the .mo file of each .po file that changed."""
    for source in sorted((root / FOLDER).glob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # Replace the file at once: a program that starts meanwhile reads the old or the new one.
        fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)


def texts(root: Path) -> dict[tuple[str | None, str], str]:
    """Return the texts of the sources: (context, text) to its plural, or "" without one."""
    from babel.messages.extract import extract_from_dir

    found: dict[tuple[str | None, str], str] = {}
    extracted = extract_from_dir(
        str(root / "desktop"), [("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    )
    for _, _, text, _, context in extracted:
        singular, plural = text if isinstance(text, tuple) else (text, "")
        found[context, singular] = plural
    return found


def collect(root: Path, new: Sequence[str] = ()) -> None:
    """Update each catalogue from the sources; create those of the new languages."""
    wanted = texts(root)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted({*folder.glob("*.po"), *(folder / f"{language}.po" for language in new)}):
        catalogue = polib.pofile(str(path)) if path.exists() else _new(path.stem)
        for entry in list(catalogue):
            if entry.obsolete or wanted.get((entry.msgctxt, entry.msgid)) != entry.msgid_plural:
                catalogue.remove(entry)
        known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
        for (context, text), plural in wanted.items():
            if (context, text) not in known:
                forms = {"msgid_plural": plural, "msgstr_plural": dict.fromkeys(range(_forms(catalogue)), "")}
                catalogue.append(polib.POEntry(msgctxt=context, msgid=text, **(forms if plural else {})))
        catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        catalogue.save(str(path))


def _forms(catalogue: polib.POFile) -> int:
    return int(catalogue.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0])


def _new(language: str) -> polib.POFile:
    from babel import Locale
    from babel.messages.plurals import get_plural

    catalogue = polib.POFile(wrapwidth=0)
    number, expression = get_plural(Locale.parse(language))
    catalogue.metadata = {
        "Project-Id-Version": "tezgah",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={number}; plural={expression};",
    }
    return catalogue


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    if arguments[0] == "collect":
        collect(ROOT, arguments[1:])
    compile_catalogues(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
