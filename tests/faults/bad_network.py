"""Failures of a network, a proxy or the vendor, and the story of one order through them.

The real engine runs against the real simulator. Both use a clock that the test moves, so that nobody waits
for the 12 and 25 seconds of a hanging call. The network faults are real.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import Link, TroubleKind
from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY, Simulator
from desktop.simulator.faults import TAKES_EFFECT
from desktop.sync.events import PollEnded, TroublesChanged
from desktop.ui.text.trouble_words import describe
from desktop.vendor.transport import CALL_SECONDS, LIST_SECONDS
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.trouble import Trouble

MINUTES = 25
PACE = 0.01
"""Seconds between polls."""
A_WHILE = 601.0
"""Seconds. Longer than any pause between two attempts."""

CALLS = ("login", "get-current", "success", "accept")
POLLING = {"login", "get-current"}
"""Calls that orders need to arrive: the banner reports their failure. The card reports all others."""
BOUND = {"get-current": LIST_SECONDS}

UNREACHABLE = TroubleKind.UNREACHABLE
VENDOR_ERROR = TroubleKind.VENDOR_ERROR
TOKEN_REFUSED = TroubleKind.TOKEN_REFUSED
COOLDOWN = TroubleKind.COOLDOWN

SENTENCES = {
    UNREACHABLE: "Dükkango cannot be reached: new orders do not arrive. Check the internet connection.",
    VENDOR_ERROR: "Dükkango answers with an error: new orders do not arrive. Tezgâh tries again.",
    TOKEN_REFUSED: "Dükkango refuses the access key: orders cannot be received.",
    COOLDOWN: "Dükkango reports too many requests: another program may use the same key.",
}


class Clock:
    """Seconds that pass in real time, and jump on request."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass(frozen=True)
class NetworkFault:
    """A failure, and the trouble that people see when a poll meets it."""

    name: str
    kind: str
    trouble: TroubleKind | None = UNREACHABLE
    """None if the program accepts the answer."""
    at_login: TroubleKind | None = None
    """The trouble at a login, if it differs."""
    times: int = 2
    lasts: bool = False
    """Whether it lasts until the program's own time limit."""
    more: dict[str, Any] = field(default_factory=dict)

    def applications(self, call: str) -> int:
        """Return how often it applies."""
        if call == "accept" and self.kind in TAKES_EFFECT:
            return 1  # the next poll shows the effect: there is no second attempt
        if call == "success" and self.name == "invalid UTF-8":
            return 1  # "status" is true: the content of "data" does not matter
        return 1 if self.lasts and call not in POLLING else self.times

    def reported(self, call: str) -> TroubleKind | None:
        return self.at_login or self.trouble if call == "login" else self.trouble


TEN_MEGABYTES = b'{"status": true, "data": "' + b"x" * (10 << 20) + b'"}'
NOT_UTF8 = b'{"status": true, "data": "O\xffK"}'

# Redirects have their own test.
NETWORK_FAULTS = (
    NetworkFault("reset before it took effect", "reset-before"),
    NetworkFault("reset after it took effect", "reset-after"),
    NetworkFault("hang", "hang", lasts=True),
    NetworkFault("hang after it took effect", "hang-after", lasts=True),
    NetworkFault("slow drip", "drip", lasts=True),
    NetworkFault("truncated", "truncate"),
    NetworkFault("broken JSON", "garble"),
    NetworkFault("a Wi-Fi's page with HTTP 200", "html"),
    NetworkFault("HTML 502", "status", VENDOR_ERROR, more={"http": 502}),
    NetworkFault("HTML 502 after it took effect", "status-after", VENDOR_ERROR, more={"http": 502}),
    NetworkFault("500 five times", "status", VENDOR_ERROR, times=5, more={"http": 500}),
    NetworkFault("429", "status", COOLDOWN, more={"http": 429, "seconds": 0.2}),
    NetworkFault(
        "wrong content type", "latency", None, times=1, more={"headers": {"Content-Type": "text/html"}}
    ),
    NetworkFault("status:false", "envelope-false", VENDOR_ERROR),
    NetworkFault("300 MB in a gzip", "gzip-bomb"),
    # For a poll it is no list of orders; for other calls it exceeds the size limit.
    NetworkFault(
        "10 MB of text",
        "status-after",
        VENDOR_ERROR,
        at_login=UNREACHABLE,
        more={"http": 200, "body": TEN_MEGABYTES},
    ),
    NetworkFault(
        "invalid UTF-8",
        "status-after",
        VENDOR_ERROR,
        at_login=UNREACHABLE,
        more={"http": 200, "body": NOT_UTF8},
    ),
)


@dataclass
class Tally:
    """Number of tried combinations, for the printed summary."""

    tries: int = 0
    orders: int = 0
    lost: int = 0
    doubled: int = 0
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        reported = f"{self.tries} tries, {self.orders} orders, {self.lost} lost, {self.doubled} doubled"
        seconds, name = self.slowest
        return f"{reported}, slowest {seconds:.1f} s ({name})" if name else reported


