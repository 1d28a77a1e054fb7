"""Files that people choose in the settings: a sound of their own, a backup.

They are read and written in a thread, one after the other: a network folder may not answer at all.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.services.alarm import sound_files
from desktop.sync.tasks import BackgroundTasks
from desktop.system.machine.background import BackgroundThread
from desktop.system.user_errors import UserError
from desktop.ui.text import settings_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.system.settings.settings_file import CurrentSettings

PATIENCE: Final = 30.0
"""Seconds after which a silent file is given up, so that the next one can follow."""


class SettingsFiles:
    """Works on files that people chose. Each work ends with a function that is called in the window's thread."""

    def __init__(self, data_dir: Path, current: CurrentSettings, show: Callable[[str], None]) -> None:
        """Work with these.

        Args:
            data_dir: the data folder, for copies of sounds.
            current: the settings in force.
            show: shows people a result.
        """
        self._data_dir = data_dir
        self._current = current
        self._show = show
        self._thread = BackgroundThread("files")
        self._tasks = BackgroundTasks(self)

    def import_sound(self, name: str, path: str, use: Callable[[str, str], None]) -> None:
        """Copy a file as the sound of a setting; `use` gets the setting and its value."""

        def work() -> Callable[[], None]:
            from desktop.alerts.sound_import import SoundImportError

            try:
                target = sound_files.copy(name, Path(path), self._data_dir)
            except SoundImportError as error:
                return partial(self._show, settings_words.sound_refused(str(error)))
            return partial(use, name, target)

        self._start(work)

    def save_backup(self, path: str) -> None:
        """Write the settings to a file, without notes, sounds and secrets."""
        settings = self._current.settings

        def work() -> Callable[[], None]:
            from desktop.system.settings.backup import write_backup

            write_backup(Path(path), settings, self._data_dir)
            return partial(self._show, settings_words.backup_saved(path))

        self._start(work)

    def restore(self, path: str, use: Callable[[dict[str, Any], list[str]], None]) -> None:
        """Read settings from a file; `use` gets the usable ones, and the names of the others."""
        settings = self._current.settings

        def work() -> Callable[[], None]:
            from desktop.system.settings.backup import read_backup

            return partial(use, *read_backup(Path(path), settings))

        self._start(work)

    def close(self) -> None:
        """Stop at once; a file that is being written is not waited for."""
        self._tasks.cancel()

    def task_failed(self, name: str, error: BaseException) -> None:
        """Show that work failed unexpectedly."""
        del name, error
        self._show(str(settings_words.UNEXPECTED))

    def _start(self, work: Callable[[], Callable[[], None]]) -> None:
        self._tasks.start(self._run(work), "settings file")

    async def _run(self, work: Callable[[], Callable[[], None]]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                finish = await self._thread.enqueue(work)
        except TimeoutError:
            self._thread = BackgroundThread("files")
            self._show(str(settings_words.FILE_SILENT))
        except OSError as error:
            self._show(settings_words.file_failed(error.strerror or type(error).__name__))
        except UserError as error:
            self._show(str(error))
        else:
            finish()
