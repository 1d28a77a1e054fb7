"""One use of a sound device, from opening to closing, on its own thread.

Opening and closing hang with the sound server. The owner only reads the state and never waits.
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
    """A device that is being opened, played or closed. `changed` is called on any thread after each change.

    `prepare` is called first and returns the rate in frames a second. Its errors and those of `open_device`
    end in `error`.
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
        self._pull_frames = pull
        self._changed = changed
        self._stop_requested = threading.Event()
        self.rate = 0
        """Frames a second, 0 before `prepare` returned."""
        self.frames = 0
        """Number of frames that the device has requested. Only a growing number proves that a device plays."""
        self.opened = False
        self.stopped = False
        """The device stopped by itself."""
        self.error = ""
        self.closed = False
        """The device was released, or was never opened."""
        self._thread = threading.Thread(target=self._run, name="sound device", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the device as soon as it responds; until then it gets zeros."""
        self._stop_requested.set()

    def join(self, timeout: float) -> None:
        """Wait until the device is released, at most `timeout` seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self.rate = self._prepare()
            device = self._open_device(self.rate, self._pull, self._on_stopped)
        except Exception as error:  # noqa: BLE001 - any failure of a sound system becomes "no sound"
            self.error = f"{type(error).__name__}: {error}"
            self.closed = True
            self._changed()
            return
        self.opened = True
        self._changed()
        self._stop_requested.wait()
        try:
            device.close()
        except Exception as error:  # noqa: BLE001 - the device is abandoned anyway
            log.warning("the sound device could not be closed: %s", error)
        self.closed = True
        self._changed()

    def _pull(self, frames: int) -> bytes:
        if self._stop_requested.is_set():
            return bytes(2 * frames)
        self.frames += frames
        return self._pull_frames(frames)

    def _on_stopped(self) -> None:
        self.stopped = True
        self._changed()
