"""A PIN: keeps curious hands off the settings. It is no protection against whoever can read the computer's files."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE: Final = 5
"""Wrong tries in a row after which it has to be waited."""
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 300.0
_FORM: Final = re.compile(r"\d{4,8}")
_COST: Final = {"n": 2**14, "r": 8, "p": 1}


def is_pin(text: str) -> bool:
    """Return whether a text can be a PIN: four to eight digits."""
    return text.isascii() and _FORM.fullmatch(text) is not None


def hidden(pin: str) -> str:
    """Return what is kept of a PIN: ``salt$scrypt``, both in hexadecimal.

    Raises:
        ValueError: it cannot be a PIN.
    """
    if not is_pin(pin):
        message = "a PIN has four to eight digits"
        raise ValueError(message)
    salt = os.urandom(16)
    return f"{salt.hex()}${_digest(pin, salt)}"


def matches(pin: str, kept: str) -> bool:
    """Return whether a PIN is the one that is kept; what is kept but damaged matches nothing."""
    salt, _, digest = kept.partition("$")
    try:
        expected = _digest(pin, bytes.fromhex(salt))
    except ValueError:
        return False
    return hmac.compare_digest(expected.encode(), digest.encode("utf-8", "surrogatepass"))


def wait_after(wrong: int) -> float:
    """Return the seconds to wait after so many wrong tries in a row: none at first, then 30, then twice as long each time."""
    # The exponent is bounded: what is kept of an earlier run may be any number.
    return 0.0 if wrong < _FREE else min(_FIRST_WAIT * 2 ** min(wrong - _FREE, 10), _LONGEST_WAIT)


class PinAttempts:
    """Wrong tries of a PIN in a row, and how long to wait for the next one."""

    def __init__(self, wrong: int, steady: Callable[[], float]) -> None:
        """Begin with what is known of an earlier run: when that was cannot be told, so the wait begins anew.

        Args:
            wrong: tries in a row that were wrong.
            steady: returns seconds that never go back.
        """
        self._wrong = wrong
        self._steady = steady
        self._ends = steady() + wait_after(wrong)

    @property
    def wrong(self) -> int:
        """How many in a row were wrong."""
        return self._wrong

    @property
    def wait(self) -> float:
        """Seconds until there may be another try, 0 where there may be one now."""
        return max(0.0, self._ends - self._steady())

    def note(self, *, right: bool) -> None:
        """Note what came of a try."""
        self._wrong = 0 if right else self._wrong + 1
        self._ends = self._steady() + wait_after(self._wrong)


def _digest(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST, dklen=32).hex()
