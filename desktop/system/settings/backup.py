"""Settings in a file of their own, for another computer or for safety.

Unusable values are left out and named. Notes of the program, sounds and the shared database are not in the file: they
belong to the computer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.printing.printer import Printer
from desktop.domain.text.translation import Message
from desktop.system.files.chosen_file import write_chosen
from desktop.system.settings.addresses import whole_address
from desktop.system.settings.setting import Form, Section
from desktop.system.settings.table import SETTINGS
from desktop.system.settings.values import check
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.settings.settings import Settings

_FORMAT: Final = "tezgah-settings"
_MAX_BYTES: Final = 1_000_000
PRINTERS: Final = "printers"
"""No row of the table, but people chose them. A file changes them only after a person has read their addresses: tickets
with names, phones and streets go there, and a kitchen without its printer cooks nothing."""
_PORTABLE: Final = [
    setting.name
    for setting in SETTINGS.values()
    if setting.form is not Form.SOUND and setting.section is not Section.TILLS
]

ADDRESSES: Final = ("base_url", "update_url")
"""Places that the program calls: each is asked about by itself, with the present host and the new one."""

ASKED: Final = frozenset(
    {
        *ADDRESSES,
        "allergy_words",
        "keep_personal_data_days",
        "not_receiving_after",
        "pin_guards_cancelling",
        "pin_guards_exports",
        "pin_guards_leaving",
        "pin_guards_settings",
        "volume_lost",
    }
)
"""Settings that a file changes only after a person has read them: they send data elsewhere, delete it, hide an allergy,
silence the alarm that no orders arrive, or take protection away. The rule that accepts orders has a question of its own;
its conditions are asked about while it is on."""


class NoBackupError(UserError):
    """A file contains no settings of Tezgâh."""

    def __init__(self) -> None:
        super().__init__(Message("There are no settings of Tezgâh in that file. Nothing was changed."))


def write_backup(path: Path, settings: Settings, data_dir: Path) -> None:
    """Write settings to a file outside the data folder.

    Raises:
        OSError: the file cannot be written; an earlier one stays as it was.
    """
    all_values = msgspec.to_builtins(settings)
    values = {name: all_values[name] for name in (*_PORTABLE, PRINTERS)}
    text = json.dumps({"format": _FORMAT, "settings": values}, ensure_ascii=False, indent=2)
    write_chosen(path, [text.encode("utf-8", "surrogatepass")], data_dir)


def take_out_asked(taken: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Remove from the settings of a file those that a person is asked about, and return them.

    Args:
        taken: the usable settings of a file; those that change nothing are left there.
        settings: the present ones.
    """
    rule = {name for name in taken if name.startswith("auto_accept_") and settings.auto_accept}
    asked = {}
    for name in sorted((ASKED | rule | {PRINTERS}) & taken.keys()):
        before, after = getattr(settings, name), taken[name]
        if name in ADDRESSES:
            before, after = whole_address(before), whole_address(after)
        if before != after:
            asked[name] = taken.pop(name)
    if "base_url" in asked and (seconds := taken.get("poll_seconds")) is not None:
        try:
            check("poll_seconds", seconds, settings)
        except UserError:
            # It is allowed with the new address alone, and goes with it.
            asked["poll_seconds"] = taken.pop("poll_seconds")
    return asked


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
    if PRINTERS in values:
        try:
            usable[PRINTERS] = _printers(values[PRINTERS])
        except ValueError:
            unusable.append(PRINTERS)
    return usable, unusable


def _printers(values: Any) -> tuple[Printer, ...]:
    """Return the printers of a file.

    Raises:
        ValueError: one is unusable, or two have the same name or id.
    """
    printers = msgspec.convert(values, tuple[Printer, ...])
    names = [name for printer in printers for name in {printer.id, printer.name.casefold()}]
    if len(names) != len(set(names)):
        raise ValueError(PRINTERS)
    return printers
