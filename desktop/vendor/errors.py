"""The errors of the vendor's API, by their meaning for the caller.

`str(error)` is a short reason without secrets and customer data. `message` is the vendor's own sentence, if
any.
"""

from __future__ import annotations


class VendorError(Exception):
    """A call to the vendor did not succeed."""

    def __init__(self, reason: str, *, message: str = "") -> None:
        super().__init__(reason)
        self.message = message
        """The vendor's sentence (Turkish), or ""."""


class UnreachableError(VendorError):
    """No connection could be made: the request was not sent."""


class UntrustedError(UnreachableError):
    """The server's certificate is not trusted: the request was not sent."""


class UnansweredError(VendorError):
    """The request was sent and no complete answer arrived: it may have taken effect."""


class ServerFailedError(VendorError):
    """The vendor answered with a server error (5xx): the call may have taken effect."""


class MalformedAnswerError(VendorError):
    """The answer is not the vendor's envelope: a portal's page, a redirect, broken JSON, or too long."""


class UnauthorisedError(VendorError):
    """401: the token is missing, wrong or expired, and there is no other."""


class TooManyRequestsError(VendorError):
    """429: the cooldown is not over."""

    def __init__(self, reason: str, *, message: str = "", wait: float | None = None) -> None:
        super().__init__(reason, message=message)
        self.wait = wait
        """Seconds that the vendor asks to wait, or None."""


class RefusedError(VendorError):
    """The vendor understood the call and refused it (4xx, or ``"status": false``)."""

    passing = False
    """True for a refusal with HTTP 200 and an undocumented error code: the next attempt may succeed."""


class NotFoundError(RefusedError):
    """403 or 404: the id belongs to somebody else, or the vendor does not know it (any more)."""
