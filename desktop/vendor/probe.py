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

from desktop.vendor.errors import UnauthorisedError, VendorError

if TYPE_CHECKING:
    from desktop.vendor.api import VendorApi

_STEP_SECONDS: Final = 6.0
_PORTS: Final = {"http": 80, "https": 443}


class Stage(enum.IntEnum):
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


class Reached(msgspec.Struct, frozen=True):
    """How far one got."""

    stage: Stage
    reason: str = ""
    """Why not further; short, and never the vendor's own sentence, which may hold anything."""
    milliseconds: int = 0
    """Of the whole way so far."""
    restaurants: tuple[str, ...] = ()
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
    refused = ""
    if api is None:
        stage, reason = await _line(base_url)
    else:
        try:
            # The whole way first: behind a proxy the line itself may lead nowhere.
            restaurants = tuple(restaurant.name for restaurant in await api.restaurants())
            stage, reason = Stage.TOKEN, ""
        except UnauthorisedError as error:
            stage, reason = Stage.ANSWER, str(error)
        except VendorError as error:
            refused = str(error)
            stage, reason = await _line(base_url)
    return Reached(
        stage,
        reason or refused,
        round((time.monotonic() - began) * 1000),
        restaurants,
        None if api is None else api.clock_ahead,
    )


async def _line(base_url: str) -> tuple[Stage, str]:
    """Return how far the line reaches, and why not further."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or _PORTS.get(parts.scheme, 443)
    stage = Stage.NOTHING
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            await asyncio.get_running_loop().getaddrinfo(host, port)
        stage = Stage.NAME
        async with asyncio.timeout(_STEP_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
        stage = Stage.CONNECTION
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
    return Stage.ENCRYPTION, ""
