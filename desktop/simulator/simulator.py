"""The simulated vendor on a real socket, with faults, scenarios and a journal of calls.

Everything may be called from any thread.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from desktop.simulator.control import Control
from desktop.simulator.endpoints import ON_ORDERS, WITH_COOLDOWN, name_call
from desktop.simulator.faults import TAKES_EFFECT
from desktop.simulator.http_replies import make_reply, visible_status
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
    """A marketplace with one restaurant of one or more branches, on a port of this computer."""

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
        """Prepare a marketplace; `start` opens the port.

        Args:
            cooldown: seconds between two calls of `get-current`.
            cooldown_from: "request" or "answer", the start of the cooldown.
            seed: of the invented orders.
            scenario: a name in `SCENARIOS`.
            pace: factor of the scenario's speed.
            latency: seconds before each answer.
            token_hours: lifetime of a token; with 0 or less only the reported expiry has passed.
            access_token: the first valid token.
            app_secret_key: for a login.
            rest_secret_key: for a login.
            port: 0 for any free one.
            control: whether to serve `/control/…` for tests in another process, to those who have `control_token`.
            dish_field: name of the field with an order's dishes.
            dish_words: other names for the fields of a dish, {"name": "food_name", "quantity": "adet"}.
            wait_text: sentence of a 429, `{}` stands for the seconds.
            branches: number of restaurants of the token, 1 to 3; None for the scenario's number.
            clock: monotonic seconds.

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
            now=partial(datetime.now, UTC),
            wait_text=wait_text,
            branches=branches or SCENARIOS[scenario].branches,
        )
        super().__init__(market, SampleOrders(seed, dish_field, dish_words))
        self.latency = latency
        self.clock_skew = 0.0
        """Seconds that the vendor's clock is ahead, as the Date header shows."""
        self.most_at_once = 0
        """The most concurrent calls so far."""
        self._active = 0
        self._cooldown_from_answer = cooldown_from == "answer"
        self._clock = clock
        self._server = HttpServer(self._answer, port)
        self._player = ScenarioPlayer(SCENARIOS[scenario].play(self, seed), pace)
        self._control = Control(self, self._server, self._player) if control else None

    def start(self) -> None:
        """Listen, and play the scenario.

        Raises:
            OSError: the port is in use.
        """
        self._server.start()
        self._player.start()

    def stop(self) -> None:
        """Stop; takes limited time even if calls hang."""
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

    @property
    def control_token(self) -> str:
        """The token for requests to `/control/…`, in the header `Control-Token`; "" where control is off."""
        return "" if self._control is None else self._control.token

    def refuse_connections(self, refused: bool = True) -> None:  # noqa: FBT001, FBT002 - reads well: (True)
        """Go offline, or online again on the same port."""
        self._server.refuse(refused=refused)

    def refuse_soon(self, *, seconds: float) -> None:
        """Go offline for a while, also from within a call: its answer is sent first."""
        self._server.refuse_for(seconds)

    def release_hanging(self) -> None:
        """Answer the hanging calls: with their result if they took effect, else with a 504."""
        self._server.release()

    def step(self) -> float | None:
        """Run the scenario's next step now; return the seconds until the one after it, None at the end."""
        return self._player.step()

    # Calls

    async def _answer(self, request: Request) -> Reply:
        url = urlsplit(request.target)
        if self._control is not None and url.path.startswith("/control/"):
            return await asyncio.get_running_loop().run_in_executor(None, self._control.answer, request)
        name, item_id = ("", "")
        if url.path.startswith(PREFIX):
            name, item_id = name_call(request.method, url.path.removeprefix(PREFIX))
        with self._changed:
            fault = self.faults.take(name, item_id.lower())
            self._active += 1
            self.most_at_once = max(self.most_at_once, self._active)
        delay = self.latency + (fault.seconds if fault is not None and fault.kind == "latency" else 0.0)
        try:
            if delay:
                await asyncio.sleep(delay)
            return self._reply(name, item_id, request, fault)
        finally:
            with self._changed:
                self._active -= 1

    def _reply(self, name: str, item_id: str, request: Request, fault: Fault | None) -> Reply:
        with self._changed:
            order = self._market.orders.get(item_id.lower())
            status_before = order.status_id if order is not None else 0
            answer = None
            if fault is None or fault.kind in TAKES_EFFECT:
                answer = self._market.answer(
                    name,
                    item_id,
                    request.headers.get("access-token"),
                    _json(request.body),
                    _status_filter(request.target),
                )
            took_effect = answer is not None and answer.http == HTTPStatus.OK
            reply = make_reply(answer, fault, self._market.wait_text)
            if self.clock_skew:
                date = formatdate(time.time() + self.clock_skew, usegmt=True)
                reply = replace(reply, headers=reply.headers | {"Date": date})
            # No bodies of other calls: a login contains keys, even if it is sent to a wrong path.
            body = _json_or_text(request.body) if name in ON_ORDERS else None
            self.journal.append(
                JournalEntry(
                    self._clock(),
                    name,
                    item_id.lower(),
                    status_before,
                    visible_status(reply),
                    took_effect,
                    body,
                )
            )
            if took_effect and self._cooldown_from_answer and name in WITH_COOLDOWN:
                self._market.start_cooldown(name)
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
