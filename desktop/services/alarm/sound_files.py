"""The sound file of each occasion: a built-in one, or a copy of a file that a person chose. Never imports Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.alarm import OF_KITCHEN, Ring
from desktop.system.files.atomic_file import write_atomically
from desktop.system.files.paths import resources_dir, sounds_dir
from desktop.system.settings.settings import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.system.settings.settings import Settings

SIGNALS: Final[Mapping[str, Ring]] = {
    "sound_new": Ring.NEW,
    "sound_waiting": Ring.WAITING,
    "sound_urgent": Ring.URGENT,
    "sound_lost": Ring.LOST,
    "sound_changed": Ring.CHANGED,
    "sound_printer": Ring.PRINTER,
}
"""Setting -> occasion."""


def files(settings: Settings, data_dir: Path) -> dict[Ring, Path]:
    """Return the files to be played instead of the built-in sounds."""
    own, built_in = sounds_dir(data_dir), resources_dir() / "sounds"
    chosen = {signal: getattr(settings, name) for name, signal in SIGNALS.items()}
    return {
        signal: built_in / name.removeprefix(BUILT_IN) if name.startswith(BUILT_IN) else own / name
        for signal, name in chosen.items()
        if name
    }


def following(setting: str, now: str) -> str:
    """Return the built-in sound after the present one, of all occasions in turn; "" for the default of the setting."""
    sounds = [f"{BUILT_IN}{signal}.wav" for signal in Ring if signal not in OF_KITCHEN]
    own = f"{BUILT_IN}{SIGNALS[setting]}.wav"
    now = now or own
    found = sounds[(sounds.index(now) + 1 if now in sounds else 0) % len(sounds)]
    return "" if found == own else found


def copy(setting: str, source: Path, data_dir: Path) -> str:
    """Copy a sound file, so that moving it away silences nothing; return the value for the setting.

    Raises:
        OwnSoundError: it is no usable sound.
        OSError: it cannot be read, or the copy cannot be written.
    """
    # Imported late: only a person who chooses a file needs the decoder.
    from desktop.alerts.sound_import import as_wav

    folder = sounds_dir(data_dir)
    name = f"{SIGNALS[setting]}.wav"
    folder.mkdir(mode=0o700, exist_ok=True)
    write_atomically(folder / name, [as_wav(source)])
    return name
