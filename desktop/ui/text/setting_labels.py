"""The settings in the words of the staff: in which section each stands, what it is called, and what it can be."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.ui.text import order_words
from desktop.ui.text.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

translate = order_words.translate


class Section(enum.Enum):
    """The parts of the settings, in their order."""

    CONNECTION = enum.auto()
    ALARM = enum.auto()
    ACCEPTING = enum.auto()
    APPEARANCE = enum.auto()
    LANGUAGE = enum.auto()
    PRIVACY = enum.auto()
    START = enum.auto()
    BACKUP = enum.auto()


class Form(enum.Enum):
    """How a setting is asked for."""

    SWITCH = enum.auto()
    CHOICE = enum.auto()
    NUMBER = enum.auto()
    CLOCK = enum.auto()
    """A time of day, or nothing."""
    TEXT = enum.auto()
    SOUND = enum.auto()
    """A built-in sound, or an own file."""
    ACTION = enum.auto()
    """No setting but something to press."""


@dataclass(frozen=True, slots=True)
class SettingLabel:
    """One setting as people read it."""

    name: str
    section: Section
    title: str
    form: Form
    hint: str = ""
    unit: str = ""
    step: float = 1
    choices: tuple[tuple[str, Any], ...] = ()
    """Words and value of each choice."""
    empty: str = ""
    """What nothing means, for a text or a number that may be none."""
    also: str = ""
    """Other words that people look for it by."""


def section_title(section: Section) -> str:
    """Return a section's heading."""
    return {
        Section.CONNECTION: translate("settings", "Connection"),
        Section.ALARM: translate("settings", "Sound"),
        Section.ACCEPTING: translate("settings", "Accepting"),
        Section.APPEARANCE: translate("settings", "Appearance"),
        Section.LANGUAGE: translate("settings", "Language"),
        Section.PRIVACY: translate("settings", "Privacy and PIN"),
        Section.START: translate("settings", "Start"),
        Section.BACKUP: translate("settings", "Back up"),
    }[section]


def labels() -> list[SettingLabel]:
    """Return all settings that people choose, section by section, and what else can be pressed there."""
    return [*_connection(), *_alarm(), *_accepting(), *_appearance(), *_rest()]


def titles(names: Iterable[str]) -> str:
    """Return settings by what people read beside them; what no page shows keeps its name in the file."""
    read = {label.name: label.title for label in labels()}
    # A title may have commas and colons of its own.
    return " · ".join(read.get(name, name) for name in names)


def _connection() -> list[SettingLabel]:
    here = Section.CONNECTION
    return [
        SettingLabel(
            "@key", here, translate("settings", "Key of Dükkango"), Form.ACTION,
            hint=translate("settings", "Tried out at once, before it is kept"),
            unit=translate("settings", "Change the key…"), also=translate("settings", "token password connect"),
        ),
        SettingLabel(
            "base_url", here, translate("settings", "Address of Dükkango's API"), Form.TEXT,
            hint=translate("settings", "Only if Dükkango tells you another one"),
            empty=translate("settings", "Dükkango's own"),
        ),
        SettingLabel(
            "poll_seconds", here, translate("settings", "Look for orders every"), Form.NUMBER,
            hint=translate("settings", "Dükkango allows no less than 30 seconds"),
            unit=translate("settings", "s"), step=5,
        ),
        SettingLabel(
            "not_receiving_after", here, translate("settings", "Say that no orders arrive after"), Form.NUMBER,
            hint=translate("settings", "Without an answer for so long it rings"),
            unit=translate("settings", "s"), step=15,
        ),
        SettingLabel("keep_awake", here, translate("settings", "Keep the computer awake while connected"), Form.SWITCH),
    ]  # fmt: skip


def sounds() -> list[tuple[str, str]]:
    """Return the occasions that have a sound: name and words."""
    return [
        ("new", translate("settings", "A new order")),
        ("waiting", translate("settings", "A waiting order")),
        ("urgent", translate("settings", "An order that waits for long")),
        ("lost", translate("settings", "No orders arrive")),
        ("changed", translate("settings", "An order changed")),
    ]


