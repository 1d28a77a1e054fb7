"""Each fault from the view of a client that does not know the simulator."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from desktop.simulator.faults import KINDS, TAKES_EFFECT, Faults

if TYPE_CHECKING:
    from desktop.simulator import Simulator

ACCEPT = {"preparing_time": 30}
WITHOUT_EFFECT = {"status", "reset-before", "hang", "html", "redirect", "envelope-false", "gzip-bomb"}
"""Kinds after which the call has not taken effect."""


SHORT = httpx.Timeout(0.15)


@pytest.fixture
def faults() -> Faults:
    return Faults()


def accept(client: httpx.Client, key: str) -> httpx.Response:
    return client.put(f"/orders/accept/{key}", json=ACCEPT, timeout=SHORT)


def test_an_error_status_is_no_envelope(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("accept", "status", http=503)
    answer = accept(client, sim.add_order())
    assert answer.status_code == 503
    assert "<html>" in answer.text
    assert [entry.http for entry in sim.calls("accept")] == [503]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset-before", httpx.ReadError),
        ("reset-after", httpx.ReadError),
        ("hang", httpx.ReadTimeout),
        ("hang-after", httpx.ReadTimeout),
    ],
)
def test_a_reset_or_hanging_call_gets_no_answer(
    sim: Simulator, client: httpx.Client, kind: str, error: type[Exception]
) -> None:
    sim.faults.add("accept", kind)
    with pytest.raises(error):
        accept(client, sim.add_order())
    assert [entry.http for entry in sim.calls("accept")] == [0]


def test_a_reset_resets_the_connection(sim: Simulator) -> None:
    sim.faults.add("*", "reset-before")
    address = urlsplit(sim.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
        raw.sendall(f"GET {address.path}/orders/get-current HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_drip_never_ends(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "drip")
    with client.stream("GET", "/orders/get-current") as answer:
        assert answer.status_code == 200
        chunks = answer.iter_raw()
        # Each read succeeds in time, so a limit per read has no effect.
        assert [next(chunks), next(chunks), next(chunks)] == [b" "] * 3


def test_a_truncated_answer_is_incomplete(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("accept", "truncate")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        accept(client, sim.add_order())


def test_a_garbled_answer_is_complete_http_with_broken_json(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("accept", "garble")
    answer = accept(client, sim.add_order())
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_an_html_page_replaces_the_answer(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "html")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html"
    assert "Wi-Fi" in answer.text


def test_each_kind_takes_effect_or_not_as_documented(sim: Simulator, client: httpx.Client) -> None:
    for kind in sorted(KINDS - {"gzip-bomb"}):  # the bomb has its own test
        key = sim.add_order()
        sim.faults.add("accept", kind, seconds=0.01)
        with (
            suppress(httpx.TransportError),
            client.stream("PUT", f"/orders/accept/{key}", json=ACCEPT, timeout=SHORT) as answer,
        ):
            next(answer.iter_raw(), b"")
        assert sim.wait_for(lambda key=key: any(entry.payment_key == key for entry in sim.journal))  # type: ignore[misc]
        takes_effect = kind not in WITHOUT_EFFECT
        assert sim.journal[-1].took_effect == takes_effect, kind
        assert sim.orders[key].accepts == ([30] if takes_effect else []), kind


def test_the_vendors_own_errors_come_in_its_envelope(sim: Simulator, client: httpx.Client) -> None:
    for http, error in (
        (400, "eksik alan"),
        (401, "yetkisiz erişim"),
        (403, "URL hatalı"),
        (404, "sipariş bulunamadı"),
        (429, "çok fazla istek"),
    ):
        sim.faults.add("get-current", "status", http=http, seconds=12)
        answer = client.get("/orders/get-current")
        assert answer.status_code == http
        assert answer.json()["status"] is False
        assert answer.json()["error"] == error
        assert ("12 saniye" in answer.json().get("message", "")) == (http == 429)


@pytest.mark.parametrize(("kind", "http", "minutes"), [("hang", 504, []), ("hang-after", 200, [30])])
def test_a_hanging_call_is_answered_after_its_release(
    sim: Simulator, client: httpx.Client, kind: str, http: int, minutes: list[int]
) -> None:
    keys = sim.add_orders(2)
    sim.faults.add("accept", kind, times=2)
    for key in keys:  # the second hangs although the first was released
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(client.put, f"/orders/accept/{key}", json=ACCEPT)
            assert sim.wait_for(lambda key=key: any(e.payment_key == key for e in sim.calls("accept")))  # type: ignore[misc]
            with pytest.raises(TimeoutError):
                answer.result(0.05)
            sim.release_hanging()
            assert answer.result(5).status_code == http
        assert sim.orders[key].accepts == minutes


def test_a_redirect_points_to_another_server(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "redirect")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 302
    assert urlsplit(answer.headers["location"]).port != urlsplit(sim.base_url).port
    sim.faults.add("get-current", "redirect", headers={"Location": "http://127.0.0.1:9/there"})
    assert client.get("/orders/get-current").headers["location"] == "http://127.0.0.1:9/there"


def test_headers_of_a_right_answer_can_be_replaced(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("get-current", "latency", headers={"Content-Type": "text/html"})
    answer = client.get("/orders/get-current")
    assert answer.headers["content-type"] == "text/html"
    assert [order["payment_key"] for order in answer.json()["data"]] == [key]


def test_the_body_can_be_replaced_after_the_effect(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("accept", "status-after", http=200, body=b'"\xff"')
    answer = accept(client, key)
    assert (answer.status_code, answer.content) == (200, b'"\xff"')
    assert sim.orders[key].accepts == [30]


def test_an_envelope_with_status_false_comes_with_http_200(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "envelope-false")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 200
    assert answer.json()["status"] is False
    assert answer.json()["error"]


def test_a_gzip_bomb_is_small_on_the_wire_and_has_no_effect(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("accept", "gzip-bomb")
    with client.stream("PUT", f"/orders/accept/{key}", json=ACCEPT) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = sum(map(len, answer.iter_raw()))
    assert packed < 1 << 20
    assert packed == int(answer.headers["content-length"])
    assert sim.orders[key].accepts == []
    assert [entry.took_effect for entry in sim.journal] == [False]


def test_latency_delays_the_right_answer(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("get-current", "latency", seconds=0.01)
    assert [order["payment_key"] for order in client.get("/orders/get-current").json()["data"]] == [key]
    sim.faults.add("get-current", "latency", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/orders/get-current", timeout=SHORT)


def test_an_unknown_kind_is_refused(faults: Faults) -> None:
    assert KINDS - WITHOUT_EFFECT == TAKES_EFFECT
    with pytest.raises(ValueError, match="no such fault: explode"):
        faults.add("accept", "explode")


def test_a_fault_starts_at_the_nth_call_and_ends_after_its_times(faults: Faults) -> None:
    faults.add("accept", "status", nth=2, times=2)
    assert [faults.take("accept", "") is not None for _ in range(5)] == [False, True, True, False, False]


def test_an_endless_fault_applies_until_it_is_cleared(faults: Faults) -> None:
    faults.add("*", "hang", times=-1)
    assert all(faults.take(call, "") for call in ("accept", "get-current", "login") * 10)
    faults.clear()
    assert faults.take("accept", "") is None


def test_a_fault_applies_to_its_call_and_its_order(faults: Faults) -> None:
    faults.add("success", "status", payment_key="ONE")
    assert faults.take("accept", "one") is None
    assert faults.take("success", "two") is None
    assert faults.take("success", "one") is not None
    assert faults.take("success", "one") is None


def test_a_fault_counts_the_calls_of_other_faults(faults: Faults) -> None:
    faults.add("accept", "reset-after", times=2)
    faults.add("accept", "status", nth=4)
    taken = [faults.take("accept", "") for _ in range(5)]
    assert [fault and fault.kind for fault in taken] == ["reset-after", "reset-after", None, "status", None]


def test_a_fault_that_can_never_apply_is_refused(faults: Faults) -> None:
    for call, nth, times in (("acept", 1, 1), ("", 1, 1), ("accept", 0, 1), ("accept", 1, 0)):
        with pytest.raises(ValueError, match=r"no such call|nth must be"):
            faults.add(call, "hang", nth=nth, times=times)
    assert faults.take("accept", "") is None


def test_each_fault_applies_once_across_threads(faults: Faults) -> None:
    for _ in range(500):
        faults.add("success", "status")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: faults.take("success", ""), range(1000)))
    assert sum(fault is not None for fault in taken) == 500
    assert len({id(fault) for fault in taken if fault is not None}) == 500


def test_faults_apply_in_their_order(faults: Faults) -> None:
    faults.add("accept", "reset-after")
    faults.add("accept", "status")
    taken = [faults.take("accept", "") for _ in range(3)]
    assert [fault and fault.kind for fault in taken] == ["reset-after", "status", None]


def test_the_next_call_works_after_each_fault(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    for kind in sorted(KINDS - {"gzip-bomb"}):
        sim.faults.add("get-current", kind, seconds=0.01)
        with (
            suppress(httpx.TransportError),
            client.stream("GET", "/orders/get-current", timeout=httpx.Timeout(0.1)) as answer,
        ):
            next(answer.iter_raw(), b"")
        data = client.get("/orders/get-current").json()["data"]
        assert [order["payment_key"] for order in data] == [key], kind
