"""Turkish and English pairs that are not in the catalogue yet. This module goes away with the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.translation import Message
from desktop.system.files.languages import in_both
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from gettext import NullTranslations


class Pair(Message):
    """A message that carries its own Turkish."""

    def __init__(self, turkish: str, english: str) -> None:
        super().__init__(english)
        self._turkish = turkish

    def translated(self, translations: NullTranslations) -> str:
        """Return the text in Turkish or English."""
        return self._turkish if translations.info().get("language") == "tr" else self._text


class SentenceError(UserError):
    """A `UserError` made of a pair."""

    def __init__(self, sentence_tr: str, sentence_en: str) -> None:
        super().__init__(Pair(sentence_tr, sentence_en))

    @property
    def sentence_tr(self) -> str:
        """The message in Turkish."""
        return in_both(self.message)[0]

    @property
    def sentence_en(self) -> str:
        """The message in English."""
        return in_both(self.message)[1]
