"""The vendor's errors -> outcomes for the outbox and the poll schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.outbox import OutboxOutcome, VendorAnswer
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import TroubleKind
from desktop.vendor.errors import (
    NotFoundError,
    RefusedError,
    ServerFailedError,
    TooManyRequestsError,
    UnauthorisedError,
    UnreachableError,
    UntrustedError,
    VendorError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable


async def answer_to(call: Awaitable[None]) -> VendorAnswer:
    """Make a call of the outbox and return its result."""
    try:
        await call
    except UnauthorisedError as error:
        return VendorAnswer(OutboxOutcome.UNAUTHORISED, error.message or str(error))
    except TooManyRequestsError as error:
        return VendorAnswer(OutboxOutcome.TOO_MANY, error.message or str(error), error.wait)
    except NotFoundError as error:
        return VendorAnswer(OutboxOutcome.NOT_FOUND, error.message or str(error))
    except RefusedError as error:
        return VendorAnswer(OutboxOutcome.REFUSED, error.message or str(error))
    except UnreachableError as error:
        return VendorAnswer(OutboxOutcome.UNREACHABLE, str(error))
    except ServerFailedError as error:
        return VendorAnswer(OutboxOutcome.SERVER_ERROR, error.message or str(error))
    except VendorError as error:
        # No answer, or an unreadable one: the command may have taken effect.
        return VendorAnswer(OutboxOutcome.UNANSWERED, str(error))
    return VendorAnswer(OutboxOutcome.OK)


def poll_outcome(error: VendorError) -> PollOutcome:
    """Return the outcome of a failed poll for the schedule."""
    if isinstance(error, TooManyRequestsError):
        return PollOutcome.TOO_SOON
    if isinstance(error, UnreachableError):
        return PollOutcome.UNREACHABLE
    return PollOutcome.FAILED


def poll_trouble(error: VendorError) -> TroubleKind:
    """Return the trouble of a failed poll."""
    if isinstance(error, UnauthorisedError):
        return TroubleKind.TOKEN_REFUSED
    if isinstance(error, TooManyRequestsError):
        return TroubleKind.COOLDOWN
    if isinstance(error, UntrustedError):
        return TroubleKind.UNTRUSTED
    if isinstance(error, (ServerFailedError, RefusedError)):
        return TroubleKind.VENDOR_ERROR
    return TroubleKind.UNREACHABLE
