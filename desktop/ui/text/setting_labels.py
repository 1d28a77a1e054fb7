"""Texts of the settings table that only the window knows: names of languages, values in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.domain.text.translation import tr
from desktop.system.settings.setting import Form
from desktop.system.settings.settings import BUILT_IN, SOUNDS
from desktop.system.settings.table import SETTINGS
from desktop.ui.text import language, order_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.system.settings.setting import Setting


def titles(names: Iterable[str]) -> str:
    """Return the titles of settings; a setting that no page shows keeps its name."""
    # A title may contain commas and colons.
    return " · ".join(str(SETTINGS[name].title) if name in SETTINGS else name for name in names)


def choices(setting: Setting) -> list[tuple[str, Any]]:
    """Return the texts and values of a choice."""
    found = [(str(text), value) for value, text in setting.choices.items()]
    if setting.name == "language":
        found += [(name, code) for code, name in language.names().items()]
    return found


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
