"""A PIN: keeps curious hands off the settings. It is no protection against whoever can read the computer's files."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from typing import Final

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


def _digest(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST, dklen=32).hex()
