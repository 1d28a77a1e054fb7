"""Messages are translated when they are shown, with their values."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from desktop.domain.text import translation
from desktop.domain.text.translation import Message


class Shouting(NullTranslations):
    """A language that translates everything into capitals."""

    def gettext(self, message: str) -> str:
        return message.upper()


def test_a_message_follows_the_language_in_force() -> None:
    message = Message("no orders")
    assert str(message) == "no orders"
    translation.speak("xx", Shouting())
    assert str(message) == "NO ORDERS"
    assert message.translated(NullTranslations()) == "no orders"


def test_a_message_in_a_message_is_translated_too() -> None:
    outer = Message("because: {REASON}", REASON=Message("no key"))
    assert outer.translated(Shouting()) == "BECAUSE: NO KEY"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("a\nb", "a\\nb"), ("\x1b[2J", "\\x1b[2J"), ("\x9b1m", "\\x9b1m"), ("ışık {x}", "ışık {x}")],
)
def test_control_characters_of_a_value_are_shown_and_not_obeyed(typed: str, shown: str) -> None:
    assert str(Message("“{value}” is no day", value=typed)) == f"“{shown}” is no day"
