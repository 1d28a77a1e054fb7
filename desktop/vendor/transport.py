"""One HTTP exchange with the vendor: bounded in time and size, no redirects, errors translated.

Knows HTTP, not the API: tokens are in `session`, calls in `api`.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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
"""The same for calls that bring lists."""

CONNECT_SECONDS: Final = 6.0
"""Longest time until there is a connection: after an outage the next try must not be held up by the last one."""

LARGEST_ANSWER: Final = 1 << 20
LARGEST_LIST: Final = 32 << 20
"""Bytes of an answer, decompressed. A day of orders with long notes stays far below."""

_PIECE: Final = 1 << 16

_LANES: Final = 20
"""Connections at most: acknowledgements in flight, commands, and a poll."""

_KEEP_ALIVE_SECONDS: Final = 10.0
"""Short: a connection that idled through a Wi-Fi gap is often dead without knowing it."""


class Transport:
    """An HTTP client bound to one base URL. Build it once; `close` it in the loop that used it."""

    def __init__(
        self,
        base_url: str,
        *,
        user_agent: str,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Build the client; nothing is sent yet.

        Args:
            base_url: of the API, checked already.
            user_agent: name and version of the program.
            clock: seconds that never go back, on which the longest time of a call is counted.
            now: the wall clock, aware; compared with the vendor's.
        """
        self._now = now
        self.clock_ahead: float | None = None
        """Seconds that this clock is ahead of the vendor's, by the last answer's Date; None while none told."""
        self._base_url = base_url.rstrip("/")
        loopback = is_loopback(self._base_url)
        # The system's trust store: antivirus and company proxies put their certificates there.
        verify = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        proxy = None if loopback else proxy_for(self._base_url)
        self._lanes = _Lanes(lambda: _lane(verify, proxy))
        self._client = httpx.AsyncClient(
            transport=self._lanes,
            headers={"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
            # The watchdog bounds the whole call; a connection that does not come about is given up sooner.
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            # A redirect would carry the token to another place.
            follow_redirects=False,
            trust_env=False,
        )
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
            method: of HTTP.
            path: below the base URL, beginning with "/"; made of constants and checked ids only.
            headers: beside the client's own.
            json: the body, None for none.
            seconds: longest time of the whole call.
            largest: most bytes of the answer.

        Raises:
            VendorError: the subclass that fits.
        """
        request = self._client.build_request(method, self._base_url + path, headers=dict(headers), json=json)
        try:
            status, body, headers = await self._call_timeout.guard(self._send(request, largest), seconds)
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
        ) as error:
            kind = (
                UntrustedError
                if isinstance(innermost(error), ssl.SSLCertVerificationError)
                else UnreachableError
            )
            raise kind(_reason(error)) from error
        except TimeoutError as error:
            reason = f"no complete answer within {seconds:.0f} s"
            raise UnansweredError(reason) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise UnansweredError(_reason(error)) from error
        data = open_envelope(status, body, headers.get("Retry-After"))
        # Only of an answer in the vendor's own envelope: a portal on the way may have any clock.
        self._compare_clocks(headers.get("Date", ""))
        return data

    def _compare_clocks(self, date: str) -> None:
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.clock_ahead = (self._now() - theirs).total_seconds()

    def drop_idle_connections(self) -> None:
        """Forget connections that are open and unused."""
        self._lanes.drop_idle()

    async def _send(self, request: httpx.Request, largest: int) -> tuple[int, bytes, httpx.Headers]:
        response = await self._client.send(request, stream=True)
        try:
            body = await _read(response, largest)
        finally:
            await response.aclose()
        return response.status_code, body, response.headers

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def _lane(verify: ssl.SSLContext, proxy: str | None) -> httpx.AsyncHTTPTransport:
    limits = httpx.Limits(
        max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEP_ALIVE_SECONDS
    )
    return httpx.AsyncHTTPTransport(verify=verify, limits=limits, proxy=proxy, trust_env=False)


def proxy_for(url: str) -> str | None:
    """Return the proxy that the system names for an address, None for none that HTTP can be asked of.

    Another kind (a desktop with SOCKS names `socks://…` for everything) is passed over: to go straight may work, and a
    proxy that cannot be spoken with never does.
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
    except ValueError:  # a port that is none
        return False


class _Lanes(httpx.AsyncBaseTransport):
    """Gives each request a connection of its own from a row of single ones, the last used first.

    One pool of many connections looks at all of them, sockets included, before each request: in a rush that costs
    more than the requests. Never more than `_LANES` requests are sent at once; the callers see to that.
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
        lane = self._free.pop() if self._free else self._add()
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            self._free.append(lane)
            raise
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_LaneStream(response, lambda: self._free.append(lane)),
            extensions=response.extensions,
        )

    def _add(self) -> httpx.AsyncHTTPTransport:
        lane = self._build()
        self._all.append(lane)
        return lane

    def drop_idle(self) -> None:
        """Use no connection again that is open and unused now; they are closed before the next request."""
        self._stale.extend(self._free)
        self._free.clear()

    async def aclose(self) -> None:
        for lane in self._all:
            await lane.aclose()


class _LaneStream(httpx.AsyncByteStream):
    """A body that gives its lane back when it is closed."""

    def __init__(self, response: httpx.Response, give_back: Callable[[], None]) -> None:
        self._response = response
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_raw():
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
        self._give_back()


async def _read(response: httpx.Response, largest: int) -> bytes:
    """Return the decompressed body, refusing to unpack more than `largest` bytes."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        reason = f"content encoding {encoding[:20]!r} was not asked for"
        raise MalformedAnswerError(reason)
    unpacker = None if encoding in {"identity", ""} else zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    parts: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw():
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
    """Unpack in small pieces: zlib holds a large one twice while it puts it together."""
    while chunk and not unpacker.eof:
        try:
            yield unpacker.decompress(chunk, _PIECE)
        except zlib.error as error:
            reason = "the compressed answer is damaged"
            raise MalformedAnswerError(reason) from error
        chunk = unpacker.unconsumed_tail


def innermost(error: BaseException) -> BaseException:
    """Return what an error of httpx began with."""
    # httpcore hands what it translated on as its first argument, and not always as the cause.
    while (cause := error.__cause__ or next(iter(error.args), None)) is not None:
        if not isinstance(cause, BaseException):
            break
        error = cause
    return error


def _reason(error: Exception) -> str:
    # The innermost cause says most ("Connection refused"); none of these carries a header or a body.
    text = str(innermost(error)) or str(error)
    return f"{type(error).__name__}: {text}"[:200]


def is_loopback(url: str) -> bool:
    """Whether an address is this computer's own."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
