"""Looks for newer versions once a day, and takes the window's presses about them. Never stops orders.

What a look or a download waits for happens on threads of their own that end with the program.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import TroubleKind
from desktop.services.updates import updater
from desktop.services.updates.release_list import SEEN_NAME, UpdateError, UpdateProblem
from desktop.services.updates.updater import GivenUp
from desktop.system.files.paths import resources_dir
from desktop.system.machine.background import run_in_thread
from desktop.system.machine.clock import steady
from desktop.ui.text.language import is_turkish

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Coroutine
    from datetime import date
    from pathlib import Path

    from desktop.services.updates.updater import Release
    from desktop.sync.troubles import TroubleList
    from desktop.ui.help.update_dialog import UpdateDialog
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)

KEY_NAME: Final = "update-key.pub"
_THREAD: Final = "updates"

FIRST_LOOK: Final = 60.0
"""Seconds after the start: not in its rush."""
EVERY: Final = 24 * 3600.0
"""Seconds from one look to the next."""
_TRY: Final = 3600.0
"""Seconds until a look that failed is made again, and until it is seen whether a day has gone, asleep or not."""


class UpdatesController:
    """The updates of the running program."""

    def __init__(
        self,
        window: MainWindow,
        *,
        address: Callable[[], str],
        data_dir: Path,
        troubles: Callable[[], TroubleList],
        quit_program: Callable[[], None],
        key: Path | None = None,
    ) -> None:
        """Take what is needed and begin; needs the running loop.

        Args:
            window: where.
            address: of the signed list, "" while none is wanted.
            data_dir: the data folder; what is downloaded lies in a folder of its own there.
            troubles: returns what the banner shows, once there is one.
            quit_program: ends the program, for the installer.
            key: the file of the public key, None for the one that came with the program.
        """
        self._window = window
        self._address = address
        self._folder = data_dir / "updates"
        self._seen = data_dir / SEEN_NAME
        self._troubles = troubles
        self._quit = quit_program
        self._key = key or resources_dir() / KEY_NAME
        self._dialog: UpdateDialog | None = None
        self._release: Release | None = None
        self._lapsed: date | None = None
        """The day of the list where that holds no more."""
        self._path: Path | None = None
        self._source = ""
        """The address that both are from: of another one, and of none, nothing is offered any more."""
        self._looked: float | None = None
        """When there was the last answer from it, steady; None for never."""
        self._told = ""
        self._looking = False
        self._downloading: threading.Event | None = None
        """Set to give up the download that is under way."""
        self._have = 0
        """Bytes of it."""
        self._installing = False
        self._installer: subprocess.Popen[bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        window.dialogs.updates_offered = self._offered
        window.dialogs.update_wanted.connect(self.open)
        self._spawn(self._watch())

    def open(self) -> None:
        """Open the dialog, and look when there is nothing to show yet."""
        from desktop.ui.help.update_dialog import UpdateDialog

        dialog = UpdateDialog(self._window, self._window.look)
        dialog.check_wanted.connect(self._look_again)
        dialog.download_wanted.connect(lambda: self._spawn(self._download()))
        dialog.stop_wanted.connect(self._give_up)
        dialog.install_wanted.connect(self._on_install_wanted)
        dialog.finished.connect(lambda _result: self._on_closed(dialog))
        self._window.dialogs.open(dialog)
        self._dialog = dialog
        self._forget_another_source()
        if self._downloading is not None and self._release is not None:
            self._show_version()
            dialog.show_progress(self._have)
        elif self._release is not None:
            self._show_what_is_there()
        else:
            self._look_again()

    async def close(self) -> None:
        """Give up what is under way; what waits for the network is left to end with the program."""
        self._give_up()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch(self) -> None:
        await asyncio.sleep(FIRST_LOOK)
        while True:
            self._forget_another_source()
            if self._source and (self._looked is None or steady() - self._looked >= EVERY):
                try:
                    await self._look()
                except UpdateError as error:
                    # Nobody at the counter can do anything about it: who looks by a press is told.
                    _log.info("no look for updates: %s (%s)", error.problem, error)
            await asyncio.sleep(_TRY)

    def _offered(self) -> str | None:
        self._forget_another_source()
        if not self._source:
            return None
        return self._release.version if self._release else ""

    def _forget_another_source(self) -> None:
        """Believe nothing any more of an address that is not the one of the settings now."""
        if (address := self._address()) != self._source:
            self._source = address
            self._release = self._path = self._looked = self._lapsed = None
            self._told = ""
            self._give_up()

    def _look_again(self) -> None:
        if not self._looking:
            self._spawn(self._look_for_a_person())

    async def _look_for_a_person(self) -> None:
        if self._dialog is not None:
            self._dialog.show_checking()
        self._looking = True
        try:
            await self._look()
        except UpdateError as error:
            _log.info("no look for updates: %s (%s)", error.problem, error)
            self._show_failed(error.problem, downloading=False)
        else:
            self._show_what_is_there()
        finally:
            self._looking = False

    async def _look(self) -> None:
        self._forget_another_source()
        address = self._source
        if not address:
            raise UpdateError(UpdateProblem.ADDRESS, "none is set")
        found = await run_in_thread(lambda: updater.look(address, self._key, self._seen), _THREAD)
        if address != self._address():
            # It was changed meanwhile, or taken away.
            return
        self._looked = steady()
        release = found.release
        self._lapsed = found.issued.astimezone(ISTANBUL).date() if found.lapsed else None
        if release != self._release:
            self._release, self._path = release, None
            # What is pressed is what is read: nothing stays in the dialog that is offered no more.
            if self._downloading is None:
                self._show_what_is_there()
        if release is not None and release.version != self._told:
            self._told = release.version
            detail = f"update:{release.version}"
            self._troubles().begin(TroubleKind.NOTICE, detail, dismissible=True)

    async def _download(self) -> None:
        release = self._release
        if release is None or self._downloading is not None:
            return
        given_up = self._downloading = threading.Event()
        self._have = 0
        loop = asyncio.get_running_loop()
        if self._dialog is not None:
            self._dialog.show_progress(0)
        told = 0

        def progress(have: int) -> None:
            nonlocal told
            # Each hundredth: the window need not paint each packet.
            if release.package is not None and (have - told) * 100 >= release.package.size:
                told = have
                loop.call_soon_threadsafe(self._show_progress, given_up, have)

        try:
            path = await run_in_thread(
                lambda: updater.download(release, self._folder, progress=progress, given_up=given_up.is_set),
                _THREAD,
            )
        except GivenUp:
            if self._release is not None:
                self._show_what_is_there()
        except UpdateError as error:
            _log.warning("no download of the update: %s (%s)", error.problem, error)
            self._show_failed(error.problem, downloading=self._release is not None)
        else:
            if release == self._release:
                self._path = path
            # Else there is another one since.
            self._show_what_is_there()
        finally:
            self._downloading = None

    def _on_install_wanted(self) -> None:
        # It ends the program: what guards that, and what is to be known before it, holds here too.
        self._window.dialogs.prompts.guard("leaving", self._ask_to_install)

    def _ask_to_install(self) -> None:
        from desktop.ui.help.update_dialog import ask_to_install

        waiting = len(self._window.board.waiting())
        if not waiting:
            self._spawn(self._install())
            return
        dialog = ask_to_install(waiting, self._window, self._window.look)
        dialog.accepted.connect(lambda: self._spawn(self._install()))
        self._window.dialogs.open(dialog)

    async def _install(self) -> None:
        release, path = self._release, self._path
        if release is None or path is None or self._installing:
            return
        self._installing = True
        try:
            self._installer = await run_in_thread(lambda: updater.run(release, path), _THREAD)
        except UpdateError as error:
            _log.warning("the update was not installed: %s (%s)", error.problem, error)
            self._path = None
            if self._dialog is None:
                # A question stands in its place.
                self.open()
            self._show_failed(error.problem, downloading=True)
        else:
            self._quit()
        finally:
            self._installing = False

    def _give_up(self) -> None:
        if self._downloading is not None:
            self._downloading.set()

    def _show_progress(self, given_up: threading.Event, have: int) -> None:
        if self._downloading is given_up:
            self._have = have
            if self._dialog is not None and not given_up.is_set():
                self._dialog.show_progress(have)

    def _show_what_is_there(self) -> None:
        if self._path is not None:
            self._show_ready()
        elif self._release is not None:
            self._show_version()
        elif self._dialog is not None and self._lapsed is not None:
            self._dialog.show_expired(self._lapsed.strftime("%d.%m.%Y"))
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
        typed = None if updater.runs_by_itself(release) else updater.command(release, path)
        self._dialog.show_ready(str(path.parent), typed)

    def _show_failed(self, problem: UpdateProblem, *, downloading: bool) -> None:
        from desktop.ui.help.update_dialog import Failure

        if self._dialog is not None:
            self._dialog.show_failed(Failure(problem.value), downloading=downloading)

    def _on_closed(self, dialog: UpdateDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _spawn(self, run: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(run)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
