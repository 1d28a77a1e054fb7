"""The machine's default sound output, through miniaudio.

Every call here may block or hang with the sound server. Callers use daemon threads that can be abandoned.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

_BUFFER_MS: Final = 50
"""Milliseconds of one audio buffer. After a stop, a few buffers may still be heard."""


class DeviceError(Exception):
    """There is no device, or it failed; the text is technical."""


class Device(Protocol):
    """An output that is playing."""

    def close(self) -> None:
        """Stop and release the device; may hang."""


class OpenDevice(Protocol):
    """Opens a device."""

    def __call__(self, rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]) -> Device:
        """Open the current default output and start it.

        `pull` returns the requested number of frames (16 bit, mono) and is called on the device's own thread.
        `on_stopped` is called on any thread when the device stops by itself.

        Raises:
            DeviceError: nothing can be played.
        """


def open_default_device(rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]) -> Device:
    """Open the current default output and start it; see `OpenDevice`."""
    import miniaudio

    # miniaudio falls back to a null device, which plays into nowhere. A counter must hear about missing
    # sound.
    no_sound = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    return open_device_of(
        [backend for backend in miniaudio.Backend if backend not in no_sound], rate, pull, on_stopped
    )


def open_device_of(
    backends: Sequence[Any], rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]
) -> Device:
    """Open the default output of the first available of miniaudio's `backends`, and start it."""
    import miniaudio

    _silence_alsa()
    try:
        playback = _playback_class()(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=rate,
            buffersize_msec=_BUFFER_MS,
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
        """A miniaudio device that also releases its context, which would keep a PulseAudio connection open."""

        _released = False
        _context: Any = None

        def __init__(self, **values: Any) -> None:
            try:
                super().__init__(**values)
            except miniaudio.MiniaudioError:
                self.close()
                raise

        def _make_context(self, *values: Any) -> Any:
            # Stored before the device is opened, so that it is released if opening fails.
            self._context = super()._make_context(*values)
            return self._context

        def close(self) -> None:
            """Stop, and release the device and its context once."""
            self.stop_callback = None
            if self._released:
                return
            self._released = True
            super().close()
            if self._context is not None:
                miniaudio.lib.ma_context_uninit(self._context)

    return Playback


@cache
def _silence_alsa() -> Any:
    """Stop ALSA from writing thirty lines to standard error whenever there is no sound card."""
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
