"""How good or bad a finding of the check-up is."""

from __future__ import annotations

import enum


class Level(enum.StrEnum):
    """The level of a finding. Terminal, JSON output and window use the same one."""

    OK = "ok"
    ADVICE = "advice"
    TROUBLE = "trouble"
