"""The language of the window: its choice, Qt's format of dates and capitals, and Qt's own dialogs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop.domain.text import translation
from desktop.system.files import languages

_LOCALES: Final = {"tr": "tr_TR", "en": "en_GB"}
_TRANSLATOR: Final = "translator"
"""The application's property with the translator of Qt's own dialogs."""
_NAMES: Final = {"tr": "Türkçe", "en": "English"}


def locale_of(language: str) -> QLocale:
    """Return the locale of a language, which formats dates and capitals."""
    return QLocale(_LOCALES.get(language, language))


def names() -> dict[str, str]:
    """Return the code of each language with its name in that language."""
    return {code: own_name(code) for code in languages.languages()}


def own_name(language: str = "") -> str:
    """Return the name of a language in that language; without a code, of the current one."""
    code = language or translation.language()
    locale = locale_of(code)
    name = locale.nativeLanguageName()
    return _NAMES.get(code) or locale.toUpper(name[:1]) + name[1:]


def resolve(wanted: str) -> str:
    """Return the code of the language for "system" or a code; Turkish if in doubt."""
    return languages.choose(wanted, QLocale.system().uiLanguages())


def set_language(app: QCoreApplication, wanted: str) -> str:
    """Set the language of the program and of Qt's own dialogs. Call it before any window is built.

    Args:
        app: the application.
        wanted: "system", or the code of a language.

    Returns:
        The code of the current language.
    """
    language = resolve(wanted)
    languages.speak(language)
    QLocale.setDefault(locale_of(language))
    # Not by `findChildren`: PySide would build the class of each child, and the style's has 700 numbers to name.
    before = app.property(_TRANSLATOR)
    if isinstance(before, QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    translator = QTranslator(app)
    app.setProperty(_TRANSLATOR, translator)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return language


def is_turkish() -> bool:
    """Whether the current language is Turkish."""
    return translation.language() == "tr"
