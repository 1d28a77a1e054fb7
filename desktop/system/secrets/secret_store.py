"""Where the credentials are kept: the system's keyring, or where there is none and people chose so a private file.

Windows has its Credential Manager, desktops of Linux the Secret Service (GNOME Keyring, KeePassXC) or KWallet; they are
reached through `keyring`. Credentials are kept together with the address they were given for, and are never handed out
for another. All functions may block (a locked keyring asks its owner): call them away from the window's thread.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from desktop.system.files.atomic_file import write_atomically
from desktop.system.sentences import SentenceError
from desktop.system.settings.credentials import AccessToken, SecretKeys

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

SECRET_FILE: Final = "credentials.json"  # noqa: S105 - a file's name
_SERVICE: Final = "tezgah"
_FORMAT: Final = 1

_NO_KEYRINGS: Final = ("keyring.backends.fail", "keyring.backends.null")
_TRUSTED: Final = "keyring.backends."
"""Backends that come with the library keep secrets encrypted; others may be a plain file under another name."""


class SecretPlace(enum.StrEnum):
    """Where credentials are kept."""

    NOWHERE = ""
    KEYRING = "keyring"
    FILE = "file"


class SecretStoreError(SentenceError):
    """The credentials cannot be read, kept or forgotten."""


class NoKeyringError(SecretStoreError):
    """This computer has no keyring that can be used."""


class SecretStore:
    """The credentials of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        """Take the data folder; nothing is looked at yet."""
        self._file = data_dir / SECRET_FILE
        self._user = str(data_dir)

    @staticmethod
    def has_keyring() -> bool:
        """Return whether this computer has a keyring that can be used."""
        return _keyring() is not None

    def read(self, place: SecretPlace, base_url: str) -> Credentials | None:
        """Return what is kept, None where nothing is kept for this address.

        Args:
            place: where it was kept.
            base_url: the address that is to be asked with it.

        Raises:
            NoKeyringError: it was kept in a keyring, and there is none now.
            SecretStoreError: it cannot be read.
        """
        if place is SecretPlace.NOWHERE:
            return None
        text = self._read_keyring() if place is SecretPlace.KEYRING else self._read_file()
        return None if text is None else _decoded(text, base_url)

    def keep(self, place: SecretPlace, base_url: str, credentials: Credentials) -> None:
        """Keep credentials; what is kept elsewhere stays until `leave`.

        Args:
            place: where; nowhere keeps nothing.
            base_url: the address they are for.
            credentials: to be kept.

        Raises:
            NoKeyringError: they are to be kept in a keyring, and there is none.
            SecretStoreError: they cannot be kept.
        """
        text = _encoded(credentials, base_url)
        if place is SecretPlace.KEYRING:
            self._write_keyring(text)
        elif place is SecretPlace.FILE:
            self._write_file(text)

    def leave(self, place: SecretPlace) -> None:
        """Take what is kept out of a place where it is not kept any more, as far as that is possible."""
        if place is SecretPlace.FILE:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
        elif place is SecretPlace.KEYRING:
            with contextlib.suppress(SecretStoreError):
                self._forget_keyring()

    def forget(self, place: SecretPlace) -> None:
        """Forget what is kept.

        Args:
            place: where it is kept as far as is known. A keyring is opened, and may ask its owner for that, only where
                something may lie in it.

        Raises:
            SecretStoreError: it is still there.
        """
        # First what needs nobody's answer.
        self._forget_file()
        if place is SecretPlace.KEYRING:
            self._forget_keyring()
        elif place is SecretPlace.NOWHERE:
            self.leave(SecretPlace.KEYRING)

    def _forget_file(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise SecretStoreError(
                f"Anahtar dosyası silinemedi ({error.strerror}): {self._file}. Elle silin.",
                f"The key's file could not be removed ({error.strerror}): {self._file}. Remove it by hand.",
            ) from error

    def _read_keyring(self) -> str | None:
        backend = _keyring()
        if backend is None:
            raise _no_keyring()
        try:
            text = backend.get_password(_SERVICE, self._user)
        except Exception as error:
            # Each backend has errors of its own, and some let those of their libraries through.
            raise SecretStoreError(
                f"Sistemin anahtarlığı açılmadı ({type(error).__name__}): kilidini açıp yeniden deneyin.",
                f"The system's keyring did not open ({type(error).__name__}): unlock it and try again.",
            ) from error
        return text if isinstance(text, str) else None

    def _write_keyring(self, text: str) -> None:
        backend = _keyring()
        if backend is None:
            raise _no_keyring()
        try:
            backend.set_password(_SERVICE, self._user, text)
            kept = backend.get_password(_SERVICE, self._user)
        except Exception as error:
            raise SecretStoreError(
                f"Anahtar, sistemin anahtarlığına yazılamadı ({type(error).__name__}). Kilidini açıp yeniden deneyin ya da"
                " özel bir dosyada saklamayı seçin.",
                f"The key could not be put into the system's keyring ({type(error).__name__}). Unlock it and try again, or"
                " choose to keep it in a private file.",
            ) from error
        if kept != text:
            raise _no_keyring()

    def _forget_keyring(self) -> None:
        backend = _keyring()
        if backend is None:
            raise not_forgotten()
        # What is not there cannot be forgotten, and each backend says so in its own way: it is looked whether it is there.
        with contextlib.suppress(Exception):
            backend.delete_password(_SERVICE, self._user)
        try:
            gone = backend.get_password(_SERVICE, self._user) is None
        except Exception as error:
            raise not_forgotten() from error
        if not gone:
            raise not_forgotten()

    def _read_file(self) -> str | None:
        try:
            return self._file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError) as error:
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise SecretStoreError(
                f"Anahtar dosyası okunamadı ({reason}): {self._file}. İzinlerini düzeltin ya da anahtarı yeniden girin.",
                f"The key's file cannot be read ({reason}): {self._file}. Put its permissions right, or enter the key again.",
            ) from error

    def _write_file(self, text: str) -> None:
        try:
            write_atomically(self._file, [text.encode()], private=True)
        except OSError as error:
            raise SecretStoreError(
                f"Anahtar kaydedilemedi ({error.strerror}): {self._file}. Yeri ve izinleri kontrol edip yeniden deneyin.",
                f"The key could not be saved ({error.strerror}): {self._file}. Check space and permissions and try again.",
            ) from error


