"""Connecting to the vendor: credentials are tried out, kept, changed and forgotten. Never imports Qt.

Used by the window's setup guide and by `tezgah connect`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.checkup import Level, try_out
from desktop.system.secret_store import SecretPlace, SecretStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from desktop.system.credentials import Credentials
    from desktop.system.options import Options

    T = TypeVar("T")


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
    return await _away(SecretStore(options.data_dir).has_keyring)


async def keep(options: Options, credentials: Credentials, place: SecretPlace) -> None:
    """Keep credentials for the options' address, and no others.

    Raises:
        SecretStoreError: they cannot be kept there.
    """
    store = SecretStore(options.data_dir)
    await _away(lambda: store.keep(place, options.base_url, credentials))


async def read(options: Options) -> Credentials | None:
    """Return the credentials that are kept for the options' address.

    Raises:
        SecretStoreError: they cannot be read now.
    """
    store = SecretStore(options.data_dir)
    return await _away(lambda: store.read(SecretPlace(options.secret_place), options.base_url))


async def forget(options: Options) -> None:
    """Forget what is kept.

    Raises:
        SecretStoreError: it is still there.
    """
    await _away(SecretStore(options.data_dir).forget)


async def _away(work: Callable[[], T]) -> T:
    """Work on a thread of its own: a keyring may wait for its owner for as long as that takes."""
    done: Future[T] = Future()

    def run() -> None:
        done.set_running_or_notify_cancel()
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - is raised where it is waited for
            done.set_exception(error)

    # A daemon: a keyring that never answers must not keep the program from ending.
    threading.Thread(target=run, name="keyring", daemon=True).start()
    return await asyncio.wrap_future(done)
