"""The simulator on its socket: calls, journal, start and stop, and `/control/…`."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from desktop.simulator import ACCESS_TOKEN, APP_SECRET_KEY, REST_SECRET_KEY, Simulator


def current(client: httpx.Client) -> list[str]:
    return [order["payment_key"] for order in client.get("/orders/get-current").json()["data"]]


def open_client(sim: Simulator) -> httpx.Client:
    return httpx.Client(
        base_url=sim.base_url, headers={"Access-Token": sim.access_token}, trust_env=False, timeout=5.0
    )


# Calls


def test_an_order_passes_through_its_whole_life(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order(shipping_method="delivery", courier_type="restaurant")
    assert current(client) == [key]
    assert client.put(f"/orders/success/{key}").json() == {"status": True, "data": "OK"}
    assert current(client) == []
    assert client.put(f"/orders/accept/{key}", json={"preparing_time": 25}).status_code == 200
    assert current(client) == [key]
    assert client.put(f"/orders/ontheway/{key}").status_code == 200
    assert client.put(f"/orders/complete/{key}").status_code == 200
    assert current(client) == []
    assert [entry.call for entry in sim.journal if entry.payment_key] == [
        "success",
        "accept",
        "ontheway",
        "complete",
    ]
    assert [entry.status_id for entry in sim.journal if entry.payment_key] == [1, 1, 2, 16]


def test_answers_are_utf_8_in_the_envelope(sim: Simulator, client: httpx.Client) -> None:
    answer = client.get("/orders/get-current", headers={"Access-Token": "wrong"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert "yetkisiz erişim".encode() in answer.content


def test_a_login_works_over_http(sim: Simulator, client: httpx.Client) -> None:
    sim.expire_token()
    assert client.get("/orders/get-current").status_code == 401
    keys = {"app_secret_key": APP_SECRET_KEY, "rest_secret_key": REST_SECRET_KEY}
    token = client.post("/auth/login", json=keys).json()["data"]["access_token"]
    assert token == sim.access_token != ACCESS_TOKEN
    assert client.get("/orders/get-current", headers={"Access-Token": token}).status_code == 200


@pytest.mark.parametrize("start", ["request", "answer"])
def test_the_cooldown_counts_from_the_request_or_the_answer(start: str) -> None:
    seconds = [0.0]
    with (
        Simulator(cooldown=30, cooldown_from=start, clock=lambda: seconds[0]) as sim,
        open_client(sim) as client,
    ):
        sim.faults.add("get-current", "latency", seconds=0.05)
        assert client.get("/orders/get-current").status_code == 200
        seconds[0] += 29.5
        refused = client.get("/orders/get-current")
        assert refused.status_code == 429
        assert refused.json()["error"] == "çok fazla istek"
        seconds[0] += 0.5
        assert client.get("/orders/get-current").status_code == 200


def test_current_orders_are_filtered_by_status(sim: Simulator, client: httpx.Client) -> None:
    sim.add_order()
    cooking = sim.add_order()
    sim.accept_elsewhere(cooking)
    result = client.get("/orders/get-current", params={"status_id": 2}).json()["data"]
    assert [order["payment_key"] for order in result] == [cooking]


def test_a_body_that_is_no_json_is_a_missing_field(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    answer = client.put(f"/orders/accept/{key}", content=b"{preparing_time:")
    assert (answer.status_code, answer.json()["error"]) == (400, "eksik alan")


def test_the_journal_contains_no_token(sim: Simulator, client: httpx.Client) -> None:
    client.get("/orders/get-current")
    client.get("/orders/get-current", headers={"Access-Token": "wrong-token-1"})
    client.post("/auth/login", json={"app_secret_key": "ask", "rest_secret_key": "rsk"})
    result = repr(sim.journal)
    assert len(sim.journal) == 3
    for secret in (ACCESS_TOKEN, "wrong-token-1", "ask", "rsk"):
        assert f"'{secret}'" not in result
        assert secret not in result.replace("success", "")


def test_the_journal_contains_bodies_of_calls_on_orders_only(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    client.put(f"/orders/accept/{key}", json={"preparing_time": "x"})
    client.put(f"/orders/accept/{key}", content=b"{preparing_time:")
    client.put(f"/orders/success/{key}")
    client.post("/auth/login", json={"app_secret_key": "a", "rest_secret_key": "r"})
    client.post("/auth/login/", json={"app_secret_key": "a", "rest_secret_key": "r"})  # no call of the API
    assert [entry.body for entry in sim.journal] == [
        {"preparing_time": "x"},
        "{preparing_time:",
        None,
        None,
        None,
    ]


def test_token_keys_and_the_sentence_of_a_429_can_be_set() -> None:
    with (
        Simulator(
            access_token="t.one", app_secret_key="a1", rest_secret_key="r1", wait_text="{} sn sonra deneyin"
        ) as sim,
        open_client(sim) as client,
    ):
        assert sim.access_token == "t.one"
        assert client.get("/orders/get-current").status_code == 200
        assert client.get("/orders/get-current").json()["message"] == "30 sn sonra deneyin"
        keys = {"app_secret_key": "a1", "rest_secret_key": "r1"}
        assert client.post("/auth/login", json=keys).json()["data"]["access_token"] == sim.access_token
        assert sim.access_token != "t.one"


def test_an_impossible_value_is_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"pace": 0},
        {"pace": -1},
        {"cooldown_from": "never"},
        {"port": -1},
        {"port": 65536},
        {"scenario": "none"},
    ]
    for values in wrong:
        with pytest.raises((ValueError, KeyError)):
            Simulator(**values)


def test_orders_are_a_snapshot_that_can_be_iterated_during_changes(sim: Simulator) -> None:
    before = sim.orders
    with ThreadPoolExecutor(4) as pool:
        adding = [pool.submit(sim.add_orders, 500) for _ in range(3)]
        while not all(done.done() for done in adding):
            assert all(order.status_id == 1 for order in sim.orders.values())
        keys = {key for done in adding for key in done.result()}
    assert before == {}
    assert set(sim.orders) == keys
    assert len(keys) == 1500


def test_concurrent_calls_and_changes_are_all_recorded(sim: Simulator) -> None:
    keys = sim.add_orders(200)
    with open_client(sim) as client, ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(client.put, f"/orders/success/{key}") for key in keys]
        for key in keys[::2]:
            sim.accept_elsewhere(key, 15)
        assert {call.result().status_code for call in calls} == {200}
    assert len(sim.calls("success")) == 200
    assert all(order.acknowledged for key, order in sim.orders.items() if key in keys[1::2])
    assert {order.minutes_elsewhere for order in sim.orders.values()} == {None, 15}
    assert not any(order.accepts for order in sim.orders.values())
    for entry in sim.calls("success"):  # an acknowledgement applies to the status at its time
        order = sim.orders[entry.payment_key]
        assert order.acknowledged == (order.status_id == entry.status_id)


def test_a_given_status_has_its_text(sim: Simulator) -> None:
    for fields, text in (
        ({"status_id": 2}, "Hazırlanıyor"),
        ({"status_id": 77}, "Durum 77"),
        ({"status_id": 77, "status_text": "Ödeme Bekliyor"}, "Ödeme Bekliyor"),
        ({"status_id": "2"}, "Sipariş Geldi"),
    ):
        key = sim.add_order(**fields)
        payload = sim.orders[key].payload
        assert payload is not None
        assert payload["status_text"] == text


def test_an_order_can_be_given_without_a_key_or_as_json(sim: Simulator, client: httpx.Client) -> None:
    sim.add_order(payment_key=...)
    key = sim.add_order(raw={"payment_key": "3E9CAF87-5cb7-4c4e-adcb-fc2ec54cf24e", "status_id": 1})
    result = client.get("/orders/get-current").json()["data"]
    assert "payment_key" not in result[0]
    assert result[1] == {"payment_key": "3E9CAF87-5cb7-4c4e-adcb-fc2ec54cf24e", "status_id": 1}
    assert client.put(f"/orders/accept/{key}", json={"preparing_time": 30}).status_code == 200
    assert client.get("/orders/get-current").json()["data"][1]["status_id"] == 2


def test_raw_entries_are_copied_into_the_list(sim: Simulator, client: httpx.Client) -> None:
    sim.add_order(raw=b'{"payment_key": "no", "total": NaN}')
    sim.add_order(raw=["not", "an", "order"])
    body = client.get("/orders/get-current").text
    assert '{"payment_key": "no", "total": NaN}' in body
    assert '["not", "an", "order"]' in body


def test_a_changed_order_needs_a_new_acknowledgement(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    client.put(f"/orders/success/{key}")
    assert current(client) == []
    sim.change_order(key, note="Kapıya bırakın")
    result = client.get("/orders/get-current").json()["data"]
    assert [order["note"] for order in result] == ["Kapıya bırakın"]


def test_concurrent_calls_are_counted(sim: Simulator) -> None:
    sim.latency = 0.2
    with open_client(sim) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/restaurants/get").status_code, range(8)))
    assert answers == [200] * 8
    assert sim.most_at_once == 8


@pytest.mark.parametrize("change", ["add_order", "expire_token", "clear_cooldown"])
def test_a_change_wakes_a_waiting_thread(sim: Simulator, change: str) -> None:
    checks: list[float] = []

    def checked_again() -> bool:
        checks.append(time.monotonic())
        return len(checks) > 1

    threading.Timer(0.05, getattr(sim, change)).start()
    assert sim.wait_for(checked_again, 60.0)
    assert not sim.wait_for(lambda: False, 0.01)


def test_a_client_without_http_does_no_harm(sim: Simulator, client: httpx.Client) -> None:
    address = urlsplit(sim.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
        raw.sendall(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
        assert raw.recv(1) == b""
    with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
        raw.sendall(b"GET / HTT")
    assert client.get("/restaurants/get").status_code == 200


# Start and stop


def test_it_stops_although_calls_hang() -> None:
    sim = Simulator(cooldown=0.0)
    sim.start()
    address = urlsplit(sim.base_url)
    raws: list[socket.socket] = []
    for kind in ("hang", "hang-after", "drip"):
        sim.faults.clear()
        sim.faults.add("*", kind, times=-1)
        raws.append(socket.create_connection((address.hostname, address.port), timeout=5))
        raws[-1].sendall(f"GET {address.path}/restaurants/get HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert sim.wait_for(lambda: len(sim.journal) == len(raws))
    sim.stop()
    assert sim._server._running() is None, "its thread ended in time"
    for raw in raws:
        with raw:
            while raw.recv(65536):
                pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=1).close()


def test_a_connection_made_at_the_last_moment_is_dropped(sim: Simulator) -> None:
    address = urlsplit(sim.base_url)
    for leave in [sim.refuse_connections] * 20 + [sim.stop]:
        sim.refuse_connections(refused=False)
        with socket.create_connection((address.hostname, address.port), timeout=2) as raw:
            leave()
            with contextlib.suppress(ConnectionResetError):
                assert raw.recv(1) == b""


def test_stopping_twice_or_before_the_start_is_allowed(sim: Simulator) -> None:
    sim.stop()
    sim.stop()
    Simulator().stop()


def test_it_goes_offline_and_comes_back_on_the_same_port(sim: Simulator, client: httpx.Client) -> None:
    key = sim.add_order()
    address = sim.base_url
    for _ in range(2):
        sim.refuse_connections()
        sim.refuse_connections()
        with pytest.raises(httpx.ConnectError):
            client.get("/orders/get-current")
        sim.refuse_connections(refused=False)
        sim.refuse_connections(refused=False)
        assert sim.base_url == address
        assert current(client) == [key]


def test_it_stays_offline_when_stopped_meanwhile() -> None:
    for seconds in (0.0, 0.05, 60.0):
        sim = Simulator()
        sim.start()
        sim.refuse_soon(seconds=seconds)
        sim.stop()
        address = urlsplit(sim.base_url)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.hostname, address.port), timeout=1).close()
        sim.refuse_connections(False)  # after the end there is nothing to bring back
        sim.refuse_soon(seconds=0)
        sim.release_hanging()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.hostname, address.port), timeout=1).close()


def test_it_listens_on_loopback_only(sim: Simulator) -> None:
    assert urlsplit(sim.base_url).hostname == "127.0.0.1"
    assert [listener.getsockname()[0] for listener in sim._server._server.sockets] == ["127.0.0.1"]  # type: ignore[union-attr]


def test_a_port_in_use_raises_an_error(sim: Simulator) -> None:
    port = urlsplit(sim.base_url).port
    assert port is not None
    second = Simulator(port=port)
    with pytest.raises(OSError, match=str(port)):
        second.start()
    second.stop()
    assert second._server._thread is None


def test_the_pace_speeds_up_the_scenario() -> None:
    with Simulator(scenario="lively", pace=1000.0) as sim:
        assert sim.wait_for(lambda: len(sim.orders) >= 20, 5.0)


def test_a_stopped_scenario_adds_no_orders_and_manual_steps_are_allowed() -> None:
    with Simulator(scenario="rush", pace=3000.0) as sim:
        for _ in range(200):
            assert sim.step() is not None
        assert sim.wait_for(lambda: len(sim.orders) > 260, 5.0)
    assert "scenario" not in {thread.name for thread in threading.enumerate()}


# `/control/…`


def open_control(sim: Simulator) -> httpx.Client:
    return httpx.Client(trust_env=False, timeout=5.0, headers={"Control-Token": sim.control_token})


def control(sim: Simulator, what: str, body: Any = None) -> Any:
    url = sim.base_url.removesuffix("/api/integrations") + f"/control/{what}"
    with open_control(sim) as client:
        answer = client.get(url) if body is None else client.post(url, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_control_adds_and_changes_orders(sim: Simulator) -> None:
    keys = control(sim, "orders", {"count": 3})
    (key,) = control(sim, "orders", {"fields": {"note": "x", "total": "12,50"}})
    assert [*keys, key] == list(sim.orders)
    control(sim, "status", {"payment_key": key, "status_id": 2})
    result = control(sim, "orders")
    assert result[key] == {"status_id": 2, "acknowledged": False, "accepts": [], "handed_out": 0}


def test_control_adds_and_clears_faults(sim: Simulator, client: httpx.Client) -> None:
    control(sim, "faults", {"call": "get-current", "kind": "status", "http": 502, "times": -1})
    assert client.get("/orders/get-current").status_code == 502
    control(sim, "faults", {})
    assert client.get("/orders/get-current").status_code == 200


def test_control_returns_the_journal(sim: Simulator, client: httpx.Client) -> None:
    client.get("/orders/get-current")
    (entry,) = control(sim, "journal")
    assert (entry["call"], entry["http"], entry["took_effect"]) == ("get-current", 200, True)
    assert ACCESS_TOKEN not in json.dumps(entry)


def test_control_sets_latency_and_expires_the_token(sim: Simulator, client: httpx.Client) -> None:
    control(sim, "latency", {"seconds": 0.01})
    assert sim.latency == 0.01
    control(sim, "token", {})
    assert client.get("/orders/get-current").status_code == 401


def test_control_ends_the_cooldown() -> None:
    with Simulator(cooldown=30.0) as sim, open_client(sim) as client:
        assert client.get("/orders/get-current").status_code == 200
        assert client.get("/orders/get-current").status_code == 429
        control(sim, "cooldown", {})
        assert client.get("/orders/get-current").status_code == 200


def test_control_takes_it_offline_for_a_while(sim: Simulator, client: httpx.Client) -> None:
    control(sim, "refuse", {"seconds": 0.2})
    gone = False
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            client.get("/restaurants/get")
        except httpx.TransportError:
            gone = True
        else:
            if gone:
                break
    else:
        pytest.fail("it never went or never came back")


def test_control_releases_hanging_calls_and_makes_steps() -> None:
    with (
        Simulator(scenario="rush", pace=1e-6, cooldown=0.0) as sim,
        open_client(sim) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        assert control(sim, "step", {}) == 3.0
        assert len(control(sim, "orders")) == 40
        sim.faults.add("get-current", "hang-after")
        answer = pool.submit(client.get, "/orders/get-current")
        assert sim.wait_for(lambda: len(sim.journal) == 1)
        control(sim, "release", {})
        assert len(answer.result(5).json()["data"]) == 40


def test_control_refuses_browsers(sim: Simulator) -> None:
    url = sim.base_url.removesuffix("/api/integrations") + "/control/orders"
    with open_control(sim) as client:
        for headers in (
            {"Origin": "http://example.com"},
            {"Origin": "null"},
            {"Host": "example.com:80"},
            {"Host": "x"},
        ):
            assert client.post(url, json={"count": 3}, headers=headers).status_code == 403
            assert client.get(url, headers=headers).status_code == 403
    assert not sim.orders


def test_control_refuses_who_does_not_bring_the_token_of_this_start(sim: Simulator) -> None:
    url = sim.base_url.removesuffix("/api/integrations") + "/control/orders"
    with Simulator() as other:
        wrong: tuple[dict[str, str], ...] = (
            {},
            {"Control-Token": ""},
            {"Control-Token": other.control_token},
            {"Control-Token": "ü"},
        )
    with httpx.Client(trust_env=False, timeout=5.0) as client:
        for given in wrong:
            headers = httpx.Headers(given, encoding="utf-8")
            assert client.post(url, json={"count": 3}, headers=headers).status_code == 401
            assert client.get(url, headers=headers).status_code == 401
        # What a browser asks before it sends a header of a page of another origin: nothing allows it.
        asked = client.options(url, headers={"Access-Control-Request-Headers": "control-token"})
    assert asked.status_code == 401
    assert not [name for name in asked.headers if name.startswith("access-control")]
    assert not sim.orders


def test_control_refuses_an_unknown_command_or_value(sim: Simulator) -> None:
    commands: list[tuple[str, Any]] = [
        ("nonsense", {}),
        ("status", []),
        ("faults", {"call": "acept", "kind": "hang"}),
        ("faults", {"call": "accept", "kind": "explode"}),
        ("faults", {"kind": "hang"}),
        ("status", {"payment_key": "unknown", "status_id": 2}),
        ("orders", {"count": "many"}),
    ]
    root = sim.base_url.removesuffix("/api/integrations") + "/control/"
    with open_control(sim) as client:
        for name, body in commands:
            answer = client.post(root + name, json=body)
            assert answer.status_code == 400, (name, body)
            assert answer.json()["error"]
        assert client.post(root + "faults", content=b"{broken").status_code == 400


def test_control_can_be_disabled() -> None:
    with Simulator(control=False) as sim, httpx.Client(trust_env=False, timeout=5.0) as client:
        url = sim.base_url.removesuffix("/api/integrations") + "/control/journal"
        assert client.get(url).status_code == 401
