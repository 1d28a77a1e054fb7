"""Ways in which a network, a proxy or the vendor fails, and one order's story through them.

The real engine against the real simulator. Time passes by a clock that both look at, so that nobody waits for the
12 and 25 seconds of a call that hangs; what the network does is real.
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
from desktop.simulator.faults import AFTER
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
"""Seconds. Longer than any pause between two tries."""

CALLS = ("login", "get-current", "success", "accept")
POLLING = {"login", "get-current"}
"""Calls without which no order arrives: when these fail the banner says so. Of others the card does."""
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
    """Seconds that go on by themselves, and forward when told."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass(frozen=True)
class Bad:
    """A way to fail, and what a person is told when polling meets it."""

    name: str
    kind: str
    trouble: TroubleKind | None = UNREACHABLE
    """None where the program takes the answer all the same."""
    at_login: TroubleKind | None = None
    """The same for a login, where that is another."""
    times: int = 2
    lasts: bool = False
    """Whether it lasts until the program's own patience ends."""
    more: dict[str, Any] = field(default_factory=dict)

    def strikes(self, call: str) -> int:
        """How often it gets to strike."""
        if call == "accept" and self.kind in AFTER:
            return 1  # the next poll tells that it took effect: there is no second try
        if call == "success" and self.name == "invalid UTF-8":
            return 1  # "status" is true: what stands in "data" is nobody's concern
        return 1 if self.lasts and call not in POLLING else self.times

    def told(self, call: str) -> TroubleKind | None:
        return self.at_login or self.trouble if call == "login" else self.trouble


TEN_MEGABYTES = b'{"status": true, "data": "' + b"x" * (10 << 20) + b'"}'
NOT_UTF8 = b'{"status": true, "data": "O\xffK"}'

# Redirects have a test of their own.
WAYS = (
    Bad("reset before it took effect", "reset-before"),
    Bad("reset after it took effect", "reset-after"),
    Bad("hang", "hang", lasts=True),
    Bad("hang after it took effect", "hang-after", lasts=True),
    Bad("slow drip", "drip", lasts=True),
    Bad("truncated", "truncate"),
    Bad("broken JSON", "garble"),
    Bad("a Wi-Fi's page with HTTP 200", "html"),
    Bad("HTML 502", "status", VENDOR_ERROR, more={"http": 502}),
    Bad("HTML 502 after it took effect", "status-after", VENDOR_ERROR, more={"http": 502}),
    Bad("500 five times", "status", VENDOR_ERROR, times=5, more={"http": 500}),
    Bad("429", "status", COOLDOWN, more={"http": 429, "seconds": 0.2}),
    Bad("wrong content type", "latency", None, times=1, more={"headers": {"Content-Type": "text/html"}}),
    Bad("status:false", "envelope-false", VENDOR_ERROR),
    Bad("300 MB in a gzip", "gzip-bomb"),
    # For a poll that is no list of orders; for the others more than an answer may hold.
    Bad(
        "10 MB of text",
        "status-after",
        VENDOR_ERROR,
        at_login=UNREACHABLE,
        more={"http": 200, "body": TEN_MEGABYTES},
    ),
    Bad(
        "invalid UTF-8",
        "status-after",
        VENDOR_ERROR,
        at_login=UNREACHABLE,
        more={"http": 200, "body": NOT_UTF8},
    ),
)


@dataclass
class Tally:
    """What was tried, for the line at the end."""

    tries: int = 0
    orders: int = 0
    lost: int = 0
    doubled: int = 0
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        told = f"{self.tries} tries, {self.orders} orders, {self.lost} lost, {self.doubled} doubled"
        seconds, name = self.slowest
        return f"{told}, slowest {seconds:.1f} s ({name})" if name else told


def failed_polls(counter: Counter) -> int:
    return sum(
        isinstance(report, PollEnded) and report.outcome is not PollOutcome.ANSWERED
        for report in counter.reports
    )


class Story:
    """One order from its arrival to its confirmed accept, on a bad day."""

    def __init__(self, sim: Simulator, counter: Counter, clock: Clock, key: str, call: str) -> None:
        self.sim = sim
        self.counter = counter
        self.clock = clock
        self.key = key
        self.call = call

    def failed_polls(self) -> int:
        return failed_polls(self.counter)

    def next_look(self) -> float:
        """Seconds to the next poll as they were told, 0 for none."""
        return 0.0 if self.counter.connection is None else self.counter.connection.next_poll_in or 0.0

    def told(self) -> set[TroubleKind]:
        """All kinds of trouble that were told at any time, but for what a person is only to read once."""
        return {
            trouble.kind
            for report in self.counter.reports
            if isinstance(report, TroublesChanged)
            for trouble in report.troubles
            if not trouble.dismissible
        }

    def troubles(self) -> list[Trouble]:
        """What is wrong now."""
        return [trouble for trouble in self.counter.troubles if not trouble.dismissible]

    async def heard(self, times: int) -> None:
        """Wait until the call has come in so many times."""
        came = lambda: len(self.sim.calls(self.call)) >= times  # noqa: E731
        assert await asyncio.to_thread(self.sim.wait_for, came, 8.0), f"{self.call} did not come"

    def try_again(self) -> None:
        """Time passes, and somebody presses "Try again"."""
        self.clock.forward(A_WHILE)
        self.counter.engine.poll_now()

    async def ride_out(self, bad: Bad) -> None:
        """See the fault strike as often as it is to."""
        strikes = bad.strikes(self.call)
        for number in range(1, strikes + 1):
            await self.heard(number)
            if bad.lasts:
                self.clock.forward(BOUND.get(self.call, CALL_SECONDS) + 1)
            if self.call in POLLING and bad.told(self.call) is not None:
                await self.counter.until(lambda number=number: self.failed_polls() >= number)  # type: ignore[misc]
                if number == strikes:
                    self.check_telling(bad.told(self.call))
                self.try_again()

    def check_telling(self, kind: TroubleKind | None) -> None:
        """The banner has the one right sentence while it lasts."""
        assert [trouble.kind for trouble in self.troubles()] == [kind]
        assert kind is not None
        words = describe(self.troubles()[0])
        assert words.sentence == SENTENCES[kind]
        assert words.button
        if kind is not COOLDOWN:  # then it is heard, though not served
            assert self.counter.link is Link.LOST

    async def shown(self) -> None:
        await self.counter.until(lambda: self.key in self.counter.board)

    async def nothing_owed(self) -> None:
        """Wait until all results have been written down."""
        async with asyncio.timeout(20):
            while True:
                told = len(self.counter.reports)
                if not await self.counter.store.read(lambda tx: tx.queued()):
                    return
                await self.counter.until(lambda told=told: len(self.counter.reports) > told)  # type: ignore[misc]

    def state(self) -> CommandState | None:
        accept = self.counter.board[self.key].accept
        return None if accept is None else accept.state

    def attempts(self) -> int:
        accept = self.counter.board[self.key].accept
        return 0 if accept is None else accept.attempts

    def press(self) -> None:
        self.counter.engine.accept(self.key, MINUTES)

    async def check_end(self, tally: Tally) -> None:
        """Saved once, announced once, acknowledged, accepted once; nothing is told any more."""
        await self.counter.until(lambda: self.state() is CommandState.CONFIRMED)
        settled = lambda: self.sim.orders[self.key].acknowledged  # noqa: E731
        assert await asyncio.to_thread(self.sim.wait_for, settled, 8.0)
        await self.counter.until(lambda: not self.troubles() and self.counter.link is Link.CONNECTED, 12.0)
        await self.nothing_owed()
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
