"""One HTTP exchange with the vendor: limited in time and size, no redirects, errors mapped.

This module knows HTTP, not the API. Tokens are in `access_token`, calls in `api`.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import truststore

from desktop.vendor.call_timeout import CallTimeout
from desktop.vendor.errors import MalformedAnswerError, UnansweredError, UnreachableError, UntrustedError
from desktop.vendor.responses import open_envelope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

CALL_SECONDS: Final = 12.0
"""Longest time of a call, from connecting to the last byte."""

LIST_SECONDS: Final = 25.0
"""Longest time of a call that returns a list."""

CONNECT_SECONDS: Final = 6.0
"""Longest time for connecting. After an outage, a pending attempt must not delay the next one."""

LARGEST_ANSWER: Final = 1 << 20
LARGEST_LIST: Final = 32 << 20
"""Most bytes of a decompressed answer. A day of orders with long notes stays far below."""

_PIECE_BYTES: Final = 1 << 16
_COMPRESSED: Final = (b"\x1f", b"\x78")
"""First byte of gzip and of zlib; no JSON text begins with it."""

_KEEP_ALIVE_SECONDS: Final = 10.0
"""Short: a connection that was idle during a Wi-Fi gap is often dead without notice."""


class Transport:
    """HTTP for one validated base URL. Build it once; `close` it in the loop that used it.

    `clock` counts monotonic seconds for the time limit of calls. `now` is compared with the vendor's clock.
    """

    def __init__(
        self,
        base_url: str,
        *,
        user_agent: str,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._now = now
        self.clock_ahead: float | None = None
        """Seconds that this clock is ahead of the vendor's, from the last answer's Date; None before the first."""
        self._base_url = base_url.rstrip("/")
        loopback = is_loopback(self._base_url)
        # The system's trust store: antivirus programs and company proxies install their certificates there.
        verify = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        proxy = None if loopback else proxy_for(self._base_url)
        self._connections = _ConnectionStack(partial(_open_connection, verify, proxy))
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Connection": "keep-alive",
        }
        self._call_timeout = CallTimeout(clock)

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        json: object = None,
        seconds: float = CALL_SECONDS,
        largest: int = LARGEST_ANSWER,
    ) -> bytes:
        """Make one call and return the JSON text of its `data`.

        Args:
            method: HTTP method.
            path: below the base URL, starts with "/"; consists of constants and validated ids.
            headers: added to the client's own.
            json: the body, None for none.
            seconds: longest time of the whole call.
            largest: most bytes of the answer.

        Raises:
            VendorError: the call failed.
        """
        try:
            request = httpx.Request(
                method,
                self._base_url + path,
                headers={**self._headers, **headers},
                json=json,
                # `CallTimeout` limits the whole call; httpx limits connecting.
                extensions={"timeout": {"connect": CONNECT_SECONDS}},
            )
            status, body, headers = await self._call_timeout.guard(self._send(request, largest), seconds)
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
        ) as error:
            kind = (
                UntrustedError
                if isinstance(first_cause(error), ssl.SSLCertVerificationError)
                else UnreachableError
            )
            raise kind(_reason(error)) from error
        except TimeoutError as error:
            reason = f"no complete answer within {seconds:.0f} s"
            raise UnansweredError(reason) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError, LookupError) as error:
            # The last two: headers that httpx cannot take apart.
            raise UnansweredError(_reason(error)) from error
        data = open_envelope(status, body, headers.get("Retry-After"), needs_data=method == "GET")
        # Only answers in the vendor's envelope count: a captive portal may have any clock.
        self._compare_clocks(headers.get("Date", ""))
        return data

    def _compare_clocks(self, date: str) -> None:
        try:
            theirs = parsedate_to_datetime(date)
            ahead = (self._now() - theirs).total_seconds() if theirs.tzinfo is not None else self.clock_ahead
        except Exception:  # noqa: BLE001 - whatever a header holds, the answer is good
            return
        self.clock_ahead = ahead

    def drop_idle_connections(self) -> None:
        self._connections.drop_idle()

    async def _send(self, request: httpx.Request, largest: int) -> tuple[int, bytes, httpx.Headers]:
        # Not by httpx's client: it costs as much as the call, and adds cookies and redirects. A redirect would send the token
        # to another server.
        response = await self._connections.handle_async_request(request)
        try:
            body = await _read(response, largest)
        finally:
            await response.aclose()
        return response.status_code, body, response.headers

    async def close(self) -> None:
        """Close all connections."""
        await self._connections.aclose()


def _open_connection(verify: ssl.SSLContext, proxy: str | None) -> httpx.AsyncHTTPTransport:
    limits = httpx.Limits(
        max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEP_ALIVE_SECONDS
    )
    return httpx.AsyncHTTPTransport(verify=verify, limits=limits, proxy=proxy, trust_env=False)


def proxy_for(url: str) -> str | None:
    """Return the system's HTTP proxy for an address, or None.

    Other kinds are ignored, for example a desktop's `socks://…` for everything: a direct connection may work,
    an unsupported proxy never does.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    named = (proxies.get(parts.scheme), proxies.get("all"))
    whole = (proxy if "://" in proxy else f"http://{proxy}" for proxy in named if proxy)
    return next((proxy for proxy in whole if _is_http(proxy)), None)


