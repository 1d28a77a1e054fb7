"""Downloads a file from an address that is not the vendor's API.

Time and size are limited, and only safe redirects are followed. Blocks: call it on a worker thread. No secret
is sent. The content is untrusted: the caller must verify it.
"""

from __future__ import annotations

import queue
import ssl
import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx
import truststore

from desktop.domain.update_problem import UpdateProblem
from desktop.vendor.transport import first_cause, is_loopback, proxy_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONNECT_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 30.0
"""Longest time without a byte."""

_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_CHECK_SECONDS: Final = 0.1
"""Seconds between checks of `is_cancelled` while no data arrives."""
_MOST_QUEUED: Final = 16
"""Most pieces in the queue."""


class FetchError(Exception):
    """The download failed; `str` is a short reason without the address."""

    def __init__(self, problem: UpdateProblem, reason: str) -> None:
        super().__init__(reason)
        self.problem = problem


class FetchCancelledError(Exception):
    """The caller cancelled the download."""


def is_safe(address: str) -> bool:
    """Return whether an address is safe to download from: https with a host, or http on this computer."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        # An invalid host name raises UnicodeError, a subclass of ValueError.
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
    is_cancelled: Callable[[], bool] | None = None,
) -> None:
    """Download a file and pass it on piece by piece. Discard these pieces if an error follows.

    Args:
        address: URL of the file.
        take: receives at most 64 KB, on the calling thread; its exceptions pass through.
        largest: most bytes of the whole file.
        seconds: longest time from the first connection to the last byte.
        user_agent: name and version of the program.
        is_cancelled: called before each piece and while none arrives; True cancels.

    Raises:
        FetchError: the download failed.
        FetchCancelledError: `is_cancelled` returned True.
    """
    end = time.monotonic() + seconds
    download = _Download(address, largest, user_agent)
    try:
        while True:
            if is_cancelled is not None and is_cancelled():
                raise FetchCancelledError
            if time.monotonic() > end:
                raise FetchError(UpdateProblem.UNANSWERED, "not complete in time")
            piece = download.next_piece()
            if piece == b"":
                return
            if piece is not None:
                take(piece)
    finally:
        download.stop()


class _Download:
    """A download on its own thread.

    A server that sends a byte now and then can block a read for as long as it likes, in the headers too. A
    name lookup can block as well. Only another thread can enforce the time limit. An abandoned download ends
    with its next byte or its timeout, and never delays the end of the program.
    """

    def __init__(self, address: str, largest: int, user_agent: str) -> None:
        self._address = address
        self._largest = largest
        self._user_agent = user_agent
        self._queue: queue.Queue[bytes | FetchError] = queue.Queue(_MOST_QUEUED)
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def next_piece(self) -> bytes | None:
        """Return the next piece, b"" at the end, None if no data arrived for a moment.

        Raises:
            FetchError: the download failed.
        """
        try:
            piece = self._queue.get(timeout=_CHECK_SECONDS)
        except queue.Empty:
            return None
        if isinstance(piece, FetchError):
            raise piece
        return piece

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        last: bytes | FetchError = b""
        try:
            for piece in _pieces(self._address, self._largest, self._user_agent):
                self._put(piece)
                if self._stopped.is_set():
                    return
        except FetchError as error:
            last = error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            untrusted = isinstance(first_cause(error), ssl.SSLCertVerificationError)
            problem = UpdateProblem.UNTRUSTED if untrusted else UpdateProblem.UNREACHABLE
            last = FetchError(problem, type(first_cause(error)).__name__)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            last = FetchError(UpdateProblem.ADDRESS, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the waiting caller needs every error
            last = FetchError(UpdateProblem.UNANSWERED, type(error).__name__)
        self._put(last)

    def _put(self, piece: bytes | FetchError) -> None:
        while not self._stopped.is_set():
            try:
                self._queue.put(piece, timeout=_CHECK_SECONDS)
            except queue.Full:
                continue
            return


def _pieces(address: str, largest: int, user_agent: str) -> Iterator[bytes]:
    """Yield the file in pieces of 1 byte to 64 KB."""
    for _ in range(_MOST_REDIRECTS + 1):
        if not is_safe(address):
            raise FetchError(UpdateProblem.ADDRESS, "neither https nor this computer")
        proxy = None if is_loopback(address) else proxy_for(address)
        with (
            httpx.Client(
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                proxy=proxy,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS),
                # No compression: the size of unpacked data could not be limited while it is streamed.
                headers={"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            ) as client,
            client.stream("GET", address) as response,
        ):
            if not response.is_redirect:
                yield from _body(response, largest)
                return
            address = _redirect_target(address, response.headers["Location"])
    raise FetchError(UpdateProblem.REFUSED, "too many redirects")


def _body(response: httpx.Response, largest: int) -> Iterator[bytes]:
    if response.status_code != _OK:
        raise FetchError(UpdateProblem.REFUSED, f"HTTP {response.status_code}")
    if int(response.headers.get("Content-Length", "0")) > largest:
        raise FetchError(UpdateProblem.TOO_LONG, f"more than {largest} bytes")
    size = 0
    # Pieces of any size: waiting for a full piece would wait for a slow server.
    for piece in response.iter_raw():
        size += len(piece)
        if size > largest:
            raise FetchError(UpdateProblem.TOO_LONG, f"more than {largest} bytes")
        if piece:
            yield piece


def _redirect_target(address: str, target: str) -> str:
    """Return the target of a redirect: within its own origin, or https."""
    redirect = urljoin(address, target)
    before, after = urlsplit(address), urlsplit(redirect)
    if after.scheme != "https" and (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise FetchError(UpdateProblem.REFUSED, "a redirect away from https, or to another place")
    return redirect
