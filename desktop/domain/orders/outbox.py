"""The calls in the outbox: retry times, and which answers are final.

The outbox contains acknowledgements and commands. The store saves its rows; this module decides what an
answer means for them.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders import lifecycle

if TYPE_CHECKING:
    from desktop.domain.orders.lifecycle import Action


class AnswerKind(enum.StrEnum):
    """A kind of call in the outbox."""

    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    ON_THE_WAY = "ontheway"
    COMPLETE = "complete"
    CANCEL = "cancel"


COMMANDS: Final = (AnswerKind.ACCEPT, AnswerKind.ON_THE_WAY, AnswerKind.COMPLETE, AnswerKind.CANCEL)
"""The calls of staff: all except the acknowledgement."""


MAX_ACKNOWLEDGEMENTS_IN_FLIGHT: Final = 16
MAX_COMMANDS_IN_FLIGHT: Final = 4
"""Commands have their own places: a press never waits behind a rush of acknowledgements."""

_TRIES_UNTIL_SEEN: Final = 5
_FIRST_DELAY: Final = 1.0
_LONGEST_DELAY: Final = {AnswerKind.ACKNOWLEDGE: 60.0} | dict.fromkeys(COMMANDS, 20.0)
"""Seconds. Somebody watches the card of a command, so commands are retried more often."""


class OutboxOutcome(enum.StrEnum):
    """How one call ended."""

    OK = "ok"
    UNAUTHORISED = "unauthorised"
    """401: no effect; retry with another token."""
    TOO_MANY = "too_many"
    """429: no effect; wait."""
    UNREACHABLE = "unreachable"
    """Not sent: no connection."""
    UNANSWERED = "unanswered"
    """Sent, and no complete answer arrived: it may have taken effect."""
    SERVER_ERROR = "server_error"
    """5xx, or an unreadable answer: it may have taken effect."""
    REFUSED = "refused"
    """The vendor refused the call."""
    NOT_FOUND = "not_found"
    """403 or 404: the order is unknown to the vendor (now), or belongs to somebody else."""


_MAY_HAVE_TAKEN_EFFECT: Final = frozenset({OutboxOutcome.UNANSWERED, OutboxOutcome.SERVER_ERROR})


class VendorAnswer(msgspec.Struct, frozen=True):
    """The result of one call."""

    outcome: OutboxOutcome
    message: str = ""
    """The vendor's sentence, or a short reason."""
    wait: float | None = None
    """Seconds to wait, as the vendor asked."""


class OutboxVerdict(enum.StrEnum):
    """The decision on a call in the outbox."""

    DONE = "done"
    RETRY = "retry"
    NEEDS_TOKEN = "needs_token"  # noqa: S105 - not a secret
    """Retry at once with another token, or later when there is one."""
    REFUSED = "refused"
    UNSURE = "unsure"
    """Refused, but an earlier attempt may have succeeded: a poll that lists the order decides, else a person."""
    WITHDRAWN = "withdrawn"
    """Refused because somebody else had already accepted the order."""
    GONE = "gone"
    """Refused because the order is closed at the vendor: cancelled, delivered or unknown."""


def may_have_taken_effect(outcome: OutboxOutcome) -> bool:
    """Return whether the vendor may have acted without a good answer."""
    return outcome in _MAY_HAVE_TAKEN_EFFECT


def judge_acknowledgement(answer: VendorAnswer) -> OutboxVerdict:
    """Judge the answer to an acknowledgement.

    Only 403 and 404 are final. Any other refusal (a technical problem with HTTP 200) may be temporary, and
    the vendor repeats the order until then.
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
        answer: the result of the attempt.
        earlier_unanswered: whether an earlier attempt may have taken effect.
        status_id: the order's stored status.
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
        gone = answer.outcome is OutboxOutcome.NOT_FOUND or lifecycle.says_order_ended(answer.message)
        return OutboxVerdict.GONE if gone else OutboxVerdict.REFUSED
    return OutboxVerdict.RETRY


def judge_action(
    action: Action, answer: VendorAnswer, *, earlier_unanswered: bool, status_id: int, attempts: int
) -> OutboxVerdict:
    """Judge the answer to "on the way", "complete" or "cancel".

    A refusal after an unanswered attempt may mean that the attempt succeeded. For "complete" and "cancel" no
    poll shows it, because the vendor lists no ended orders. Only the vendor's sentence does.

    Args:
        action: the requested action.
        answer: the result of the attempt.
        earlier_unanswered: whether an earlier attempt may have taken effect.
        status_id: the order's stored status.
        attempts: number of attempts, this one included.
    """
    if answer.outcome is OutboxOutcome.OK:
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.UNAUTHORISED:
        return OutboxVerdict.NEEDS_TOKEN
    if answer.outcome not in {OutboxOutcome.NOT_FOUND, OutboxOutcome.REFUSED}:
        return OutboxVerdict.RETRY
    if status_id == lifecycle.LEADS_TO[action]:
        return OutboxVerdict.DONE if earlier_unanswered else OutboxVerdict.WITHDRAWN
    if earlier_unanswered and lifecycle.says_already_done(action, answer.message):
        return OutboxVerdict.DONE
    if answer.outcome is OutboxOutcome.NOT_FOUND or lifecycle.says_order_ended(answer.message):
        return OutboxVerdict.GONE
    if earlier_unanswered and action is lifecycle.Action.ON_THE_WAY and attempts < _TRIES_UNTIL_SEEN:
        # The first attempt may have succeeded: the next poll shows it.
        return OutboxVerdict.RETRY
    return OutboxVerdict.REFUSED


def retry_delay(kind: AnswerKind, attempts: int, jitter: float, wait: float | None = None) -> float:
    """Return the seconds until the next attempt.

    Args:
        kind: of the call.
        attempts: number of failed attempts, at least 1.
        jitter: from [0, 1), spreads concurrent retries.
        wait: the vendor's wait in seconds, the minimum.
    """
    delay = min(_FIRST_DELAY * 2.0 ** min(attempts - 1, 10), _LONGEST_DELAY[kind])
    return max(delay * (0.75 + 0.5 * jitter) if delay > _FIRST_DELAY else delay, wait or 0.0)
