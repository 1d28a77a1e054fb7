"""The restaurant's local time: Europe/Istanbul, the zone of the vendor's naive times."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _istanbul() -> tzinfo:
    try:
        return ZoneInfo("Europe/Istanbul")
    except (ZoneInfoNotFoundError, OSError, ValueError):
        # Windows has no time zone database of its own. Türkiye has kept +03:00 all year since September 2016.
        return timezone(timedelta(hours=3), "+03")


ISTANBUL: Final[tzinfo] = _istanbul()
