"""Languages that the program speaks: English in the sources, Turkish, and one more for each catalogue.

A catalogue is ``resources/translations/XX.po``, compiled to ``XX.mo`` beside it.
"""

from __future__ import annotations

import locale
import os
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Final

from desktop.domain.text import translation
from desktop.system.files.paths import resources_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from desktop.domain.text.translation import Message

BUILT_IN: Final = ("tr", "en")
"""Languages that need no file."""
_IN_DOUBT: Final = "tr"
_CODE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")


def languages(directory: Path | None = None) -> tuple[str, ...]:
    """Return the codes of the languages (``tr``, ``en``, ``de``, ``pt_BR``), the built-in ones first.

    Args:
        directory: of the catalogues, the program's own if None.
    """
    folder = resources_dir() / "translations" if directory is None else directory
    files = [*folder.glob("*.mo"), *folder.glob("*.po")]
    return (*BUILT_IN, *sorted({file.stem for file in files if _CODE.fullmatch(file.stem)} - {*BUILT_IN}))


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of a language; an empty catalogue, which leaves English, where there is no file."""
    folder = resources_dir() / "translations"
    compiled, source = folder / f"{language}.mo", folder / f"{language}.po"
    if compiled.exists():
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    if source.exists():
        # A source tree without compiled catalogues: a slow start is better than English text.
        import polib

        return GNUTranslations(BytesIO(polib.pofile(str(source)).to_binary()))
    return NullTranslations()


def choose(wanted: str, spoken: Iterable[str]) -> str:
    """Return the code of the language to use; Turkish if in doubt.

    Args:
        wanted: the code of a language, or "system".
        spoken: what the system asks for, the best first, for example ``de_AT.UTF-8`` or ``de-AT``.
    """
    known = languages()
    if wanted in known:
        return wanted
    for name in spoken:
        language, _, region = name.partition(".")[0].replace("_", "-").partition("-")
        for code in (f"{language.lower()}_{region.upper()}", language.lower()):
            if code in known:
                return code
    return _IN_DOUBT


def terminal_language(wanted: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the code of the language of a terminal.

    Args:
        wanted: the code of a language, or "system".
        environ: the environment, whose locale counts for "system".
    """
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), None)
    # Windows sets no such variable, and its locale has a name such as "English_United Kingdom". Elsewhere Python calls
    # the locale of a system that names none American.
    spoken = named or (locale.getlocale()[0] if os.name == "nt" else "") or ""
    return choose(wanted, ["en" if spoken.startswith("English") else spoken])


def speak(language: str) -> None:
    """Translate into a language from now on."""
    translation.speak(language, catalogue(language))


def in_both(message: Message) -> tuple[str, str]:
    """Return a message in Turkish and in English, for readers whose language is not known yet."""
    return message.translated(catalogue("tr")), message.translated(NullTranslations())
