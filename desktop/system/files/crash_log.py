"""Unexpected exceptions: each is logged once and reported to a person. Never imports Qt.

A crash that ends the process at once, in a broken library for example, writes its place to a file of its own. After an
exception the program goes on; code that must not go on stops itself.
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
"""Starts with the name of the log, so that the support package includes it."""

_LARGEST: Final = 256 << 10


@contextlib.contextmanager
def log_hard_crashes(data_dir: Path) -> Iterator[None]:
    """Make a crash of the interpreter log the stacks of all threads, without any values.

    Args:
        data_dir: the data folder; if it cannot be written, nothing is logged.
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
        with contextlib.suppress(OSError):
            os.close(number)


class CrashReporter:
    """Reports unexpected exceptions of all hooks, each one once."""

    def __init__(self, on_crash: Callable[[str], None]) -> None:
        """Prepare; `install` takes the hooks over.

        Args:
            on_crash: called with the class name of the exception, in the thread where it happened. It never gets the
                exception's text, which may contain customers' data.
        """
        self._on_crash = on_crash
        self._seen: set[str] = set()

    def install(self) -> None:
        """Set the hooks of the interpreter and of threads."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Report an exception; this is an exception handler for an event loop."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.error("event loop: %s", context.get("message"))

    def report(self, error: BaseException) -> None:
        """Log and report an exception the first time it happens at its place."""
        place = "".join(traceback.format_tb(error.__traceback__)[-3:])
        fingerprint = f"{type(error).__name__}\n{place}"
        if fingerprint in self._seen or len(self._seen) >= _MOST_REMEMBERED:
            return
        self._seen.add(fingerprint)
        # The text of an exception may quote an order: class and place are enough.
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
