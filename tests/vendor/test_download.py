"""A download from a hostile server: never larger than allowed, and cancelled at once."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from desktop.domain.update_problem import UpdateProblem
from desktop.vendor.download import FetchCancelledError, FetchError, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n"


@contextmanager
def sender(first: bytes, then: bytes = b"", every: float = 0.05) -> Iterator[str]:
    """Answer one request with `first`, then send `then` repeatedly until the client leaves."""
    over = threading.Event()

    def answer() -> None:
        with suppress(OSError), closing(listening.accept()[0]) as connection:
            connection.recv(1 << 16)
            connection.sendall(first)
            while not over.wait(every):
                connection.sendall(then)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/file"
        finally:
            over.set()
            thread.join(10)


def download(address: str, seconds: float, is_cancelled: Callable[[], bool] | None = None) -> None:
    fetch(
        address,
        bytearray().extend,
        largest=100_000,
        seconds=seconds,
        user_agent="Tezgah/test",
        is_cancelled=is_cancelled,
    )


def problem_of(address: str, seconds: float) -> UpdateProblem:
    with pytest.raises(FetchError) as raised:
        download(address, seconds)
    return raised.value.problem


@pytest.mark.parametrize("first", [_HEAD + b"\r\n", _HEAD + b"X-Slow: ", b"HTTP/1.1 "])
def test_single_bytes_do_not_extend_the_time_limit(first: bytes) -> None:
    with sender(first, b"1") as address:
        began = time.monotonic()
        assert problem_of(address, 0.5) is UpdateProblem.UNANSWERED
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("first", [b"", _HEAD + b"\r\n"])
def test_cancelling_ends_a_silent_download_at_once(first: bytes) -> None:
    asked = iter([False, False, True])
    with sender(first) as address:
        began = time.monotonic()
        with pytest.raises(FetchCancelledError):
            download(address, 60, lambda: next(asked))
        assert time.monotonic() - began < 5


def test_an_abandoned_download_closes_its_connection() -> None:
    left = threading.Event()

    def answer() -> None:
        with closing(listening.accept()[0]) as connection:
            connection.recv(1 << 16)
            connection.sendall(_HEAD + b"\r\n")
            with suppress(OSError):
                while not left.wait(0.01):
                    connection.sendall(b"1")
            left.set()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/file"
        assert problem_of(address, 0.3) is UpdateProblem.UNANSWERED
        assert left.wait(10), "the connection was closed"
        thread.join(10)


def test_a_missing_proxy_is_reported_as_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert problem_of("https://example.test/list.json", 10) is UpdateProblem.UNREACHABLE
