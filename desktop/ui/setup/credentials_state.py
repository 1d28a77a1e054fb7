"""The credentials as the form shows them, and the commands of the form."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol

from desktop.domain.text.translation import tr


class Stored(enum.Enum):
    """The place of the credentials in use."""

    NOT_AT_ALL = enum.auto()
    """There are none."""
    KEYRING = enum.auto()
    FILE = enum.auto()
    """A private file, unencrypted."""
    UNTIL_QUIT = enum.auto()
    """In memory only."""
    ENVIRONMENT = enum.auto()
    """The environment of the program: they cannot be changed here."""


def describe_place(stored: Stored) -> str:
    """Return the place of the credentials in words; "" where there are none."""
    return {
        Stored.KEYRING: tr("The key is saved in the system's keyring."),
        Stored.FILE: "⚠ " + tr("Attention: the key is saved unencrypted in a private file of this user."),
        Stored.UNTIL_QUIT: tr("The key is not saved: the next start asks for it again."),
        Stored.ENVIRONMENT: tr("The key comes from the environment of this program."),
    }.get(stored, "")


@dataclass(frozen=True, slots=True)
class Connected:
    """The credentials in use, and the names of their restaurants."""

    stored: Stored
    restaurants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CredentialsOutcome:
    """The result of a check: whether the credentials work, and if not, why."""

    works: bool
    sentence: str
    detail: str = ""
    """A short technical reason; for credentials that work, why they could not be saved."""
    restaurants: tuple[str, ...] = ()
    asks_where: bool = False
    """Whether people have to choose a place: there is no keyring, or it did not save."""
    instead_of: tuple[str, ...] = ()
    """The present restaurants, where the credentials open none of them: people have to confirm the change."""


class CredentialsCommands(Protocol):
    """Commands that the form can give. All return at once; `show_outcome` shows the results."""

    def check(self, token: str, app: str, rest: str) -> None:
        """Check typed credentials with the vendor: token, app secret key, restaurant secret key."""

    def use_checked(self) -> None:
        """Go on with the checked credentials, although they open other restaurants."""

    def save_in_keyring(self) -> None:
        """Try the keyring again with the checked credentials."""

    def save_in_file(self) -> None:
        """Save the checked credentials in a private file."""

    def use_until_quit(self) -> None:
        """Use the checked credentials, and save them nowhere."""

    def drop_checked(self) -> None:
        """Drop the checked credentials: they were the wrong ones."""
