"""One exchange over a real socket: each failure has its own error."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from desktop.simulator import Simulator
from desktop.simulator.faults import KINDS
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
from desktop.vendor.transport import Transport, proxy_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    StartFixedServer = Callable[[bytes], AbstractAsyncContextManager[Any]]

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
OK = b'{"status": true, "data": "OK"}'
# The text contains no time: test names derive from it and must be equal in every process.
ZIPPED = gzip.compress(OK, mtime=0)
ZIPPED_TWICE = gzip.compress(ZIPPED, mtime=0)


async def current(sim: Simulator, transport: Transport, **limits: Any) -> bytes:
    headers = {"Access-Token": sim.access_token}
    return await transport.exchange("GET", "/orders/get-current", headers=headers, **limits)


def http(head: str, body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {head}\r\nConnection: close\r\n".encode() + b"\r\n" + body


async def test_data_arrives_as_the_vendor_wrote_it(sim: Simulator, transport: Transport) -> None:
    sim.add_order(raw=b'{"payment_key": "x",  "total": 1417.50}')
    assert await current(sim, transport) == b'[{"payment_key": "x",  "total": 1417.50}]'


async def test_a_body_is_sent_as_json(sim: Simulator, transport: Transport) -> None:
    key = sim.add_order()
    headers = {"Access-Token": sim.access_token}
    answer = await transport.exchange(
        "PUT", f"/orders/accept/{key}", headers=headers, json={"preparing_time": 25}
    )
    assert answer == b'"OK"'
    assert sim.orders[key].accepts == [25]


FAULTS: dict[str, type[VendorError] | None] = {
    "status": ServerFailedError,
    "status-after": ServerFailedError,
    "reset-before": UnansweredError,
    "reset-after": UnansweredError,
    "hang": UnansweredError,
    "hang-after": UnansweredError,
    "drip": UnansweredError,
    "truncate": UnansweredError,
    "garble": MalformedAnswerError,
    "html": MalformedAnswerError,
    "redirect": MalformedAnswerError,
    "envelope-false": RefusedError,
    "gzip-bomb": MalformedAnswerError,
    "latency": None,
}


@pytest.mark.parametrize(("kind", "error"), FAULTS.items())
async def test_each_fault_has_its_error_and_the_next_call_works(
    sim: Simulator, transport: Transport, kind: str, error: type[VendorError] | None
) -> None:
    key = sim.add_order()
    sim.faults.add("get-current", kind, seconds=0.05)
    if error is None:
        assert key.encode() in await current(sim, transport)
    else:
        # The simulator needs a while to pack the bomb.
        seconds = 10.0 if kind == "gzip-bomb" else 0.3
        with pytest.raises(VendorError) as caught:
            await current(sim, transport, seconds=seconds, largest=1 << 20)
        assert type(caught.value) is error
        assert str(caught.value)
    assert key.encode() in await current(sim, transport)


def test_every_fault_of_the_simulator_is_covered() -> None:
    assert set(FAULTS) == KINDS


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_server_errors_may_have_taken_effect(sim: Simulator, transport: Transport, status: int) -> None:
    sim.faults.add("get-current", "status", http=status)
    with pytest.raises(ServerFailedError, match=str(status)):
        await current(sim, transport)


async def test_refusals_have_their_errors(sim: Simulator, transport: Transport) -> None:
    headers = {"Access-Token": sim.access_token}
    for path, json, kind in (
        (f"/orders/success/{KEY}", None, NotFoundError),
        ("/orders/success/1031", None, NotFoundError),
        (f"/orders/accept/{sim.add_order()}", {}, RefusedError),
    ):
        with pytest.raises(VendorError) as caught:
            await transport.exchange("PUT", path, headers=headers, json=json)
        assert type(caught.value) is kind
        assert caught.value.message
    with pytest.raises(UnauthorisedError):
        await transport.exchange("GET", "/orders/get-current", headers={})


async def test_the_cooldown_error_contains_its_seconds() -> None:
    with Simulator(cooldown=30.0, clock=lambda: 0.0) as slow:
        client = Transport(slow.base_url, user_agent="Tezgah/test")
        await current(slow, client)
        with pytest.raises(TooManyRequestsError) as caught:
            await current(slow, client)
        await client.close()
    assert caught.value.wait == 30


# Time


@pytest.mark.parametrize("kind", ["hang", "drip"])
async def test_the_whole_call_has_a_time_limit(sim: Simulator, transport: Transport, kind: str) -> None:
    sim.faults.add("get-current", kind)
    began = time.monotonic()
    with pytest.raises(UnansweredError, match="no complete answer"):
        await current(sim, transport, seconds=0.3)
    assert 0.3 <= time.monotonic() - began < 2.0


async def test_a_hanging_call_does_not_delay_another(sim: Simulator, transport: Transport) -> None:
    sim.faults.add("get-current", "hang", times=8)
    hanging = [asyncio.create_task(current(sim, transport, seconds=0.6)) for _ in range(8)]
    assert await asyncio.to_thread(sim.wait_for, lambda: len(sim.calls("get-current")) == 8)
    assert await current(sim, transport) == b"[]"
    assert not any(task.done() for task in hanging)
    ended = await asyncio.gather(*hanging, return_exceptions=True)
    assert [type(error) for error in ended] == [UnansweredError] * 8


async def test_cancelling_raises_no_vendor_error(sim: Simulator, transport: Transport) -> None:
    sim.faults.add("get-current", "hang")
    task = asyncio.create_task(current(sim, transport))
    assert await asyncio.to_thread(sim.wait_for, lambda: bool(sim.journal))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert await current(sim, transport) == b"[]"


async def test_a_late_answer_within_the_limit_is_used(sim: Simulator, transport: Transport) -> None:
    sim.latency = 0.7  # longer than one check of the deadlines
    assert await current(sim, transport, seconds=5.0) == b"[]"


# Connecting


async def test_a_closed_port_is_unreachable(sim: Simulator, transport: Transport) -> None:
    sim.refuse_connections()
    with pytest.raises(UnreachableError) as caught:
        await current(sim, transport)
    assert "ConnectError" in str(caught.value)
    sim.refuse_connections(refused=False)
    assert await current(sim, transport) == b"[]"


async def test_a_dead_kept_connection_is_not_used(sim: Simulator, transport: Transport) -> None:
    for _ in range(5):
        assert await current(sim, transport) == b"[]"
        sim.refuse_connections()
        sim.refuse_connections(refused=False)


async def test_failed_tls_negotiation_is_unreachable(sim: Simulator) -> None:
    client = Transport(sim.base_url.replace("http://", "https://"), user_agent="Tezgah/test")
    with pytest.raises(UnreachableError):
        await current(sim, client)
    await client.close()
    assert sim.journal == []


async def test_an_unknown_host_is_unreachable() -> None:
    # A name with an empty label is never looked up on the network.
    client = Transport("https://no..such", user_agent="Tezgah/test")
    with pytest.raises(VendorError):
        await client.exchange("GET", "/x", headers={})
    await client.close()


# Size


async def test_a_gzip_bomb_is_not_unpacked(sim: Simulator, transport: Transport) -> None:
    sim.faults.add("get-current", "gzip-bomb")
    tracemalloc.start()
    try:
        with pytest.raises(MalformedAnswerError, match="longer than"):
            await current(sim, transport, largest=2 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The bomb unpacks to 300 MB. The simulator that packs it runs in this process too.
    assert peak < 16 << 20


@pytest.mark.parametrize("pack", [False, True])
async def test_the_limit_counts_unpacked_bytes_exactly(fixed_server: StartFixedServer, pack: bool) -> None:
    body = b'{"status": true, "data": "' + b"x" * 5000 + b'"}'
    sent = gzip.compress(body, mtime=0) if pack else body
    head = "200 OK\r\nContent-Encoding: gzip" if pack else "200 OK"
    async with fixed_server(http(head, sent)) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        assert len(await client.exchange("GET", "/x", headers={}, largest=len(body))) == 5002
        with pytest.raises(MalformedAnswerError, match="longer than"):
            await client.exchange("GET", "/x", headers={}, largest=len(body) - 1)
        await client.close()


# Redirects and odd answers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_gets_no_token(
    sim: Simulator, fixed_server: StartFixedServer, status: int
) -> None:
    location = f"{sim.base_url}/orders/get-current"
    async with fixed_server(
        http(f"{status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0")
    ) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        with pytest.raises(MalformedAnswerError):
            await client.exchange("GET", "/orders/get-current", headers={"Access-Token": "invented-token-1"})
        await client.close()
        assert len(fixed.requests) == 1
        assert b"invented-token-1" in fixed.requests[0]
    assert sim.journal == []


@pytest.mark.parametrize(
    ("head", "body", "error"),
    [
        ("200 OK\r\nContent-Encoding: gzip", b"this is not gzip", MalformedAnswerError),
        ("200 OK\r\nContent-Encoding: gzip", ZIPPED[:-12], UnansweredError),
        ("200 OK\r\nContent-Encoding: br", b"\x0b\x02\x80", MalformedAnswerError),
        ("200 OK\r\nContent-Encoding: gzip, gzip", ZIPPED_TWICE, MalformedAnswerError),
        ("200 OK\r\nContent-Length: 100", OK, UnansweredError),
        ("200 OK\r\nTransfer-Encoding: chunked", b"zz\r\n", UnansweredError),
        ("200 OK", b"", MalformedAnswerError),
        ("204 No Content", b"", MalformedAnswerError),
        ("511 Network Authentication Required", b"<html>", ServerFailedError),
        ("407 Proxy Authentication Required", b"", MalformedAnswerError),
    ],
)
async def test_each_odd_answer_has_its_error(
    fixed_server: StartFixedServer, head: str, body: bytes, error: type[VendorError]
) -> None:
    async with fixed_server(http(head, body)) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        with pytest.raises(VendorError) as caught:
            await client.exchange("GET", "/x", headers={})
        await client.close()
    assert type(caught.value) is error


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"])
async def test_an_answer_that_is_no_http_is_an_error(fixed_server: StartFixedServer, answer: bytes) -> None:
    async with fixed_server(answer) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        with pytest.raises(UnansweredError):
            await client.exchange("GET", "/x", headers={})
        await client.close()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", ZIPPED),
        ("x-gzip", ZIPPED),
        ("GZIP", ZIPPED),
        ("deflate", zlib.compress(OK)),
        ("identity", OK),
    ],
)
async def test_compressed_answers_are_unpacked(
    fixed_server: StartFixedServer, encoding: str, body: bytes
) -> None:
    async with fixed_server(http(f"200 OK\r\nContent-Encoding: {encoding}", body)) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        assert await client.exchange("GET", "/x", headers={}) == b'"OK"'
        await client.close()


async def test_retry_after_counts_if_the_sentence_has_no_time(fixed_server: StartFixedServer) -> None:
    body = '{"status": false, "error": "çok fazla istek", "message": "Bekleyin"}'.encode()
    async with fixed_server(http("429 Too Many Requests\r\nRetry-After: 11", body)) as fixed:
        client = Transport(fixed.base_url, user_agent="Tezgah/test")
        with pytest.raises(TooManyRequestsError) as caught:
            await client.exchange("GET", "/x", headers={})
        await client.close()
    assert caught.value.wait == 11


# Requests


async def test_a_request_contains_only_the_expected_headers(fixed_server: StartFixedServer) -> None:
    async with fixed_server(http("200 OK", OK)) as fixed:
        client = Transport(fixed.base_url + "/", user_agent="Tezgah/9.9")
        await client.exchange("GET", "/orders/get-current", headers={"Access-Token": "invented-token-1"})
        await client.close()
    lines = fixed.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /api/orders/get-current HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in lines[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "access-token", "connection"}
    assert "User-Agent: Tezgah/9.9" in lines


async def test_the_proxy_of_the_environment_is_ignored_for_this_computer(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, address)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        client = Transport(sim.base_url, user_agent="Tezgah/test")
        assert await current(sim, client) == b"[]"
        await client.close()


@pytest.mark.parametrize(
    ("https", "everything", "used"),
    [
        ("", "socks://127.0.0.1:1080/", None),
        ("http://proxy.example:3128", "socks://127.0.0.1:1080/", "http://proxy.example:3128"),
        ("socks5h://127.0.0.1:1080", "http://proxy.example:3128", "http://proxy.example:3128"),
        ("proxy.example:3128", "", "http://proxy.example:3128"),
        ("http://", "", None),
        ("http://proxy.example:port", "", None),
        ("", "", None),
    ],
)
async def test_an_unsupported_proxy_is_ignored(
    monkeypatch: pytest.MonkeyPatch, https: str, everything: str, used: str | None
) -> None:
    for name, value in {"https_proxy": https, "all_proxy": everything, "no_proxy": ""}.items():
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.setenv(name, value)
    address = "https://vendor.example/api"
    assert proxy_for(address) == used
    transport = Transport(address, user_agent="test")
    transport._connections._open()
    await transport.close()
