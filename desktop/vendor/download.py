"""Fetches a file from an address that is not the vendor's API: bounded in time and size, redirects only where they are safe.

Blocks: for a thread of its own. Nothing secret is sent. What was fetched is believed by nobody here.
"""

from __future__ import annotations

import enum
import queue
import ssl
import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx
import truststore

from desktop.vendor.transport import innermost, is_loopback, proxy_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONNECT_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 30.0
"""Longest time without a byte."""

_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_LOOK_SECONDS: Final = 0.1
"""Seconds between looks whether it is still wanted, while nothing comes."""
_MOST_WAITING: Final = 16
"""Pieces that wait to be taken, at most."""


class FetchKind(enum.StrEnum):
    """Why nothing, or not all, was fetched."""

    ADDRESS = "address"
    """It is no address, or not one that is safe: https, or this computer."""
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    """Whoever answers shows a certificate that this machine does not trust."""
    UNANSWERED = "unanswered"
    """No complete answer came in time."""
    REFUSED = "refused"
    """The answer is another status than 200, or a redirect to where nobody should follow."""
    TOO_LONG = "too_long"
    GIVEN_UP = "given_up"
    """The caller wanted it no more."""


class FetchError(Exception):
    """A file could not be fetched; `str` is a short reason without the address."""

    def __init__(self, kind: FetchKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


def is_safe(address: str) -> bool:
    """Whether something may be fetched from an address: https with a host, or http from this computer."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        # A host without a name's form is found nowhere; this raises UnicodeError, which is a ValueError.
        (host or "").encode("idna")
    except ValueError:
        return False
    if not host or parts.username is not None or any(character.isspace() for character in address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address))


def fetch(
    address: str,
    take: Callable[[bytes], None],
    *,
    largest: int,
    seconds: float,
    user_agent: str,
    given_up: Callable[[], bool] = lambda: False,
) -> None:
    """Fetch a file and hand it on piece by piece, as it comes; what was taken before an error is to be thrown away.

    Args:
        address: of the file.
        take: takes at most 64 KB, on the thread that called; what it raises comes through.
        largest: most bytes of the whole file.
        seconds: longest time from the first connection to the last byte.
        user_agent: name and version of the program.
        given_up: asked before each piece, and while none comes.

    Raises:
        FetchError: it did not succeed.
    """
    end = time.monotonic() + seconds
    fetching = _Fetching(address, largest, user_agent)
    try:
        while True:
            if given_up():
                raise FetchError(FetchKind.GIVEN_UP, "given up")
            if time.monotonic() > end:
                raise FetchError(FetchKind.UNANSWERED, "not complete in time")
            piece = fetching.next_piece()
            if piece == b"":
                return
            if piece is not None:
                take(piece)
    finally:
        fetching.abandon()


class _Fetching:
    """A file that comes on a thread of its own.

    Whoever sends a byte now and then keeps a read waiting for as long as he likes, in the headers too, and so does the
    system while it looks a name up: only somebody else can tell that time is over. What is abandoned ends with the next
    byte, or when none comes, and never keeps the program from ending.
    """

    def __init__(self, address: str, largest: int, user_agent: str) -> None:
        self._address = address
        self._largest = largest
        self._user_agent = user_agent
        self._come: queue.Queue[bytes | FetchError] = queue.Queue(_MOST_WAITING)
        self._abandoned = threading.Event()
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def next_piece(self) -> bytes | None:
        """Return what came next, b"" at the end, None where nothing has come for a moment.

        Raises:
            FetchError: it did not succeed.
        """
        try:
            come = self._come.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return None
        if isinstance(come, FetchError):
            raise come
        return come

    def abandon(self) -> None:
        """Want no more of it."""
        self._abandoned.set()

    def _run(self) -> None:
        last: bytes | FetchError = b""
        try:
            for piece in _pieces(self._address, self._largest, self._user_agent):
                self._hand(piece)
                if self._abandoned.is_set():
                    return
        except FetchError as error:
            last = error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            untrusted = isinstance(innermost(error), ssl.SSLCertVerificationError)
            kind = FetchKind.UNTRUSTED if untrusted else FetchKind.UNREACHABLE
            last = FetchError(kind, type(innermost(error)).__name__)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            last = FetchError(FetchKind.ADDRESS, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever it was: whoever waits is told
            last = FetchError(FetchKind.UNANSWERED, type(error).__name__)
        self._hand(last)

    def _hand(self, come: bytes | FetchError) -> None:
        while not self._abandoned.is_set():
            try:
                self._come.put(come, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return


def _pieces(address: str, largest: int, user_agent: str) -> Iterator[bytes]:
    """Give a file piece by piece, none of them empty, each of 64 KB at most."""
    for _ in range(_MOST_REDIRECTS + 1):
        if not is_safe(address):
            raise FetchError(FetchKind.ADDRESS, "neither https nor this computer")
        proxy = None if is_loopback(address) else proxy_for(address)
        with (
            httpx.Client(
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                proxy=proxy,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS),
                # As it is: what unpacks to more than was sent could not be bounded while it is streamed.
                headers={"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            ) as client,
            client.stream("GET", address) as response,
        ):
            if not response.is_redirect:
                yield from _body(response, largest)
                return
            address = _followed(address, response.headers["Location"])
    raise FetchError(FetchKind.REFUSED, "too many redirects")


def _body(response: httpx.Response, largest: int) -> Iterator[bytes]:
    if response.status_code != _OK:
        raise FetchError(FetchKind.REFUSED, f"HTTP {response.status_code}")
    if int(response.headers.get("Content-Length", "0")) > largest:
        raise FetchError(FetchKind.TOO_LONG, f"more than {largest} bytes")
    size = 0
    # As it comes: to wait for a full piece is to wait for whoever sends slowly.
    for piece in response.iter_raw():
        size += len(piece)
        if size > largest:
            raise FetchError(FetchKind.TOO_LONG, f"more than {largest} bytes")
        if piece:
            yield piece


def _followed(address: str, target: str) -> str:
    """Return where a redirect leads: within its own origin, or to https."""
    there = urljoin(address, target)
    before, after = urlsplit(address), urlsplit(there)
    if after.scheme != "https" and (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise FetchError(FetchKind.REFUSED, "a redirect away from https, or to another place")
    return there
