"""Connecting to the vendor: credentials are tried out, kept, changed and forgotten. Never imports Qt.

Used by the window's setup guide and by `tezgah connect`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.checkup import Level, try_out
from desktop.system.aside import aside
from desktop.system.secret_store import SecretPlace, SecretStore

if TYPE_CHECKING:
    from desktop.system.credentials import Credentials
    from desktop.system.options import Options

_THREAD: Final = "keyring"


@dataclass(frozen=True)
class Tried:
    """What came of asking the vendor with credentials."""

    works: bool
    sentence_tr: str
    sentence_en: str
    detail: str = ""
    """A short technical reason, for whoever helps."""
    restaurants: tuple[str, ...] = ()
    """The names of the restaurants that they open."""


async def try_credentials(options: Options, credentials: Credentials) -> Tried:
    """Ask the vendor which restaurants credentials open; takes at most half a minute and asks for no order."""
    finding, restaurants = await try_out(dataclasses.replace(options, credentials=credentials))
    works = finding.level is Level.OK
    return Tried(works, finding.turkish, finding.english, finding.detail, restaurants)


async def has_keyring(options: Options) -> bool:
    """Return whether credentials can be kept in the system's keyring."""
    return await aside(SecretStore(options.data_dir).has_keyring, _THREAD)


async def keep(options: Options, credentials: Credentials, place: SecretPlace) -> None:
    """Keep credentials for the options' address, and no others.

    Raises:
        SecretStoreError: they cannot be kept there.
    """
    store = SecretStore(options.data_dir)
    await aside(lambda: store.keep(place, options.base_url, credentials), _THREAD)


async def read(options: Options) -> Credentials | None:
    """Return the credentials that are kept for the options' address.

    Raises:
        SecretStoreError: they cannot be read now.
    """
    store = SecretStore(options.data_dir)
    return await aside(lambda: store.read(SecretPlace(options.secret_place), options.base_url), _THREAD)


async def forget(options: Options) -> None:
    """Forget what is kept.

    Raises:
        SecretStoreError: it is still there.
    """
    await aside(SecretStore(options.data_dir).forget, _THREAD)
