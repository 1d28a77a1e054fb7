"""The settings in the words of the staff: in which section each stands, what it is called, and what it can be."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.domain.text.translation import tr
from desktop.ui.text import language

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        Section.CONNECTION: tr("Connection"),
        Section.ALARM: tr("Sound"),
        Section.ACCEPTING: tr("Accepting"),
        Section.APPEARANCE: tr("Appearance"),
        Section.LANGUAGE: tr("Language"),
        Section.PRIVACY: tr("Privacy and PIN"),
        Section.START: tr("Start"),
        Section.BACKUP: tr("Back up"),
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
            "@key", here, tr("Key of Dükkango"), Form.ACTION,
            hint=tr("Tried out at once, before it is kept"),
            unit=tr("Change the key…"), also=tr("token password connect"),
        ),
        SettingLabel(
            "base_url", here, tr("Address of Dükkango's API"), Form.TEXT,
            hint=tr("Only if Dükkango tells you another one"),
            empty=tr("Dükkango's own"),
        ),
        SettingLabel(
            "poll_seconds", here, tr("Look for orders every"), Form.NUMBER,
            hint=tr("Dükkango allows no less than 30 seconds"),
            unit=tr("s"), step=5,
        ),
        SettingLabel(
            "not_receiving_after", here, tr("Say that no orders arrive after"), Form.NUMBER,
            hint=tr("Without an answer for so long it rings"),
            unit=tr("s"), step=15,
        ),
        SettingLabel("keep_awake", here, tr("Keep the computer awake while connected"), Form.SWITCH),
    ]  # fmt: skip


def sounds() -> list[tuple[str, str]]:
    """Return the occasions that have a sound: name and words."""
    return [
        ("new", tr("A new order")),
        ("waiting", tr("A waiting order")),
        ("urgent", tr("An order that waits for long")),
        ("lost", tr("No orders arrive")),
        ("changed", tr("An order changed")),
    ]


def _alarm() -> list[SettingLabel]:
    here = Section.ALARM
    minutes = tr("min")
    volume = tr("{sound}: volume")
    which = tr("{sound}: sound")
    rows = []
    for name, sound in sounds():
        rows.append(
            SettingLabel(
                f"sound_{name}", here, which.format(sound=sound), Form.SOUND,
                hint=tr("The built-in one, or a sound file of your own (WAV, MP3) of at most 30 seconds"),
            )
        )  # fmt: skip
        if name != "urgent":
            least = {
                "new": tr("Never below 40 %, so that no order is missed"),
                "waiting": tr(
                    "Also of one that waits for long; never below 40 %, so that no order is missed",
                ),
            }.get(name, "")
            rows.append(
                SettingLabel(f"volume_{name}", here, volume.format(sound=sound), Form.NUMBER, least, "%", 10)
            )
    return [
        *rows,
        SettingLabel(
            "waiting_after", here, tr("A waiting order rings faster after"), Form.NUMBER,
            unit=minutes,
        ),
        SettingLabel(
            "urgent_after", here, tr("A waiting order rings faster still after"), Form.NUMBER,
            hint=tr("And the window comes to the front"), unit=minutes,
        ),
        SettingLabel(
            "mute_minutes", here, tr("A muted order rings again after"), Form.NUMBER,
            hint=tr("0: never"), unit=minutes, step=5,
        ),
        SettingLabel("quiet_from", here, tr("Quiet hours begin"), Form.CLOCK),
        SettingLabel("quiet_until", here, tr("Quiet hours end"), Form.CLOCK),
        SettingLabel(
            "quiet_volume", here, tr("Volume in quiet hours"), Form.NUMBER,
            hint=tr("Orders never below 40 %, so that none is missed"), unit="%", step=10,
        ),
    ]  # fmt: skip


def _accepting() -> list[SettingLabel]:
    here = Section.ACCEPTING
    minutes = tr("min")
    return [
        SettingLabel(
            "preparing_time", here, tr("Usual preparation time"), Form.NUMBER, unit=minutes, step=5
        ),
        SettingLabel(
            "preset_times", here, tr("Preparation times that are one press away"), Form.TEXT,
            hint=tr("Three to eight numbers of minutes with a space between them"),
        ),
        SettingLabel(
            "begin_margin_minutes", here, tr("Begin an order for later earlier by"), Form.NUMBER,
            hint=tr("Besides its preparation time, before it is promised"), unit=minutes, step=5,
        ),
        SettingLabel(
            "auto_accept", here, tr("Accept orders by rule"), Form.SWITCH,
            hint=tr("The conditions below must all hold; in doubt a person decides"),
        ),
        SettingLabel(
            "auto_accept_minutes", here, tr("Rule: preparation time"), Form.NUMBER,
            hint=tr("0: the usual one"), unit=minutes, step=5,
        ),
        SettingLabel("auto_accept_from", here, tr("Rule: holds from"), Form.CLOCK),
        SettingLabel("auto_accept_until", here, tr("Rule: holds until"), Form.CLOCK),
        SettingLabel(
            "auto_accept_most_waiting", here, tr("Rule: while no more orders wait than"),
            Form.NUMBER, hint=tr("0: any number"),
        ),
        SettingLabel(
            "auto_accept_total_under", here, tr("Rule: only orders below"), Form.NUMBER,
            hint=tr("0: any sum"), unit="TL", step=50,
        ),
        SettingLabel(
            "auto_accept_notes", here, tr("Rule: orders with a note too"), Form.SWITCH
        ),
    ]  # fmt: skip


def _appearance() -> list[SettingLabel]:
    here = Section.APPEARANCE
    return [
        SettingLabel(
            "theme", here, tr("Colours"), Form.CHOICE,
            choices=(
                (tr("Like the system"), "system"),
                (tr("Light"), "light"),
                (tr("Dark"), "dark"),
            ),
        ),
        SettingLabel("text_scale", here, tr("Text size"), Form.NUMBER, unit="%", step=25),
        SettingLabel(
            "cards", here, tr("Cards of the board"), Form.CHOICE,
            choices=(
                (tr("Compact"), "compact"),
                (tr("Normal"), "normal"),
                (tr("Large"), "large"),
            ),
        ),
        SettingLabel(
            "full_screen", here, tr("Full screen"), Form.SWITCH,
            hint=tr("Nothing but the board; with a PIN only who knows it can leave"),
            also=tr("kiosk mode"),
        ),
    ]  # fmt: skip


def _rest() -> list[SettingLabel]:
    languages = [
        (tr("Like the system"), "system"),
        *((name, code) for code, name in language.names().items()),
    ]
    return [
        SettingLabel(
            "language", Section.LANGUAGE, tr("Language of the window"), Form.CHOICE,
            choices=tuple(languages),
        ),
        SettingLabel(
            "keep_personal_data_days", Section.PRIVACY,
            tr("Keep names, phones, addresses and notes for"), Form.NUMBER,
            hint=tr("Then they leave orders, backups and exports; 0: never"),
            unit=tr("days"), step=10,
        ),
        SettingLabel(
            "@pin", Section.PRIVACY, tr("PIN"), Form.ACTION,
            hint=tr("Four to eight digits; until you choose one nothing is guarded"),
            unit=tr("Choose a PIN…"), also=tr("password lock"),
        ),
        SettingLabel(
            "pin_guards_settings", Section.PRIVACY, tr("PIN before the settings"), Form.SWITCH
        ),
        SettingLabel(
            "pin_guards_cancelling", Section.PRIVACY, tr("PIN before an order is cancelled"),
            Form.SWITCH,
        ),
        SettingLabel(
            "pin_guards_leaving", Section.PRIVACY, tr("PIN before full screen is left or Tezgâh quit"),
            Form.SWITCH,
        ),
        SettingLabel("@autostart", Section.START, tr("Start with the computer"), Form.SWITCH),
        SettingLabel(
            "update_url",
            Section.START,
            tr("Address of new versions"),
            Form.TEXT,
            hint=tr("Looked at once a day; downloaded at a press alone, and only if it is signed"),
            empty=tr("none: no looking for new versions"),
        ),
        SettingLabel(
            "@setup", Section.START, tr("Setup guide"), Form.ACTION,
            hint=tr("Language, key, bell, usual time: one after the other"),
            unit=tr("Go through it again"),
        ),
        SettingLabel(
            "@backup", Section.BACKUP, tr("Save the settings to a file"), Form.ACTION,
            hint=tr("For another computer, or for safety; without key and PIN"),
            unit=tr("Save…"),
        ),
        SettingLabel(
            "@restore", Section.BACKUP, tr("Take settings from a file"), Form.ACTION,
            hint=tr("What the file has replaces what is chosen now"),
            unit=tr("Open…"),
        ),
        SettingLabel(
            "@defaults", Section.BACKUP, tr("All settings back to their defaults"), Form.ACTION,
            unit=tr("Back to the defaults…"),
        ),
    ]  # fmt: skip
