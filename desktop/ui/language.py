"""Which language the program speaks, and Qt's translators for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES: Final = {"tr": "Türkçe", "en": "English"}
_LOCALES: Final = {"tr": "tr_TR", "en": "en_GB"}
_IN_DOUBT: Final = "tr"


def resolve(wanted: str) -> str:
    """Return "tr" or "en" for "system", "tr" or "en"; Turkish if in doubt."""
    if wanted in LANGUAGES:
        return wanted
    for name in QLocale.system().uiLanguages():
        language = name.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return _IN_DOUBT


def install_translators(app: QCoreApplication, lang: str, directory: Path) -> str:
    """Make the program speak a language; call it before any window is built.

    Args:
        app: The application.
        lang: "system", "tr" or "en".
        directory: Where ``tezgah_tr.qm`` and ``tezgah_en.qm`` are; a missing file leaves the English sources.

    Returns:
        The language in force, "tr" or "en".
    """
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    language = resolve(lang)
    QLocale.setDefault(QLocale(_LOCALES[language]))
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{language}", of_qt), (f"tezgah_{language}", str(directory))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language


def current_language() -> str:
    """Return the language that the window speaks, as in `LANGUAGES`."""
    spoken = QLocale().name().partition("_")[0]
    return spoken if spoken in LANGUAGES else "en"


def is_turkish() -> bool:
    """Whether the window speaks Turkish."""
    return QLocale().language() == QLocale.Language.Turkish
