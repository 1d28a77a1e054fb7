"""Settings written to a file for another computer or for safety, and read from one.

Whatever the file holds, what cannot be used is left out and named; what belongs to this computer stays.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.system.files.atomic_file import write_atomically
from desktop.system.sentences import SentenceError
from desktop.system.settings.values import checked, names

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.settings.settings import Settings

_FORMAT: Final = "tezgah-settings"
_LARGEST: Final = 1_000_000
"""Bytes of a file that is looked at."""
_STAYS: Final = frozenset(
    {
        *("pin", "pin_wrong", "secret_place", "key_is_asked_for", "setup", "window_place", "told_about_tray"),
        *("sound_new", "sound_waiting", "sound_urgent", "sound_lost", "sound_changed"),
    }
)
"""What belongs to this computer, or opens something."""


class NoBackupError(Exception):
    """A file holds no settings of Tezgâh."""


def write_backup(path: Path, settings: Settings) -> None:
    """Write settings to a file.

    Raises:
        OSError: it could not be written; what was there before is as it was.
    """
    values = {name: value for name, value in msgspec.to_builtins(settings).items() if name not in _STAYS}
    text = json.dumps({"format": _FORMAT, "settings": values}, ensure_ascii=False, indent=2)
    write_atomically(path, [text.encode("utf-8", "surrogatepass")])


def read_backup(path: Path, settings: Settings) -> tuple[dict[str, Any], list[str]]:
    """Read what a file has of the settings; returns the values that can be used, and the names of those that cannot.

    Args:
        path: of the file.
        settings: as they are now: an interval depends on the address.

    Raises:
        OSError: it cannot be read.
        NoBackupError: it is no file of settings.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoBackupError from error
    values = found.get("settings") if isinstance(found, dict) and found.get("format") == _FORMAT else None
    if not isinstance(values, dict):
        raise NoBackupError
    taken: dict[str, Any] = {}
    wrong = []
    # The interval of the file is looked at beside the address of the file, and the address beside that interval.
    others = msgspec.structs.replace(settings, poll_seconds=None) if "poll_seconds" in values else settings
    for name in names():
        if name in values and name not in _STAYS:
            try:
                taken[name] = checked(name, values[name], msgspec.structs.replace(others, **taken))
            except SentenceError:
                wrong.append(name)
    return taken, wrong
