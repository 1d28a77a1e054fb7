"""Settings in a file of their own, for another computer or for safety.

Unusable values are left out and named. Notes of the program and sounds are not in the file: they belong to the computer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.printing.printer import Printer
from desktop.domain.text.translation import Message
from desktop.system.files.atomic_file import write_atomically
from desktop.system.settings.setting import Form
from desktop.system.settings.table import SETTINGS
from desktop.system.settings.values import check
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.settings.settings import Settings

_FORMAT: Final = "tezgah-settings"
_MAX_BYTES: Final = 1_000_000
_PRINTERS: Final = "printers"
"""No row of the table, but people chose them."""
_PORTABLE: Final = [setting.name for setting in SETTINGS.values() if setting.form is not Form.SOUND]


class NoBackupError(UserError):
    """A file contains no settings of Tezgâh."""

    def __init__(self) -> None:
        super().__init__(Message("There are no settings of Tezgâh in that file. Nothing was changed."))


def write_backup(path: Path, settings: Settings) -> None:
    """Write settings to a file.

    Raises:
        OSError: the file cannot be written; an earlier one stays as it was.
    """
    all_values = msgspec.to_builtins(settings)
    values = {name: all_values[name] for name in (*_PORTABLE, _PRINTERS)}
    text = json.dumps({"format": _FORMAT, "settings": values}, ensure_ascii=False, indent=2)
    write_atomically(path, [text.encode("utf-8", "surrogatepass")])


def read_backup(path: Path, settings: Settings) -> tuple[dict[str, Any], list[str]]:
    """Return the usable settings of a file, and the names of the unusable ones.

    Args:
        path: of the file.
        settings: the present ones: which intervals are allowed depends on the address.

    Raises:
        OSError: the file cannot be read.
        NoBackupError: it contains no settings.
    """
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoBackupError from error
    values = found.get("settings") if isinstance(found, dict) and found.get("format") == _FORMAT else None
    if not isinstance(values, dict):
        raise NoBackupError
    usable: dict[str, Any] = {}
    unusable = []
    # An interval in the file is checked with the address in the file, not the address with the present interval.
    others = msgspec.structs.replace(settings, poll_seconds=None) if "poll_seconds" in values else settings
    for name in _PORTABLE:
        if name in values:
            try:
                usable[name] = check(name, values[name], msgspec.structs.replace(others, **usable))
            except UserError:
                unusable.append(name)
    if _PRINTERS in values:
        try:
            usable[_PRINTERS] = msgspec.convert(values[_PRINTERS], tuple[Printer, ...])
        except msgspec.ValidationError:
            unusable.append(_PRINTERS)
    return usable, unusable