def _is_http(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        return False


class _ConnectionStack(httpx.AsyncBaseTransport):
    """A stack of single connections; each request takes the one that was used last.

    httpx's pool of many connections checks all of them, sockets included, before each request. In a rush this
    costs more than the requests. The stack has no limit of its own: the callers limit the requests in flight.
    """

    def __init__(self, build: Callable[[], httpx.AsyncHTTPTransport]) -> None:
        self._build = build
        self._free: list[httpx.AsyncHTTPTransport] = []
        self._all: list[httpx.AsyncHTTPTransport] = []
        self._stale: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while self._stale:
            stale = self._stale.pop()
            self._all.remove(stale)
            await stale.aclose()
        connection = self._free.pop() if self._free else self._open()
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._free.append(connection)
            raise
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_ResponseBody(response, partial(self._free.append, connection)),
            extensions=response.extensions,
        )

    def _open(self) -> httpx.AsyncHTTPTransport:
        connection = self._build()
        self._all.append(connection)
        return connection

    def drop_idle(self) -> None:
        """Stop using the idle connections; they are closed before the next request."""
        self._stale.extend(self._free)
        self._free.clear()

    async def aclose(self) -> None:
        for connection in self._all:
            await connection.aclose()


class _ResponseBody(httpx.AsyncByteStream):
    """A response body that returns its connection to the stack when it is closed."""

    def __init__(self, response: httpx.Response, on_close: Callable[[], None]) -> None:
        self._response = response
        self._on_close = on_close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_raw():
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
        self._on_close()


async def _read(response: httpx.Response, largest: int) -> bytes:
    """Return the decompressed body; refuse more than `largest` bytes."""
    unpacker: zlib._Decompress | None = None
    parts: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw():
        if not size and unpacker is None and chunk[:1] in _COMPRESSED:
            # The bytes tell it, not the header: proxies unpack a body and leave its header, or the other way round.
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        for part in (chunk,) if unpacker is None else _unpacked(unpacker, chunk):
            size += len(part)
            if size > largest:
                reason = f"the answer is longer than {largest >> 20} MB"
                raise MalformedAnswerError(reason)
            parts.append(part)
    if unpacker is not None and not unpacker.eof:
        reason = "the compressed answer is cut short"
        raise UnansweredError(reason)
    return b"".join(parts)


def _unpacked(unpacker: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    """Decompress in small pieces: zlib holds a large one twice while it joins it."""
    while chunk and not unpacker.eof:
        try:
            yield unpacker.decompress(chunk, _PIECE_BYTES)
        except zlib.error as error:
            reason = "the compressed answer is damaged"
            raise MalformedAnswerError(reason) from error
        chunk = unpacker.unconsumed_tail


def first_cause(error: BaseException) -> BaseException:
    """Return the first cause of an httpx error."""
    # httpcore passes the original error as the first argument, and not always as the cause.
    while (cause := error.__cause__ or next(iter(error.args), None)) is not None:
        if not isinstance(cause, BaseException):
            break
        error = cause
    return error


def _reason(error: Exception) -> str:
    """Return the kind of an error; the system's words for an error of the system.

    The text of a protocol error quotes what a broken proxy sent, and that may be somebody's order: it would be logged.
    """
    cause = first_cause(error)
    name = type(error).__name__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{name}: {cause.verify_message}"[:200]
    if isinstance(cause, OSError) and cause.strerror:
        return f"{name}: {cause.strerror}"[:200]
    return name


def is_loopback(url: str) -> bool:
    """Return whether an address is on this computer."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
