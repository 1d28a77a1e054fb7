"""Keeps the machine and its screen awake while orders are received: a sleeping counter rings no bell.

A request to the desktop may hang, so one thread makes all requests; it also ends each mode that it has started.
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
    """Keeps the machine awake. No call blocks or raises."""

    @property
    def active(self) -> bool | None:
        """Whether the system stays awake for us; None before the first request and its answer."""

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Keep the machine awake, or let it sleep again."""

    def close(self) -> None:
        """Let it sleep again, in less than a second even when the desktop hangs."""


class NullAwake:
    """Lets the machine sleep."""

    active: Final = None

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class KeepAwake:
    """Asks the system to stay awake; a failure is logged once."""

    def __init__(self, modes: Callable[[], list[AbstractContextManager[Any]]] | None = None) -> None:
        """Prepare; the thread starts and the library is imported at the first `set(True)`.

        Args:
            modes: returns the modes to try, the best first. The `active` of an entered mode says whether it works.
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
        """Whether the system stays awake for us; None before the first request and its answer."""
        return self._active

    def set(self, wanted: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Keep the machine awake, or let it sleep again."""
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
            self._wait()
            if self._wanted:
                self._hold()

    def _hold(self) -> None:
        """Keep awake until that is no longer wanted."""
        try:
            with contextlib.ExitStack() as stack:
                try:
                    self._active = any(stack.enter_context(mode).active for mode in self._modes())
                except Exception as error:  # noqa: BLE001 - this extra must never stop the program
                    self._active = False
                    self._log_refusal(f"{type(error).__name__}: {error}")
                else:
                    self._log_refusal("" if self._active else "no mode of this desktop works")
                while self._wanted:
                    self._wait()
        except Exception as error:  # noqa: BLE001 - the mode may be gone with the desktop's session
            log.info(
                "the system did not end the mode that keeps it awake: %s: %s", type(error).__name__, error
            )
        self._active = None

    def _wait(self) -> None:
        self._changed.wait()
        self._changed.clear()

    def _log_refusal(self, why: str) -> None:
        if why and not self._refused:
            log.warning("this system cannot be kept awake, disable sleep in its settings: %s", why)
        self._refused = bool(why)


def _wakepy_modes() -> list[AbstractContextManager[Any]]:
    from wakepy import keep

    # First with the screen, which staff look at. The bell needs only the machine.
    return [_wakepy_mode(keep.presenting), _wakepy_mode(keep.running)]


@contextlib.contextmanager
def _wakepy_mode(mode: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """Enter a mode, and close its connections even after a refusal: wakepy 1.0 leaves them to the garbage collector."""
    with contextlib.ExitStack() as stack:
        adapter: type[DBusAdapter] | None = None
        with contextlib.suppress(ImportError):  # without a message bus, as on Windows
            from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

            class ClosedAdapter(JeepneyDBusAdapter):
                def __init__(self) -> None:
                    super().__init__()
                    stack.callback(self.close_connections)

            adapter = ClosedAdapter
        yield stack.enter_context(mode(on_fail="pass", dbus_adapter=adapter))
