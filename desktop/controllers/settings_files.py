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
from desktop.system.settings.options import Restored
from desktop.system.user_errors import UserError
from desktop.ui.text import restore_words, settings_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.printing.printer import Printer
    from desktop.system.settings.settings import Settings
    from desktop.system.settings.settings_file import CurrentSettings

PATIENCE: Final = 30.0
"""Seconds after which a silent file is given up, so that the next one can follow."""


def sort_restored(taken: dict[str, Any], unusable: list[str], settings: Settings) -> Restored:
    """Remove from the settings of a backup what a person is asked about first; returns what is to be said and asked."""
    from desktop.system.settings.backup import PRINTERS, take_out_asked

    if not _can_be_reached(taken.get(PRINTERS, ())):
        del taken[PRINTERS]
        unusable = [*unusable, PRINTERS]
    asked = take_out_asked(taken, settings)
    count = len(taken)
    asks_rule = bool(taken.get("auto_accept")) and not settings.auto_accept
    if asks_rule:
        del taken["auto_accept"]
    return Restored(count, tuple(unusable), asks_rule, asked)


def _can_be_reached(printers: Iterable[Printer]) -> bool:
    """Return whether all addresses of printers are such."""
    from desktop.printing.address import AddressError, parse_address

    try:
        for printer in printers:
            parse_address(printer.address)
    except AddressError:
        return False
    return True


def ask_restored(
    restored: Restored,
    settings: Settings,
    ask: Callable[[str, str, Callable[[], None], Callable[[], None]], None],
    choose: Callable[..., None],
    ask_about_rule: Callable[[], None],
) -> None:
    """Ask one question after the other: about each address, about the printers, about the other settings that matter, about the rule.

    Args:
        restored: what is to be asked.
        settings: the present ones.
        ask: asks with a title and a text; calls the first function for yes, and the second one in any case, last.
        choose: takes settings.
        ask_about_rule: asks whether orders are to be accepted by rule.
    """
    from desktop.system.settings.backup import ADDRESSES, PRINTERS

    questions: list[tuple[str, str, dict[str, Any]]] = []
    for name in (name for name in ADDRESSES if name in restored.asked):
        # An interval that only the new address allows goes with it.
        more = [name, "poll_seconds"] if name == "base_url" else [name]
        taken = {each: restored.asked[each] for each in more if each in restored.asked}
        title, text = restore_words.restored_address(name, getattr(settings, name), taken[name])
        questions.append((title, text, taken))
    if PRINTERS in restored.asked:
        printers = restored.asked[PRINTERS]
        questions.append(
            (*restore_words.restored_printers(settings.printers, printers), {PRINTERS: printers})
        )
    others = {
        name: value
        for name, value in restored.asked.items()
        if name not in ADDRESSES and not any(name in taken for _, _, taken in questions)
    }
    if others:
        title, text = restore_words.restored_settings(settings, others)
        questions.append((title, text, others))

    def go_on() -> None:
        if questions:
            title, text, taken = questions.pop(0)
            ask(title, text, lambda: choose(**taken), go_on)
        elif restored.asks_rule:
            ask_about_rule()

    go_on()


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
