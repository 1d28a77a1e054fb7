"""The settings file: what people chose, kept beside the orders. Never a secret.

Written by temp file and replace. A wrong value falls back to its default alone; a broken file is moved aside and said;
keys of another version survive. Only who holds the instance lock may `load` or `save`; anybody may `peek`.
"""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec

from desktop.system.files.atomic_file import write_atomically
from desktop.system.files.languages import languages

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_NAME: Final = "settings.json"
BUILT_IN: Final = "builtin-"
"""Before the name of a built-in sound that is chosen for another occasion."""

_Minutes = Annotated[float, msgspec.Meta(gt=0, le=60)]
_Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
_TIME: Final = "([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)"
# No \d, which takes digits that no clock is read from, and no $, which lets a line end through.
_Clock = Annotated[str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?\Z")]

_SoundFile = Annotated[str, msgspec.Meta(pattern=r"^([\w-]{1,40}\.wav)?\Z")]
if TYPE_CHECKING:
    _Language = str
else:
    # What can be chosen follows from the files that are there; to check types it is a text.
    _Language = Literal[("system", *languages())]


class Settings(msgspec.Struct):
    """All settings with their defaults."""

    language: _Language = "system"
    theme: Literal["system", "light", "dark"] = "system"
    text_scale: Annotated[int, msgspec.Meta(ge=100, le=200)] = 100
    """Size of the text in the window, in percent."""
    cards: Literal["compact", "normal", "large"] = "normal"
    """How large the cards of the board are."""
    full_screen: bool = False
    """Whether the window covers all of the screen, without a frame."""
    pin: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """The PIN as `system.pin` keeps it, "" for none."""
    pin_wrong: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Wrong tries of the PIN in a row: a restart does not forget them."""
    pin_guards_settings: bool = True
    pin_guards_cancelling: bool = False
    pin_guards_leaving: bool = True
    """What a PIN, where there is one, is asked for: the settings, cancelling an order, leaving full screen and quitting."""
    preparing_time: Annotated[int, msgspec.Meta(ge=1, le=240)] = 30
    """The usual preparation time, in minutes."""
    preset_times: Annotated[str, msgspec.Meta(pattern=rf"^{_TIME}( {_TIME}){{2,7}}\Z")] = (
        "15 20 25 30 35 45 60"
    )
    """The preparation times that are one press away, in minutes: three to eight."""
    base_url: str = ""
    """Address of the vendor's API, "" for the vendor's own."""
    poll_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] | None = None
    """Seconds between polls, None for the vendor's cooldown."""
    update_url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Address of the signed list of new versions, "" to look for none."""
    window_place: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Where the window was, on which screen and how large, as Qt writes it in base64; "" for all of the screen."""
    secret_place: Literal["", "keyring", "file"] = ""
    """Where the credentials are kept; never what they are."""
    key_is_asked_for: bool = False
    """Whether the program runs with a key that is kept nowhere: each start asks for it."""
    setup: Literal["language", "connect", "sound", "time", "start", "done"] = "language"
    """The step of the setup guide to go on with."""
    told_about_tray: bool = False
    """Whether people know that closing the window leaves the program in the tray."""
    waiting_after: _Minutes = 2
    urgent_after: _Minutes = 5
    """Minutes after which the bell of a waiting order grows faster, and faster still."""
    mute_minutes: Annotated[int, msgspec.Meta(ge=0, le=60)] = 10
    """Minutes after which a silenced order that still waits rings again; 0 for never."""
    not_receiving_after: Annotated[int, msgspec.Meta(ge=30, le=3600)] = 90
    """Seconds without an answer of the vendor after which the alarm says that no orders arrive."""
    volume_new: _Percent = 100
    volume_waiting: _Percent = 100
    volume_lost: _Percent = 100
    volume_changed: _Percent = 100
    """How loud each kind of sound is, in percent of the machine's volume; an order never falls below 40. That of a waiting one
    is also of one that waits for long."""
    sound_new: _SoundFile = ""
    sound_waiting: _SoundFile = ""
    sound_urgent: _SoundFile = ""
    sound_lost: _SoundFile = ""
    sound_changed: _SoundFile = ""
    """The name of an own WAV file in the folder `sounds` of the data folder; ``builtin-waiting.wav`` for the built-in
    sound of another occasion; "" for its own built-in sound."""
    quiet_from: _Clock = ""
    quiet_until: _Clock = ""
    """Local times ("22:30") between which `quiet_volume` holds; "" for none."""
    quiet_volume: _Percent = 50
    keep_awake: bool = True
    """Whether the machine and its screen are kept from sleeping while the program is connected, or tries to be again."""
    auto_accept: bool = False
    """Whether a rule accepts orders in a person's place; every condition below has to hold."""
    auto_accept_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 0
    """The preparation time that the rule promises, in minutes; 0 for the usual one."""
    auto_accept_from: _Clock = ""
    auto_accept_until: _Clock = ""
    """Local times ("18:00") between which the rule holds; "" for the whole day."""
    auto_accept_most_waiting: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 3
    """The rule holds while no more orders than these wait; 0 for any number."""
    auto_accept_total_under: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Orders of so many lira and above are left to a person; 0 for none."""
    auto_accept_notes: bool = False
    """Whether the rule accepts orders with a note too."""
    begin_margin_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 10
    """An order for later is to be begun so many minutes, and its preparation time, before it is promised."""
    keep_personal_data_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90
    """Days after which names, phones, addresses and notes are taken out of stored orders; 0 keeps them."""


def preset_times(settings: Settings) -> tuple[int, ...]:
    """Return the preparation times that are one press away, the shortest first."""
    return tuple(sorted({int(each) for each in settings.preset_times.split()}))


class SettingsFile:
    """The file, and what in it we do not know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unknown: dict[str, Any] = {}
        self._unread = False
        """Whether there is a file that could not be read: it is not to be lost by being written over."""
        self._unsaved: Settings | None = None
        """What people chose and could not be written: it holds all the same."""

    def peek(self) -> Settings:
        """Return the settings, and leave the file as it is, even a broken one: to say so is left to `load`."""
        if self._unsaved is not None:
            return self._unsaved
        with contextlib.suppress(OSError):
            values = self._values()
            if values is not None:
                return self._take(values)[0]
        return Settings()

    def examine(self) -> tuple[Settings, str | None]:
        """Return what `load` would, and leave the file as it is."""
        try:
            values = self._values()
        except FileNotFoundError:
            return Settings(), None
        except OSError:
            return Settings(), f"unread:{SETTINGS_NAME}"
        if values is None:
            return Settings(), f"file:{SETTINGS_NAME}"
        settings, wrong = self._take(values)
        return settings, f"settings:{','.join(wrong)}" if wrong else None

    def load(self) -> tuple[Settings, str | None]:
        """Return the settings and, where something is not as it should be, what.

        ``file:NAME`` was broken and moved there, ``settings:KEY,…`` have their defaults again, ``unread:NAME`` cannot be
        read now.
        """
        if self._unsaved is not None:
            return self._unsaved, None
        try:
            values = self._values()
        except FileNotFoundError:
            return Settings(), None
        except OSError:
            self._unread = True
            return Settings(), f"unread:{SETTINGS_NAME}"
        if values is None:
            return Settings(), f"file:{self._move_aside()}"
        settings, wrong = self._take(values)
        self._unknown = values
        return settings, f"settings:{','.join(wrong)}" if wrong else None

    def _values(self) -> dict[str, Any] | None:
        """Return what is in the file, None where that is no JSON object."""
        try:
            values = json.loads(self._path.read_bytes())
        except (ValueError, RecursionError):
            return None
        return values if isinstance(values, dict) else None

    @staticmethod
    def _take(values: dict[str, Any]) -> tuple[Settings, list[str]]:
        """Take the settings out of `values`; return them and the names of those that were wrong."""
        settings = Settings()
        wrong = []
        for field in msgspec.structs.fields(Settings):
            if field.name in values:
                try:
                    setattr(settings, field.name, msgspec.convert(values.pop(field.name), field.type))
                except msgspec.ValidationError:
                    wrong.append(field.name)
        return settings, wrong

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all.

        Raises:
            OSError: they could not be written; the file is as it was.
        """
        self._unsaved = settings
        if self._unread:
            self._move_aside()
            self._unread = False
        values = self._unknown | msgspec.to_builtins(settings)
        # Half a sign, which JSON can name, is written as it was read.
        text = json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")
        write_atomically(self._path, [text])
        self._unsaved = None

    def _move_aside(self) -> str:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = self._path.with_name(f"settings.broken-{stamp}.json")
        try:
            self._path.replace(aside)
        except OSError:
            return self._path.name
        return aside.name
