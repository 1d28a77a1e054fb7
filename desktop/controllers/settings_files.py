"""Files that people bring to the settings, or take with them: a sound of their own, a backup.

Read and written aside, one after the other: a stick may be slow, and a folder of the network may not answer at all.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.services.alarm import sound_files
from desktop.system.machine.background import BackgroundThread
from desktop.ui.text import settings_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.system.settings.settings import Settings

PATIENCE: Final = 30.0
"""Seconds after which a file that does not answer is given up: others go on then."""


class SettingsFiles:
    """What is done with files that people chose; each comes to a sentence."""

    def __init__(self, data_dir: Path, settings: Callable[[], Settings], say: Callable[[str], None]) -> None:
        """Take what is needed.

        Args:
            data_dir: the data folder, for copies of sounds.
            settings: returns the settings as they are.
            say: tells people what came of it.
        """
        self._data_dir = data_dir
        self._settings = settings
        self._say = say
        self._line = BackgroundThread("files")
        self._tasks: set[asyncio.Task[None]] = set()

    def take_sound(self, name: str, path: str, use: Callable[[str, str], None]) -> None:
        """Copy a file as the sound of a setting; `use` is told the setting and its value."""

        def work() -> Callable[[], None]:
            from desktop.alerts.sound_import import SoundImportError

            try:
                target = sound_files.copy(name, Path(path), self._data_dir)
            except SoundImportError as error:
                return partial(self._say, settings_words.sound_refused(str(error)))
            return partial(use, name, target)

        self._begin(work)

    def save_backup(self, path: str) -> None:
        """Write the settings to a file, without what belongs to this computer or opens something."""
        settings = self._settings()

        def work() -> Callable[[], None]:
            from desktop.system.settings.backup import write_backup

            write_backup(Path(path), settings)
            return partial(self._say, settings_words.backup_saved(path))

        self._begin(work)

    def restore(self, path: str, take: Callable[[dict[str, Any], list[str]], None]) -> None:
        """Read settings from a file; `take` is told those that can be used, and the names of those that cannot."""
        settings = self._settings()

        def work() -> Callable[[], None]:
            from desktop.system.settings.backup import NoBackupError, read_backup

            try:
                taken, wrong = read_backup(Path(path), settings)
            except NoBackupError:
                return partial(self._say, settings_words.no_backup())
            return partial(take, taken, wrong)

        self._begin(work)

    def close(self) -> None:
        """Tell nobody any more; what is being written is not waited for."""
        for task in self._tasks:
            task.cancel()

    def _begin(self, work: Callable[[], Callable[[], None]]) -> None:
        task = asyncio.ensure_future(self._do(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, work: Callable[[], Callable[[], None]]) -> None:
        """Do work aside, then here what it returns."""
        try:
            async with asyncio.timeout(PATIENCE):
                then = await self._line.enqueue(work)
        except TimeoutError:
            self._line = BackgroundThread("files")
            self._say(settings_words.file_silent())
        except OSError as error:
            self._say(settings_words.file_failed(error.strerror or type(error).__name__))
        else:
            then()
