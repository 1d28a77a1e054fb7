"""The form of one row of the settings table."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.domain.text.translation import Message

Text = Message | str
"""A translatable text, or one that is the same in each language."""


class Section(enum.Enum):
    """The sections of the settings page with their headings: first those that staff change most."""

    ALARM = Message("Sound")
    TIMES = Message("Times")
    ACCEPTING = Message("Accepting")
    PRINTERS = Message("Printers")
    KITCHEN = Message("Kitchen screen")
    APPEARANCE = Message("Appearance")
    LANGUAGE = Message("Language")
    PRIVACY = Message("Privacy and PIN")
    START = Message("Start")
    CONNECTION = Message("Connection")
    TILLS = Message("Several tills")
    BACKUP = Message("Back up")
    ADVANCED = Message("Advanced")


class Form(enum.Enum):
    """The field in which a setting is changed. It follows from the type."""

    SWITCH = enum.auto()
    CHOICE = enum.auto()
    NUMBER = enum.auto()
    CLOCK = enum.auto()
    """A time of day, or nothing."""
    TEXT = enum.auto()
    SOUND = enum.auto()
    """A built-in sound, or a file."""
    ACTION = enum.auto()
    """Not a setting but a button."""


class Setting(msgspec.Struct, frozen=True):
    """One setting that people choose, or one action of the settings page.

    A field of `Settings` carries its section and its texts; `table.SETTINGS` adds the name, the form, the default and
    the bounds, which follow from the field.
    """

    section: Section
    title: Text
    hint: Text = ""
    unit: Text = ""
    step: float = 1
    """Difference that one press on + or - makes."""
    choices: Mapping[Any, Text] = msgspec.field(default_factory=dict)
    """The text of each value of a choice."""
    empty: Text = ""
    """Meaning of an empty text, of an empty time, or of no number."""
    keywords: Text = ""
    """More words that the search finds it by."""
    button: Text = ""
    """Text on the button of an action."""
    for_connection: bool = False
    """Whether the running connection has to take a new value over from the options."""
    shared: bool = False
    """Whether all tills of a shared database go by it."""
    name: str = ""
    """Name of the field; names of rows that are not in the settings file begin with @."""
    form: Form = Form.ACTION
    type: Any = None
    default: Any = None
    low: float = 0
    high: float = 0
