"""The PIN keeps curious people off the settings. It does not protect against somebody who can read the files."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE_ATTEMPTS: Final = 5
"""Wrong attempts in a row before the first wait."""
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 300.0
_FORM: Final = re.compile(r"\d{4,8}")
_COST: Final = {"n": 2**14, "r": 8, "p": 1}


def is_pin(text: str) -> bool:
    """Return whether a text can be a PIN: four to eight digits."""
    return text.isascii() and _FORM.fullmatch(text) is not None


def hash_pin(pin: str) -> str:
    """Return the hash of a PIN: ``salt$scrypt``, both in hexadecimal.

    Raises:
        ValueError: the text is not four to eight digits.
    """
    if not is_pin(pin):
        message = "a PIN has four to eight digits"
        raise ValueError(message)
    salt = os.urandom(16)
    return f"{salt.hex()}${_digest(pin, salt)}"


def matches(pin: str, stored: str) -> bool:
    """Return whether a PIN fits a stored hash; a damaged hash fits no PIN."""
    salt, _, digest = stored.partition("$")
    try:
        expected = _digest(pin, bytes.fromhex(salt))
    except ValueError:
        return False
    return hmac.compare_digest(expected.encode(), digest.encode("utf-8", "surrogatepass"))


def wait_after(wrong: int) -> float:
    """Return the seconds to wait after so many wrong attempts in a row: 0 at first, then 30, 60, 120 … up to 300."""
    # The exponent is bounded: the settings file may have any number.
    return (
        0.0
        if wrong < _FREE_ATTEMPTS
        else min(_FIRST_WAIT * 2 ** min(wrong - _FREE_ATTEMPTS, 10), _LONGEST_WAIT)
    )


class PinAttempts:
    """Counts wrong attempts in a row, and says how long to wait before the next one."""

    def __init__(self, wrong: int, steady: Callable[[], float]) -> None:
        """Start with the count of an earlier run. Its time is unknown, so the whole wait starts now.

        Args:
            wrong: number of wrong attempts in a row.
            steady: returns seconds that never go back.
        """
        self._wrong = wrong
        self._steady = steady
        self._allowed_at = steady() + wait_after(wrong)

    @property
    def wrong(self) -> int:
        """Number of wrong attempts in a row."""
        return self._wrong

    @property
    def wait(self) -> float:
        """Seconds until the next attempt is allowed, 0 for now."""
        return max(0.0, self._allowed_at - self._steady())

    def record(self, *, right: bool) -> None:
        """Count one attempt."""
        self._wrong = 0 if right else self._wrong + 1
        self._allowed_at = self._steady() + wait_after(self._wrong)


def _digest(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST, dklen=32).hex()
