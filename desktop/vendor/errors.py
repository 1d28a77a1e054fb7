"""The errors of the vendor's API, by what they mean for the caller.

`str(error)` is a short reason without secrets and without customers' data; `message` is the vendor's own sentence
where it gave one.
"""

from __future__ import annotations


class VendorError(Exception):
    """A call to the vendor did not succeed."""

    def __init__(self, reason: str, *, message: str = "") -> None:
        super().__init__(reason)
        self.message = message
        """The vendor's sentence (Turkish), "" where there was none."""


class UnreachableError(VendorError):
    """No connection could be made: the call never left."""


class UntrustedError(UnreachableError):
    """Somebody answers in the vendor's place, or this machine does not trust its certificate: nothing was sent."""


class UnansweredError(VendorError):
    """The call was sent and no complete answer came: it may have taken effect."""


class ServerFailedError(VendorError):
    """The vendor answered with a failure of its own (5xx): the call may have taken effect."""


class MalformedAnswerError(VendorError):
    """An answer came that is not the vendor's envelope: a portal's page, a redirect, broken JSON, too long."""


class UnauthorisedError(VendorError):
    """401: the token is missing, wrong or expired, and no other could be had."""


class TooManyRequestsError(VendorError):
    """429: the cooldown is not over."""

    def __init__(self, reason: str, *, message: str = "", wait: float | None = None) -> None:
        super().__init__(reason, message=message)
        self.wait = wait
        """Seconds that the vendor names, None where it names none."""


class RefusedError(VendorError):
    """The vendor understood and said no (4xx, or ``"status": false``)."""

    passing = False
    """Whether it said so with HTTP 200 and in words that its reference does not have: it may be over next time."""


class NotFoundError(RefusedError):
    """403 or 404: the id is not ours, or the vendor does not know it (any more)."""
