"""Texts of the settings table that only the window knows: names of languages, values in words."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.text.search_folding import folded
from desktop.domain.text.translation import Message, tr
from desktop.system.settings.setting import Form, Section
from desktop.system.settings.settings import BUILT_IN, SOUNDS
from desktop.system.settings.table import SETTINGS
from desktop.ui.text import language
from desktop.ui.text.orders import order_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.system.settings.setting import Setting


def titles(names: Iterable[str]) -> str:
    """Return the titles of settings; a setting that no page shows keeps its name."""
    # A title may contain commas and colons.
    other = {"printers": tr("Printers")}
    return " · ".join(
        str(SETTINGS[name].title) if name in SETTINGS else other.get(name, name) for name in names
    )


def choices(setting: Setting) -> list[tuple[str, Any]]:
    """Return the texts and values of a choice."""
    found = [(str(text), value) for value, text in setting.choices.items()]
    if setting.name == "language":
        found += [(name, code) for code, name in language.names().items()]
    return found


_SYNONYMS: Final = {
    Section.ALARM: Message("sound bell alarm ring loud loudspeaker"),
    Section.TIMES: Message("time minutes duration"),
    Section.ACCEPTING: Message("accept automatic rule"),
    Section.APPEARANCE: Message("look display screen"),
    Section.LANGUAGE: Message("language"),
    Section.PRIVACY: Message("privacy security"),
    Section.CONNECTION: Message("internet"),
    Section.TILLS: Message("network"),
    Section.BACKUP: Message("copy"),
}
"""More words that the search finds all settings of a section by."""


def search_words(setting: Setting) -> str:
    """Return the folded words that the search finds a setting by.

    Synonyms count in English too: people type "alarm" or "font" in every language.
    """
    synonyms = [each for each in (_SYNONYMS.get(setting.section), setting.keywords) if each]
    english = [each.translated(NullTranslations()) for each in synonyms if isinstance(each, Message)]
    options = [text for text, _value in choices(setting)]
    texts = (setting.section.value, setting.title, setting.hint, setting.name, setting.unit, setting.button)
    return folded(" ".join(str(each) for each in (*texts, setting.empty, *options, *synonyms, *english)))


def value_text(setting: Setting, value: Any) -> str:
    """Return a value in words."""
    if setting.form is Form.SWITCH:
        return on_or_off(on=bool(value))
    if setting.form is Form.CHOICE:
        return next((text for text, each in choices(setting) if each == value), str(value))
    if setting.form is Form.NUMBER:
        number = f"{value:g}"
        if setting.unit == "%":
            before, behind = order_words.percent_signs()
            return f"{before}{number}{behind}"
        return f"{number} {setting.unit}".strip()
    if setting.form is Form.SOUND:
        return _sound_text(str(value))
    return str(value) or str(setting.empty) or tr("none")


def on_or_off(*, on: bool) -> str:
    """Return "On" or "Off"."""
    return tr("On") if on else tr("Off")


def _sound_text(value: str) -> str:
    if not value:
        return tr("built in")
    occasion = SOUNDS.get(value.removeprefix(BUILT_IN).removesuffix(".wav"))
    if value.startswith(BUILT_IN) and occasion is not None:
        return tr("as: {sound}").format(sound=occasion)
    return tr("a file of your own")
