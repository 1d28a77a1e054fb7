"""Credentials of one data folder: checked with the vendor, saved, replaced and forgotten.

Used by the window and by `tezgah connect`.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from desktop.domain.text.translation import Message
from desktop.services.checkup import Level, examine_credentials
from desktop.system.machine.background import BackgroundThread, run_in_thread
from desktop.system.secrets.secret_store import NotForgottenError, SecretPlace, SecretStore, SecretStoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

OWNER_WAIT: Final = 20.0
"""Seconds for the owner to answer the keyring, before people are offered another place."""
SHORT_WAIT: Final = 5.0
"""Seconds for work that needs no answer from anybody."""

_THREAD: Final = "keyring"

Result = TypeVar("Result")


@dataclass(frozen=True)
class CredentialsCheck:
    """The vendor's answer to credentials."""

    works: bool
    message: Message
    detail: str = ""
    """A short technical reason, for support."""
    restaurants: tuple[str, ...] = ()
    """The names of the restaurants that they open."""


class KeyringSilentError(SecretStoreError):
    """The keyring does not answer."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The system's keyring does not answer. If a window on the screen asks for a password, answer there and try"
                " again, or save the key in a private file."
            )
        )


async def check_credentials(options: Options, credentials: Credentials) -> CredentialsCheck:
    """Ask the vendor which restaurants credentials open; takes at most half a minute and reads no orders."""
    finding, restaurants = await examine_credentials(
        msgspec.structs.replace(options, credentials=credentials)
    )
    return CredentialsCheck(finding.level is Level.OK, finding.message, finding.detail, restaurants)


class CredentialService:
    """Reads and writes stored credentials in threads.

    Each place does its work in the order of the calls, also while a keyring waits for its owner. So the newer of two keys
    stays, and a forgotten one is gone.
    """

    def __init__(self, data_dir: Path) -> None:
        self._store = SecretStore(data_dir)
        self._threads = {place: BackgroundThread(_THREAD) for place in SecretPlace}

    async def has_keyring(self) -> bool:
        """Return whether the system has a usable keyring; one that does not answer in time is not usable."""
        try:
            async with asyncio.timeout(SHORT_WAIT):
                return await run_in_thread(self._store.has_keyring, _THREAD)
        except TimeoutError:
            return False

    async def save(self, options: Options, credentials: Credentials, place: SecretPlace) -> None:
        """Save credentials for the options' address; a keyring may ask its owner, without a time limit.

        Work that is cancelled before its turn is not done; work that has started goes on.

        Raises:
            SecretStoreError: they cannot be saved there.
        """
        await self._in_turn(place, partial(self._store.save, place, options.base_url, credentials))

    async def discard_elsewhere(self, before: Options, place: SecretPlace) -> None:
        """Remove credentials from the place where they were saved before.

        Args:
            before: the options of that time. A keyring that was not in use is not opened: a locked one asks its owner.
            place: where they are saved now.
        """
        if place is not SecretPlace.FILE:
            await self.discard(SecretPlace.FILE)
        if place is not SecretPlace.KEYRING and before.secret_place == SecretPlace.KEYRING:
            await self.discard(SecretPlace.KEYRING)

    async def discard(self, place: SecretPlace) -> None:
        """Remove credentials from a place; returns early if the place waits for its owner."""
        discarding = self._in_turn(place, partial(self._store.discard, place))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SHORT_WAIT):
                await asyncio.shield(discarding)

    async def restore_in_keyring(self, options: Options, credentials: Credentials) -> None:
        """Save credentials in the keyring again, after others may have replaced them."""
        work = partial(self._store.save, SecretPlace.KEYRING, options.base_url, credentials)
        with contextlib.suppress(SecretStoreError):
            await asyncio.shield(self._in_turn(SecretPlace.KEYRING, work))

    async def read(self, options: Options) -> Credentials | None:
        """Return the credentials that are stored for the options' address.

        Raises:
            SecretStoreError: they cannot be read now.
        """
        place = SecretPlace(options.secret_place)
        return await self._in_turn(place, partial(self._store.read, place, options.base_url))

    async def forget(self, options: Options) -> None:
        """Remove the stored credentials everywhere.

        Raises:
            SecretStoreError: they are still there, or a keyring does not answer.
        """
        place = SecretPlace(options.secret_place)
        # Both start at once: the file needs no answer, and is removed even if the program ends a moment later.
        started = [self._in_turn(SecretPlace.FILE, partial(self._store.forget, SecretPlace.FILE))]
        if place is not SecretPlace.FILE:
            started.append(self._in_turn(SecretPlace.KEYRING, partial(self._store.forget, place)))
        try:
            async with asyncio.timeout(OWNER_WAIT):
                outcomes = await asyncio.shield(asyncio.gather(*started, return_exceptions=True))
        except TimeoutError as error:
            raise NotForgottenError from error
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def _in_turn(self, place: SecretPlace, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Start work on a place after all earlier work on that place."""
        return self._threads[place].enqueue(work)
