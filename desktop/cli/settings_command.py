"""`tezgah settings list|get|set`: the settings in a terminal."""

from __future__ import annotations

import contextlib
import json
from gettext import NullTranslations
from typing import TYPE_CHECKING, Final

from desktop.domain.text import translation
from desktop.domain.text.escapes import escaped_json, escaped_line
from desktop.domain.text.translation import Message, tr
from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.files.languages import catalogue
from desktop.system.files.paths import resources_dir, sounds_dir
from desktop.system.machine.autostart import autostart
from desktop.system.settings.addresses import whole_address
from desktop.system.settings.backup import ADDRESSES
from desktop.system.settings.settings import BUILT_IN
from desktop.system.settings.settings_file import SETTINGS_NAME, SettingsFile
from desktop.system.settings.table import AUTOSTART, SETTINGS
from desktop.system.settings.values import (
    SettingError,
    allowed,
    as_text,
    check,
    explanation,
    find,
    parse,
    parse_switch,
)
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from desktop.system.machine.autostart import Autostart
    from desktop.system.settings.settings import Settings


START: Final = "start_with_computer"
"""Not in the settings file: the system has it."""
PIN: Final = "pin"
"""Can only be removed here, not set: a terminal may be read by others."""


def list_all(data_dir: Path, *, as_json: bool) -> int:
    """Print all settings with their values, defaults and allowed values."""
    settings = SettingsFile(data_dir / SETTINGS_NAME).peek()
    entry = autostart(data_dir)
    if as_json:
        found = {
            name: {
                "value": _value(settings, name),
                "default": setting.default,
                "what": explanation(setting, NullTranslations()),
            }
            for name, setting in SETTINGS.items()
        }
        if entry is not None:
            what = explanation(AUTOSTART, NullTranslations())
            found[START] = {"value": _starts(entry), "default": False, "what": what}
        print(escaped_json(json.dumps(found, ensure_ascii=False, indent=2)))
        return EXIT_OK
    translations = catalogue(translation.language())
    for name, setting in SETTINGS.items():
        value, note = _value(settings, name), ""
        if value != setting.default:
            note = "   " + tr("(default: {value})").format(value=_quoted(setting.default))
        print(escaped_line(f"{name} = {_quoted(value)}{note}"))
        print(f"    {explanation(setting, translations)} [{allowed(setting)}]")
    if entry is not None:
        print(f"{START} = {as_text(_starts(entry))}\n    {AUTOSTART.title} [on, off]")
    names = ", ".join(printer.name for printer in settings.printers) or "-"
    print(escaped_line(f"printers = {names}   (tezgah printers list)"))
    return EXIT_OK


def get(data_dir: Path, name: str) -> int:
    """Print the value of one setting.

    Raises:
        UserError: there is no such setting, or the system's entry cannot be read.
    """
    settings = SettingsFile(data_dir / SETTINGS_NAME).peek()
    entry = autostart(data_dir)
    if name == START and entry is not None:
        print(as_text(_starts(entry)))
    else:
        print(as_text(_value(settings, find(name).name)))
    return EXIT_OK


def change(data_dir: Path, name: str, text: str | None) -> int:
    """Change a setting.

    Args:
        data_dir: the folder of the settings.
        name: of the setting.
        text: the value as typed, None for the default.

    Raises:
        UserError: there is no such setting, it cannot have that value, a program runs on the folder, or the file could
            not be written.
    """
    entry = autostart(data_dir)
    if name == START and entry is not None:
        # Possible while a program runs: it reads the system's entry each time.
        return _set_start(entry, text)
    with changing(data_dir):
        _change(data_dir, name, text)
    return EXIT_OK


@contextlib.contextmanager
def changing(data_dir: Path) -> Iterator[None]:
    """Keep other programs from the settings meanwhile.

    Raises:
        UserError: a program runs on the folder, or the file could not be written.
    """
    lock = InstanceLock(data_dir, "settings")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        raise UserError(
            Message(
                "Tezgâh is running on this folder (process {process}): change the settings in the window, or quit it first.",
                process=other.pid,
            ),
            code=EXIT_IN_USE,
        ) from other
    try:
        yield
    except OSError as error:
        raise UserError(
            Message(
                "The settings could not be saved ({reason}). Check space and permissions and try again.",
                reason=error.strerror,
            )
        ) from error
    finally:
        lock.release()


def _change(data_dir: Path, name: str, text: str | None) -> None:
    file = SettingsFile(data_dir / SETTINGS_NAME)
    if name == PIN:
        _remove_pin(file, text)
        return
    # Before `load`: a typing error must not change a broken file.
    current = file.peek()
    value = check(name, find(name).default, current) if text is None else parse(name, text, current)
    if name.startswith("sound_") and value:
        _check_sound(data_dir, value)
    settings, _ = file.load()
    setattr(settings, name, value)
    file.save(settings)
    print(f"{name} = {_quoted(value)}")


def _remove_pin(file: SettingsFile, text: str | None) -> None:
    if text is not None:
        raise SettingError(
            Message(
                "The PIN can only be removed here: tezgah settings set pin --default. Choose another one in the window's"
                " settings."
            )
        )
    settings, _ = file.load()
    settings.pin, settings.pin_wrong = "", 0
    file.save(settings)
    print(f"{PIN} = {_quoted('')}")


def _value(settings: Settings, name: str) -> Any:
    """Return a value to print; an address in letters that cannot be taken for others."""
    value = getattr(settings, name)
    return whole_address(value) if name in ADDRESSES else value


def _starts(entry: Autostart) -> bool:
    try:
        return entry.is_on()
    except OSError as error:
        raise UserError(
            Message(
                "The entry for starting with the computer could not be read ({reason}).",
                reason=error.strerror,
            )
        ) from error


def _set_start(entry: Autostart, text: str | None) -> int:
    on = False if text is None else parse_switch(text)
    if on is None:
        raise SettingError(
            Message(
                "{setting} cannot be “{value}”. It can be: {allowed}.",
                setting=START,
                value=text,
                allowed="on, off",
            )
        )
    try:
        entry.set_on(on)
    except OSError as error:
        raise UserError(
            Message(
                "The entry for starting with the computer could not be written ({reason}). Check space and permissions and"
                " try again.",
                reason=error.strerror,
            )
        ) from error
    print(f"{START} = {as_text(_starts(entry))}")
    return EXIT_OK


def _check_sound(data_dir: Path, name: str) -> None:
    """Refuse a sound that cannot be played: the alarm would silently play the built-in one instead."""
    from desktop.alerts.sound_import import is_playable

    built_in = name.removeprefix(BUILT_IN)
    path = sounds_dir(data_dir) / name if built_in == name else resources_dir() / "sounds" / built_in
    if not is_playable(path):
        raise SettingError(
            Message(
                "{file} cannot be played. It must be a WAV file of 16 bit, one channel, 44100 Hz, audible, of at most 30"
                " seconds. The settings in the window convert any sound file.",
                file=path,
            )
        )


def _quoted(value: Any) -> str:
    return as_text(value) or '""'
