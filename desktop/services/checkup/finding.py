"""What a check-up finds: one thing each, in both languages."""

from __future__ import annotations

import msgspec

from desktop.domain.checkup import Level

__all__ = ["Finding", "Level"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    level: Level
    turkish: str
    english: str
    detail: str = ""
    """Technical, for whoever helps."""
