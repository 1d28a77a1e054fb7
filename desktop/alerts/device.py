"""The present default output of the machine, through miniaudio; the only module that imports it.

Everything here may block or hang as long as a sound server pleases: it is called on threads that can be left behind.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

_BUFFER: Final = 50
"""Milliseconds of one audio buffer: so much is still heard after silence was asked for, a few times at most."""


class DeviceError(Exception):
    """There is no device, or it failed; the text is technical."""


class Device(Protocol):
    """An output that is playing."""

    def close(self) -> None:
        """Stop and give the device back; may hang."""


class OpenDevice(Protocol):
    """How a device is opened."""

    def __call__(self, rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]) -> Device:
        """Open the present default output and start it.

        `pull` returns as many frames (16 bit, one channel) as it is asked for and is called on the device's own
        thread; `on_stopped` is called on any thread when the device ends by itself.

        Raises:
            DeviceError: nothing can be played.
        """


def open_default_device(rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]) -> Device:
    """Open the present default output and start it; see `OpenDevice`."""
    import miniaudio

    # miniaudio falls back upon a null device that "plays" into nowhere. That would be a lie at a counter.
    no_sound = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    return open_device_of(
        [backend for backend in miniaudio.Backend if backend not in no_sound], rate, pull, on_stopped
    )


def open_device_of(
    backends: Sequence[Any], rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]
) -> Device:
    """Open the default output of the first of miniaudio's `backends` that is there, and start it."""
    import miniaudio

    _hush_alsa()
    try:
        playback = _playback_class()(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=rate,
            buffersize_msec=_BUFFER,
            backends=list(backends),
            app_name="Tezgâh",
        )
    except miniaudio.MiniaudioError as error:
        raise DeviceError(" ".join(str(part) for part in error.args)) from error
    playback.stop_callback = on_stopped
    stream = _stream(pull)
    next(stream)
    try:
        playback.start(stream)
    except miniaudio.MiniaudioError as error:
        playback.close()
        raise DeviceError(" ".join(str(part) for part in error.args)) from error
    device: Device = playback
    return device


def _stream(pull: Callable[[int], bytes]) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield pull(frames)


@cache
def _playback_class() -> Any:
    import miniaudio

    class Playback(miniaudio.PlaybackDevice):  # type: ignore[misc]
        """miniaudio's device, which leaves its context behind: with PulseAudio a connection each time."""

        _given_back = False
        _context: Any = None

        def __init__(self, **values: Any) -> None:
            try:
                super().__init__(**values)
            except miniaudio.MiniaudioError:
                self.close()
                raise

        def _make_context(self, *values: Any) -> Any:
            # Remembered before the device is opened, so that it is given back when that fails.
            self._context = super()._make_context(*values)
            return self._context

        def close(self) -> None:
            """Stop, and give the device and its context back, once."""
            self.stop_callback = None
            if self._given_back:
                return
            self._given_back = True
            super().close()
            if self._context is not None:
                miniaudio.lib.ma_context_uninit(self._context)

    return Playback


@cache
def _hush_alsa() -> Any:
    """Keep ALSA from writing thirty lines to standard error each time there is no sound card."""
    if platform.system() != "Linux":
        return None
    handler = ctypes.CFUNCTYPE(
        None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
    )(lambda *_: None)
    try:
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(handler)
    except (OSError, AttributeError):
        return None
    return handler  # the cache keeps it alive as long as ALSA may call it
