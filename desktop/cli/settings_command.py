"""`tezgah settings list|get|set`: what people chose, from a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.files.paths import resources_dir, sounds_dir
from desktop.system.machine.autostart import autostart
from desktop.system.sentences import Pair, SentenceError
from desktop.system.settings.descriptions import WORDS
from desktop.system.settings.settings import BUILT_IN, SETTINGS_NAME, SettingsFile
from desktop.system.settings.values import (
    SettingError,
    allowed,
    checked,
    default_of,
    is_on,
    known,
    names,
    parsed,
    shown,
)
from desktop.system.user_errors import EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from desktop.system.machine.autostart import Autostart


START: Final = "start_with_computer"
"""Not in the settings' file: the system keeps it."""
PIN: Final = "pin"
"""Can be removed here by who has forgotten it, and nothing else: what is typed in a terminal is read by others."""
_START_WORDS: Final = ("Bilgisayarla birlikte başlat", "Start with the computer")


def list_all(data_dir: Path, *, as_json: bool, turkish: bool) -> int:
    """Write all settings with their values, defaults and what they can be."""
    settings = SettingsFile(data_dir / SETTINGS_NAME).peek()
    entry = autostart(data_dir)
    if as_json:
        found = {
            name: {"value": getattr(settings, name), "default": default_of(name), "what": WORDS[name][1]}
            for name in names()
        }
        if entry is not None:
            found[START] = {"value": _starts(entry), "default": False, "what": _START_WORDS[1]}
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return EXIT_OK
    side = 0 if turkish else 1
    for name in names():
        value, default = getattr(settings, name), default_of(name)
        note = ""
        if value != default:
            note = f"   ({'varsayılan' if turkish else 'default'}: {_written(default)})"
        print(f"{name} = {_written(value)}{note}")
        print(f"    {WORDS[name][side]} [{allowed(name)[side]}]")
    if entry is not None:
        print(f"{START} = {shown(_starts(entry))}\n    {_START_WORDS[side]} [on, off]")
    return EXIT_OK


def get(data_dir: Path, name: str) -> int:
    """Write the value of one setting.

    Raises:
        Refusal: there is no such setting.
    """
    settings = SettingsFile(data_dir / SETTINGS_NAME).peek()
    entry = autostart(data_dir)
    if name == START and entry is not None:
        print(shown(_starts(entry)))
        return EXIT_OK
    try:
        print(shown(getattr(settings, known(name))))
    except SentenceError as error:
        raise UserError(error.message, code=EXIT_USAGE) from error
    return EXIT_OK


def change(data_dir: Path, name: str, text: str | None) -> int:
    """Change a setting.

    Args:
        data_dir: the folder of the settings.
        name: of the setting.
        text: its value as typed, None for its default.

    Raises:
        Refusal: there is no such setting, it cannot have that value, a program is running on the folder, or the file
            could not be written.
    """
    entry = autostart(data_dir)
    if name == START and entry is not None:
        # Also while a program runs: it looks at what the system keeps.
        return _set_start(entry, text)
    lock = InstanceLock(data_dir, "settings")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        raise UserError(
            Pair(
                f"Tezgâh bu klasörde çalışıyor (süreç {other.pid}): penceredeki ayarlardan değiştirin ya da önce kapatın.",
                f"Tezgâh is running on this folder (process {other.pid}): change it in the window's settings, or quit it first.",
            ),
            code=EXIT_IN_USE,
        ) from other
    try:
        _change(data_dir, name, text)
    except SentenceError as error:
        raise UserError(error.message, code=EXIT_USAGE) from error
    except OSError as error:
        raise UserError(
            Pair(
                f"Ayar kaydedilemedi ({error.strerror}). Yeri ve izinleri kontrol edip yeniden deneyin.",
                f"The setting could not be saved ({error.strerror}). Check space and permissions and try again.",
            ),
            code=EXIT_MACHINE,
        ) from error
    finally:
        lock.release()
    return EXIT_OK


def _change(data_dir: Path, name: str, text: str | None) -> None:
    file = SettingsFile(data_dir / SETTINGS_NAME)
    if name == PIN:
        _remove_pin(file, text)
        return
    # First: a typing error must not touch a file that is broken.
    current = file.peek()
    value = checked(name, default_of(name), current) if text is None else parsed(name, text, current)
    if name.startswith("sound_") and value:
        _check_sound(data_dir, value)
    settings, _ = file.load()
    setattr(settings, name, value)
    file.save(settings)
    print(f"{name} = {_written(value)}")


def _remove_pin(file: SettingsFile, text: str | None) -> None:
    if text is not None:
        raise SettingError(
            "PIN burada belirlenmez, yalnızca kaldırılır: tezgah settings set pin --default. Yenisini penceredeki ayarlarda"
            " belirleyin.",
            "A PIN is not chosen here, only removed: tezgah settings set pin --default. Choose another one in the window's"
            " settings.",
        )
    settings, _ = file.load()
    settings.pin, settings.pin_wrong = "", 0
    file.save(settings)
    print(f"{PIN} = {_written('')}")


def _starts(entry: Autostart) -> bool:
    try:
        return entry.is_on()
    except OSError as error:
        raise UserError(
            Pair(
                f"Bilgisayarla birlikte başlatma kaydı okunamadı ({error.strerror}).",
                f"The entry for starting with the computer could not be read ({error.strerror}).",
            ),
            code=EXIT_MACHINE,
        ) from error


def _set_start(entry: Autostart, text: str | None) -> int:
    on = False if text is None else is_on(text)
    if on is None:
        raise UserError(
            Pair(
                f"{START} «{text}» olamaz. Olabilecekler: on, off.",
                f"{START} cannot be {text!r}. It can be: on, off.",
            ),
            code=EXIT_USAGE,
        )
    try:
        entry.set_on(on)
    except OSError as error:
        raise UserError(
            Pair(
                f"Bilgisayarla birlikte başlatma kaydı yazılamadı ({error.strerror}). Yeri ve izinleri kontrol edip yeniden deneyin.",
                f"The entry for starting with the computer could not be written ({error.strerror}). Check space and permissions"
                " and try again.",
            ),
            code=EXIT_MACHINE,
        ) from error
    print(f"{START} = {shown(_starts(entry))}")
    return EXIT_OK


def _check_sound(data_dir: Path, name: str) -> None:
    """See that a sound is there and can be heard: the bell would play its own instead, and nobody would know why."""
    from desktop.alerts.sound_import import is_playable

    built_in = name.removeprefix(BUILT_IN)
    path = sounds_dir(data_dir) / name if built_in == name else resources_dir() / "sounds" / built_in
    if not is_playable(path):
        raise SettingError(
            f"{path} çalınamıyor: 16 bit, tek kanal, 44100 Hz, duyulur, en çok 30 saniyelik bir WAV olmalı. Pencerenin"
            " ayarları her ses dosyasını buna çevirir.",
            f"{path} cannot be played: it has to be a WAV of 16 bit, one channel, 44100 Hz, audible, of at most 30 seconds."
            " The settings in the window turn any sound file into that.",
        )


def _written(value: Any) -> str:
    return shown(value) or '""'
