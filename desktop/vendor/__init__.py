"""The vendor's API over HTTPS: the only package that imports httpx.

Every failure leaves here as one of the errors in `errors`. What an answer means for an order is decided in
`orders`.
"""

from desktop.vendor.api import VendorApi
from desktop.vendor.errors import (
    MalformedAnswerError,
    NotFoundError,
    RefusedError,
    ServerFailedError,
    TooManyRequestsError,
    UnansweredError,
    UnauthorisedError,
    UnreachableError,
    VendorError,
)
from desktop.vendor.session import KeyPair, Session
from desktop.vendor.transport import Transport

__all__ = [
    "KeyPair",
    "MalformedAnswerError",
    "NotFoundError",
    "RefusedError",
    "ServerFailedError",
    "Session",
    "TooManyRequestsError",
    "Transport",
    "UnansweredError",
    "UnauthorisedError",
    "UnreachableError",
    "VendorApi",
    "VendorError",
]
