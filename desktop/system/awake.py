"""Keeps the machine and its screen from sleeping while orders are received: a counter that sleeps hears nothing.

Asking a desktop for that may hang; it is done on a thread of its own, which enters and leaves the same mode.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

log = logging.getLogger(__name__)

_CLOSING_AT_MOST: Final = 0.5


class KeepAwake:
    """Asks the system to stay awake while that is wanted. No call blocks, none raises."""

    def __init__(self, modes: Callable[[], list[AbstractContextManager[Any]]] | None = None) -> None:
        """Prepare; nothing is asked before it is wanted.

        Args:
            modes: returns the modes to try, the best first; each tells by its value's `active` whether it holds.
        """
        self._modes = modes or _wakepy_modes
        self._wanted = False
        self._closing = False
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None
        self.active: bool | None = None
        """Whether the system stays awake for us; None while nothing has been asked."""

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Want the machine awake, or let it sleep again."""
        if wanted == self._wanted or self._closing:
            return
        self._wanted = wanted
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="awake", daemon=True)
            self._thread.start()
        self._changed.set()

    def close(self) -> None:
        """Let it sleep again, in less than a second even when the desktop hangs."""
        self._closing = True
        self._wanted = False
        self._changed.set()
        if self._thread is not None:
            self._thread.join(_CLOSING_AT_MOST)

    def _run(self) -> None:
        while not self._closing:
            self._changed.wait()
            self._changed.clear()
            if self._wanted:
                self._hold()

    def _hold(self) -> None:
        """Keep awake until that is not wanted any more."""
        try:
            with contextlib.ExitStack() as stack:
                self.active = any(stack.enter_context(mode).active for mode in self._modes())
                if not self.active:
                    log.warning("this system cannot be kept awake: switch its sleep off in its settings")
                while self._wanted:
                    self._changed.wait()
                    self._changed.clear()
        except Exception as error:  # noqa: BLE001 - an extra must never end the program
            log.warning("keeping awake failed: %s: %s", type(error).__name__, error)
            self.active = False
        else:
            self.active = None


def _wakepy_modes() -> list[AbstractContextManager[Any]]:
    from wakepy import keep

    # The screen too: staff glance at it. Where a desktop grants only the machine, that is enough for the bell.
    return [keep.presenting(on_fail="pass"), keep.running(on_fail="pass")]
