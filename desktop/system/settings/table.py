"""The rows of the settings table: settings with name, form, default and bounds, and actions of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import inspect
from msgspec.structs import replace

from desktop.domain.text.translation import Message
from desktop.system.settings.setting import Form, Section, Setting
from desktop.system.settings.settings import CLOCK_PATTERN, PIN_WORDS, SOUND_PATTERN, Settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_NO_BOUND: Final = 1_000_000


def value_type(setting: Setting) -> inspect.Type:
    """Return the type and the bounds of a setting's value, without the None that some numbers may be."""
    kind = inspect.type_info(setting.type)
    if isinstance(kind, inspect.UnionType):
        return next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind


def _settings() -> Iterator[Setting]:
    for field in msgspec.structs.fields(Settings):
        for row in getattr(field.type, "__metadata__", ()):
            if isinstance(row, Setting):
                named = replace(row, name=field.name, type=field.type, default=field.default)
                yield _with_form(named, value_type(named))


def _with_form(row: Setting, kind: inspect.Type) -> Setting:
    if isinstance(kind, inspect.BoolType):
        return replace(row, form=Form.SWITCH)
    if isinstance(kind, inspect.LiteralType):
        return replace(row, form=Form.CHOICE)
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        low, high = kind.ge or 0, _NO_BOUND if kind.le is None else kind.le
        return replace(row, form=Form.NUMBER, low=float(low), high=float(high))
    pattern = kind.pattern if isinstance(kind, inspect.StrType) else None
    return replace(
        row, form={CLOCK_PATTERN: Form.CLOCK, SOUND_PATTERN: Form.SOUND}.get(pattern or "", Form.TEXT)
    )


SETTINGS: Final = {setting.name: setting for setting in _settings()}
"""All settings that people choose, by name, in their order."""


def defaults(stays: Collection[str]) -> dict[str, Any]:
    """Return the defaults of all settings but some, and of none that belongs to this till of a shared database."""
    return {
        name: row.default
        for name, row in SETTINGS.items()
        if name not in stays and row.section is not Section.TILLS
    }


AUTOSTART: Final = Setting(
    Section.START,
    Message("Start with the computer"),
    keywords=Message("automatic automatically"),
    name="@autostart",
    form=Form.SWITCH,
    default=False,
)

_ACTIONS: Final = (
    Setting(
        Section.CONNECTION,
        Message("Access key for Dükkango"),
        Message("It is checked before it is saved"),
        name="@key",
        button=Message("Change the key…"),
        keywords=Message("token password connect"),
    ),
    Setting(
        Section.CONNECTION,
        Message("Remove the access key from this computer"),
        Message("Until a key is entered again, no orders arrive here"),
        name="@forget",
        button=Message("Forget the key"),
        keywords=Message("token password connect"),
    ),
    Setting(
        Section.PRIVACY,
        Message("PIN"),
        Message("Four to eight digits; without a PIN nothing is protected"),
        name="@pin",
        button=Message("Choose a PIN…"),
        keywords=PIN_WORDS,
    ),
    Setting(
        Section.PRINTERS,
        Message("Printers"),
        Message("Kitchen and courier tickets: which, when, and on which printer"),
        name="@printers",
        button=Message("Printers…"),
        keywords=Message("printer paper kitchen ticket"),
    ),
    AUTOSTART,
    Setting(
        Section.TILLS,
        Message("Tills and shared database"),
        Message("For a restaurant with several computers at the counter"),
        name="@tills",
        button=Message("Tills…"),
        keywords=Message("tills counters shared database server PostgreSQL"),
    ),
    Setting(
        Section.START,
        Message("Setup guide"),
        Message("Language, key, bell, usual time: one after the other"),
        name="@setup",
        button=Message("Go through it again"),
    ),
    Setting(
        Section.BACKUP,
        Message("Save the settings to a file"),
        Message("For another computer, or for safety; without key and PIN"),
        name="@backup",
        button=Message("Save…"),
    ),
    Setting(
        Section.BACKUP,
        Message("Take settings from a file"),
        Message("Settings in the file replace the present ones"),
        name="@restore",
        button=Message("Open…"),
    ),
    Setting(
        Section.BACKUP,
        Message("All settings back to their defaults"),
        name="@defaults",
        button=Message("Back to the defaults…"),
    ),
)

_LAST: Final = "base_url"
"""Nobody should meet the address by chance."""

ROWS: Final = tuple(
    sorted(
        (row for section in Section for row in (*_ACTIONS, *SETTINGS.values()) if row.section is section),
        key=lambda row: row.name == _LAST,
    )
)
"""The rows of the settings page, section by section."""
