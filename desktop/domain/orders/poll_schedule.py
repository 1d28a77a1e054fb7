"""When to poll next: the cooldown, what a 429 teaches, and backing off after failures.

Times are seconds on one steady clock that counts sleep too, so that after a resume the next poll is simply
due. Source: `get-current` has a cooldown of 30 s per token; whether the vendor counts it from the request or
from its answer is not documented, so it is counted here from the moment the answer was in our hands, which is
never earlier than either.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

COOLDOWN: Final = 30.0
"""Seconds between polls that the vendor asks for."""

MARGIN: Final = 0.05
"""Seconds added for rounding of the vendor's clock."""

LONGEST_BACKOFF: Final = 60.0
LONGEST_BACKOFF_UNREACHABLE: Final = 4.0
"""A call that cannot leave costs the vendor nothing: it is tried often, so that the end of an outage is not missed."""
_FIRST_BACKOFF: Final = 2.0
_LARGEST_SURPLUS: Final = 5.0
"""Seconds. A vendor that counts otherwise than we do explains no more; more means another program asks with the
same token, and waiting longer would only leave the orders to it."""
_UNLEARN_AFTER: Final = 20
_REMEMBERED: Final = 6
_CONTESTED: Final = 3
"""Of the last six polls that reached the vendor, so many refused as too soon are no difference in counting: another
program takes turns with this one."""


class PollOutcome(enum.StrEnum):
    """How a poll ended, as far as the next one goes."""

    ANSWERED = "answered"
    TOO_SOON = "too_soon"
    """429."""
    UNREACHABLE = "unreachable"
    """The request never left; it cannot have started a cooldown."""
    FAILED = "failed"
    """No usable answer, but the vendor may have counted the call."""


class Schedule(msgspec.Struct, frozen=True):
    """State of the poll schedule; `next_at` is when the next poll is due."""

    cooldown: float = COOLDOWN
    """Seconds, as configured."""
    surplus: float = 0.0
    """Seconds that 429 answers taught us to add."""
    next_at: float = float("-inf")
    earliest: float = float("-inf")
    """No poll before this, whatever came back: the cooldown."""
    answered_at: float | None = None
    asked_at: float | None = None
    failures: int = 0
    too_soon: int = 0
    """429 answers in a row."""
    good: int = 0
    """Answered polls since the last 429."""
    lately: tuple[bool, ...] = ()
    """Of the last polls that the vendor answered, which were refused as too soon."""

    @property
    def contested(self) -> bool:
        """Whether another program seems to poll with the same token."""
        return self.too_soon > 1 or sum(self.lately) >= _CONTESTED


def after(
    schedule: Schedule, outcome: PollOutcome, *, asked_at: float, ended_at: float, wait: float, jitter: float
) -> Schedule:
    """Return the schedule after one poll.

    Args:
        schedule: the state before.
        outcome: how the poll ended.
        asked_at: when it was sent.
        ended_at: when it ended.
        wait: seconds that a 429 named; 0 where it named none.
        jitter: from [0, 1).
    """
    margin = MARGIN if schedule.cooldown > 0 else 0.0
    if outcome is PollOutcome.ANSWERED:
        surplus = schedule.surplus
        good = schedule.good + 1
        if surplus and good >= _UNLEARN_AFTER:
            # The reason may be gone (another program on the same token was closed): come back step by step.
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
            lately=(*schedule.lately, False)[-_REMEMBERED:],
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
    # An answer that names no time gets the whole cooldown; each further 429 in a row adds a second.
    pause = (wait if wait > 0 else schedule.cooldown) + margin + (too_soon - 1)
    surplus = schedule.surplus
    if schedule.answered_at is not None and too_soon == 1:
        kept = asked_at - schedule.answered_at
        if kept >= schedule.cooldown:
            # We had waited long enough by our own count: the vendor's cooldown is longer than we thought.
            surplus = min(max(surplus, kept + wait - schedule.cooldown), _LARGEST_SURPLUS)
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
        lately=(*schedule.lately, True)[-_REMEMBERED:],
    )


def at_once(schedule: Schedule, now: float) -> Schedule:
    """Return the schedule for "look now": as soon as the cooldown allows (the network or the machine came back)."""
    return msgspec.structs.replace(schedule, next_at=min(schedule.next_at, max(now, schedule.earliest)))