def with_kept_credentials(options: Options) -> Options:
    """Return the options with what is kept, where the environment gives no credentials.

    Raises:
        SecretStoreError: it cannot be read.
    """
    if options.credentials is not None:
        return options
    kept = SecretStore(options.data_dir).read(SecretPlace(options.secret_place), options.base_url)
    return dataclasses.replace(options, credentials=kept)


def _keyring() -> Any:
    """Return the system's keyring, None where there is none that keeps secrets."""
    # Importing it takes as long as a quarter of the window.
    import keyring

    try:
        backend = keyring.get_keyring()
    except Exception:  # noqa: BLE001 - a configuration that names a backend nobody has
        return None
    parts = list(getattr(backend, "backends", ())) or [backend]
    modules = [type(part).__module__ for part in parts]
    usable = all(name.startswith(_TRUSTED) and not name.startswith(_NO_KEYRINGS) for name in modules)
    return backend if usable and modules else None


def _no_keyring() -> NoKeyringError:
    return NoKeyringError(
        "Bu bilgisayarda kullanılabilen bir anahtarlık yok. Anahtarı özel bir dosyada saklamayı seçebilirsiniz.",
        "This computer has no keyring that can be used. You can choose to keep the key in a private file.",
    )


def not_forgotten() -> SecretStoreError:
    """Return the error for a key that nobody can say is gone."""
    return SecretStoreError(
        "Anahtar artık kullanılmıyor, ama sistemin anahtarlığından silinemedi: anahtarlığı açıp «tezgah» kaydını silin.",
        "The key is not used any more, but it could not be removed from the system's keyring: open the keyring and remove"
        " the entry “tezgah”.",
    )


def _origin(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _encoded(credentials: Credentials, base_url: str) -> str:
    kept: dict[str, Any] = {"format": _FORMAT, "for": _origin(base_url)}
    if isinstance(credentials, AccessToken):
        kept["token"] = credentials.token
    else:
        kept["app"], kept["rest"] = credentials.app_secret_key, credentials.rest_secret_key
    return json.dumps(kept)


def _decoded(text: str, base_url: str) -> Credentials | None:
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        raise _unreadable()
    if kept.get("for") != _origin(base_url):
        return None
    token, app, rest = (kept.get(name) for name in ("token", "app", "rest"))
    if isinstance(token, str) and token:
        return AccessToken(token)
    if isinstance(app, str) and isinstance(rest, str) and app and rest:
        return SecretKeys(app, rest)
    raise _unreadable()


def _unreadable() -> SecretStoreError:
    return SecretStoreError(
        "Saklanan anahtar okunamıyor: bozulmuş olabilir. Anahtarı yeniden girin.",
        "The key that was kept cannot be read: it may be damaged. Enter it again.",
    )
