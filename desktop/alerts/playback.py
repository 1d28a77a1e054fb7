"""One use of a sound device, from opening to closing, on a thread of its own that can be left behind.

Opening and closing hang when a sound server hangs; whoever started a session only ever looks at it.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.alerts.device import OpenDevice

log = logging.getLogger(__name__)


class Playback:
    """A device being opened, played on, or closed. `changed` is called on any thread whenever there is news.

    `prepare` is called first and returns the rate in frames a second; what it or `open_device` raises is `error`.
    """

    def __init__(
        self,
        open_device: OpenDevice,
        prepare: Callable[[], int],
        pull: Callable[[int], bytes],
        changed: Callable[[], None],
    ) -> None:
        self._open_device = open_device
        self._prepare = prepare
        self._pull_on = pull
        self._changed = changed
        self._over = threading.Event()
        self.rate = 0
        """Frames a second, once known."""
        self.frames = 0
        """How many frames the device has asked for. That it grows is the only proof that a device plays."""
        self.opened = False
        self.stopped = False
        """The device ended by itself."""
        self.error = ""
        self.gone = False
        """The device has been given back, or never was there."""
        self._thread = threading.Thread(target=self._run, name="sound device", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Close the device as soon as it lets itself be closed; from now on it gets zeros."""
        self._over.set()

    def join(self, timeout: float) -> None:
        """Wait until the device has been given back, at most `timeout` seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self.rate = self._prepare()
            device = self._open_device(self.rate, self._pull, self._on_stopped)
        except Exception as error:  # noqa: BLE001 - whatever a sound system does wrong, the bell says "no sound"
            self.error = f"{type(error).__name__}: {error}"
            self.gone = True
            self._changed()
            return
        self.opened = True
        self._changed()
        self._over.wait()
        try:
            device.close()
        except Exception as error:  # noqa: BLE001 - it is given up anyway
            log.warning("the sound device could not be closed: %s", error)
        self.gone = True
        self._changed()

    def _pull(self, frames: int) -> bytes:
        if self._over.is_set():
            return bytes(2 * frames)
        self.frames += frames
        return self._pull_on(frames)

    def _on_stopped(self) -> None:
        self.stopped = True
        self._changed()
