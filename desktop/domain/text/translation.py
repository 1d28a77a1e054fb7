"""The catalogue of translations: window, terminal, check-up and errors all read it.

The English texts stand in the sources and are the keys of ``resources/translations/XX.po``. Values are put in after
the translation, by ``str.format``: a translation may move a placeholder but never lose one.
"""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any, Final

_VISIBLE: Final = {number: repr(chr(number))[1:-1] for number in (*range(32), *range(127, 160))}
"""A typed or received text must not break a line, and a terminal would obey its control characters."""


class _Current:
    """The language in force: the program speaks one at a time."""

    language = "en"
    translations = NullTranslations()


_current: Final = _Current()


def speak(language: str, translations: NullTranslations) -> None:
    """Translate into a language from now on; texts that are shown already stay as they are."""
    _current.language, _current.translations = language, translations


def language() -> str:
    """Return the code of the language in force, for example ``tr``."""
    return _current.language


def tr(text: str) -> str:
    """Translate a text; an unknown one stays English."""
    return _current.translations.gettext(text)


def tr_context(context: str, text: str) -> str:
    """Translate a text that reads differently in another place."""
    return _current.translations.pgettext(context, text)


def tr_plural(one: str, many: str, n: int) -> str:
    """Translate a text with the number ``n`` in it."""
    return _current.translations.ngettext(one, many, n).format(n=n)


class Message:
    """A text with its values, translated when it is shown: in the language in force or in another one."""

    def __init__(self, text: str, **values: Any) -> None:
        self._text = text
        self._values = values

    def __str__(self) -> str:
        return self.translated(_current.translations)

    def with_values(self, **values: Any) -> Message:
        """Return the same text with values."""
        return type(self)(self._text, **values)

    def __repr__(self) -> str:
        return f"Message({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self._text, self._values) == (other._text, other._values)

    def __hash__(self) -> int:
        return hash(self._text)

    def translated(self, translations: NullTranslations) -> str:
        """Return the text in the language of a catalogue."""
        values = {
            name: value.translated(translations)
            if isinstance(value, Message)
            else value.translate(_VISIBLE)
            if isinstance(value, str)
            else value
            for name, value in self._values.items()
        }
        return (
            translations.gettext(self._text).format(**values) if values else translations.gettext(self._text)
        )
