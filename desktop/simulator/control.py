"""`/control/…`: lets a test in another process move the marketplace. JSON in, JSON out.

`POST /control/orders {"count": 3}` or `{"fields": {…}}` · `POST /control/status {"payment_key": …, "status_id": 2}` ·
`POST /control/faults {"call": …, "kind": …, …}` (an empty object clears them) · `POST /control/latency {"seconds": 0.02}` ·
`POST /control/refuse {"seconds": 3}` · `POST /control/cooldown {}` · `POST /control/token {}` ·
`POST /control/release {}` (what hangs is answered) · `POST /control/step {}` (the scenario's next step) ·
`GET /control/journal` · `GET /control/orders`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.simulator.http_server import Reply, Request

if TYPE_CHECKING:
    from desktop.simulator.controls import Controls


def answer_control(simulator: Controls, request: Request) -> Reply:
    """Do what a request to `/control/…` asks."""
    if _by_a_web_page(request):
        return Reply(403, json.dumps({"error": "a web page has no business here"}).encode())
    try:
        result = _do(simulator, request.method, request.target.removeprefix("/control/"), _read(request))
    except (ValueError, KeyError, TypeError) as error:
        return Reply(400, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
    return Reply(200, json.dumps(result, ensure_ascii=False).encode())


def _by_a_web_page(request: Request) -> bool:
    """Tell a browser's request, also from a page whose name was made to point to this computer."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    return "origin" in request.headers or host not in {"127.0.0.1", "localhost"}


def _read(request: Request) -> dict[str, Any]:
    body = json.loads(request.body or b"{}")
    if not isinstance(body, dict):
        raise TypeError("a JSON object is wanted")
    return body


def _do(simulator: Controls, method: str, what: str, body: dict[str, Any]) -> Any:
    if method == "GET" and what == "journal":
        return [asdict(entry) for entry in list(simulator.journal)]
    if method == "GET" and what == "orders":
        return {
            key: {
                "status_id": order.status_id,
                "acknowledged": order.acknowledged,
                "accepts": order.accepts,
                "handed_out": order.handed_out,
            }
            for key, order in list(simulator.orders.items())
        }
    if method == "POST" and what == "orders":
        if "fields" in body:
            return [simulator.add_order(**body["fields"])]
        return simulator.add_orders(int(body.get("count", 1)))
    if method == "POST" and what == "faults":
        if body:
            simulator.faults.add(**body)
        else:
            simulator.faults.clear()
        return "OK"
    return _set(simulator, method, what, body)


def _set(simulator: Controls, method: str, what: str, body: dict[str, Any]) -> Any:
    if method != "POST":
        raise KeyError(what)
    if what == "status":
        simulator.set_status(body["payment_key"], body["status_id"])
    elif what == "latency":
        simulator.latency = float(body["seconds"])
    elif what == "refuse":
        simulator.refuse_soon(seconds=float(body["seconds"]))
    elif what == "cooldown":
        simulator.clear_cooldown()
    elif what == "token":
        simulator.expire_token()
    elif what == "release":
        simulator.release_hanging()
    elif what == "step":
        return simulator.step()
    else:
        raise KeyError(what)
    return "OK"
