"""Checks of the sound output and its volume."""

from __future__ import annotations

import threading
from typing import Final

from desktop.alerts.volume import OutputVolume, read_volume
from desktop.domain.text.translation import Message
from desktop.services.checkup.finding import Finding, Level
from desktop.system.machine.child_environment import child_environ

_SOUND_SECONDS: Final = 5.0


def sound() -> Finding:
    """Play silence on the default output, and check that the output consumes it."""
    from desktop.alerts.device import open_default_device

    rate = 44_100
    flowed = threading.Event()
    taken = 0
    failure = ""

    def pull(frames: int) -> bytes:
        nonlocal taken
        taken += frames
        if taken > rate // 3:
            flowed.set()
        return bytes(2 * frames)

    def play() -> None:
        nonlocal failure
        try:
            device = open_default_device(rate, pull, flowed.set)
            flowed.wait(_SOUND_SECONDS)
            device.close()
        except Exception as error:  # noqa: BLE001 - any failure of a sound system is the finding
            failure = f"{type(error).__name__}: {error}"[:200]
            flowed.set()

    # A daemon thread: a sound server may hang for ever.
    threading.Thread(target=play, name="sound check", daemon=True).start()
    if flowed.wait(_SOUND_SECONDS) and taken > rate // 3:
        return Finding("sound", Level.OK, Message("The sound output works"))
    return Finding(
        "sound",
        Level.TROUBLE,
        Message("There is no sound output, or it does not work: check loudspeaker and sound settings"),
        failure or "no frames taken",
    )


def volume() -> Finding:
    """Check the volume of the computer itself."""
    found = read_volume(child_environ())
    if found is OutputVolume.SILENT:
        return Finding(
            "volume",
            Level.TROUBLE,
            Message("The computer's sound is off or turned down: turn it up"),
        )
    if found is OutputVolume.AUDIBLE:
        return Finding("volume", Level.OK, Message("The computer's sound is on"))
    return Finding(
        "volume",
        Level.OK,
        Message("The computer's volume cannot be read: test the bell once"),
    )
