"""The result of one check."""

from __future__ import annotations

import enum

import msgspec

from desktop.domain.text.translation import Message


class Level(enum.StrEnum):
    """How good or bad a finding is."""

    OK = "ok"
    ADVICE = "advice"
    TROUBLE = "trouble"


class Finding(msgspec.Struct, frozen=True):
    """The result of one check."""

    name: str
    level: Level
    message: Message
    detail: str = ""
    """A technical reason, for support."""
