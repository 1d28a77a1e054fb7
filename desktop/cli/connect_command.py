"""`tezgah connect`: asks for the credentials in a terminal, checks them with the vendor and saves them.

They are typed unseen or come on standard input. They are never arguments, which each user of the computer can read.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.cli.stderr import print_error
from desktop.domain.text.escapes import escaped_line
from desktop.domain.text.translation import Message, tr
from desktop.services.credential_service import CredentialService, KeyringSilentError, check_credentials
from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.machine.loops import run_loop
from desktop.system.secrets.secret_store import SecretPlace
from desktop.system.settings.addresses import display_base_url, is_vendors
from desktop.system.settings.credentials import CredentialsError, from_input
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, UserError

if TYPE_CHECKING:
    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

_OWNER_WAIT: Final = 120.0
"""Seconds for the owner to answer the keyring; Ctrl+C ends it sooner."""


def connect(options: Options, *, in_file: bool, forget: bool) -> int:
    """Ask for credentials, check them and save them; or forget the saved ones.

    Args:
        options: what to run with; the credentials in them are not used.
        in_file: save them in a private file instead of the system's keyring.
        forget: forget instead.

    Raises:
        UserError: nothing usable was typed, the vendor refuses it, it cannot be saved, or a program runs on the folder.
    """
    lock = InstanceLock(options.data_dir, "connect")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        raise UserError(
            Message(
                "Tezgâh is running on this folder (process {process}): change the key in the window's settings, or quit it"
                " first.",
                process=other.pid,
            ),
            code=EXIT_IN_USE,
        ) from other
    try:
        if forget:
            asyncio.run(CredentialService(options.data_dir).forget(options))
            _save_place(options, SecretPlace.NOWHERE)
            print(tr("The key was forgotten."))
        else:
            if not is_vendors(options.base_url):
                host = display_base_url(options.base_url)
                print_error(
                    tr("The key goes to {host}, which is not Dükkango's own address.").format(host=host)
                )
            run_loop(_connect(options, _ask(), in_file=in_file))
    finally:
        lock.release()
    return EXIT_OK


async def _connect(options: Options, credentials: Credentials, *, in_file: bool) -> None:
    service = CredentialService(options.data_dir)
    check = await check_credentials(options, credentials)
    if not check.works:
        raise UserError(check.message)
    print(escaped_line(str(check.message)))
    place = SecretPlace.FILE if in_file else SecretPlace.KEYRING
    if not in_file and not await service.has_keyring():
        raise UserError(
            Message(
                "This computer has no keyring that can be used; the key was not saved. To save it in a private file,"
                " unencrypted: tezgah connect --in-file"
            )
        )
    try:
        async with asyncio.timeout(_OWNER_WAIT):
            await service.save(options, credentials, place)
    except TimeoutError as error:
        raise KeyringSilentError from error
    _save_place(options, place)
    await service.discard_elsewhere(options, place)
    if in_file:
        text = tr("The key is saved, unencrypted, in a file that only this user can read: {folder}")
        print(text.format(folder=options.data_dir))
    else:
        print(tr("The key is saved in the system's keyring."))


def _save_place(options: Options, place: SecretPlace) -> None:
    file = options.settings_file
    settings, _ = file.load()
    try:
        settings = msgspec.structs.replace(settings, secret_place=place.value)
        if place is not SecretPlace.NOWHERE and settings.setup in {"language", "connect"}:
            # The guide need not ask again for the credentials.
            settings.setup = "sound"
        file.save(settings)
    except OSError as error:
        raise UserError(
            Message(
                "The settings could not be saved ({reason}). Check space and permissions and try again.",
                reason=error.strerror,
            )
        ) from error


def _ask() -> Credentials:
    """Return the credentials that are typed unseen, or piped in: a token on one line, or both keys on two.

    Raises:
        CredentialsError: they are missing or incomplete, or contain characters that no key has.
    """
    try:
        if sys.stdin.isatty():
            token = getpass.getpass(tr("Access token (leave empty for the two secret keys):") + " ")
            lines = [token] if token.strip() else ["", *_ask_keys()]
        else:
            lines = sys.stdin.read(20_000).split("\n")
            lines = [line for line in lines if line.strip()][:3]
            lines = lines if len(lines) != len(("app", "rest")) else ["", *lines]
    except EOFError:
        raise CredentialsError(Message("No key was given. Try again.")) from None
    return from_input(*lines) if lines else from_input("")


def _ask_keys() -> tuple[str, str]:
    app = getpass.getpass(tr("App secret key:") + " ")
    return app, getpass.getpass(tr("Restaurant secret key:") + " ")