def failed_polls(counter: Counter) -> int:
    return sum(
        isinstance(report, PollEnded) and report.outcome is not PollOutcome.ANSWERED
        for report in counter.reports
    )


class Story:
    """One order from its arrival to its confirmed accept during a failure."""

    def __init__(self, sim: Simulator, counter: Counter, clock: Clock, key: str, call: str) -> None:
        self.sim = sim
        self.counter = counter
        self.clock = clock
        self.key = key
        self.call = call

    def failed_polls(self) -> int:
        return failed_polls(self.counter)

    def next_poll(self) -> float:
        """Announced seconds until the next poll, 0 for none."""
        return 0.0 if self.counter.connection is None else self.counter.connection.next_poll_in or 0.0

    def reported(self) -> set[TroubleKind]:
        """All kinds of trouble seen so far, except one-time notices."""
        return {
            trouble.kind
            for report in self.counter.reports
            if isinstance(report, TroublesChanged)
            for trouble in report.troubles
            if not trouble.dismissible
        }

    def troubles(self) -> list[Trouble]:
        """The open troubles."""
        return [trouble for trouble in self.counter.troubles if not trouble.dismissible]

    async def heard(self, times: int) -> None:
        """Wait until the call has arrived this many times."""
        came = lambda: len(self.sim.calls(self.call)) >= times  # noqa: E731
        assert await asyncio.to_thread(self.sim.wait_for, came, 8.0), f"{self.call} did not come"

    def try_again(self) -> None:
        """Let time pass, and press "Try again"."""
        self.clock.forward(A_WHILE)
        self.counter.engine.poll_now()

    async def wait_for_faults(self, fault: NetworkFault) -> None:
        """Wait until the fault has applied as often as planned."""
        applications = fault.applications(self.call)
        for number in range(1, applications + 1):
            await self.heard(number)
            if fault.lasts:
                self.clock.forward(BOUND.get(self.call, CALL_SECONDS) + 1)
            if self.call in POLLING and fault.reported(self.call) is not None:
                await self.counter.until(lambda number=number: self.failed_polls() >= number)  # type: ignore[misc]
                if number == applications:
                    self.check_banner(fault.reported(self.call))
                self.try_again()

    def check_banner(self, kind: TroubleKind | None) -> None:
        """The banner shows the one right sentence meanwhile."""
        assert [trouble.kind for trouble in self.troubles()] == [kind]
        assert kind is not None
        words = describe(self.troubles()[0])
        assert words.sentence.startswith(SENTENCES[kind])
        assert words.button
        if kind is not COOLDOWN:  # then the call is heard, although it gets no answer
            assert self.counter.link is Link.LOST

    async def shown(self) -> None:
        await self.counter.until(lambda: self.key in self.counter.board)

    async def nothing_due(self) -> None:
        """Wait until all results are saved."""
        async with asyncio.timeout(20):
            while True:
                reported = len(self.counter.reports)
                if not await self.counter.store.read(lambda tx: tx.queued()):
                    return
                await self.counter.until(lambda reported=reported: len(self.counter.reports) > reported)  # type: ignore[misc]

    def state(self) -> CommandState | None:
        accept = self.counter.board[self.key].accept
        return None if accept is None else accept.state

    def attempts(self) -> int:
        accept = self.counter.board[self.key].accept
        return 0 if accept is None else accept.attempts

    def press(self) -> None:
        self.counter.engine.accept(self.key, MINUTES)

    async def check_end(self, tally: Tally) -> None:
        """The order is saved, announced, acknowledged and accepted once; no trouble is open."""
        await self.counter.until(lambda: self.state() is CommandState.CONFIRMED)
        settled = lambda: self.sim.orders[self.key].acknowledged  # noqa: E731
        assert await asyncio.to_thread(self.sim.wait_for, settled, 8.0)
        await self.counter.until(lambda: not self.troubles() and self.counter.link is Link.CONNECTED, 12.0)
        await self.nothing_due()
        events = await self.counter.events(self.key)
        tally.tries += 1
        tally.orders += 1
        tally.lost += events.count("received") == 0
        tally.doubled += events.count("received") > 1 or len(self.sim.orders[self.key].accepts) > 1
        assert self.sim.orders[self.key].accepts == [MINUTES]
        assert self.counter.announced == [self.key]
        assert (events.count("received"), events.count("accepted")) == (1, 1)
        shown = self.counter.board[self.key]
        assert (shown.waits, shown.preparing_time) == (False, MINUTES)


def counter_at(sim: Simulator, folder: Path, call: str, clock: Clock) -> Counter:
    return Counter(sim, folder, credentials=credentials(call), poll_seconds=PACE, clock=clock)


def credentials(call: str) -> str | tuple[str, str] | None:
    return (APP_SECRET_KEY, REST_SECRET_KEY) if call == "login" else None
