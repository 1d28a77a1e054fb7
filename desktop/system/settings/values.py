"""Typed text <-> the value of a setting, with a sentence for what cannot be one."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import inspect

from desktop.domain.alarm import Ring
from desktop.system.sentences import SentenceError
from desktop.system.settings.descriptions import WORDS
from desktop.system.settings.options import checked_base_url, checked_poll_seconds, is_loopback
from desktop.system.settings.settings import BUILT_IN, Settings

_TRUE: Final = frozenset({"true", "on", "yes", "1", "evet", "açık"})
_FALSE: Final = frozenset({"false", "off", "no", "0", "hayır", "kapalı"})
_BUILT_IN_SOUNDS: Final = ", ".join(f"{BUILT_IN}{signal}.wav" for signal in Ring)
_NO_BOUND: Final = 1_000_000
_NONE: Final = frozenset({"none", "null", "yok", ""})

_CLOCKS: Final = frozenset({"quiet_from", "quiet_until", "auto_accept_from", "auto_accept_until"})
_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")
_BETWEEN_TIMES: Final = re.compile(r"[\s,;]+")

_FIELDS: Final = {field.name: field for field in msgspec.structs.fields(Settings) if field.name in WORDS}


class SettingError(SentenceError):
    """There is no such setting, or it cannot have that value."""


def names() -> list[str]:
    """Return the settings that people choose, in their order."""
    return list(_FIELDS)


def known(name: str) -> str:
    """Return a setting's name.

    Raises:
        SettingError: there is no such setting.
    """
    if name not in _FIELDS:
        raise SettingError(
            f"«{name}» diye bir ayar yok. Olanlar: tezgah settings list",
            f"There is no setting {name!r}. There are: tezgah settings list",
        )
    return name


def default_of(name: str) -> Any:
    """Return a setting's default."""
    return _FIELDS[known(name)].default


def is_on(text: str) -> bool | None:
    """Return what was typed for a switch, None where it is neither on nor off."""
    word = text.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def shown(value: Any) -> str:
    """Return a value as it is typed."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def parsed(name: str, text: str, others: Settings) -> Any:
    """Return the value that was typed.

    Args:
        name: of the setting.
        text: as typed.
        others: the settings as they are: an interval depends on the address.

    Raises:
        SettingError: it cannot be one; says what can.
        OptionError: it is an address or an interval that is refused.
    """
    field, text = _FIELDS[known(name)], _tidied(name, text)
    kind = inspect.type_info(field.type)
    try:
        value = _converted(kind, field.type, text)
    except (msgspec.ValidationError, ValueError):
        raise _refused(name, text) from None
    return _in_its_place(name, value, others)


def checked(name: str, value: Any, others: Settings) -> Any:
    """Return a value that was chosen in the window or read from a file.

    Args:
        name: of the setting.
        value: a whole number may come as one with a point.
        others: the settings as they are.

    Raises:
        SettingError: it cannot be one; says what can.
        OptionError: it is an address or an interval that is refused.
    """
    field = _FIELDS[known(name)]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        value = _tidied(name, value)
    try:
        value = msgspec.convert(value, field.type)
    except msgspec.ValidationError:
        raise _refused(name, str(value)[:80]) from None
    return _in_its_place(name, value, others)


def _tidied(name: str, text: str) -> str:
    """Return what was typed as the file has it: people write ``9.30`` and ``10, 20, 30`` too."""
    text = text.strip()
    if name in _CLOCKS and (clock := _CLOCK.fullmatch(text)) is not None:
        return f"{clock[1]:>02}:{clock[2]}"
    if name == "preset_times":
        return " ".join(_BETWEEN_TIMES.split(text))
    return text


def _refused(name: str, text: str) -> SettingError:
    turkish, english = allowed(name)
    return SettingError(
        f"{name} «{text}» olamaz. Olabilecekler: {turkish}.",
        f"{name} cannot be {text!r}. It can be: {english}.",
    )


def _in_its_place(name: str, value: Any, others: Settings) -> Any:
    if name in {"base_url", "update_url"} and value:
        value = checked_base_url(value, said_in=name)
    if name == "base_url" and others.poll_seconds is not None:
        # Together they are refused at each start: neither is to be set so that the other cannot be.
        checked_poll_seconds(f"{others.poll_seconds:g}", loopback=is_loopback(value), said_in="poll_seconds")
    if name == "poll_seconds" and value is not None:
        return checked_poll_seconds(f"{value:g}", loopback=is_loopback(others.base_url), said_in=name)
    return value


def _converted(kind: inspect.Type, field_type: Any, text: str) -> Any:
    folded = text.casefold()
    if isinstance(kind, inspect.BoolType):
        if folded in _TRUE:
            return True
        if folded in _FALSE:
            return False
        raise ValueError(text)
    if isinstance(kind, inspect.UnionType) and folded in _NONE:
        return None
    if isinstance(kind, (inspect.IntType, inspect.FloatType, inspect.UnionType)):
        return msgspec.convert(text.replace(",", "."), field_type, strict=False)
    return msgspec.convert(text, field_type)


def bounds(name: str) -> tuple[float, float]:
    """Return the least and the greatest value of a setting that is a number; far beyond need where it has no bound."""
    kind = inspect.type_info(_FIELDS[known(name)].type)
    if isinstance(kind, inspect.UnionType):
        kind = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    assert isinstance(kind, (inspect.IntType, inspect.FloatType))  # noqa: S101 - the caller knows the setting
    least = kind.ge if kind.ge is not None else 0
    return float(least), float(_NO_BOUND if kind.le is None else kind.le)


def allowed(name: str) -> tuple[str, str]:
    """Return what a setting can be, in Turkish and English."""
    kind = inspect.type_info(_FIELDS[known(name)].type)
    optional = isinstance(kind, inspect.UnionType)
    if isinstance(kind, inspect.UnionType):
        kind = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    turkish, english = _allowed(kind)
    return (f"{turkish}, none", f"{english}, none") if optional else (turkish, english)


def _allowed(kind: inspect.Type) -> tuple[str, str]:
    if isinstance(kind, inspect.BoolType):
        return "on, off", "on, off"
    if isinstance(kind, inspect.LiteralType):
        choices = ", ".join(str(value) for value in kind.values)
        return choices, choices
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        low = kind.ge if kind.ge is not None else 0 if kind.gt is None else f">{kind.gt:g}"
        if kind.le is None:
            return f"{low} veya fazlası", f"{low} or more"
        return f"{low} – {kind.le:g}", f"{low} – {kind.le:g}"
    if isinstance(kind, inspect.StrType) and kind.pattern and ".wav" in kind.pattern:
        return (
            f"veri klasöründeki sounds klasöründe bir .wav, {_BUILT_IN_SOUNDS} ya da boş",
            f"a .wav in the data folder's sounds, {_BUILT_IN_SOUNDS}, or nothing",
        )
    if isinstance(kind, inspect.StrType) and kind.pattern and "240" in kind.pattern:
        return "15 20 30 gibi üç ila sekiz süre", "three to eight times, as 15 20 30"
    if isinstance(kind, inspect.StrType) and kind.pattern:
        return "22:30 gibi bir saat ya da boş", "a time such as 22:30, or nothing"
    return "bir metin", "a text"
