"""Connects the window with the check-up, the support package and the list of licences."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.system.machine.background import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop.services.backend import Backend
    from desktop.ui.window.main_window import MainWindow


class HelpController:
    """Runs what the dialogs about the program ask for. All methods but `close` return at once."""

    def __init__(self, window: MainWindow, backend: Backend, *, has_tray: Callable[[], bool]) -> None:
        self._dialogs = window.dialogs
        self._backend = backend
        self._has_tray = has_tray
        self._package: list[tuple[str, bytes]] = []
        self._checkup: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        window.dialogs.licences_wanted.connect(self._on_licences_wanted)

    def check_up(self) -> None:
        """Run a check-up and show each finding; it replaces one that is running."""
        if self._checkup is not None:
            self._checkup.cancel()
        self._checkup = self._start(self._check_up())

    def gather_support(self) -> None:
        """Gather a support package and show its files."""
        self._start(self._gather_support())

    def save_support(self, path: str) -> None:
        """Write the support package that was shown last."""
        self._start(self._save_support(path))

    async def close(self) -> None:
        """Cancel everything that runs, and wait for its end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _check_up(self) -> None:
        # Imported late: seldom used, and slow to import.
        from desktop.services import diagnostics
        from desktop.ui.help.checkup_dialog import finding_row, tray_row

        self._dialogs.show_check(tray_row(self._has_tray()))
        async for finding in diagnostics.check_up(self._backend):
            self._dialogs.show_check(
                finding_row(finding.name, finding.level, str(finding.message), finding.detail)
            )
        self._dialogs.end_checkup()

    async def _gather_support(self) -> None:
        from desktop.services import diagnostics
        from desktop.services.support_package import file_name

        self._package = await diagnostics.gather_support(self._backend)
        self._dialogs.show_support(self._package, str(Path.home() / file_name()))

    async def _save_support(self, path: str) -> None:
        from desktop.services import diagnostics

        reason = ""
        try:
            await diagnostics.save_support(self._package, path, self._backend.options.data_dir)
        except OSError as error:
            reason = error.strerror or type(error).__name__
        self._dialogs.show_support_saved(path, reason)

    def _on_licences_wanted(self) -> None:
        self._start(self._show_licences())

    async def _show_licences(self) -> None:
        from desktop.system.files import licences

        self._dialogs.show_licences(await run_in_thread(licences.text, "licences"))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
