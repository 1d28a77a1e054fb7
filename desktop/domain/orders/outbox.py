"""Which owed call goes next, when to try again, and which answers are final.

The outbox holds acknowledgements and commands (accept). Its rows are in the store; what an answer means for
them is decided here.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders import lifecycle

if TYPE_CHECKING:
    from desktop.domain.orders.lifecycle import Action


class AnswerKind(enum.StrEnum):
    """What is owed to the vendor."""

    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    ON_THE_WAY = "ontheway"
    COMPLETE = "complete"
    CANCEL = "cancel"


COMMANDS: Final = (AnswerKind.ACCEPT, AnswerKind.ON_THE_WAY, AnswerKind.COMPLETE, AnswerKind.CANCEL)
"""What staff press; all but the acknowledgement."""


MAX_ACKNOWLEDGEMENTS_IN_FLIGHT: Final = 16
MAX_COMMANDS_IN_FLIGHT: Final = 4
"""Commands have places of their own: a press never queues behind a rush of acknowledgements."""

_TRIES_UNTIL_SEEN: Final = 5
_FIRST_DELAY: Final = 1.0
_LONGEST_DELAY: Final = {AnswerKind.ACKNOWLEDGE: 60.0} | dict.fromkeys(COMMANDS, 20.0)
"""Seconds. Somebody looks at the card of a command, so it is tried more often."""


class OutboxOutcome(enum.StrEnum):
    """How one call ended, as far as its meaning for the outbox goes."""

    OK = "ok"
    UNAUTHORISED = "unauthorised"
    """401: nothing was done; go on with another token."""
    TOO_MANY = "too_many"
    """429: nothing was done; wait."""
    UNREACHABLE = "unreachable"
    """The call never left: no connection."""
    UNANSWERED = "unanswered"
    """Sent, and no complete answer came: it may have taken effect."""
    SERVER_ERROR = "server_error"
    """5xx, or an answer that cannot be understood: it may have taken effect."""
    REFUSED = "refused"
    """The vendor said no."""
    NOT_FOUND = "not_found"
    """403 or 404: the vendor does not know the order (any more), or it is not ours."""


_MAY_HAVE_TAKEN_EFFECT: Final = frozenset({OutboxOutcome.UNANSWERED, OutboxOutcome.SERVER_ERROR})


class VendorAnswer(msgspec.Struct, frozen=True):
    """One ended call."""

    outcome: OutboxOutcome
    message: str = ""
    """The vendor's sentence, or a short reason."""
    wait: float | None = None
    """Seconds the vendor asked us to wait."""


class OutboxVerdict(enum.StrEnum):
    """What becomes of the owed call."""

    DONE = "done"
    RETRY = "retry"
    NEEDS_TOKEN = "needs_token"  # noqa: S105 - not a secret
    """Try again at once with a fresh token, or when there is one."""
    REFUSED = "refused"
    UNSURE = "unsure"
    """Refused, but an earlier attempt may have succeeded: the next poll decides."""
    WITHDRAWN = "withdrawn"
    """Refused because somebody else had accepted the order already."""
    GONE = "gone"
    """Refused because the order is no longer open at the vendor: cancelled, delivered, or not known any more."""


def may_have_taken_effect(outcome: OutboxOutcome) -> bool:
    """Whether the vendor may have acted although we have no good answer."""
    return outcome in _MAY_HAVE_TAKEN_EFFECT


def judge_acknowledgement(answer: VendorAnswer) -> OutboxVerdict:
    """Judge the answer to an acknowledgement.

    Only 403 and 404 are final. Any other "no" (a technical problem told with HTTP 200) may be over next time, and the
    order repeats until it is.
    """
    if answer.outcome is OutboxOutcome.OK:
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.UNAUTHORISED:
        return OutboxVerdict.NEEDS_TOKEN
    if answer.outcome is OutboxOutcome.NOT_FOUND:
        return OutboxVerdict.REFUSED
    return OutboxVerdict.RETRY


def judge_accept(answer: VendorAnswer, *, earlier_unanswered: bool, status_id: int) -> OutboxVerdict:
    """Judge the answer to an accept.

    Args:
        answer: how the attempt ended.
        earlier_unanswered: whether an earlier attempt may have taken effect.
        status_id: the order's status as the store has it now.
    """
    if answer.outcome is OutboxOutcome.OK:
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.UNAUTHORISED:
        return OutboxVerdict.NEEDS_TOKEN
    if answer.outcome in {OutboxOutcome.NOT_FOUND, OutboxOutcome.REFUSED}:
        if lifecycle.was_accepted(status_id):
            return OutboxVerdict.DONE if earlier_unanswered else OutboxVerdict.WITHDRAWN
        if earlier_unanswered:
            return OutboxVerdict.UNSURE
        gone = answer.outcome is OutboxOutcome.NOT_FOUND or lifecycle.tells_of_the_end(answer.message)
        return OutboxVerdict.GONE if gone else OutboxVerdict.REFUSED
    return OutboxVerdict.RETRY


def judge_action(
    action: Action, answer: VendorAnswer, *, earlier_unanswered: bool, status_id: int, attempts: int
) -> OutboxVerdict:
    """Judge the answer to "on the way", "complete" or "cancel".

    A refusal after an attempt without answer may be our own success. Of the last two no poll tells, because the vendor
    lists no order that has ended: only its own words do.

    Args:
        action: what was asked for.
        answer: how the attempt ended.
        earlier_unanswered: whether an earlier attempt may have taken effect.
        status_id: the order's status as the store has it now.
        attempts: how often it was sent, this attempt included.
    """
    if answer.outcome is OutboxOutcome.OK:
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.UNAUTHORISED:
        return OutboxVerdict.NEEDS_TOKEN
    if answer.outcome not in {OutboxOutcome.NOT_FOUND, OutboxOutcome.REFUSED}:
        return OutboxVerdict.RETRY
    if status_id == lifecycle.LEADS_TO[action]:
        return OutboxVerdict.DONE if earlier_unanswered else OutboxVerdict.WITHDRAWN
    if earlier_unanswered and lifecycle.tells_of(action, answer.message):
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.NOT_FOUND or lifecycle.tells_of_the_end(answer.message):
        return OutboxVerdict.GONE
    if earlier_unanswered and action is lifecycle.Action.ON_THE_WAY and attempts < _TRIES_UNTIL_SEEN:
        # Perhaps it is on the way since the first attempt: the next poll shows it.
        return OutboxVerdict.RETRY
    return OutboxVerdict.REFUSED


def retry_delay(kind: AnswerKind, attempts: int, jitter: float, wait: float | None = None) -> float:
    """Return the seconds until the next attempt.

    Args:
        kind: what is owed.
        attempts: how many have failed, at least 1.
        jitter: from [0, 1), spreads many retries over time.
        wait: seconds that the vendor named, which is never undercut.
    """
    delay = min(_FIRST_DELAY * 2.0 ** min(attempts - 1, 10), _LONGEST_DELAY[kind])
    return max(delay * (0.75 + 0.5 * jitter) if delay > _FIRST_DELAY else delay, wait or 0.0)
