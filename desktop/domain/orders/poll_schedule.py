"""The time of the next poll: cooldown, adjustment after a 429, and backoff after failures.

Times are seconds of a steady clock that includes sleep, so that a poll is due after a resume. Source:
`get-current` has a cooldown of 30 s per token. It is undocumented whether it starts with the request or the
answer. Here it starts when the answer has arrived, which is never too early.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

COOLDOWN: Final = 30.0
"""Seconds between polls, as the vendor requires."""

LONGEST_WAIT: Final = 2 * COOLDOWN
"""Seconds. Whatever a 429 says, the vendor is asked again after this time: its sentence may be misread, and orders wait."""

MARGIN: Final = 0.05
"""Seconds added for rounding of the vendor's clock."""

LONGEST_BACKOFF: Final = 60.0
LONGEST_BACKOFF_UNREACHABLE: Final = 4.0
"""A request that cannot be sent costs the vendor nothing. Frequent retries notice the end of an outage."""
_FIRST_BACKOFF: Final = 2.0
_LARGEST_SURPLUS: Final = 5.0
"""Seconds. A different start of the cooldown explains no more. More means that another program polls with the
same token, and a longer wait would only leave the orders to it.
"""
_UNLEARN_AFTER: Final = 20
_REMEMBERED: Final = 6
_CONTESTED: Final = 3
"""This many refusals in the last six answered polls mean that another program alternates with this one."""


class PollOutcome(enum.StrEnum):
    """How a poll ended."""

    ANSWERED = "answered"
    TOO_SOON = "too_soon"
    """429."""
    UNREACHABLE = "unreachable"
    """The request was not sent and cannot have started a cooldown."""
    FAILED = "failed"
    """No usable answer, but the vendor may have counted the call."""


class Schedule(msgspec.Struct, frozen=True):
    """State of the schedule; `next_at` is the time of the next poll."""

    cooldown: float = COOLDOWN
    """Seconds, as configured."""
    surplus: float = 0.0
    """Seconds added after 429 answers."""
    next_at: float = float("-inf")
    earliest: float = float("-inf")
    """No poll before this time: the cooldown."""
    answered_at: float | None = None
    asked_at: float | None = None
    failures: int = 0
    too_soon: int = 0
    """Consecutive 429 answers."""
    good: int = 0
    """Answered polls since the last 429."""
    recent_refusals: tuple[bool, ...] = ()
    """Whether each of the last polls with an answer was refused as too soon."""

    @property
    def contested(self) -> bool:
        """Whether another program seems to poll with the same token."""
        return self.too_soon > 1 or sum(self.recent_refusals) >= _CONTESTED

    @property
    def blocked(self) -> bool:
        """Whether the last 429 asks for a longer wait than the cooldown: no orders arrive meanwhile."""
        if not self.too_soon or self.asked_at is None:
            return False
        return self.next_at - self.asked_at > self.cooldown + _LARGEST_SURPLUS


def after(
    schedule: Schedule, outcome: PollOutcome, *, asked_at: float, ended_at: float, wait: float, jitter: float
) -> Schedule:
    """Return the schedule after one poll.

    Args:
        schedule: the state before.
        outcome: how the poll ended.
        asked_at: when it was sent.
        ended_at: when it ended.
        wait: seconds in a 429, else 0.
        jitter: from [0, 1).
    """
    margin = MARGIN if schedule.cooldown > 0 else 0.0
    if outcome is PollOutcome.ANSWERED:
        surplus = schedule.surplus
        good = schedule.good + 1
        if surplus and good >= _UNLEARN_AFTER:
            # The reason may be gone, for example another program with the same token was closed: reduce it
            # stepwise.
            surplus = surplus / 2 if surplus > 1.0 else 0.0
            good = 0
        due = ended_at + schedule.cooldown + surplus + margin
        return msgspec.structs.replace(
            schedule,
            surplus=surplus,
            next_at=due,
            earliest=due,
            answered_at=ended_at,
            asked_at=asked_at,
            failures=0,
            too_soon=0,
            good=good,
            recent_refusals=(*schedule.recent_refusals, False)[-_REMEMBERED:],
        )
    if outcome is PollOutcome.TOO_SOON:
        return _after_too_soon(schedule, asked_at, ended_at, wait, margin)
    failures = schedule.failures + 1
    longest = LONGEST_BACKOFF_UNREACHABLE if outcome is PollOutcome.UNREACHABLE else LONGEST_BACKOFF
    backoff = min(_FIRST_BACKOFF * 2 ** min(failures - 1, 10), longest) * (0.75 + 0.25 * jitter)
    due = ended_at + backoff
    earliest = schedule.earliest
    if outcome is PollOutcome.FAILED:
        earliest = max(earliest, asked_at + schedule.cooldown + margin)
    return msgspec.structs.replace(
        schedule,
        next_at=max(due, earliest),
        earliest=earliest,
        failures=failures,
        asked_at=asked_at,
        too_soon=0,
    )


def _after_too_soon(
    schedule: Schedule, asked_at: float, ended_at: float, wait: float, margin: float
) -> Schedule:
    too_soon = schedule.too_soon + 1
    # Without a time in the answer, wait the whole cooldown. Each further 429 adds a second.
    pause = (wait if wait > 0 else schedule.cooldown) + margin + (too_soon - 1)
    pause = min(pause, max(LONGEST_WAIT, 2 * schedule.cooldown))
    surplus = schedule.surplus
    if schedule.answered_at is not None and too_soon == 1:
        waited = asked_at - schedule.answered_at
        if waited >= schedule.cooldown:
            # We had waited for the whole cooldown: the vendor's is longer than assumed.
            surplus = min(max(surplus, waited + wait - schedule.cooldown), _LARGEST_SURPLUS)
    due = ended_at + pause
    return msgspec.structs.replace(
        schedule,
        surplus=surplus,
        next_at=due,
        earliest=due,
        asked_at=asked_at,
        too_soon=too_soon,
        good=0,
        failures=0,
        recent_refusals=(*schedule.recent_refusals, True)[-_REMEMBERED:],
    )


def at_once(schedule: Schedule, now: float) -> Schedule:
    """Return the schedule for a poll as soon as the cooldown allows (network or machine came back)."""
    return msgspec.structs.replace(schedule, next_at=min(schedule.next_at, max(now, schedule.earliest)))


def delayed(schedule: Schedule, until: float) -> Schedule:
    """Return the schedule where no poll could be made now: it is as due as before, but not until a time."""
    return msgspec.structs.replace(schedule, next_at=max(schedule.next_at, until))
