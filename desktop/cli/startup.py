"""Runs window or terminal as the only program on its data folder; a second window shows the first one.

Imports Qt only when a window is wanted.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

from desktop.cli.stderr import print_error
from desktop.domain.text.translation import Message
from desktop.system.files.languages import in_both
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
    from desktop.system.settings.options import Options

PATIENCE_SECONDS: Final = 10.0
"""How long a second start waits for the first window to answer or to end."""


def start(options: Options, *, headless: bool) -> int:
    """Run window or terminal, as the only program on its data folder; returns the exit code."""
    from desktop.system.files.crash_log import log_hard_crashes
    from desktop.system.files.instance_lock import InstanceLock
    from desktop.system.files.log import open_log

    if headless:
        from desktop.system.secrets.secret_store import with_stored_credentials

        options = with_stored_credentials(options)
        if options.credentials is None and options.of_environment is not None:
            raise _bound_elsewhere(options)
        if options.credentials is None:
            raise UserError(
                Message(
                    "There is no access token. Save one with `tezgah connect`, or set TEZGAH_ACCESS_TOKEN, or"
                    " TEZGAH_APP_SECRET_KEY with TEZGAH_REST_SECRET_KEY. The keys are in Dükkango's panel, on the"
                    " integration page."
                ),
                code=EXIT_USAGE,
            )
    else:
        from desktop.cli.display_check import check_display

        if options.credentials is None and options.of_environment is not None:
            print_error(*in_both(_bound_elsewhere(options).message))

        check_display()
    lock = InstanceLock(options.data_dir, "headless" if headless else "window")
    if not _acquire(lock, options, headless=headless):
        return EXIT_OK
    try:
        options = _as_till(options)
        open_log(options.data_dir, options.secrets)
        with log_hard_crashes(options.data_dir):
            code = _run_headless(options, lock) if headless else _run_window(options, lock)
        if code == EXIT_IN_USE:
            raise UserError(
                Message(
                    "The folder for orders, or its lock, was removed while Tezgâh was running, and another Tezgâh was started on it:"
                    " {folder}. This program has ended: go on with the other. Orders that only this program had saved are missing"
                    " there: see them in Dükkango's panel.",
                    folder=options.data_dir,
                ),
                code=EXIT_IN_USE,
            )
        return code
    finally:
        lock.release()


def _as_till(options: Options) -> Options:
    """Return the options with what a till of a shared database needs: its password, before anything is logged, and its id."""
    if options.store_address is None:
        return options
    from desktop.services.database.password import with_stored_password, with_till_id

    try:
        return with_till_id(with_stored_password(options))
    except OSError as error:
        raise UserError(
            Message(
                "The settings could not be saved ({reason}). Check space and permissions and try again.",
                reason=error.strerror,
            )
        ) from error


def _run_headless(options: Options, lock: InstanceLock) -> int:
    from desktop.cli.headless import run
    from desktop.store.errors import StoreError

    try:
        return run(options, lock.holds)
    except StoreError as error:
        from desktop.services.database.problems import store_failed

        raise store_failed(error, options) or UserError(
            Message(
                "The database of orders cannot be opened ({error}): {folder}. Check space and permissions, and start again."
                " Nothing was changed.",
                error=error,
                folder=options.data_dir,
            ),
            code=EXIT_STORE,
        ) from error


def _run_window(options: Options, lock: InstanceLock) -> int:
    # Building the window makes many objects and no garbage: `app` enables the collector when the board is painted.
    gc.disable()
    try:
        from desktop.app import run
    except ImportError as error:
        library = str(error).split(":", 1)[0]  # the loader names the missing library first
        if ".so" not in library:
            raise
        from desktop.cli.display_check import missing_library

        raise missing_library(library) from error

    return run(options, options.settings_file, lock.holds)


def _acquire(lock: InstanceLock, options: Options, *, headless: bool) -> bool:
    """Lock the data folder; returns False where a window has it and has come to the front.

    A window that is starting or ending does not answer. It is asked again until it answers or has ended.
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
                raise _no_answer(other) from None
            time.sleep(0.2)
        else:
            return True


def _bound_elsewhere(options: Options) -> UserError:
    from desktop.system.settings.addresses import display_base_url

    return UserError(
        Message(
            "The key in the environment is not used: it is for {own}, and the settings name {host}. If that address is right,"
            " give it with the key: TEZGAH_BASE_URL or --base-url. If not: tezgah settings set base_url --default",
            own=display_base_url(options.bound_to),
            host=display_base_url(options.base_url),
        ),
        code=EXIT_USAGE,
    )


def _no_answer(other: AlreadyRunning) -> UserError:
    return UserError(
        Message(
            "Tezgâh is already open and does not answer (process {pid}). Wait a minute. If that does not help, restart the"
            " computer. Until then see the orders in Dükkango's panel.",
            pid=other.pid,
        ),
        code=EXIT_IN_USE,
    )


def _in_use(options: Options, other: AlreadyRunning) -> UserError:
    return UserError(
        Message(
            "Tezgâh is already running on this folder ({kind}, process {pid}): {folder}. Quit it, or choose another folder"
            " with --data-dir.",
            kind=other.kind,
            pid=other.pid,
            folder=options.data_dir,
        ),
        code=EXIT_IN_USE,
    )
