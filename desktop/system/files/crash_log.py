"""Where exceptions end that nobody expected: in the log, once each, and in front of a person. Never imports Qt.

A crash that ends the process at once (a broken library) writes where it happened to a file of its own.

The program goes on when it can; what must not go on is stopped by those who know.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

_log = logging.getLogger(__name__)

_MOST_REMEMBERED: Final = 200

HARD_CRASHES_NAME: Final = "tezgah.log.crash"
"""Beside the log, and under its name, so that the support package takes it along."""

_LARGEST: Final = 256 << 10


@contextlib.contextmanager
def log_hard_crashes(data_dir: Path) -> Iterator[None]:
    """Let a crash that Python does not survive write files and lines of all threads; never what they worked on.

    Args:
        data_dir: the data folder. Where nothing can be written, nothing is.
    """
    path = data_dir / HARD_CRASHES_NAME
    try:
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > _LARGEST:
                path.unlink()
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        yield
        return
    faulthandler.enable(number)
    try:
        yield
    finally:
        faulthandler.disable()
        os.close(number)


class CrashReporter:
    """Takes unexpected exceptions from all hooks and drops repeats."""

    def __init__(self, on_crash: Callable[[str], None]) -> None:
        """Take what tells people.

        Args:
            on_crash: is called with the kind of the exception ("KeyError"), in whatever thread it happened; never with
                its text, which may hold customers' data.
        """
        self._on_crash = on_crash
        self._seen: set[str] = set()

    def install(self) -> None:
        """Take over the hooks of the interpreter and of threads."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Be the event loop's exception handler."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.error("event loop: %s", context.get("message"))

    def report(self, error: BaseException) -> None:
        """Log an exception and tell of it, the first time it happens at this place."""
        place = "".join(traceback.format_tb(error.__traceback__)[-3:])
        fingerprint = f"{type(error).__name__}\n{place}"
        if fingerprint in self._seen or len(self._seen) >= _MOST_REMEMBERED:
            return
        self._seen.add(fingerprint)
        # The text of an exception may quote what it failed on, an order for example: kind and place are enough.
        _log.error("unexpected %s\n%s", type(error).__name__, place)
        self._on_crash(type(error).__name__)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error)

    def _on_thread_exception(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
            self.report(failed.exc_value)
