"""Keeps the machine and its screen from sleeping while orders are received: a counter that sleeps hears nothing.

Asking a desktop for that may hang; it is done on a thread of its own, which enters and leaves the same mode.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from wakepy import DBusAdapter

log = logging.getLogger(__name__)

_CLOSING_AT_MOST: Final = 0.5


class Awake(Protocol):
    """Keeps the machine from sleeping while that is wanted. No call blocks, none raises."""

    @property
    def active(self) -> bool | None:
        """Whether the system stays awake for us; None while nothing has been asked, or no answer came yet."""

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Want the machine awake, or let it sleep again."""

    def close(self) -> None:
        """Let it sleep again for good, in less than a second even when the desktop hangs."""


class NullAwake:
    """For where the machine may sleep as it likes."""

    active: Final = None

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class KeepAwake:
    """Asks the system to stay awake; where it cannot be asked, the log says so once."""

    def __init__(self, modes: Callable[[], list[AbstractContextManager[Any]]] | None = None) -> None:
        """Prepare; nothing is asked, no thread is started and no library imported before it is wanted.

        Args:
            modes: returns the modes to try, the best first; each tells by its value's `active` whether it holds. Called,
                entered and left on one thread.
        """
        self._modes = modes or _wakepy_modes
        self._wanted = False
        self._closing = False
        self._refused = False
        self._active: bool | None = None
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool | None:
        """Whether the system stays awake for us; None while nothing has been asked, or no answer came yet."""
        return self._active

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
        """Let it sleep again for good, in less than a second even when the desktop hangs."""
        self._closing = True
        self._wanted = False
        self._changed.set()
        if self._thread is not None:
            self._thread.join(_CLOSING_AT_MOST)

    def _run(self) -> None:
        while not self._closing:
            self._wait()
            if self._wanted:
                self._hold()

    def _hold(self) -> None:
        """Keep awake until that is not wanted any more."""
        try:
            with contextlib.ExitStack() as stack:
                try:
                    self._active = any(stack.enter_context(mode).active for mode in self._modes())
                except Exception as error:  # noqa: BLE001 - an extra must never end the program
                    self._active = False
                    self._say_refused(f"{type(error).__name__}: {error}")
                else:
                    self._say_refused("" if self._active else "no way that this desktop offers works")
                while self._wanted:
                    self._wait()
        except Exception as error:  # noqa: BLE001 - what was held may be gone with the desktop's session
            log.info("the system did not take back that it stays awake: %s: %s", type(error).__name__, error)
        self._active = None

    def _wait(self) -> None:
        self._changed.wait()
        self._changed.clear()

    def _say_refused(self, why: str) -> None:
        if why and not self._refused:
            log.warning("this system cannot be kept awake, switch its sleep off in its settings: %s", why)
        self._refused = bool(why)


def _wakepy_modes() -> list[AbstractContextManager[Any]]:
    from wakepy import keep

    # The screen too: staff glance at it. Where a desktop grants only the machine, that is enough for the bell.
    return [_wakepy_mode(keep.presenting), _wakepy_mode(keep.running)]


@contextlib.contextmanager
def _wakepy_mode(mode: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """Enter a mode, and close what it opened also when it was refused, which wakepy 1.0 leaves to the collector."""
    with contextlib.ExitStack() as stack:
        adapter: type[DBusAdapter] | None = None
        with contextlib.suppress(ImportError):  # where there is no message bus, as on Windows
            from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

            class ClosedAdapter(JeepneyDBusAdapter):
                def __init__(self) -> None:
                    super().__init__()
                    stack.callback(self.close_connections)

            adapter = ClosedAdapter
        yield stack.enter_context(mode(on_fail="pass", dbus_adapter=adapter))
