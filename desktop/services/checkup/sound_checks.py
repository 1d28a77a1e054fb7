"""Can anything be heard?"""

from __future__ import annotations

import threading
from typing import Final

from desktop.alerts.volume import OutputVolume, read_volume
from desktop.services.checkup.finding import Finding, Level

_SOUND_SECONDS: Final = 5.0


def sound() -> Finding:
    """Play silence on the default output, and see whether it is taken."""
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
        except Exception as error:  # noqa: BLE001 - whatever a sound system does wrong is the finding
            failure = f"{type(error).__name__}: {error}"[:200]
            flowed.set()

    # A thread that can be left behind: a sound server may hang for good.
    threading.Thread(target=play, name="sound check", daemon=True).start()
    if flowed.wait(_SOUND_SECONDS) and taken > rate // 3:
        return Finding("sound", Level.OK, "Ses çıkışı çalışıyor", "The sound output works")
    return Finding(
        "sound",
        Level.TROUBLE,
        "Ses çıkışı yok ya da çalışmıyor: hoparlörü ve ses ayarlarını kontrol edin",
        "There is no sound output, or it does not work: check loudspeaker and sound settings",
        failure or "no frames taken",
    )


def volume() -> Finding:
    """Say whether the machine's own volume lets it be heard."""
    found = read_volume()
    if found is OutputVolume.SILENT:
        return Finding(
            "volume",
            Level.TROUBLE,
            "Bilgisayarın sesi kapalı ya da kısık: açın",
            "The computer's sound is off or turned down: turn it up",
        )
    if found is OutputVolume.AUDIBLE:
        return Finding("volume", Level.OK, "Bilgisayarın sesi açık", "The computer's sound is on")
    return Finding(
        "volume",
        Level.OK,
        "Bilgisayarın ses düzeyi öğrenilemiyor: zili bir kez deneyin",
        "The computer's volume cannot be learned: test the bell once",
    )
