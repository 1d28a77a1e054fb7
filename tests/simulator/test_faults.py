"""Each bad day as a client sees it that knows nothing of the simulator."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from desktop.simulator.faults import KINDS, TAKES_EFFECT, Fault, Faults

if TYPE_CHECKING:
    from desktop.simulator import Simulator

ACCEPT = {"preparing_time": 30}
UNHEARD = {"status", "reset-before", "hang", "html", "redirect", "envelope-false", "gzip-bomb"}
"""Kinds with which the vendor never hears of the call."""


def seconds_short() -> httpx.Timeout:
    return httpx.Timeout(0.3)


def accept(client: httpx.Client, key: str) -> httpx.Response:
    return client.put(f"/orders/accept/{key}", json=ACCEPT, timeout=seconds_short())


@pytest.mark.parametrize(("kind", "minutes"), [("status", []), ("status-after", [30])])
def test_a_status_instead_of_or_after_the_effect(
    sim: Simulator, client: httpx.Client, kind: str, minutes: list[int]
) -> None:
    key = sim.add_order()
    sim.faults.add("accept", kind, http=503)
    answer = accept(client, key)
    assert answer.status_code == 503
    assert "<html>" in answer.text
    assert sim.orders[key].accepts == minutes
    assert [(entry.http, entry.took_effect) for entry in sim.calls("accept")] == [(503, bool(minutes))]


@pytest.mark.parametrize(
    ("kind", "minutes", "error"),
    [
        ("reset-before", [], httpx.ReadError),
        ("reset-after", [30], httpx.ReadError),
        ("hang", [], httpx.ReadTimeout),
        ("hang-after", [30], httpx.ReadTimeout),
    ],
)
def test_no_answer_before_or_after_the_effect(
    sim: Simulator, client: httpx.Client, kind: str, minutes: list[int], error: type[Exception]
) -> None:
    key = sim.add_order()
    sim.faults.add("accept", kind)
    with pytest.raises(error):
        accept(client, key)
    assert sim.orders[key].accepts == minutes
    assert [(entry.http, entry.took_effect) for entry in sim.calls("accept")] == [(0, bool(minutes))]


def test_a_reset_is_a_reset_and_no_polite_end(sim: Simulator) -> None:
    sim.faults.add("*", "reset-before")
    where = urlsplit(sim.base_url)
    with socket.create_connection((where.hostname, where.port), timeout=5) as raw:
        raw.sendall(f"GET {where.path}/orders/get-current HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_drip_never_ends(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "drip")
    with client.stream("GET", "/orders/get-current") as answer:
        assert answer.status_code == 200
        chunks = answer.iter_raw()
        # Each read succeeds in time, so a limit per read never strikes.
        assert [next(chunks), next(chunks), next(chunks)] == [b" "] * 3


def test_half_an_answer(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("accept", "truncate")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        accept(client, key)
    assert sim.orders[key].accepts == [30]


def test_a_garbled_answer_is_whole_http_and_broken_json(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("accept", "garble")
    answer = accept(client, key)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert sim.orders[key].accepts == [30]


def test_a_page_of_somebody_elses(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "html")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html"
    assert "Wi-Fi" in answer.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_the_vendor_never_heard_has_no_effect_and_the_rest_has(
    sim: Simulator, client: httpx.Client, kind: str
) -> None:
    key = sim.add_order()
    sim.faults.add("accept", kind, seconds=0.01)
    try:
        with client.stream("PUT", f"/orders/accept/{key}", json=ACCEPT, timeout=httpx.Timeout(0.3)) as answer:
            next(answer.iter_raw(), b"")
    except httpx.TransportError:
        pass
    assert sim.wait_for(lambda: len(sim.journal) == 1)
    heard = kind not in UNHEARD
    assert sim.journal[0].took_effect == heard
    assert sim.orders[key].accepts == ([30] if heard else [])


@pytest.mark.parametrize(
    ("http", "error"),
    [
        (400, "eksik alan"),
        (401, "yetkisiz erişim"),
        (403, "URL hatalı"),
        (404, "sipariş bulunamadı"),
        (429, "çok fazla istek"),
    ],
)
def test_the_vendors_own_codes_come_in_its_envelope(
    sim: Simulator, client: httpx.Client, http: int, error: str
) -> None:
    sim.faults.add("get-current", "status", http=http, seconds=12)
    answer = client.get("/orders/get-current")
    assert answer.status_code == http
    assert answer.json()["status"] is False
    assert answer.json()["error"] == error
    assert ("12 saniye" in answer.json().get("message", "")) == (http == 429)


@pytest.mark.parametrize(("kind", "http", "minutes"), [("hang", 504, []), ("hang-after", 200, [30])])
def test_what_hangs_is_answered_when_released(
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


def test_a_redirect_to_another_place(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "redirect")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 302
    assert urlsplit(answer.headers["location"]).port != urlsplit(sim.base_url).port


def test_a_redirect_goes_where_it_is_told(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "redirect", headers={"Location": "http://127.0.0.1:9/there"})
    assert client.get("/orders/get-current").headers["location"] == "http://127.0.0.1:9/there"


def test_the_right_answer_under_a_wrong_label(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("get-current", "latency", headers={"Content-Type": "text/html"})
    answer = client.get("/orders/get-current")
    assert answer.headers["content-type"] == "text/html"
    assert [order["payment_key"] for order in answer.json()["data"]] == [key]


def test_it_took_effect_and_the_answer_is_something_else(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("accept", "status-after", http=200, body=b'"\xff"')
    answer = accept(client, key)
    assert (answer.status_code, answer.content) == (200, b'"\xff"')
    assert sim.orders[key].accepts == [30]


def test_an_envelope_that_says_no_with_http_200(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "envelope-false")
    answer = client.get("/orders/get-current")
    assert answer.status_code == 200
    assert answer.json()["status"] is False
    assert answer.json()["error"]


def test_a_gzip_bomb_is_small_on_the_line(sim: Simulator, client: httpx.Client) -> None:
    sim.faults.add("get-current", "gzip-bomb")
    with client.stream("GET", "/orders/get-current") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = sum(map(len, answer.iter_raw()))
    assert packed < 1 << 20
    assert packed == int(answer.headers["content-length"])


def test_latency_brings_the_right_answer_late(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    sim.faults.add("get-current", "latency", seconds=0.2)
    assert [order["payment_key"] for order in client.get("/orders/get-current").json()["data"]] == [key]
    sim.faults.add("get-current", "latency", seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/orders/get-current", timeout=seconds_short())


def test_every_kind_is_known_and_no_other() -> None:
    assert KINDS - UNHEARD == TAKES_EFFECT
    for kind in KINDS:
        assert Fault("accept", kind).kind == kind
    with pytest.raises(ValueError, match="no such fault: explode"):
        Faults().add("accept", "explode")


def test_a_fault_strikes_the_nth_call_for_so_many_times() -> None:
    faults = Faults()
    faults.add("accept", "status", nth=2, times=2)
    assert [faults.take("accept", "") is not None for _ in range(5)] == [False, True, True, False, False]


def test_a_fault_without_end_strikes_until_cleared() -> None:
    faults = Faults()
    faults.add("*", "hang", times=-1)
    assert all(faults.take(call, "") for call in ("accept", "get-current", "login") * 10)
    faults.clear()
    assert faults.take("accept", "") is None


def test_a_fault_is_for_its_call_and_its_order() -> None:
    faults = Faults()
    faults.add("success", "status", payment_key="one")
    assert faults.take("accept", "one") is None
    assert faults.take("success", "two") is None
    assert faults.take("success", "one") is not None
    assert faults.take("success", "one") is None


def test_a_fault_counts_the_calls_that_another_struck() -> None:
    faults = Faults()
    faults.add("accept", "reset-after", times=2)
    faults.add("accept", "status", nth=4)
    struck = [faults.take("accept", "") for _ in range(5)]
    assert [fault and fault.kind for fault in struck] == ["reset-after", "reset-after", None, "status", None]


def test_a_fault_knows_its_order_in_capitals_too() -> None:
    faults = Faults()
    faults.add("success", "status", payment_key="ABC")
    assert faults.take("success", "abc") is not None


@pytest.mark.parametrize(
    ("call", "how"), [("acept", {}), ("", {}), ("accept", {"nth": 0}), ("accept", {"times": 0})]
)
def test_a_fault_that_could_never_strike_is_refused(call: str, how: dict[str, int]) -> None:
    faults = Faults()
    with pytest.raises(ValueError, match=r"no such call|strikes at"):
        faults.add(call, "hang", nth=how.get("nth", 1), times=how.get("times", 1))
    assert faults.take("accept", "") is None


def test_many_threads_meet_each_fault_once() -> None:
    faults = Faults()
    for _ in range(500):
        faults.add("success", "status")
    with ThreadPoolExecutor(8) as pool:
        met = list(pool.map(lambda _: faults.take("success", ""), range(1000)))
    assert sum(fault is not None for fault in met) == 500
    assert len({id(fault) for fault in met if fault is not None}) == 500


def test_faults_wait_in_line() -> None:
    faults = Faults()
    faults.add("accept", "reset-after")
    faults.add("accept", "status")
    struck = [faults.take("accept", "") for _ in range(3)]
    assert [fault and fault.kind for fault in struck] == ["reset-after", "status", None]


def test_the_vendor_is_well_again_after_each_fault(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    for kind in sorted(KINDS - {"gzip-bomb"}):
        sim.faults.add("get-current", kind, seconds=0.01)
        try:
            with client.stream("GET", "/orders/get-current", timeout=httpx.Timeout(0.1)) as answer:
                next(answer.iter_raw(), b"")
        except httpx.TransportError:
            pass
        assert [order["payment_key"] for order in client.get("/orders/get-current").json()["data"]] == [
            key
        ], kind
