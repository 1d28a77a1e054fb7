"""Connecting to the vendor: credentials are tried out, kept, changed and forgotten. Never imports Qt.

Used by the window's setup guide and by `tezgah connect`.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.services.checkup import Level, check_credentials
from desktop.system.files.languages import in_both
from desktop.system.machine.background import BackgroundThread, run_in_thread
from desktop.system.secrets.secret_store import SecretPlace, SecretStore, SecretStoreError, not_forgotten

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

OWNER_WAIT: Final = 20.0
"""Seconds that a keyring has for its owner's answer before people are told that they may keep the key elsewhere."""
LOOK_WAIT: Final = 5.0
"""Seconds for what needs nobody's answer."""

_THREAD: Final = "keyring"

_LINES: Final[dict[tuple[Path, SecretPlace], BackgroundThread]] = {}
"""What is asked of a place is done in the order in which it was asked for, also where a keyring waits for its owner: of two
keys the newer one stays, and one that was forgotten is gone."""

Result = TypeVar("Result")


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
    finding, restaurants = await check_credentials(dataclasses.replace(options, credentials=credentials))
    works = finding.level is Level.OK
    return Tried(works, *in_both(finding.message), finding.detail, restaurants)


async def has_keyring(options: Options) -> bool:
    """Return whether credentials can be kept in the system's keyring; one that does not say so in time is none."""
    try:
        async with asyncio.timeout(LOOK_WAIT):
            return await run_in_thread(SecretStore(options.data_dir).has_keyring, _THREAD)
    except TimeoutError:
        return False


async def keep(options: Options, credentials: Credentials, place: SecretPlace) -> None:
    """Keep credentials for the options' address; a keyring may ask its owner, for as long as it takes.

    Cancelled before it was their turn they are not kept; what has begun goes on.

    Raises:
        SecretStoreError: they cannot be kept there.
    """
    store = SecretStore(options.data_dir)
    await _in_line(options, place, lambda: store.keep(place, options.base_url, credentials))


async def leave_before(before: Options, place: SecretPlace) -> None:
    """Take credentials out of where they were kept before, now that they are kept in another place.

    Args:
        before: the options of then. A keyring that nothing lies in is left alone: a locked one asks its owner each time.
        place: where they are kept now.
    """
    if place is not SecretPlace.FILE:
        await leave(before, SecretPlace.FILE)
    if place is not SecretPlace.KEYRING and before.secret_place == SecretPlace.KEYRING:
        await leave(before, SecretPlace.KEYRING)


async def leave(options: Options, place: SecretPlace) -> None:
    """Take what is kept out of a place; it is waited for as long as that takes without anybody's answer."""
    store = SecretStore(options.data_dir)
    leaving = _in_line(options, place, partial(store.leave, place))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LOOK_WAIT):
            await asyncio.shield(leaving)


async def put_back(options: Options, credentials: Credentials) -> None:
    """Let the keyring hold credentials again in whose place another key may have been put."""
    store = SecretStore(options.data_dir)
    work = partial(store.keep, SecretPlace.KEYRING, options.base_url, credentials)
    with contextlib.suppress(SecretStoreError):
        await asyncio.shield(_in_line(options, SecretPlace.KEYRING, work))


async def read(options: Options) -> Credentials | None:
    """Return the credentials that are kept for the options' address.

    Raises:
        SecretStoreError: they cannot be read now.
    """
    store, place = SecretStore(options.data_dir), SecretPlace(options.secret_place)
    return await _in_line(options, place, lambda: store.read(place, options.base_url))


async def forget(options: Options) -> None:
    """Forget what is kept.

    Raises:
        SecretStoreError: it is still there, or a keyring does not answer.
    """
    store, place = SecretStore(options.data_dir), SecretPlace(options.secret_place)
    # All is begun at once: the file needs nobody's answer, and who quits in the next moment has forgotten it too.
    begun = [_in_line(options, SecretPlace.FILE, partial(store.forget, SecretPlace.FILE))]
    if place is not SecretPlace.FILE:
        begun.append(_in_line(options, SecretPlace.KEYRING, partial(store.forget, place)))
    try:
        async with asyncio.timeout(OWNER_WAIT):
            outcomes = await asyncio.shield(asyncio.gather(*begun, return_exceptions=True))
    except TimeoutError as error:
        raise not_forgotten() from error
    for outcome in outcomes:
        if outcome is not None:
            raise outcome


def _in_line(options: Options, place: SecretPlace, work: Callable[[], Result]) -> asyncio.Future[Result]:
    """Begin work on a place where credentials are kept, after all that was asked of that place before."""
    return _LINES.setdefault((options.data_dir, place), BackgroundThread(_THREAD)).enqueue(work)


def no_answer() -> SecretStoreError:
    """Return the error for a keyring that does not answer."""
    return SecretStoreError(
        "Sistemin anahtarlığı yanıt vermiyor. Ekranda parola soran bir pencere varsa orada yanıtlayıp yeniden deneyin ya da"
        " anahtarı özel bir dosyada saklayın.",
        "The system's keyring does not answer. If a window on the screen asks for a password, answer there and try again,"
        " or keep the key in a private file.",
    )
