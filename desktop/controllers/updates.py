"""Checks once a day for a newer version, and carries out what people choose about it. Never stops orders.

Network and disk are used on daemon threads, which end with the program.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import TroubleKind
from desktop.domain.updates import UpdateProblem
from desktop.services.updates import updater
from desktop.services.updates.release_list import SEEN_NAME, UpdateError
from desktop.services.updates.updater import DownloadStopped
from desktop.system.files.paths import resources_dir
from desktop.system.machine.background import run_in_thread
from desktop.system.machine.clock import steady
from desktop.ui.text.language import is_turkish

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Coroutine
    from datetime import date
    from pathlib import Path

    from desktop.services.backend import Backend
    from desktop.services.updates.updater import Release
    from desktop.ui.help.update_dialog import UpdateDialog
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)

KEY_NAME: Final = "update-key.pub"
_THREAD: Final = "updates"

FIRST_CHECK: Final = 60.0
"""Seconds after the start: the start itself has enough to do."""
EVERY: Final = 24 * 3600.0
"""Seconds between two checks."""
_RETRY: Final = 3600.0
"""Seconds until a failed check is repeated. A computer that slept for a day is noticed at this interval, too."""


class UpdatesController:
    """Checks, downloads and installs new versions while the program runs."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        *,
        quit_program: Callable[[], None],
        key: Path | None = None,
    ) -> None:
        """Start the daily check; needs the running loop.

        Args:
            window: the main window.
            backend: the open backend; its options name the address of the signed list, "" for none.
            quit_program: ends the program, so that the installer can replace it.
            key: the file of the public key, None for the one that is part of the program.
        """
        self._window = window
        self._backend = backend
        self._folder = backend.options.data_dir / "updates"
        self._seen = backend.options.data_dir / SEEN_NAME
        self._quit = quit_program
        self._key = key or resources_dir() / KEY_NAME
        self._dialog: UpdateDialog | None = None
        self._release: Release | None = None
        self._expired: date | None = None
        """The day on which the list was signed, if the list is too old to be trusted."""
        self._path: Path | None = None
        """The downloaded file."""
        self._address = ""
        """The address that all of this came from; after a change of the address none of it is offered."""
        self._checked_at: float | None = None
        """The steady time of the last answer, None for never."""
        self._announced = ""
        """The version that the banner has shown."""
        self._checking = False
        self._stop_download: threading.Event | None = None
        """Set to stop the download that is running."""
        self._downloaded = 0
        """Bytes of the running download."""
        self._installing = False
        self._installer: subprocess.Popen[bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        window.dialogs.offered_version = self._offered_version
        window.dialogs.update_wanted.connect(self.open)
        self._start(self._check_daily())

    def open(self) -> None:
        """Open the dialog; check for a version unless one is known."""
        from desktop.ui.help.update_dialog import UpdateDialog

        dialog = UpdateDialog(self._window, self._window.look)
        dialog.check_wanted.connect(self._on_check_wanted)
        dialog.download_wanted.connect(self._on_download_wanted)
        dialog.stop_wanted.connect(self._stop)
        dialog.install_wanted.connect(self._on_install_wanted)
        dialog.finished.connect(lambda _result: self._on_closed(dialog))
        self._window.dialogs.open(dialog)
        self._dialog = dialog
        self._reset_if_address_changed()
        if self._stop_download is not None and self._release is not None:
            self._show_version()
            dialog.show_progress(self._downloaded)
        elif self._release is not None:
            self._show_state()
        else:
            self._on_check_wanted()

    async def close(self) -> None:
        """Stop a download and cancel all tasks; threads that wait for the network end with the program."""
        self._stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _check_daily(self) -> None:
        await asyncio.sleep(FIRST_CHECK)
        while True:
            self._reset_if_address_changed()
            if self._address and (self._checked_at is None or steady() - self._checked_at >= EVERY):
                try:
                    await self._check()
                except UpdateError as error:
                    # People at the counter can do nothing about it. The dialog shows the error of a check of theirs.
                    _log.info("no check for updates: %s (%s)", error.problem, error)
            await asyncio.sleep(_RETRY)

    def _offered_version(self) -> str | None:
        """Return the newer version, "" for none, None if no address is set."""
        self._reset_if_address_changed()
        if not self._address:
            return None
        return self._release.version if self._release else ""

    def _reset_if_address_changed(self) -> None:
        """Discard everything that came from another address than the one of the settings."""
        if (address := self._backend.options.update_url) != self._address:
            self._address = address
            self._release = self._path = self._checked_at = self._expired = None
            self._announced = ""
            self._stop()

    def _on_check_wanted(self) -> None:
        if not self._checking:
            self._start(self._check_and_show())

    async def _check_and_show(self) -> None:
        if self._dialog is not None:
            self._dialog.show_checking()
        self._checking = True
        try:
            await self._check()
        except UpdateError as error:
            _log.info("no check for updates: %s (%s)", error.problem, error)
            self._show_failed(error.problem, downloading=False)
        else:
            self._show_state()
        finally:
            self._checking = False

    async def _check(self) -> None:
        self._reset_if_address_changed()
        address = self._address
        if not address:
            raise UpdateError(UpdateProblem.ADDRESS, "none is set")
        found = await run_in_thread(lambda: updater.check(address, self._key, self._seen), _THREAD)
        if address != self._backend.options.update_url:
            # The address was changed or removed meanwhile.
            return
        self._checked_at = steady()
        release = found.release
        self._expired = found.issued.astimezone(ISTANBUL).date() if found.expired else None
        if release != self._release:
            self._release, self._path = release, None
            # The dialog must not offer a version that is no longer in the list.
            if self._stop_download is None:
                self._show_state()
        if release is not None and release.version != self._announced:
            self._announced = release.version
            detail = f"update:{release.version}"
            self._backend.engine.troubles.begin(TroubleKind.NOTICE, detail, dismissible=True)

    def _on_download_wanted(self) -> None:
        self._start(self._download())

    async def _download(self) -> None:
        release = self._release
        if release is None or self._stop_download is not None:
            return
        stopped = self._stop_download = threading.Event()
        self._downloaded = 0
        loop = asyncio.get_running_loop()
        if self._dialog is not None:
            self._dialog.show_progress(0)
        shown = 0

        def on_progress(size: int) -> None:
            nonlocal shown
            # Each percent: the window need not paint each packet.
            if release.package is not None and (size - shown) * 100 >= release.package.size:
                shown = size
                loop.call_soon_threadsafe(self._show_progress, stopped, size)

        try:
            path = await run_in_thread(
                lambda: updater.download(
                    release, self._folder, on_progress=on_progress, is_stopped=stopped.is_set
                ),
                _THREAD,
            )
        except DownloadStopped:
            if self._release is not None:
                self._show_state()
        except UpdateError as error:
            _log.warning("no download of the update: %s (%s)", error.problem, error)
            self._show_failed(error.problem, downloading=self._release is not None)
        else:
            # Otherwise a newer version was found meanwhile.
            if release == self._release:
                self._path = path
            self._show_state()
        finally:
            self._stop_download = None

    def _on_install_wanted(self) -> None:
        # Installing ends the program: the PIN that guards leaving guards this, too.
        self._window.dialogs.prompts.guard("leaving", self._ask_to_install)

    def _ask_to_install(self) -> None:
        from desktop.ui.help.update_dialog import ask_to_install

        waiting = len(self._window.board.waiting())
        if not waiting:
            self._start_install()
            return
        dialog = ask_to_install(waiting, self._window, self._window.look)
        dialog.accepted.connect(self._start_install)
        self._window.dialogs.open(dialog)

    def _start_install(self) -> None:
        self._start(self._install())

    async def _install(self) -> None:
        release, path = self._release, self._path
        if release is None or path is None or self._installing:
            return
        self._installing = True
        try:
            self._installer = await run_in_thread(lambda: updater.install(release, path), _THREAD)
        except UpdateError as error:
            _log.warning("the update was not installed: %s (%s)", error.problem, error)
            self._path = None
            if self._dialog is None:
                # The question has replaced it.
                self.open()
            self._show_failed(error.problem, downloading=True)
        else:
            self._quit()
        finally:
            self._installing = False

    def _stop(self) -> None:
        if self._stop_download is not None:
            self._stop_download.set()

    def _show_progress(self, stopped: threading.Event, size: int) -> None:
        if self._stop_download is stopped:
            self._downloaded = size
            if self._dialog is not None and not stopped.is_set():
                self._dialog.show_progress(size)

    def _show_state(self) -> None:
        """Show the downloaded file, else the newer version, else that there is none."""
        if self._path is not None:
            self._show_ready()
        elif self._release is not None:
            self._show_version()
        elif self._dialog is not None and self._expired is not None:
            self._dialog.show_expired(self._expired.strftime("%d.%m.%Y"))
        elif self._dialog is not None:
            self._dialog.show_none(__version__)

    def _show_version(self) -> None:
        from desktop.ui.help.update_dialog import NewVersion

        release = self._release
        if release is None or self._dialog is None:
            return
        notes = release.notes.tr if is_turkish() else release.notes.en
        size = 0 if release.package is None else release.package.size
        day = release.released.strftime("%d.%m.%Y")
        self._dialog.show_version(NewVersion(release.version, day, notes, size))

    def _show_ready(self) -> None:
        release, path = self._release, self._path
        if release is None or path is None or self._dialog is None:
            return
        self._show_version()
        command = None if updater.installs_itself(release) else updater.command(release, path)
        self._dialog.show_ready(str(path.parent), command)

    def _show_failed(self, problem: UpdateProblem, *, downloading: bool) -> None:
        if self._dialog is not None:
            self._dialog.show_failed(problem, downloading=downloading)

    def _on_closed(self, dialog: UpdateDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
