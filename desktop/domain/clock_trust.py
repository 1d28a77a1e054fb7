"""Decides whether the time of day is sure enough to delete by it.

A clock that jumped makes an order of today look old. So nothing is deleted by its age after a jump, until the vendor's clock
or a person confirms the time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

JUMP: Final = timedelta(hours=1)
"""A difference that no slow answer and no drift explains. Summer time does not change an aware time."""

LONGEST_PAUSE: Final = timedelta(days=7)
"""The program may have been off for so long: a longer pause may also be a wrong clock."""


class ClockTrust(msgspec.Struct, frozen=True):
    """Knowledge about the time of day."""

    is_sure: bool = True
    """Whether things may be deleted by their age."""
    vendor_ahead: timedelta | None = None
    """By how much this clock is ahead of the vendor's where the two contradict each other; then no person decides."""


def started(now: datetime, last_seen: datetime | None) -> ClockTrust:
    """Return what is known at a start; `last_seen` is the last stored time that was sure, None for none."""
    if last_seen is None:
        return ClockTrust()
    return ClockTrust(is_sure=last_seen - JUMP <= now <= last_seen + LONGEST_PAUSE)


def passed(trust: ClockTrust, by_day: timedelta, by_steady: timedelta) -> ClockTrust:
    """Return what is known after a while: so long by the time of day, and by a clock that nobody sets."""
    return ClockTrust(is_sure=False) if abs(by_day - by_steady) >= JUMP else trust


def vendor_said(ahead: timedelta) -> ClockTrust:
    """Return what is known after an answer of the vendor; this clock is ahead of the vendor's by so much."""
    if abs(ahead) < JUMP:
        return ClockTrust()
    return ClockTrust(is_sure=False, vendor_ahead=ahead)


def confirmed(trust: ClockTrust) -> ClockTrust:
    """Return what is known after a person said that the time is right."""
    return trust if trust.vendor_ahead is not None else ClockTrust()
