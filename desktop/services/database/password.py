"""The identity of this till at the shared database: its password and its id.

The password is of the environment, else in the system's keyring, in an entry of its own.
 It is stored with the login that
it is for, and never read for another one. All functions may block, as a locked keyring asks its owner: call them in a
thread.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from desktop.domain.text.translation import Message
from desktop.system.secrets.secret_store import SecretStoreError
from desktop.system.secrets.system_keyring import usable_keyring
from desktop.system.settings.shared_store import StorePassword

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress
    from desktop.system.settings.options import Options

_SERVICE: Final = "tezgah-database"
_NO_KEYRING: Final = Message(
    "This computer has no keyring that can be used, so nothing was saved. Set TEZGAH_STORE_PASSWORD for each start, then"
    " try again."
)


class StorePasswords:
    """The stored password of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._user = str(data_dir)

    def read(self, address: StoreAddress) -> StorePassword | None:
        """Return the password, None where none is stored for this login.

        Raises:
            SecretStoreError: the keyring does not open.
        """
        backend = usable_keyring()
        if backend is None:
            return None
        try:
            text = backend.get_password(_SERVICE, self._user)
            values = json.loads(text) if isinstance(text, str) else None
        except ValueError:
            return None
        except Exception as error:
            # Each backend has errors of its own, and some let those of their libraries through.
            raise SecretStoreError(
                Message(
                    "The system's keyring did not open ({reason}): unlock it and start again, or set TEZGAH_STORE_PASSWORD.",
                    reason=type(error).__name__,
                )
            ) from error
        if not isinstance(values, dict) or values.get("for") != _login(address):
            return None
        password = values.get("password")
        return StorePassword(password) if isinstance(password, str) and password else None

    def save(self, address: StoreAddress, password: StorePassword) -> None:
        """Save the password of a login, instead of an earlier one.

        Raises:
            SecretStoreError: it is not saved.
        """
        backend = usable_keyring()
        text = json.dumps({"for": _login(address), "password": password.text})
        try:
            if backend is not None:
                backend.set_password(_SERVICE, self._user, text)
            is_saved = backend is not None and backend.get_password(_SERVICE, self._user) == text
        except Exception as error:
            raise SecretStoreError(
                Message(
                    "The password could not be saved in the system's keyring ({reason}). Unlock the keyring and try again.",
                    reason=type(error).__name__,
                )
            ) from error
        if not is_saved:
            raise SecretStoreError(_NO_KEYRING)

    def require(self) -> None:
        """Look whether a password can be saved, before work that is in vain without it.

        Raises:
            SecretStoreError: there is no keyring.
        """
        if usable_keyring() is None:
            raise SecretStoreError(_NO_KEYRING)

    def forget(self) -> None:
        """Remove the stored password.

        Raises:
            SecretStoreError: it is still there.
        """
        backend = usable_keyring()
        if backend is None:
            return
        # Each backend reports a missing entry in its own way: only the look afterwards counts.
        with contextlib.suppress(Exception):
            backend.delete_password(_SERVICE, self._user)
        try:
            is_gone = backend.get_password(_SERVICE, self._user) is None
        except Exception:  # noqa: BLE001 - see above
            is_gone = False
        if not is_gone:
            raise SecretStoreError(
                Message(
                    "The password could not be removed from the system's keyring: open the keyring and remove the entry"
                    " “{entry}”.",
                    entry=_SERVICE,
                )
            )


def with_stored_password(options: Options) -> Options:
    """Return the options with the stored password, where there is a shared database and the environment gives none.

    Raises:
        SecretStoreError: the keyring does not open.
    """
    if options.store_address is None or options.store_password is not None:
        return options
    return replace(options, store_password=StorePasswords(options.data_dir).read(options.store_address))


def with_till_id(options: Options) -> Options:
    """Return the options with this installation's id, made now where a shared database has none yet.

    The data folder must be this program's alone.

    Raises:
        OSError: the settings could not be saved.
    """
    if options.store_address is None or options.till_id:
        return options
    file = options.settings_file
    settings, _ = file.load()
    settings.till_id = settings.till_id or secrets.token_hex(8)
    file.save(settings)
    return replace(options, till_id=settings.till_id)


def _login(address: StoreAddress) -> str:
    """Return what a password is for: the user at a server."""
    return f"{address.user}@{address.host}:{address.port}/{address.database}"
