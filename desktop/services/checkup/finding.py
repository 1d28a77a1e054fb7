"""The result of one check."""

from __future__ import annotations

import msgspec

from desktop.domain.checkup import Level
from desktop.domain.text.translation import Message

__all__ = ["Finding", "Level"]


class Finding(msgspec.Struct, frozen=True):
    """The result of one check."""

    name: str
    level: Level
    message: Message
    detail: str = ""
    """A technical reason, for support."""
