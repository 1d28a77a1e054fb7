"""Checks the connection to the vendor step by step: name, connection, encryption, answer. No orders are requested.

Raises nothing: a failure is part of the result.
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
    """The steps of the connection; each needs the ones before it."""

    NOTHING = 0
    NAME = 1
    """The host name resolves: DNS works."""
    CONNECTION = 2
    """The port accepts connections."""
    ENCRYPTION = 3
    """The certificate is trusted."""
    ANSWER = 4
    """The server answers like the vendor."""
    TOKEN = 5
    """The vendor accepts the token."""


class Hindrance(enum.Enum):
    """Why the vendor gives no answer although the connection works."""

    NONE = enum.auto()
    SILENCE = enum.auto()
    """No complete answer arrived in time."""
    BUSY = enum.auto()
    """429: too many requests."""
    FAILURE = enum.auto()
    """A server error."""
    ANOTHER = enum.auto()
    """Another server answers, or the address is wrong."""
    PROXY = enum.auto()
    """The connection works, but the system's proxy does not."""
    REFUSAL = enum.auto()
    """The vendor refuses the call, but not the token."""


class Reached(msgspec.Struct, frozen=True):
    """The last step that succeeded, and why the next one failed."""

    stage: ProbeStage
    reason: str = ""
    """Why the next step failed; short. The vendor's sentence is left out, because it may contain anything."""
    milliseconds: int = 0
    """Time of all steps."""
    restaurants: tuple[str, ...] = ()
    hindrance: Hindrance = Hindrance.NONE
    wait: float | None = None
    """Seconds to wait after a 429, or None."""
    clock_ahead: float | None = None
    """Seconds that this machine's clock is ahead of the vendor's."""


async def probe(base_url: str, api: VendorApi | None) -> Reached:
    """Check the connection as far as it works.

    Args:
        base_url: validated address of the API.
        api: requests the restaurants; None stops before that.
    """
    began = time.monotonic()
    restaurants: tuple[str, ...] = ()
    refused: VendorError | None = None
    if api is None:
        stage, reason = await _check_connection(base_url)
    else:
        try:
            # The API call first: behind a proxy a direct connection may fail.
            restaurants = tuple(restaurant.name for restaurant in await api.restaurants())
            stage, reason = ProbeStage.TOKEN, ""
        except UnauthorisedError as error:
            stage, reason = ProbeStage.ANSWER, str(error)
        except VendorError as error:
            refused = error
            stage, reason = await _check_connection(base_url)
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


async def _check_connection(base_url: str) -> tuple[ProbeStage, str]:
    """Return the last step that succeeded, and why the next one failed."""
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