def _alarm() -> list[SettingLabel]:
    here = Section.ALARM
    minutes = translate("dialogs", "min")
    volume = translate("settings", "{sound}: volume")
    which = translate("settings", "{sound}: sound")
    rows = []
    for name, sound in sounds():
        rows.append(
            SettingLabel(
                f"sound_{name}", here, which.format(sound=sound), Form.SOUND,
                hint=translate("settings", "The built-in one, or a sound file of your own (WAV, MP3) of at most 30 seconds"),
            )
        )  # fmt: skip
        if name != "urgent":
            least = {
                "new": translate("settings", "Never below 40 %, so that no order is missed"),
                "waiting": translate(
                    "settings",
                    "Also of one that waits for long; never below 40 %, so that no order is missed",
                ),
            }.get(name, "")
            rows.append(
                SettingLabel(f"volume_{name}", here, volume.format(sound=sound), Form.NUMBER, least, "%", 10)
            )
    return [
        *rows,
        SettingLabel(
            "waiting_after", here, translate("settings", "A waiting order rings faster after"), Form.NUMBER,
            unit=minutes,
        ),
        SettingLabel(
            "urgent_after", here, translate("settings", "A waiting order rings faster still after"), Form.NUMBER,
            hint=translate("settings", "And the window comes to the front"), unit=minutes,
        ),
        SettingLabel(
            "mute_minutes", here, translate("settings", "A muted order rings again after"), Form.NUMBER,
            hint=translate("settings", "0: never"), unit=minutes, step=5,
        ),
        SettingLabel("quiet_from", here, translate("settings", "Quiet hours begin"), Form.CLOCK),
        SettingLabel("quiet_until", here, translate("settings", "Quiet hours end"), Form.CLOCK),
        SettingLabel(
            "quiet_volume", here, translate("settings", "Volume in quiet hours"), Form.NUMBER,
            hint=translate("settings", "Orders never below 40 %, so that none is missed"), unit="%", step=10,
        ),
    ]  # fmt: skip


def _accepting() -> list[SettingLabel]:
    here = Section.ACCEPTING
    minutes = translate("dialogs", "min")
    return [
        SettingLabel(
            "preparing_time", here, translate("settings", "Usual preparation time"), Form.NUMBER, unit=minutes, step=5
        ),
        SettingLabel(
            "preset_times", here, translate("settings", "Preparation times that are one press away"), Form.TEXT,
            hint=translate("settings", "Three to eight numbers of minutes with a space between them"),
        ),
        SettingLabel(
            "begin_margin_minutes", here, translate("settings", "Begin an order for later earlier by"), Form.NUMBER,
            hint=translate("settings", "Besides its preparation time, before it is promised"), unit=minutes, step=5,
        ),
        SettingLabel(
            "auto_accept", here, translate("settings", "Accept orders by rule"), Form.SWITCH,
            hint=translate("settings", "The conditions below must all hold; in doubt a person decides"),
        ),
        SettingLabel(
            "auto_accept_minutes", here, translate("settings", "Rule: preparation time"), Form.NUMBER,
            hint=translate("settings", "0: the usual one"), unit=minutes, step=5,
        ),
        SettingLabel("auto_accept_from", here, translate("settings", "Rule: holds from"), Form.CLOCK),
        SettingLabel("auto_accept_until", here, translate("settings", "Rule: holds until"), Form.CLOCK),
        SettingLabel(
            "auto_accept_most_waiting", here, translate("settings", "Rule: while no more orders wait than"),
            Form.NUMBER, hint=translate("settings", "0: any number"),
        ),
        SettingLabel(
            "auto_accept_total_under", here, translate("settings", "Rule: only orders below"), Form.NUMBER,
            hint=translate("settings", "0: any sum"), unit="TL", step=50,
        ),
        SettingLabel(
            "auto_accept_notes", here, translate("settings", "Rule: orders with a note too"), Form.SWITCH
        ),
    ]  # fmt: skip


