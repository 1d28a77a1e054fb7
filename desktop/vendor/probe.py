"""How far the vendor is reached: name, connection, encryption, answer. For a check-up; no order is asked for.

Raises nothing: what fails is the result.
"""

from __future__ import annotations

import asyncio
import enum
import ssl
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec
import truststore

from desktop.vendor.errors import (
    MalformedAnswerError,
    NotFoundError,
    ServerFailedError,
    TooManyRequestsError,
    UnansweredError,
    UnauthorisedError,
    UnreachableError,
    VendorError,
)

if TYPE_CHECKING:
    from desktop.vendor.api import VendorApi

_STEP_SECONDS: Final = 6.0
_PORTS: Final = {"http": 80, "https": 443}


class ProbeStage(enum.IntEnum):
    """How far one gets; each stage needs those before it."""

    NOTHING = 0
    NAME = 1
    """The address has a number: DNS works."""
    CONNECTION = 2
    """Something listens there."""
    ENCRYPTION = 3
    """It shows a certificate that this machine trusts."""
    ANSWER = 4
    """It answers as the vendor does."""
    TOKEN = 5
    """And takes the token."""


class Hindrance(enum.Enum):
    """Why there is no answer of the vendor's although the line is good."""

    NONE = enum.auto()
    SILENCE = enum.auto()
    """No answer came, or not all of it in time."""
    BUSY = enum.auto()
    """It says that it is asked too often."""
    FAILURE = enum.auto()
    """It has a failure of its own."""
    ANOTHER = enum.auto()
    """Something else answers in its place, or it knows nothing at this address."""
    PROXY = enum.auto()
    """The line is good, and the way that the system names leads nowhere."""
    REFUSAL = enum.auto()
    """It says no, and not to the token."""


class Reached(msgspec.Struct, frozen=True):
    """How far one got."""

    stage: ProbeStage
    reason: str = ""
    """Why not further; short, and never the vendor's own sentence, which may hold anything."""
    milliseconds: int = 0
    """Of the whole way so far."""
    restaurants: tuple[str, ...] = ()
    hindrance: Hindrance = Hindrance.NONE
    wait: float | None = None
    """Seconds after which a vendor that is asked too often may be asked again, None where it named none."""
    clock_ahead: float | None = None
    """Seconds that this machine's clock is ahead of the vendor's."""


async def probe(base_url: str, api: VendorApi | None) -> Reached:
    """Go as far as one gets.

    Args:
        base_url: of the API, checked already.
        api: asks for the restaurants; None to stop before that.
    """
    began = time.monotonic()
    restaurants: tuple[str, ...] = ()
    refused: VendorError | None = None
    if api is None:
        stage, reason = await _line(base_url)
    else:
        try:
            # The whole way first: behind a proxy the line itself may lead nowhere.
            restaurants = tuple(restaurant.name for restaurant in await api.restaurants())
            stage, reason = ProbeStage.TOKEN, ""
        except UnauthorisedError as error:
            stage, reason = ProbeStage.ANSWER, str(error)
        except VendorError as error:
            refused = error
            stage, reason = await _line(base_url)
    return Reached(
        stage,
        reason or str(refused or ""),
        round((time.monotonic() - began) * 1000),
        restaurants,
        Hindrance.NONE if refused is None else _hindrance(refused),
        refused.wait if isinstance(refused, TooManyRequestsError) else None,
        None if api is None else api.clock_ahead,
    )


_HINDRANCES: Final[tuple[tuple[type[VendorError], Hindrance], ...]] = (
    (TooManyRequestsError, Hindrance.BUSY),
    (ServerFailedError, Hindrance.FAILURE),
    (UnansweredError, Hindrance.SILENCE),
    (MalformedAnswerError, Hindrance.ANOTHER),
    (NotFoundError, Hindrance.ANOTHER),
    (UnreachableError, Hindrance.PROXY),
)


def _hindrance(error: VendorError) -> Hindrance:
    return next((hindrance for kind, hindrance in _HINDRANCES if isinstance(error, kind)), Hindrance.REFUSAL)


async def _line(base_url: str) -> tuple[ProbeStage, str]:
    """Return how far the line reaches, and why not further."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or _PORTS.get(parts.scheme, 443)
    stage = ProbeStage.NOTHING
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            await asyncio.get_running_loop().getaddrinfo(host, port)
        stage = ProbeStage.NAME
        async with asyncio.timeout(_STEP_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
        stage = ProbeStage.CONNECTION
        if parts.scheme == "https":
            async with asyncio.timeout(_STEP_SECONDS):
                await writer.start_tls(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), server_hostname=host)
    except TimeoutError:
        return stage, f"nothing within {_STEP_SECONDS:.0f} s"
    except (OSError, ssl.SSLError, UnicodeError) as error:
        return stage, f"{type(error).__name__}: {error}"[:200]
    finally:
        if writer is not None:
            writer.close()
    return ProbeStage.ENCRYPTION, ""
