"""Typed text <-> the value of a setting, with an error that says which values it can have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import inspect

from desktop.domain.alarm import OF_KITCHEN, Ring
from desktop.domain.text.translation import Message
from desktop.system.settings.addresses import is_loopback
from desktop.system.settings.options import check_base_url, check_poll_seconds
from desktop.system.settings.setting import Form
from desktop.system.settings.settings import BUILT_IN
from desktop.system.settings.shared_store import check_address, check_name
from desktop.system.settings.table import SETTINGS, value_type
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from gettext import NullTranslations

    from desktop.system.settings.setting import Setting, Text
    from desktop.system.settings.settings import Settings

_TRUE: Final = frozenset({"true", "on", "yes", "1", "evet", "açık"})
_FALSE: Final = frozenset({"false", "off", "no", "0", "hayır", "kapalı"})
_NONE: Final = frozenset({"none", "null", "yok", ""})
_BUILT_IN_SOUNDS: Final = ", ".join(f"{BUILT_IN}{signal}.wav" for signal in Ring if signal not in OF_KITCHEN)

_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")
_BETWEEN_TIMES: Final = re.compile(r"[\s,;]+")


class SettingError(UserError):
    """There is no such setting, or it cannot have that value."""

    code = EXIT_USAGE


def find(name: str) -> Setting:
    """Return the setting with a name.

    Raises:
        SettingError: there is no such setting.
    """
    if name not in SETTINGS:
        raise SettingError(
            Message("There is no setting “{name}”. To list all: tezgah settings list", name=name)
        )
    return SETTINGS[name]


def explanation(setting: Setting, translations: NullTranslations) -> str:
    """Return the title, the hint and the meaning of an empty value, in the language of a catalogue."""
    word: Text = "none" if setting.form is Form.NUMBER else Message("empty")
    title, unit, hint, word, empty = (
        each.translated(translations) if isinstance(each, Message) else each
        for each in (setting.title, setting.unit, setting.hint, word, setting.empty)
    )
    parts = (f"{title} ({unit})" if unit else title, hint, f"{word}: {empty}" if empty else "")
    return "; ".join(filter(None, parts))


def parse_switch(text: str) -> bool | None:
    """Return the value that was typed for a switch, None where it is neither on nor off."""
    word = text.strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def as_text(value: Any) -> str:
    """Return a value as it is typed."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def parse(name: str, text: str, others: Settings) -> Any:
    """Return the value that was typed.

    Args:
        name: of the setting.
        text: as typed.
        others: the present settings: which intervals are allowed depends on the address.

    Raises:
        SettingError: the value is not allowed.
        OptionError: the address or the interval is refused.
        SharedStoreError: the address of the shared database or the till's name is refused.
    """
    setting = find(name)
    text = _normalise(setting, text)
    try:
        value = _convert(setting, text)
    except (msgspec.ValidationError, ValueError):
        raise _not_allowed(setting, text, setting.name) from None
    return _check_in_context(setting, value, others)


def check(name: str, value: Any, others: Settings, *, in_window: bool = False) -> Any:
    """Return a value that was chosen in the window or read from a file.

    Args:
        name: of the setting.
        value: a whole number may be a float.
        others: the present settings.
        in_window: whether an error calls the setting by its title instead of its name.

    Raises:
        SettingError: the value is not allowed.
        OptionError: the address or the interval is refused.
        SharedStoreError: the address of the shared database or the till's name is refused.
    """
    setting = find(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        value = _normalise(setting, value)
    try:
        value = msgspec.convert(value, setting.type)
    except msgspec.ValidationError:
        raise _not_allowed(setting, str(value)[:80], _called(setting, in_window=in_window)) from None
    return _check_in_context(setting, value, others, in_window=in_window)


def _normalise(setting: Setting, text: str) -> str:
    """Return typed text in the form of the file: people write ``9.30`` and ``10, 20, 30`` too."""
    text = text.strip()
    if setting.form is Form.CLOCK and (clock := _CLOCK.fullmatch(text)) is not None:
        return f"{clock[1]:>02}:{clock[2]}"
    if setting.name == "preset_times":
        return " ".join(_BETWEEN_TIMES.split(text))
    return text


def _called(setting: Setting, *, in_window: bool) -> Text:
    return setting.title if in_window else setting.name


def _not_allowed(setting: Setting, text: str, called: Text) -> SettingError:
    return SettingError(
        Message(
            "{setting} cannot be “{value}”. It can be: {allowed}.",
            setting=called,
            value=text,
            allowed=allowed(setting),
        )
    )


def _check_in_context(setting: Setting, value: Any, others: Settings, *, in_window: bool = False) -> Any:
    """Check an address, and whether it allows the interval: the type cannot express that."""
    name, interval = setting.name, SETTINGS["poll_seconds"]
    if name in {"base_url", "update_url"} and value:
        value = check_base_url(value, given_in=_called(setting, in_window=in_window))
    if name == "store_url" and value:
        value = str(check_address(value, given_in=_called(setting, in_window=in_window)))
    if name == "till_name" and value:
        value = check_name(value, given_in=_called(setting, in_window=in_window))
    # Each start would refuse an address and an interval that do not fit: neither is accepted without the other.
    address, seconds = others.base_url, others.poll_seconds
    if name == "base_url":
        address = value
    elif name == "poll_seconds":
        seconds = value
    if name in {"base_url", "poll_seconds"} and seconds is not None:
        given_in = _called(interval, in_window=in_window)
        checked = check_poll_seconds(f"{seconds:g}", loopback=is_loopback(address), given_in=given_in)
        return checked if name == "poll_seconds" else value
    return value


def _convert(setting: Setting, text: str) -> Any:
    if setting.form is Form.SWITCH:
        value = parse_switch(text)
        if value is None:
            raise ValueError(text)
        return value
    if setting.form is Form.NUMBER:
        if setting.default is None and text.casefold() in _NONE:
            return None
        return msgspec.convert(text.replace(",", "."), setting.type, strict=False)
    return msgspec.convert(text, setting.type)


def allowed(setting: Setting) -> Text:
    """Return the values that a setting can have, in words."""
    kind = value_type(setting)
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(str(value) for value in kind.values)
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        low = kind.ge if kind.ge is not None else 0 if kind.gt is None else f">{kind.gt:g}"
        if kind.le is None:
            return Message("{low} or more", low=low)
        return f"{low} – {kind.le:g}" + (", none" if setting.default is None else "")
    if setting.name == "preset_times":
        return Message("three to eight times such as 15 20 30")
    if setting.name == "kitchen_stations":
        return Message(
            "each station with a colon and its categories, such as “Grill: Kebabs, Wraps; Cold: Salads”"
        )
    texts: dict[Form, Text] = {
        Form.SWITCH: "on, off",
        Form.SOUND: Message(
            "a .wav file in the data folder's sounds, {sounds}, or nothing", sounds=_BUILT_IN_SOUNDS
        ),
        Form.CLOCK: Message("a time such as 22:30, or nothing"),
    }
    return texts.get(setting.form, Message("a text"))
