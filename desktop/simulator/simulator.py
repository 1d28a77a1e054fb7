"""The vendor, acted: its rules on a real socket, with faults, scenarios and a journal of all that came in.

Demo, training and tests use this same one. Everything may be called from any thread.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from desktop.simulator.control import answer_control
from desktop.simulator.endpoints import COOLED, ON_ORDERS, name_call
from desktop.simulator.faults import AFTER, Faults
from desktop.simulator.http_replies import shape, told
from desktop.simulator.http_server import HttpServer
from desktop.simulator.marketplace import WAIT_TEXT, Marketplace
from desktop.simulator.sample_orders import SampleOrders
from desktop.simulator.scenario_player import ScenarioPlayer
from desktop.simulator.scenarios import SCENARIOS
from desktop.simulator.shared_marketplace import JournalEntry, SharedMarketplace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from desktop.simulator.faults import Fault
    from desktop.simulator.http_server import Reply, Request

PREFIX: Final = "/api/integrations"

ACCESS_TOKEN: Final = "simulator-access-token"  # noqa: S105 - opens nothing but this simulator
APP_SECRET_KEY: Final = "simulator-app-key"  # noqa: S105
REST_SECRET_KEY: Final = "simulator-rest-key"  # noqa: S105


class Simulator(SharedMarketplace):
    """A marketplace with a restaurant, of one branch or several, on a port of this computer."""

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
        access_token: str = ACCESS_TOKEN,
        app_secret_key: str = APP_SECRET_KEY,
        rest_secret_key: str = REST_SECRET_KEY,
        port: int = 0,
        control: bool = True,
        dish_field: str = "items",
        dish_words: Mapping[str, str] | None = None,
        wait_text: str = WAIT_TEXT,
        branches: int | None = None,
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
            token_hours: how long a token lives; of 0 or less only the end that a login tells is past.
            access_token: opens it from the beginning.
            app_secret_key: for a login.
            rest_secret_key: for a login.
            port: 0 for any free one.
            control: whether `/control/…` is served, for tests from another process.
            dish_field: name of the field that holds an order's dishes.
            dish_words: other names for the fields of a dish, {"name": "food_name", "quantity": "adet"}.
            wait_text: what a 429 says, `{}` for the seconds.
            branches: how many restaurants the key reaches, 1 to 3; None for what the scenario has.
            clock: seconds that never go back.

        Raises:
            ValueError: a value makes no sense.
            KeyError: there is no such scenario.
        """
        if cooldown_from not in {"request", "answer"}:
            raise ValueError(f"a cooldown counts from request or answer, not from {cooldown_from!r}")
        market = Marketplace(
            cooldown=cooldown,
            access_token=access_token,
            app_secret_key=app_secret_key,
            rest_secret_key=rest_secret_key,
            token_hours=token_hours,
            clock=clock,
            now=lambda: datetime.now(UTC),
            wait_text=wait_text,
            branches=branches or SCENARIOS[scenario].branches,
        )
        super().__init__(market, SampleOrders(seed, dish_field, dish_words))
        self.latency = latency
        self.clock_skew = 0.0
        """Seconds that the vendor's clock is ahead, as its answers' Date tells."""
        self.faults = Faults()
        self.most_at_once = 0
        """The most calls that were ever under way at the same time."""
        self._under_way = 0
        self._cooldown_from_answer = cooldown_from == "answer"
        self._clock = clock
        self._server = HttpServer(self._answer, port)
        self._player = ScenarioPlayer(SCENARIOS[scenario].play(self, seed), pace)
        self._control = control

    def start(self) -> None:
        """Listen, and play the scenario.

        Raises:
            OSError: the port is in use.
        """
        self._server.start()
        self._player.start()

    def stop(self) -> None:
        """End; bounded, whatever hangs."""
        self._player.stop()
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

    def refuse_connections(self, refused: bool = True) -> None:  # noqa: FBT001, FBT002 - reads well: (True)
        """Take the vendor off the network, or bring it back on the same port."""
        self._server.refuse(refused=refused)

    def refuse_soon(self, *, seconds: float) -> None:
        """Go off the network for a while, from within a call: after its answer was sent."""
        self._server.refuse_for(seconds)

    def release_hanging(self) -> None:
        """Let the calls that hang be answered: with what took effect, or a 504 where nothing did."""
        self._server.release()

    def step(self) -> float | None:
        """Do the scenario's next step at once; returns the seconds until the one after, None at the end."""
        return self._player.step()

    # Calls

    async def _answer(self, request: Request) -> Reply:
        url = urlsplit(request.target)
        if self._control and url.path.startswith("/control/"):
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
            if fault is None or fault.kind in AFTER:
                answer = self._market.answer(
                    name,
                    ident,
                    request.headers.get("access-token"),
                    _json(request.body),
                    _status_filter(request.target),
                )
            took_effect = answer is not None and answer.http == HTTPStatus.OK
            reply = shape(answer, fault, self._market.wait_text)
            if self.clock_skew:
                date = formatdate(time.time() + self.clock_skew, usegmt=True)
                reply = replace(reply, headers=reply.headers | {"Date": date})
            # Of other calls no body is kept: a login, wherever it is sent by mistake, holds keys.
            body = _json_or_text(request.body) if name in ON_ORDERS else None
            self.journal.append(
                JournalEntry(
                    self._clock(), name, ident.lower(), status_before, told(reply), took_effect, body
                )
            )
            if took_effect and self._cooldown_from_answer and name in COOLED:
                self._market.cool(name)
            self._changed.notify_all()
        return reply


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _json_or_text(body: bytes) -> Any:
    found = _json(body)
    return body.decode(errors="replace") if found is None and body else found


def _status_filter(target: str) -> int | None:
    values = parse_qs(urlsplit(target).query).get("status_id", [])
    return int(values[0]) if values and values[0].isascii() and values[0].isdecimal() else None
