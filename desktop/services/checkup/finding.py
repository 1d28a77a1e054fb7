"""What a check-up finds: one thing each, in both languages."""

from __future__ import annotations

import enum

import msgspec


class Level(enum.StrEnum):
    """How good or bad a finding is."""

    OK = "ok"
    ADVICE = "advice"
    TROUBLE = "trouble"


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    level: Level
    turkish: str
    english: str
    detail: str = ""
    """Technical, for whoever helps."""
