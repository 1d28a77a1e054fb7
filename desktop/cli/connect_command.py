"""`tezgah connect`: the credentials are asked for, tried out and kept, in a terminal.

They are typed unseen or come on standard input, never as an argument: those are read by every user of the computer.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.services import credential_service
from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.secrets.secret_store import SecretPlace
from desktop.system.sentences import Pair, SentenceError
from desktop.system.settings.credentials import typed
from desktop.system.user_errors import EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options

_OWNER_WAIT: Final = 120.0
"""Seconds that a keyring may take to ask its owner; Ctrl+C ends it sooner."""


def connect(options: Options, *, in_file: bool, forget: bool, turkish: bool) -> int:
    """Ask for credentials, try them out and keep them; or forget those that are kept.

    Args:
        options: what to run with; the credentials in them are not looked at.
        in_file: keep them in a private file, rather than in the system's keyring.
        forget: forget instead.
        turkish: whether to speak Turkish.

    Raises:
        Refusal: nothing usable was typed, the vendor does not take it, it cannot be kept, or a program runs on the folder.
    """
    lock = InstanceLock(options.data_dir, "connect")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        raise UserError(
            Pair(
                f"Tezgâh bu klasörde çalışıyor (süreç {other.pid}): anahtarı penceredeki ayarlardan değiştirin ya da önce"
                " kapatın.",
                f"Tezgâh is running on this folder (process {other.pid}): change the key in the window's settings, or quit it"
                " first.",
            ),
            code=EXIT_IN_USE,
        ) from other
    try:
        if forget:
            return _forget(options, turkish=turkish)
        return asyncio.run(_connect(options, _ask(turkish=turkish), in_file=in_file, turkish=turkish))
    finally:
        lock.release()


def _forget(options: Options, *, turkish: bool) -> int:
    try:
        asyncio.run(credential_service.forget(options))
        _note_place(options, SecretPlace.NOWHERE)
    except SentenceError as error:
        raise UserError(error.message, code=EXIT_MACHINE) from error
    print("Anahtar unutuldu." if turkish else "The key was forgotten.")
    return EXIT_OK


async def _connect(options: Options, credentials: Credentials, *, in_file: bool, turkish: bool) -> int:
    tried = await credential_service.try_credentials(options, credentials)
    if not tried.works:
        raise UserError(Pair(f"{tried.sentence_tr}.", f"{tried.sentence_en}."), code=EXIT_MACHINE)
    print(tried.sentence_tr if turkish else tried.sentence_en)
    place = SecretPlace.FILE if in_file else SecretPlace.KEYRING
    if not in_file and not await credential_service.has_keyring(options):
        raise UserError(
            Pair(
                "Bu bilgisayarda kullanılabilen bir anahtarlık yok; anahtar saklanmadı. Özel bir dosyada, şifresiz saklamak"
                " için: tezgah connect --in-file",
                "This computer has no keyring that can be used; the key was not kept. To keep it in a private file,"
                " unencrypted: tezgah connect --in-file",
            ),
            code=EXIT_MACHINE,
        )
    try:
        await _keep(options, credentials, place)
        _note_place(options, place)
        await credential_service.leave_before(options, place)
    except SentenceError as error:
        raise UserError(error.message, code=EXIT_MACHINE) from error
    kept = {
        SecretPlace.KEYRING: (
            "Anahtar, sistemin anahtarlığında saklandı.",
            "The key is kept in the system's keyring.",
        ),
        SecretPlace.FILE: (
            f"Anahtar şifresiz, yalnızca bu kullanıcının okuyabildiği bir dosyada saklandı: {options.data_dir}",
            f"The key is kept unencrypted in a file that only this user can read: {options.data_dir}",
        ),
    }[place]
    print(kept[0] if turkish else kept[1])
    return EXIT_OK


async def _keep(options: Options, credentials: Credentials, place: SecretPlace) -> None:
    try:
        async with asyncio.timeout(_OWNER_WAIT):
            await credential_service.keep(options, credentials, place)
    except TimeoutError as error:
        raise credential_service.no_answer() from error


def _note_place(options: Options, place: SecretPlace) -> None:
    file = options.settings_file
    settings, _ = file.load()
    try:
        settings = msgspec.structs.replace(settings, secret_place=place.value)
        if place is not SecretPlace.NOWHERE and settings.setup in {"language", "connect"}:
            # The guide need not ask again for what was given here.
            settings.setup = "sound"
        file.save(settings)
    except OSError as error:
        raise SentenceError(
            f"Ayarlar kaydedilemedi ({error.strerror}). Yeri ve izinleri kontrol edip yeniden deneyin.",
            f"The settings could not be saved ({error.strerror}). Check space and permissions and try again.",
        ) from error


def _ask(*, turkish: bool) -> Credentials:
    """Return what is typed unseen, or piped in: a token on one line, or both keys on two."""
    try:
        if sys.stdin.isatty():
            token = getpass.getpass(
                "Erişim anahtarı (iki gizli anahtar için boş bırakın): "
                if turkish
                else "Access token (leave empty for the two secret keys): "
            )
            lines = [token] if token.strip() else ["", *_ask_keys(turkish=turkish)]
        else:
            lines = sys.stdin.read(20_000).split("\n")
            lines = [line for line in lines if line.strip()][:3]
            lines = lines if len(lines) != len(("app", "rest")) else ["", *lines]
        return typed(*lines) if lines else typed("")
    except EOFError:
        return _refuse(SentenceError("Anahtar girilmedi. Yeniden deneyin.", "No key was given. Try again."))
    except SentenceError as error:
        return _refuse(error)


def _ask_keys(*, turkish: bool) -> tuple[str, str]:
    app = getpass.getpass("Uygulama gizli anahtarı: " if turkish else "App secret key: ")
    return app, getpass.getpass("Restoran gizli anahtarı: " if turkish else "Restaurant secret key: ")


def _refuse(error: SentenceError) -> Credentials:
    raise UserError(error.message, code=EXIT_USAGE) from error
