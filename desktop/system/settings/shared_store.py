"""The shared database of a run: its address, its password and this till's name, each from the first place that has it.

An address that cannot be used is an error, never the embedded store: a program that polled into a file of its own would
hide orders from all other tills.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.text.translation import Message
from desktop.system.settings.settings_file import SETTINGS_NAME
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.system.settings.setting import Text

LONGEST_NAME: Final = 60
"""Characters of a till's name."""
_LONGEST_PASSWORD: Final = 1000


class SharedStoreError(UserError):
    """An address, a password or a name of a till cannot be used."""

    code = EXIT_USAGE


class StorePassword(msgspec.Struct, frozen=True):
    """The password of this till's user in the shared database."""

    text: str

    def __repr__(self) -> str:
        return "StorePassword(…)"


def find_address(option: str | None, variable: str | None, setting: str) -> StoreAddress | None:
    """Return the address of the shared database, None for the file of this computer.

    Raises:
        SharedStoreError: the first one that is given cannot be used.
    """
    if option is not None:
        return check_address(option, given_in="--store-url")
    if variable:
        return check_address(variable, given_in="TEZGAH_STORE_URL")
    return check_address(setting, given_in=f"{SETTINGS_NAME}: store_url") if setting else None


def check_address(text: str, *, given_in: Text) -> StoreAddress:
    """Return an address.

    Args:
        text: as typed.
        given_in: where it was given, for the error.

    Raises:
        SharedStoreError: it cannot be used.
    """
    # Imported late: a start with the file of this computer does not need it.
    from desktop.domain.store_address import StoreAddressError, parse_store_address

    try:
        return parse_store_address(text)
    except StoreAddressError as error:
        raise SharedStoreError(
            Message(
                "The address of the shared database ({place}) cannot be used. {reason}",
                place=given_in,
                reason=error.message,
            )
        ) from None


def find_name(option: str | None, variable: str | None, setting: str) -> str:
    """Return the name that people gave this till, "" where they gave none.

    Raises:
        SharedStoreError: the first one that is given cannot be used.
    """
    if option is not None:
        return check_name(option, given_in="--till")
    if variable:
        return check_name(variable, given_in="TEZGAH_TILL")
    return check_name(setting, given_in=f"{SETTINGS_NAME}: till_name") if setting else ""


def check_name(text: str, *, given_in: Text) -> str:
    """Return the name of a till without space around it.

    Raises:
        SharedStoreError: it is empty, too long, or has signs that no screen shows.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SharedStoreError(
            Message(
                "The name of this till ({place}) cannot be used. Give 1 to {most} letters and digits, such as “Counter 2”.",
                place=given_in,
                most=LONGEST_NAME,
            )
        )
    return name


def computer_name() -> str:
    """Return the name of this computer, as its till is called where people chose no name."""
    return re.sub(r"[^\w .-]", "", socket.gethostname())[:LONGEST_NAME].strip() or "till"


def find_password(variable: str | None) -> StorePassword | None:
    """Return the password of the environment, None where there is none.

    Raises:
        SharedStoreError: it cannot be one.
    """
    return check_password(variable, given_in="TEZGAH_STORE_PASSWORD") if variable else None


def check_password(text: str, *, given_in: Text) -> StorePassword:
    """Return a password without the line end that typing and pasting leave.

    Raises:
        SharedStoreError: it is empty, too long, or has a line end or a NUL inside.
    """
    password = text.strip("\r\n")
    if not password or len(password) > _LONGEST_PASSWORD or any(sign in password for sign in "\r\n\0"):
        raise SharedStoreError(
            Message(
                "The password of the shared database ({place}) cannot be used. Give it on one line.",
                place=given_in,
            )
        )
    return StorePassword(password)