def _appearance() -> list[SettingLabel]:
    here = Section.APPEARANCE
    return [
        SettingLabel(
            "theme", here, translate("settings", "Colours"), Form.CHOICE,
            choices=(
                (translate("menu", "Like the system"), "system"),
                (translate("menu", "Light"), "light"),
                (translate("menu", "Dark"), "dark"),
            ),
        ),
        SettingLabel("text_scale", here, translate("settings", "Text size"), Form.NUMBER, unit="%", step=25),
        SettingLabel(
            "cards", here, translate("settings", "Cards of the board"), Form.CHOICE,
            choices=(
                (translate("settings", "Compact"), "compact"),
                (translate("settings", "Normal"), "normal"),
                (translate("settings", "Large"), "large"),
            ),
        ),
        SettingLabel(
            "full_screen", here, translate("settings", "Full screen"), Form.SWITCH,
            hint=translate("settings", "Nothing but the board; with a PIN only who knows it can leave"),
            also=translate("settings", "kiosk mode"),
        ),
    ]  # fmt: skip


def _rest() -> list[SettingLabel]:
    languages = [
        (translate("settings", "Like the system"), "system"),
        *((name, code) for code, name in LANGUAGES.items()),
    ]
    return [
        SettingLabel(
            "language", Section.LANGUAGE, translate("settings", "Language of the window"), Form.CHOICE,
            choices=tuple(languages),
        ),
        SettingLabel(
            "keep_personal_data_days", Section.PRIVACY,
            translate("settings", "Keep names, phones, addresses and notes for"), Form.NUMBER,
            hint=translate("settings", "Then they leave orders, backups and exports; 0: never"),
            unit=translate("settings", "days"), step=10,
        ),
        SettingLabel(
            "@pin", Section.PRIVACY, translate("settings", "PIN"), Form.ACTION,
            hint=translate("settings", "Four to eight digits; until you choose one nothing is guarded"),
            unit=translate("settings", "Choose a PIN…"), also=translate("settings", "password lock"),
        ),
        SettingLabel(
            "pin_guards_settings", Section.PRIVACY, translate("settings", "PIN before the settings"), Form.SWITCH
        ),
        SettingLabel(
            "pin_guards_cancelling", Section.PRIVACY, translate("settings", "PIN before an order is cancelled"),
            Form.SWITCH,
        ),
        SettingLabel(
            "pin_guards_leaving", Section.PRIVACY, translate("settings", "PIN before full screen is left or Tezgâh quit"),
            Form.SWITCH,
        ),
        SettingLabel("@autostart", Section.START, translate("settings", "Start with the computer"), Form.SWITCH),
        SettingLabel(
            "update_url",
            Section.START,
            translate("settings", "Address of new versions"),
            Form.TEXT,
            hint=translate("settings", "Looked at once a day; downloaded at a press alone, and only if it is signed"),
            empty=translate("settings", "none: no looking for new versions"),
        ),
        SettingLabel(
            "@setup", Section.START, translate("settings", "Setup guide"), Form.ACTION,
            hint=translate("settings", "Language, key, bell, usual time: one after the other"),
            unit=translate("settings", "Go through it again"),
        ),
        SettingLabel(
            "@backup", Section.BACKUP, translate("settings", "Save the settings to a file"), Form.ACTION,
            hint=translate("settings", "For another computer, or for safety; without key and PIN"),
            unit=translate("settings", "Save…"),
        ),
        SettingLabel(
            "@restore", Section.BACKUP, translate("settings", "Take settings from a file"), Form.ACTION,
            hint=translate("settings", "What the file has replaces what is chosen now"),
            unit=translate("settings", "Open…"),
        ),
        SettingLabel(
            "@defaults", Section.BACKUP, translate("settings", "All settings back to their defaults"), Form.ACTION,
            unit=translate("settings", "Back to the defaults…"),
        ),
    ]  # fmt: skip
