"""Stored credentials: in the system's keyring, or in a private file where people chose that.

Windows has its Credential Manager, Linux the Secret Service (GNOME Keyring, KeePassXC) or KWallet; `keyring` reaches them.
Credentials are stored together with the address they are for, and are never read for another one. All functions may
block, as a locked keyring asks its owner: call them in a thread.
"""

from __future__ import annotations

import contextlib
import enum
import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.text.translation import Message
from desktop.system.files.atomic_file import write_atomically
from desktop.system.secrets.system_keyring import usable_keyring
from desktop.system.settings.addresses import origin
from desktop.system.settings.credentials import AccessToken, SecretKeys
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

SECRET_FILE: Final = "credentials.json"  # noqa: S105 - a file's name
_SERVICE: Final = "tezgah"
_FORMAT: Final = 1


class SecretPlace(enum.StrEnum):
    """The place where credentials are stored."""

    NOWHERE = ""
    KEYRING = "keyring"
    FILE = "file"


class SecretStoreError(UserError):
    """The credentials cannot be read, saved or forgotten."""


class NoKeyringError(SecretStoreError):
    """This computer has no usable keyring."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "This computer has no keyring that can be used. You can choose to save the key in a private file."
            )
        )


class NotForgottenError(SecretStoreError):
    """The credentials may still be in the keyring."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "The key is not used any more, but it could not be removed from the system's keyring: open the keyring and"
                " remove the entry “tezgah”."
            )
        )


class SecretStore:
    """The stored credentials of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / SECRET_FILE
        self._user = str(data_dir)

    @staticmethod
    def has_keyring() -> bool:
        """Return whether this computer has a usable keyring."""
        return usable_keyring() is not None

    def read(self, place: SecretPlace, base_url: str) -> Credentials | None:
        """Return the stored credentials, None where there are none for this address.

        Args:
            place: where they are stored.
            base_url: the address of the API.

        Raises:
            NoKeyringError: they are in a keyring, and this computer has none now.
            SecretStoreError: they cannot be read.
        """
        if place is SecretPlace.NOWHERE:
            return None
        text = self._read_keyring() if place is SecretPlace.KEYRING else self._read_file()
        return None if text is None else _decode(text, base_url)

    def save(self, place: SecretPlace, base_url: str, credentials: Credentials) -> None:
        """Save credentials; copies in other places stay until `discard`.

        Args:
            place: where; nowhere saves nothing.
            base_url: the address of the API that they are for.
            credentials: to be saved.

        Raises:
            NoKeyringError: this computer has no usable keyring.
            SecretStoreError: they cannot be saved.
        """
        text = _encode(credentials, base_url)
        if place is SecretPlace.KEYRING:
            self._write_keyring(text)
        elif place is SecretPlace.FILE:
            self._write_file(text)

    def discard(self, place: SecretPlace) -> None:
        """Remove credentials from a place that is not used any more, as far as that is possible."""
        if place is SecretPlace.FILE:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
        elif place is SecretPlace.KEYRING:
            with contextlib.suppress(SecretStoreError):
                self._forget_keyring()

    def forget(self, place: SecretPlace) -> None:
        """Remove the stored credentials.

        Args:
            place: where they are as far as is known. The keyring, which may ask its owner, is opened only where they may be
                in it.

        Raises:
            SecretStoreError: they are still there.
        """
        # The file first: it needs no answer from anybody.
        self._forget_file()
        if place is SecretPlace.KEYRING:
            self._forget_keyring()
        elif place is SecretPlace.NOWHERE:
            self.discard(SecretPlace.KEYRING)

    def _forget_file(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise SecretStoreError(
                Message(
                    "The file of the key could not be removed ({reason}): {file}. Remove it by hand.",
                    reason=error.strerror,
                    file=self._file,
                )
            ) from error

    def _read_keyring(self) -> str | None:
        backend = usable_keyring()
        if backend is None:
            raise NoKeyringError
        try:
            text = backend.get_password(_SERVICE, self._user)
        except Exception as error:
            # Each backend has errors of its own, and some let those of their libraries through.
            raise SecretStoreError(
                Message(
                    "The system's keyring did not open ({reason}): unlock it and try again.",
                    reason=type(error).__name__,
                )
            ) from error
        return text if isinstance(text, str) else None

    def _write_keyring(self, text: str) -> None:
        backend = usable_keyring()
        if backend is None:
            raise NoKeyringError
        try:
            backend.set_password(_SERVICE, self._user, text)
            stored = backend.get_password(_SERVICE, self._user)
        except Exception as error:
            raise SecretStoreError(
                Message(
                    "The key could not be saved in the system's keyring ({reason}). Unlock the keyring and try again, or save"
                    " the key in a private file.",
                    reason=type(error).__name__,
                )
            ) from error
        if stored != text:
            raise NoKeyringError

    def _forget_keyring(self) -> None:
        backend = usable_keyring()
        if backend is None:
            raise NotForgottenError
        # Each backend reports a missing entry in its own way: only the look afterwards counts.
        with contextlib.suppress(Exception):
            backend.delete_password(_SERVICE, self._user)
        try:
            gone = backend.get_password(_SERVICE, self._user) is None
        except Exception as error:
            raise NotForgottenError from error
        if not gone:
            raise NotForgottenError

    def _read_file(self) -> str | None:
        try:
            return self._file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError) as error:
            raise SecretStoreError(
                Message(
                    "The file of the key cannot be read ({reason}): {file}. Fix its permissions, or enter the key again.",
                    reason=(isinstance(error, OSError) and error.strerror) or type(error).__name__,
                    file=self._file,
                )
            ) from error

    def _write_file(self, text: str) -> None:
        try:
            write_atomically(self._file, [text.encode()], private=True)
        except OSError as error:
            raise SecretStoreError(
                Message(
                    "The key could not be saved ({reason}): {file}. Check space and permissions and try again.",
                    reason=error.strerror,
                    file=self._file,
                )
            ) from error


def with_stored_credentials(options: Options) -> Options:
    """Return the options with the stored credentials, where the environment gives none.

    Raises:
        SecretStoreError: they cannot be read.
    """
    if options.credentials is not None:
        return options
    stored = SecretStore(options.data_dir).read(SecretPlace(options.secret_place), options.base_url)
    return msgspec.structs.replace(options, credentials=stored)


def _encode(credentials: Credentials, base_url: str) -> str:
    values: dict[str, Any] = {"format": _FORMAT, "for": origin(base_url)}
    if isinstance(credentials, AccessToken):
        values["token"] = credentials.token
    else:
        values["app"], values["rest"] = credentials.app_secret_key, credentials.rest_secret_key
    return json.dumps(values)


def _decode(text: str, base_url: str) -> Credentials | None:
    """Return stored credentials, None where they are for another address."""
    damaged = SecretStoreError(Message("The stored key cannot be read: it may be damaged. Enter it again."))
    try:
        values = json.loads(text)
    except ValueError:
        raise damaged from None
    if not isinstance(values, dict):
        raise damaged
    if origin(str(values.get("for"))) != origin(base_url):
        return None
    token, app, rest = (values.get(name) for name in ("token", "app", "rest"))
    if isinstance(token, str) and token:
        return AccessToken(token)
    if isinstance(app, str) and isinstance(rest, str) and app and rest:
        return SecretKeys(app, rest)
    raise damaged
