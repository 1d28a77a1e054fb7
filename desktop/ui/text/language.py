"""Which language the program speaks, and Qt's translators for it.

Besides Turkish and English it speaks each language whose ``tezgah_XX.qm`` lies with the other translations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES: Final = {"tr": "Türkçe", "en": "English"}
"""By its code what each language calls itself; `find_languages` adds to it."""
_LOCALES: Final = {"tr": "tr_TR", "en": "en_GB"}
_IN_DOUBT: Final = "tr"
_FILE: Final = re.compile(r"tezgah_([a-z]{2,3}(?:_[A-Z]{2})?)\.qm")


def find_languages(directory: Path) -> None:
    """Add the languages whose translations are in a folder."""
    for path in sorted(directory.glob("tezgah_*.qm")):
        name = _FILE.fullmatch(path.name)
        if name and name[1] not in LANGUAGES:
            LANGUAGES[name[1]] = _own_name(locale_of(name[1]))


def locale_of(language: str) -> QLocale:
    """Return how a language writes dates and capitals."""
    return QLocale(_LOCALES.get(language, language))


def resolve(wanted: str) -> str:
    """Return the code of a language that is spoken for "system" or a code; Turkish if in doubt."""
    if wanted in LANGUAGES:
        return wanted
    for name in QLocale.system().uiLanguages():
        language, _, region = name.replace("_", "-").partition("-")
        for spoken in (f"{language.lower()}_{region.upper()}", language.lower()):
            if spoken in LANGUAGES:
                return spoken
    return _IN_DOUBT


def install_translators(app: QCoreApplication, lang: str, directory: Path) -> str:
    """Make the program speak a language; call it before any window is built.

    Args:
        app: The application.
        lang: "system", or the code of a language.
        directory: Where ``tezgah_tr.qm`` and the others are; a missing file leaves the English sources.

    Returns:
        The code of the language in force.
    """
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    find_languages(directory)
    language = resolve(lang)
    QLocale.setDefault(locale_of(language))
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own = str(directory)
    # What a language has not translated yet is said in English, with English plurals: the last one installed is asked first.
    names = dict.fromkeys([("tezgah_en", own), (f"qtbase_{language}", of_qt), (f"tezgah_{language}", own)])
    for name, folder in names:
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language


def current_language() -> str:
    """Return the language that the window speaks, as in `LANGUAGES`."""
    name = QLocale().name()
    return next((spoken for spoken in (name, name.partition("_")[0]) if spoken in LANGUAGES), "en")


def is_turkish() -> bool:
    """Whether the window speaks Turkish."""
    return QLocale().language() == QLocale.Language.Turkish


def own_name() -> str:
    """Return what the language in force calls itself."""
    now = QLocale()
    same = (name for code, name in LANGUAGES.items() if locale_of(code).language() == now.language())
    return next(same, "") or _own_name(now)


def _own_name(locale: QLocale) -> str:
    name = locale.nativeLanguageName()
    return locale.toUpper(name[:1]) + name[1:]
