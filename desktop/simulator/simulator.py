"""The vendor, acted: its rules on a real socket, with faults, scenarios and a journal of all that came in.

Demo, training and tests use this same one. Everything may be called from any thread.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from desktop.orders.order import OrderStatus
from desktop.simulator.faults import AFTER, Faults
from desktop.simulator.http_server import HttpServer, Reply, Request
from desktop.simulator.marketplace import Answer, Marketplace, SimOrder, name_call
from desktop.simulator.menu import OrderMaker
from desktop.simulator.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from desktop.simulator.faults import Fault

PREFIX: Final = "/api/integrations"

ACCESS_TOKEN: Final = "simulator-access-token"  # noqa: S105 - opens nothing but this simulator
APP_SECRET_KEY: Final = "simulator-app-key"  # noqa: S105
REST_SECRET_KEY: Final = "simulator-rest-key"  # noqa: S105


@dataclass(frozen=True)
class JournalEntry:
    """A call that came in. Tokens are never kept."""

    at: float
    """Seconds of the simulator's clock."""
    call: str
    payment_key: str
    status_id: int
    """The order's status when the call came, 0 for none."""
    http: int
    """What was answered, 0 for nothing."""
    took_effect: bool


class Simulator:
    """A marketplace with one restaurant, on a port of this computer."""

    def __init__(
        self,
        *,
        cooldown: float = 30.0,
        cooldown_from: str = "request",
        seed: int = 1,
        scenario: str = "quiet",
        pace: float = 1.0,
        latency: float = 0.0,
        token_hours: float = 24.0,
        port: int = 0,
        control: bool = True,
        dish_field: str = "items",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare a marketplace; nothing listens before `start`.

        Args:
            cooldown: seconds between two calls of `get-current`.
            cooldown_from: "request" or "answer", from where they count.
            seed: of the invented orders.
            scenario: a name in `SCENARIOS`.
            pace: how many times faster than the clock the scenario plays.
            latency: seconds before each answer.
            token_hours: how long a token lives.
            port: 0 for any free one.
            control: whether `/control/…` is served, for tests from another process.
            dish_field: name of the field that holds an order's dishes.
            clock: seconds that never go back.
        """
        self.latency = latency
        self.faults = Faults()
        self.journal: list[JournalEntry] = []
        self.most_at_once = 0
        """The most calls that were ever under way at the same time."""
        self._under_way = 0
        self._market = Marketplace(
            cooldown=cooldown,
            access_token=ACCESS_TOKEN,
            app_secret_key=APP_SECRET_KEY,
            rest_secret_key=REST_SECRET_KEY,
            token_hours=token_hours,
            clock=clock,
            now=lambda: datetime.now(UTC),
        )
        self._cooldown_from_answer = cooldown_from == "answer"
        self._maker = OrderMaker(seed, dish_field)
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        self._server = HttpServer(self._answer, port)
        self._pace = pace
        self._steps = SCENARIOS[scenario].play(self, seed)
        self._player: threading.Thread | None = None
        self._stopping = threading.Event()
        self._control = control

    def start(self) -> None:
        """Listen, and play the scenario.

        Raises:
            OSError: the port is in use.
        """
        self._server.start()
        self._player = threading.Thread(target=self._play, name="scenario", daemon=True)
        self._player.start()

    def stop(self) -> None:
        """End; bounded, whatever hangs."""
        self._stopping.set()
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Address of the API."""
        return f"http://127.0.0.1:{self._server.port}{PREFIX}"

    @property
    def access_token(self) -> str:
        """The token that opens it now."""
        return self._market.access_token

    # What happens at the marketplace

    def add_order(self, raw: object = None, **fields: Any) -> str:
        """Let an order come in; returns its payment key.

        Args:
            raw: instead of an order: bytes that stand in the list as they are, or any JSON value.
            fields: replace fields of the invented order; `...` leaves one out.
        """
        with self._changed:
            if raw is not None:
                text = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
                key = _key_in(raw) or f"raw-{len(self._market.orders)}"
                self._market.orders[key] = SimOrder(None, raw=text)
            else:
                payload = self._maker.make(datetime.now(UTC), **fields)
                payload = {name: value for name, value in payload.items() if value is not ...}
                key = str(payload["payment_key"]).lower()
                status = payload.get("status_id")
                self._market.orders[key] = SimOrder(
                    payload, status_id=status if isinstance(status, int) else 1
                )
            self._changed.notify_all()
            return key

    def add_orders(self, count: int) -> list[str]:
        """Let many orders come in at once."""
        with self._changed:
            return [self.add_order() for _ in range(count)]

    def change_order(self, payment_key: str, **fields: Any) -> None:
        """Change fields of an order; it is to be acknowledged anew."""
        with self._changed:
            order = self._market.orders[payment_key]
            order.payload = (order.payload or {}) | fields
            order.acknowledged = False
            self._changed.notify_all()

    def set_status(self, payment_key: str, status_id: int) -> None:
        """Change an order's status, as the web panel or a courier does."""
        with self._changed:
            self._market.set_status(self._market.orders[payment_key], status_id)
            self._changed.notify_all()

    def accept_elsewhere(self, payment_key: str) -> None:
        """Accept an order in the web panel."""
        self.set_status(payment_key, OrderStatus.CONFIRMED)

    def cancel_elsewhere(self, payment_key: str) -> None:
        """Cancel an order in the web panel; `get-current` never tells of it."""
        self.set_status(payment_key, OrderStatus.CANCELLED)

    def expire_token(self) -> None:
        """Let the present token be refused; a login gives a new one."""
        with self._changed:
            self._market.token_expired = True

    def clear_cooldown(self) -> None:
        """Allow the next call at once."""
        with self._changed:
            self._market.clear_cooldown()

    def refuse_connections(self, *, refused: bool = True) -> None:
        """Take the vendor off the network, or bring it back on the same port."""
        self._server.refuse(refused=refused)

    def refuse_soon(self, *, seconds: float) -> None:
        """Go off the network for a while, from within a call: after its answer was sent."""
        threading.Timer(0.05, self.refuse_connections, kwargs={"refused": True}).start()
        threading.Timer(0.05 + seconds, self.refuse_connections, kwargs={"refused": False}).start()

    @property
    def orders(self) -> dict[str, SimOrder]:
        """The orders by payment key. Read only what does not change under you, or within `wait_for`."""
        return self._market.orders

    def calls(self, call: str) -> list[JournalEntry]:
        """Return the journal of one call."""
        with self._changed:
            return [entry for entry in self.journal if entry.call == call]

    def wait_for(self, condition: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Wait until a condition holds, looked at whenever something happens; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def step(self) -> float | None:
        """Do the scenario's next step at once; returns the seconds until the one after, None at the end."""
        return next(self._steps, None)

    def _play(self) -> None:
        while (pause := self.step()) is not None:
            if self._stopping.wait(pause / self._pace):
                return

    # Calls

    async def _answer(self, request: Request) -> Reply:
        url = urlsplit(request.target)
        if self._control and url.path.startswith("/control/"):
            from desktop.simulator.control import answer_control

            return await asyncio.get_running_loop().run_in_executor(None, answer_control, self, request)
        name, ident = ("", "")
        if url.path.startswith(PREFIX):
            name, ident = name_call(request.method, url.path.removeprefix(PREFIX))
        with self._changed:
            fault = self.faults.strike(name, ident.lower())
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        delay = self.latency + (fault.seconds if fault is not None and fault.kind == "latency" else 0.0)
        try:
            if delay:
                await asyncio.sleep(delay)
            return self._reply(name, ident, request, fault)
        finally:
            with self._changed:
                self._under_way -= 1

    def _reply(self, name: str, ident: str, request: Request, fault: Fault | None) -> Reply:
        with self._changed:
            order = self._market.orders.get(ident.lower())
            status_before = order.status_id if order is not None else 0
            answer = None
            if fault is None or fault.kind in AFTER or fault.kind in {"drip", "html", "gzip-bomb"}:
                answer = self._market.answer(
                    name,
                    ident,
                    request.headers.get("access-token"),
                    _json(request.body),
                    _status_filter(request.target),
                )
            took_effect = answer is not None and answer.http == HTTPStatus.OK
            reply = _shaped(answer, fault)
            self.journal.append(
                JournalEntry(self._clock(), name, ident.lower(), status_before, _told(reply), took_effect)
            )
            if took_effect and self._cooldown_from_answer and name in {"get-current", "get-foods"}:
                self._market.cool(name)
            self._changed.notify_all()
        return reply


def _shaped(answer: Answer | None, fault: Fault | None) -> Reply:
    body = b"" if answer is None else _encoded(answer.body)
    http = 200 if answer is None else answer.http
    if fault is None or fault.kind == "latency":
        return Reply(http, body)
    if fault.kind in {"status", "status-after"}:
        return Reply(
            fault.http, b"<html><body>Bad Gateway</body></html>", headers={"Content-Type": "text/html"}
        )
    if fault.kind == "garble":
        return Reply(200, body[: len(body) // 2])
    if fault.kind == "redirect":
        return Reply(302, b"", headers={"Location": "http://127.0.0.1:9/elsewhere"})
    if fault.kind == "envelope-false":
        return Reply(
            200, _encoded({"status": False, "error": "teknik sorun", "message": "Teknik bir sorun oluştu"})
        )
    return Reply(http, body, manner=fault.kind)


def _told(reply: Reply) -> int:
    return 0 if reply.manner.startswith(("reset", "hang")) else reply.http


def _encoded(body: Any) -> bytes:
    """Return the envelope as JSON; what is no proper JSON in a list of orders goes through as it is."""
    data = body.get("data")
    if not isinstance(data, list) or not any(isinstance(entry, bytes) for entry in data):
        return json.dumps(body, ensure_ascii=False).encode()
    entries = [
        entry if isinstance(entry, bytes) else json.dumps(entry, ensure_ascii=False).encode()
        for entry in data
    ]
    return b'{"status": true, "data": [' + b", ".join(entries) + b"]}"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _status_filter(target: str) -> int | None:
    values = parse_qs(urlsplit(target).query).get("status_id", [])
    return int(values[0]) if values and values[0].isdigit() else None


def _key_in(raw: object) -> str | None:
    key = raw.get("payment_key") if isinstance(raw, dict) else None
    return key.lower() if isinstance(key, str) else None
