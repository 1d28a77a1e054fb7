"""The table of settings: one field for each, with its type, bounds, default, section and texts.

The table drives the settings file, `tezgah settings` and the settings page; see `table.SETTINGS`. Fields without a
`Setting` are notes of the program: people do not choose them, and a backup leaves them out. Secrets are never here.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from desktop.domain.orders.allergies import DEFAULT_WORDS
from desktop.domain.printing.printer import Printer
from desktop.domain.text.translation import Message
from desktop.system.files.languages import languages
from desktop.system.settings.setting import Section, Setting

BUILT_IN: Final = "builtin-"
"""Before the name of a built-in sound that is chosen for another occasion."""

# No \d, which takes digits that no clock is read from, and no $, which lets a line end through.
CLOCK_PATTERN: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?\Z"
SOUND_PATTERN: Final = r"^([\w-]{1,40}\.wav)?\Z"
STATIONS_PATTERN: Final = r"^(\s*[^:;\n]*[^:;\s][^:;\n]*:[^:;\n]*[^:;,\s][^:;\n]*([;\n]|\Z))*\Z"
_TIME: Final = "([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)"

_Minutes = Annotated[float, msgspec.Meta(gt=0, le=60)]
_UpToHours = Annotated[int, msgspec.Meta(ge=0, le=240)]
_Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
_Clock = Annotated[str, msgspec.Meta(pattern=CLOCK_PATTERN)]
_SoundFile = Annotated[str, msgspec.Meta(pattern=SOUND_PATTERN)]
if TYPE_CHECKING:
    _Language = str
else:
    # The choices follow from the catalogues on the disk; for the type checker it is a text.
    _Language = Literal[("system", *languages())]

CONNECTION, ALARM, ACCEPTING = Section.CONNECTION, Section.ALARM, Section.ACCEPTING
TIMES, APPEARANCE, PRIVACY = Section.TIMES, Section.APPEARANCE, Section.PRIVACY

PIN_WORDS: Final = Message("password lock code")
"""More words that the search finds settings about the PIN by."""

_MIN: Final = Message("min")
_SECONDS: Final = Message("s")
_NO_QUIET: Final = Message("no quiet hours")
_WHOLE_DAY: Final = Message("the whole day")
_LIKE_SYSTEM: Final = Message("Like the system")
_NEW: Final = Message("A new order")
_WAITING: Final = Message("A waiting order")
_URGENT: Final = Message("An order that waits for long")
_LOST: Final = Message("No orders arrive")
_CHANGED: Final = Message("An order changed")
_PRINTER: Final = Message("A ticket does not come out")
_PRINTER_WORDS: Final = Message("printer paper kitchen")
_TILL_WORDS: Final = Message("tills counters shared database server PostgreSQL")
SOUNDS: Final = {
    "new": _NEW,
    "waiting": _WAITING,
    "urgent": _URGENT,
    "lost": _LOST,
    "changed": _CHANGED,
    "printer": _PRINTER,
}
"""The occasions that have a sound of their own."""


def _sound(occasion: Message, keywords: Message | str = "") -> Setting:
    hint = Message("The built-in one, or a sound file of your own (WAV, MP3) of at most 30 seconds")
    return Setting(ALARM, Message("{sound}: sound", sound=occasion), hint, keywords=keywords)


def _volume(occasion: Message, hint: Message | str = "", keywords: Message | str = "") -> Setting:
    return Setting(ALARM, Message("{sound}: volume", sound=occasion), hint, "%", 10, keywords=keywords)


# fmt: off
class Settings(msgspec.Struct):
    """All settings with their defaults, section by section."""

    base_url: Annotated[str, Setting(
        Section.ADVANCED, Message("Address of Dükkango's API"), Message("Only if Dükkango tells you another one"),
        empty=Message("Dükkango's own"), for_connection=True,
    )] = ""
    poll_seconds: Annotated[Annotated[float, msgspec.Meta(gt=0, le=3600)] | None, Setting(
        Section.ADVANCED, Message("Check for orders every"), Message("Dükkango allows no less than 30 seconds"), _SECONDS, 5,
        empty=Message("every 30 seconds"), for_connection=True, shared=True,
    )] = None
    not_receiving_after: Annotated[int, msgspec.Meta(ge=30, le=3600), Setting(
        CONNECTION, Message("Warn that no orders arrive after"), Message("The alarm rings after this time without an answer, and never before the next poll is due"),
        _SECONDS, 15, for_connection=True, shared=True,
    )] = 90
    keep_awake: Annotated[bool, Setting(CONNECTION, Message("Keep the computer awake while connected"))] = True

    # A sound is the name of a file in the data folder's `sounds`, `builtin-waiting.wav` for the built-in sound of another
    # occasion, or nothing for its own built-in sound.
    sound_new: Annotated[_SoundFile, _sound(_NEW)] = ""
    volume_new: Annotated[_Percent, _volume(_NEW, Message("Never below 40 %, so that no order is missed"))] = 100
    sound_waiting: Annotated[_SoundFile, _sound(_WAITING)] = ""
    volume_waiting: Annotated[_Percent, _volume(
        _WAITING, Message("Also of one that waits for long; never below 40 %, so that no order is missed"),
    )] = 100
    sound_urgent: Annotated[_SoundFile, _sound(_URGENT)] = ""
    sound_lost: Annotated[_SoundFile, _sound(_LOST)] = ""
    volume_lost: Annotated[_Percent, _volume(_LOST)] = 100
    sound_changed: Annotated[_SoundFile, _sound(_CHANGED)] = ""
    volume_changed: Annotated[_Percent, _volume(_CHANGED)] = 100
    sound_printer: Annotated[_SoundFile, _sound(_PRINTER, _PRINTER_WORDS)] = ""
    volume_printer: Annotated[_Percent, _volume(_PRINTER, keywords=_PRINTER_WORDS)] = 100
    volume_kitchen: Annotated[_Percent, Setting(
        Section.KITCHEN, Message("Kitchen screen: volume"), Message("Of a new, a changed and a cancelled ticket; the alarm of the counter has its own"),
        "%", 10,
    )] = 100
    waiting_after: Annotated[_Minutes, Setting(
        ALARM, Message("A waiting order rings faster after"), unit=_MIN,
    )] = 2
    urgent_after: Annotated[_Minutes, Setting(
        ALARM, Message("A waiting order rings faster still after"), Message("The window also comes to the front"), _MIN,
    )] = 5
    mute_minutes: Annotated[int, msgspec.Meta(ge=0, le=60), Setting(
        ALARM, Message("A muted order rings again after"), Message("0: stays muted"), _MIN, 5, for_connection=True, shared=True,
    )] = 10
    quiet_from: Annotated[_Clock, Setting(ALARM, Message("Quiet hours begin"), empty=_NO_QUIET)] = ""
    quiet_until: Annotated[_Clock, Setting(ALARM, Message("Quiet hours end"), empty=_NO_QUIET)] = ""
    quiet_volume: Annotated[_Percent, Setting(
        ALARM, Message("Volume in quiet hours"), Message("Orders never below 40 %, so that none is missed"), "%", 10,
    )] = 50

    preparing_time: Annotated[int, msgspec.Meta(ge=1, le=240), Setting(
        TIMES, Message("Usual preparation time"), unit=_MIN, step=5, shared=True,
    )] = 30
    preset_times: Annotated[str, msgspec.Meta(pattern=rf"^{_TIME}( {_TIME}){{2,7}}\Z"), Setting(
        TIMES, Message("Preparation times on buttons"),
        Message("Three to eight times in minutes, separated by spaces"),
    )] = "15 20 25 30 35 45 60"
    begin_margin_minutes: Annotated[_UpToHours, Setting(
        TIMES, Message("Start scheduled orders earlier by"),
        Message("Before the promised time, in addition to the preparation time"), _MIN, 5, for_connection=True, shared=True,
    )] = 10
    allergy_words: Annotated[str, msgspec.Meta(max_length=2000), Setting(
        ACCEPTING, Message("Allergy words"),
        Message("Separated by commas; a note with one of them is red, and Accept asks once more"),
        empty=Message("none"), shared=True,
    )] = DEFAULT_WORDS
    auto_accept: Annotated[bool, Setting(
        ACCEPTING, Message("Accept orders by rule"),
        Message("All conditions below must be met; otherwise a person decides"),
        keywords=Message("automatic automatically"), shared=True,
    )] = False
    auto_accept_minutes: Annotated[_UpToHours, Setting(
        ACCEPTING, Message("Rule: preparation time"), Message("0: the usual one"), _MIN, 5, shared=True,
    )] = 0
    auto_accept_from: Annotated[_Clock, Setting(ACCEPTING, Message("Rule: holds from"), empty=_WHOLE_DAY, shared=True)] = ""
    auto_accept_until: Annotated[_Clock, Setting(ACCEPTING, Message("Rule: holds until"), empty=_WHOLE_DAY, shared=True)] = ""
    auto_accept_most_waiting: Annotated[int, msgspec.Meta(ge=0, le=1000), Setting(
        ACCEPTING, Message("Rule: maximum of waiting orders"), Message("0: any number"), shared=True,
    )] = 3
    auto_accept_total_under: Annotated[int, msgspec.Meta(ge=0), Setting(
        ACCEPTING, Message("Rule: only orders below"), Message("0: any sum"), "TL", 50, shared=True,
    )] = 0
    auto_accept_notes: Annotated[bool, Setting(ACCEPTING, Message("Rule: also orders with a note"), shared=True)] = False

    business_day_begins: Annotated[_Clock, Setting(
        ACCEPTING, Message("The restaurant's day begins"),
        Message("Orders before this time belong to the day before: in the report, in “Today” of the history, and for “until closing”"),
        empty=Message("at midnight"), keywords=Message("business day closing night report"), for_connection=True, shared=True,
    )] = "05:00"

    print_expires_minutes: Annotated[int, msgspec.Meta(ge=1, le=240), Setting(
        Section.PRINTERS, Message("A ticket that could not be printed expires after"),
        Message("Then a person is asked whether it is still wanted"), _MIN, 5, keywords=_PRINTER_WORDS, shared=True,
    )] = 15

    kitchen_stations: Annotated[str, msgspec.Meta(max_length=2000, pattern=STATIONS_PATTERN), Setting(
        Section.KITCHEN, Message("Stations"),
        Message("Where several kitchens cook: each with its categories of the menu, for example “Grill: Kebabs, Wraps; Cold: Salads, Drinks”"),
        empty=Message("one kitchen"), keywords=Message("screen categories pass expo"), shared=True,
    )] = ""

    theme: Annotated[Literal["system", "light", "dark"], Setting(
        APPEARANCE, Message("Colours"),
        choices={"system": _LIKE_SYSTEM, "light": Message("Light"), "dark": Message("Dark")},
    )] = "system"
    text_scale: Annotated[int, msgspec.Meta(ge=100, le=200), Setting(
        APPEARANCE, Message("Text size"), unit="%", step=25, keywords=Message("font letters bigger"),
    )] = 100
    cards: Annotated[Literal["compact", "normal", "large"], Setting(
        APPEARANCE, Message("Size of the cards"),
        choices={"compact": Message("Compact"), "normal": Message("Normal"), "large": Message("Large")},
    )] = "normal"
    timeline: Annotated[bool, Setting(
        APPEARANCE, Message("Promised times on a line"),
        Message("How many orders are promised for each five minutes of the next 90, above the board"),
    )] = True
    full_screen: Annotated[bool, Setting(
        APPEARANCE, Message("Full screen"), Message("Only the board is visible; with a PIN, leaving needs the PIN"),
        keywords=Message("kiosk mode"),
    )] = False

    language: Annotated[_Language, Setting(
        Section.LANGUAGE, Message("Language of the window"), choices={"system": _LIKE_SYSTEM},
    )] = "system"

    pin_guards_settings: Annotated[bool, Setting(
        PRIVACY, Message("PIN before the settings"), keywords=PIN_WORDS,
    )] = True
    pin_guards_cancelling: Annotated[bool, Setting(
        PRIVACY, Message("PIN before an order is cancelled"), keywords=PIN_WORDS,
    )] = False
    pin_guards_leaving: Annotated[bool, Setting(
        PRIVACY, Message("PIN before full screen is left or Tezgâh quit"), keywords=PIN_WORDS,
    )] = True
    pin_guards_exports: Annotated[bool, Setting(
        PRIVACY, Message("PIN before orders leave this computer"),
        Message("Saved and printed files, the support package, and the map with an address; one PIN counts for two minutes"),
        keywords=PIN_WORDS,
    )] = True
    keep_personal_data_days: Annotated[int, msgspec.Meta(ge=0, le=3650), Setting(
        PRIVACY, Message("Keep names, phones, addresses and notes for"),
        Message("After that they are removed from orders, backups and exports; 0: kept for ever"), Message("days"), 10, for_connection=True, shared=True,
    )] = 90

    update_url: Annotated[str, msgspec.Meta(max_length=2000), Setting(
        Section.ADVANCED, Message("Address of new versions"),
        Message("Checked once a day; a download needs a press and a valid signature"),
        empty=Message("no check for new versions"), for_connection=True,
    )] = ""

    # They belong to one till: a backup leaves them out, and no reset of all settings changes them.
    store_url: Annotated[str, msgspec.Meta(max_length=2000), Setting(
        Section.TILLS, Message("Address of the shared database"),
        Message("Such as postgresql://till_1@KASA-1:5432/tezgah; the password is not part of it. It counts from the next start on"),
        empty=Message("none: the orders are in a file on this computer"), keywords=_TILL_WORDS,
    )] = ""
    till_name: Annotated[str, msgspec.Meta(max_length=60), Setting(
        Section.TILLS, Message("Name of this till"),
        Message("Shown with what was pressed here. It counts from the next start on"),
        empty=Message("the computer's name"), keywords=_TILL_WORDS,
    )] = ""
    may_poll: Annotated[bool, Setting(
        Section.TILLS, Message("This till may ask Dükkango for orders"),
        Message("One of the tills does it for all; switch it off where the computer is often asleep or away"),
        keywords=_TILL_WORDS, for_connection=True,
    )] = True

    printers: tuple[Printer, ...] = ()
    """The ticket printers of this computer. They have commands and a page of their own, and are in a backup."""

    till_id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """Random, made at the first start with a shared database: its tills know this installation by it."""
    alone_since: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """ISO time since which this till works alone, without its shared database; "" while it does not."""
    pin: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """The hash of the PIN, see `secrets.pin`; "" for none."""
    pin_wrong: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Wrong attempts in a row, also across restarts."""
    window_place: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Screen, position and size of the window, as Qt writes them in base64; "" for the whole screen."""
    kitchen_place: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Screen, position and size of the kitchen screen; "" where it was never moved."""
    kitchen_open: bool = False
    """Whether the kitchen screen was open beside the counter's window."""
    kitchen_station: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """The station that the kitchen screen shows."""
    secret_place: Literal["", "keyring", "file"] = ""
    """The place where the credentials are stored, never the credentials."""
    key_is_asked_for: bool = False
    """Whether the credentials are stored nowhere, so that each start asks for them."""
    setup: Literal["language", "connect", "sound", "time", "ready", "start", "done"] = "language"
    """The next step of the setup guide; "start" is what earlier versions called the last one."""
    told_about_tray: bool = False
    """Whether people were told that closing the window leaves the program in the tray."""
# fmt: on


def preset_times(settings: Settings) -> tuple[int, ...]:
    """Return the preparation times on buttons, in minutes, the shortest first."""
    return tuple(sorted({int(each) for each in settings.preset_times.split()}))


def day_begins(settings: Settings) -> time:
    """Return the local time at which the business day begins."""
    return time.fromisoformat(settings.business_day_begins or "00:00")
