"""Where the key is, what came of one that was tried, and what may be done with it: what the form and the program tell each other."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable


class Kept(enum.Enum):
    """Where the key is that the program runs with."""

    NOT_AT_ALL = enum.auto()
    """There is none."""
    KEYRING = enum.auto()
    FILE = enum.auto()
    """In a private file, unencrypted."""
    UNTIL_QUIT = enum.auto()
    """It was typed and not kept."""
    ENVIRONMENT = enum.auto()
    """It came with the program's environment, and is not ours to change."""


def said_of_key(kept: Kept) -> str:
    """Return where the key is, in words; "" where there is none."""
    return {
        Kept.KEYRING: tr("The key is kept in the system's keyring."),
        Kept.FILE: "⚠ "
        + tr(
            "Attention: the key lies unencrypted in a private file of this user.",
        ),
        Kept.UNTIL_QUIT: tr("The key is not kept: it is asked for again at the next start."),
        Kept.ENVIRONMENT: tr("The key comes from the environment of this program."),
    }.get(kept, "")


@dataclass(frozen=True, slots=True)
class Connected:
    """What the program runs with."""

    kept: Kept
    restaurants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CredentialsOutcome:
    """What came of a key: whether it works, and in the window's language why not."""

    works: bool
    sentence: str
    detail: str = ""
    """A short technical reason; of a key that works, why it could not be kept where it was to be."""
    restaurants: tuple[str, ...] = ()
    asks_where: bool = False
    """Whether people have to choose where it is kept: there is no keyring, or it did not take it."""
    instead_of: tuple[str, ...] = ()
    """The restaurants whose orders came here until now, where the key opens none of them: people decide whether it is meant."""


@dataclass(frozen=True, slots=True)
class CredentialsCommands:
    """What the form may ask for. All return at once; what comes of it is shown by `show_outcome`."""

    try_out: Callable[[str, str, str], None]
    """Ask the vendor with what was typed: token, app secret key, restaurant secret key."""
    use: Callable[[], None]
    """Go on with the key that was just tried, although it opens other restaurants."""
    keep_in_keyring: Callable[[], None]
    """Try the keyring again with the key that was just tried."""
    keep_in_file: Callable[[], None]
    """Keep the key that was just tried in a private file."""
    keep_until_quit: Callable[[], None]
    """Run with the key that was just tried, and do not keep it."""
    drop: Callable[[], None]
    """Do not run with the key that was just tried: it was the wrong one."""
    forget: Callable[[], None]
    """Forget the key, and stop asking for orders."""
