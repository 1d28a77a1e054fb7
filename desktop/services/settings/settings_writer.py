"""Writes the settings file in a thread of its own, and shows people when that fails."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from desktop.domain.trouble import Trouble, TroubleKind
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.sync.troubles import TroubleList
    from desktop.system.settings.settings import Settings
    from desktop.system.settings.settings_file import SettingsFile

_log = logging.getLogger(__name__)


class SettingsWriter:
    """Failures before `start` are only logged."""

    def __init__(self, file: SettingsFile) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="settings")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._troubles: TroubleList
        self._unsaved: Trouble | None = None

    def start(self, troubles: TroubleList) -> None:
        """Show failures from now on."""
        self._troubles = troubles
        self._loop = asyncio.get_running_loop()

    def save(self, settings: Settings) -> None:
        """Write the settings after those that are being written."""
        self._thread.submit(self._write, settings)

    def run(self, work: Callable[[], None]) -> None:
        """Run work on files in the thread that also writes the settings."""
        self._thread.submit(work)

    def close(self) -> None:
        """Finish writing."""
        self._thread.shutdown(wait=True)

    def _write(self, settings: Settings) -> None:
        reason = ""
        try:
            self._file.save(settings)
        except OSError as error:
            _log.exception("the settings could not be saved")
            reason = error.strerror or type(error).__name__
        if self._loop is not None:
            # The loop may be closed already.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._show_unsaved, reason)

    def _show_unsaved(self, reason: str) -> None:
        """Show that choices are lost at the end, with the reason; "" ends that."""
        detail, shown = f"unsaved:{reason}", self._unsaved
        if shown is not None and (not reason or shown.detail != detail):
            self._troubles.dismiss(shown)
            self._unsaved = None
        if reason and self._unsaved is None:
            self._unsaved = Trouble(TroubleKind.NOTICE, now(), detail, dismissible=True)
            self._troubles.begin(TroubleKind.NOTICE, detail, dismissible=True)
