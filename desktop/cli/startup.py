"""Runs window or terminal as the only program on its data folder; a second window start shows the first one.

Imports Qt only when a window is wanted.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

from desktop.system.sentences import Pair
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
    from desktop.system.settings.options import Options

PATIENCE_SECONDS: Final = 10.0
"""How long a second start waits for the first window to answer, or to go."""


def start(options: Options, *, headless: bool) -> int:
    """Run window or terminal, as the only program on its data folder."""
    from desktop.system.files.crash_log import hard_crashes_to
    from desktop.system.files.instance_lock import InstanceLock

    if not headless:
        from desktop.cli.display_check import check_screen

        check_screen()
    if headless:
        from desktop.system.secrets.secret_store import with_stored_credentials

        options = with_stored_credentials(options)
    if headless and options.credentials is None:
        raise UserError(
            Pair(
                "Erişim anahtarı yok. `tezgah connect` ile saklayın, ya da TEZGAH_ACCESS_TOKEN'ı, veya TEZGAH_APP_SECRET_KEY"
                " ile TEZGAH_REST_SECRET_KEY'i ayarlayın; anahtarlar Dükkango panelinde, entegrasyon sayfasındadır.",
                "There is no access token. Keep one with `tezgah connect`, or set TEZGAH_ACCESS_TOKEN, or TEZGAH_APP_SECRET_KEY"
                " with TEZGAH_REST_SECRET_KEY; the keys are in Dükkango's panel, on the integration page.",
            ),
            code=EXIT_USAGE,
        )
    lock = InstanceLock(options.data_dir, "headless" if headless else "window")
    if not _take(lock, options, headless=headless):
        return EXIT_OK
    try:
        _open_log(options)
        with hard_crashes_to(options.data_dir):
            code = _run_headless(options, lock) if headless else _run_window(options, lock)
        if code == EXIT_IN_USE:
            raise _displaced(options)
        return code
    finally:
        lock.release()


def _run_headless(options: Options, lock: InstanceLock) -> int:
    from desktop.cli.headless import run
    from desktop.store.errors import StoreError

    try:
        return run(options, lock.holds)
    except StoreError as error:
        raise UserError(
            Pair(
                f"Siparişlerin veritabanı açılamadı ({error}): {options.data_dir}. Yer ve izinleri kontrol edip yeniden"
                " başlatın; hiçbir şey değiştirilmedi.",
                f"The database of orders cannot be opened ({error}): {options.data_dir}. Check space and permissions and"
                " start again; nothing was changed.",
            ),
            code=EXIT_STORE,
        ) from error


def _run_window(options: Options, lock: InstanceLock) -> int:
    # Building a program makes no garbage but much to look through: `app` collects again when the board is painted.
    gc.disable()
    try:
        from desktop.app import run
    except ImportError as error:
        library = str(error).split(":", 1)[0]  # as the loader says what it lacks, where no package saw to it
        if ".so" not in library:
            raise
        from desktop.cli.display_check import no_qt

        raise no_qt(library) from error

    return run(options, options.settings_file, lock.holds)


def _take(lock: InstanceLock, options: Options, *, headless: bool) -> bool:
    """Take the data folder; False where a window has it, and has come to the front.

    A window that is only just starting, or ending, does not answer and is neither failure nor success: it is asked again
    until it answers, or has gone.
    """
    from desktop.system.files.instance_lock import AlreadyRunning

    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            lock.acquire()
        except AlreadyRunning as other:
            if headless or other.kind == "headless":
                raise _in_use(options, other) from None
            from desktop.ui.second_start import call_first_program

            if call_first_program(options.data_dir):
                return False
            if time.monotonic() > end:
                raise _in_use(options, other, silent=True) from None
            time.sleep(0.2)
        else:
            return True


def _open_log(options: Options) -> None:
    from desktop.system.files.log import open_log

    open_log(options.data_dir, options.secrets)


def _displaced(options: Options) -> UserError:
    return UserError(
        Pair(
            f"Sipariş klasörü ya da kilidi Tezgâh çalışırken silindi ve yerinde başka bir Tezgâh başlatıldı: {options.data_dir}."
            " Bütün siparişler ona bırakıldı; bu program kapandı, ötekiyle devam edin.",
            f"The folder of orders, or its lock, was removed while Tezgâh was running, and another Tezgâh was started in its place:"
            f" {options.data_dir}. All orders were left to that one; this program has ended, go on with the other.",
        ),
        code=EXIT_IN_USE,
    )


def _in_use(options: Options, other: AlreadyRunning, *, silent: bool = False) -> UserError:
    if silent:
        return UserError(
            Pair(
                f"Tezgâh zaten açık ama yanıt vermiyor (süreç {other.pid}). Bir dakika bekleyin; yine olmazsa bilgisayarı yeniden"
                " başlatın. O zamana kadar siparişlere Dükkango panelinden bakın.",
                f"Tezgâh is open already and does not answer (process {other.pid}). Wait a minute; if that does not help, restart"
                " the computer. Until then look at the orders in Dükkango's panel.",
            ),
            code=EXIT_IN_USE,
        )
    return UserError(
        Pair(
            f"Bu klasörde Tezgâh zaten çalışıyor ({other.kind}, süreç {other.pid}): {options.data_dir}. Onu kapatın ya da"
            " --data-dir ile başka bir klasör seçin.",
            f"Tezgâh is already running on this folder ({other.kind}, process {other.pid}): {options.data_dir}. Quit that"
            " one, or choose another folder with --data-dir.",
        ),
        code=EXIT_IN_USE,
    )
