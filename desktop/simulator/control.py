"""`/control/…`: lets another process change the marketplace. JSON in, JSON out.

`POST /control/orders {"count": 3}` or `{"fields": {…}}` · `POST /control/status {"payment_key": …,
"status_id": 2}` · `POST /control/faults {"call": …, "kind": …, …}` (an empty object clears them) · `POST
/control/latency {"seconds": 0.02}` · `POST /control/refuse {"seconds": 3}` · `POST /control/cooldown {}` ·
`POST /control/token {}` · `POST /control/release {}` (answers hanging calls) · `POST /control/step {}` (the
scenario's next step) · `GET /control/journal` · `GET /control/orders`.

Every request needs the token of this start in the header `Control-Token`. Web pages and other users of the computer reach
the port too; a page can neither read the token nor send the header, because no answer allows another origin to.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from desktop.simulator.http_server import Reply, Request

if TYPE_CHECKING:
    from desktop.simulator.http_server import HttpServer
    from desktop.simulator.scenario_player import ScenarioPlayer
    from desktop.simulator.shared_marketplace import SharedMarketplace

TOKEN_HEADER: Final = "Control-Token"  # noqa: S105 - the name of a header


class Control:
    """Answers the requests to `/control/…`."""

    def __init__(self, market: SharedMarketplace, server: HttpServer, player: ScenarioPlayer) -> None:
        self._market = market
        self._server = server
        self._player = player
        self.token = secrets.token_urlsafe(24)
        """Each request has to bring it; another one at each start."""

    def answer(self, request: Request) -> Reply:
        """Execute a request to `/control/…`."""
        if _is_from_browser(request):
            return Reply(403, json.dumps({"error": "browsers are not served"}).encode())
        sent = request.headers.get(TOKEN_HEADER.lower(), "")
        if not secrets.compare_digest(sent.encode("latin-1"), self.token.encode()):
            error = f"the header {TOKEN_HEADER} needs the token that was printed at the start"
            return Reply(401, json.dumps({"error": error}).encode())
        try:
            result = self._do(request.method, request.target.removeprefix("/control/"), _read(request))
        except (ValueError, KeyError, TypeError) as error:
            return Reply(400, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return Reply(200, json.dumps(result, ensure_ascii=False).encode())

    def _do(self, method: str, name: str, body: dict[str, Any]) -> Any:
        market = self._market
        if method == "GET" and name == "journal":
            return [asdict(entry) for entry in list(market.journal)]
        if method == "GET" and name == "orders":
            return {
                key: {
                    "status_id": order.status_id,
                    "acknowledged": order.acknowledged,
                    "accepts": order.accepts,
                    "handed_out": order.handed_out,
                }
                for key, order in market.orders.items()
            }
        if method == "POST" and name == "orders":
            if "fields" in body:
                return [market.add_order(**body["fields"])]
            return market.add_orders(int(body.get("count", 1)))
        if method == "POST" and name == "step":
            return self._player.step()
        if method != "POST":
            raise KeyError(name)
        self._change(name, body)
        return "OK"

    def _change(self, name: str, body: dict[str, Any]) -> None:
        market = self._market
        match name:
            case "faults" if body:
                market.faults.add(**body)
            case "faults":
                market.faults.clear()
            case "status":
                market.set_status(body["payment_key"], body["status_id"])
            case "latency":
                market.latency = float(body["seconds"])
            case "refuse":
                self._server.refuse_for(float(body["seconds"]))
            case "cooldown":
                market.clear_cooldown()
            case "token":
                market.expire_token()
            case "release":
                self._server.release()
            case _:
                raise KeyError(name)


def _is_from_browser(request: Request) -> bool:
    """Return whether a browser sent the request, also from a host name that resolves to this computer."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    return "origin" in request.headers or host not in {"127.0.0.1", "localhost"}


def _read(request: Request) -> dict[str, Any]:
    body = json.loads(request.body or b"{}")
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body
