"""Reads from the lists of `pactl` how loud this program's own stream is, and the output that really plays it.

The mixer has a switch and a volume of each program, and can move a program to another output. The default output says
nothing about either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.alerts.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLOCK: Final = re.compile(r"^(?:Sink Input|Sink) #(\d+)$", re.MULTILINE)
_FIELD: Final = re.compile(r"^\t(Mute|Volume|Sink): (.*)$", re.MULTILINE)
_PROPERTY: Final = re.compile(r'^\t\t(application\.(?:process\.id|name)) = "(.*)"$', re.MULTILINE)
_PERCENT: Final = re.compile(r"(\d+)%")
_NAME: Final = "Tezgâh"
"""As `device` names the program to the sound server."""


class OwnStream(NamedTuple):
    """A stream of this program, and the number of the output that plays it."""

    level: Level
    sink: str


def own_streams(listed: str, process: int) -> list[OwnStream]:
    """Return this program's streams.

    Args:
        listed: what `pactl list sink-inputs` prints in English.
        process: the program's process id. Where a stream tells no process, its name decides.
    """
    found = []
    for _, block in _blocks(listed):
        about = dict(_PROPERTY.findall(block))
        owner = about.get("application.process.id")
        if owner != str(process) and (owner is not None or about.get("application.name") != _NAME):
            continue
        fields = dict(_FIELD.findall(block))
        level = _level(fields)
        if level is not None:
            found.append(OwnStream(level, fields.get("Sink", "")))
    return found


def sink_levels(listed: str) -> dict[str, Level]:
    """Return the level of each output by its number; `listed` is what `pactl list sinks` prints in English."""
    levels = ((number, _level(dict(_FIELD.findall(block)))) for number, block in _blocks(listed))
    return {number: level for number, level in levels if level is not None}


def _blocks(listed: str) -> Iterable[tuple[str, str]]:
    parts = _BLOCK.split(listed)
    return zip(parts[1::2], parts[2::2], strict=True)


def _level(fields: dict[str, str]) -> Level | None:
    """Return the level that the fields of a block name, None if they name none."""
    percents = [int(percent) for percent in _PERCENT.findall(fields.get("Volume", ""))]
    if fields.get("Mute") not in {"yes", "no"} or not percents:
        return None
    return Level(fields["Mute"] == "yes", max(percents))
