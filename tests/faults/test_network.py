"""Each call that the program makes, met by each way in which a network, a proxy or the vendor fails.

Sizes and the time until it recovers are in `test_network_limits`, encryption in `test_tls`.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.board import CommandState
from desktop.simulator import Simulator
from desktop.simulator.faults import TAKES_EFFECT
from desktop.simulator.http_server import HttpServer, Reply
from tests.faults.bad_network import (
    CALLS,
    PACE,
    POLLING,
    UNREACHABLE,
    WAYS,
    Bad,
    Clock,
    Story,
    Tally,
    counter_at,
)
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.simulator.http_server import Request


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted = Tally()
    yield counted
    print(f"\n{counted}")


def marks(call: str, bad: Bad) -> list[pytest.MarkDecorator]:
    """Nothing new for a call that changes nothing at the vendor."""
    return (
        [pytest.mark.long]
        if call in POLLING and bad.name in {"hang after it took effect", "HTML 502 after it took effect"}
        else []
    )


@pytest.mark.parametrize(
    ("call", "bad"),
    [
        pytest.param(call, bad, id=f"{call}, {bad.name}", marks=marks(call, bad))
        for call in CALLS
        for bad in WAYS
    ],
)
async def test_whatever_befalls_a_call_the_order_ends_well(
    tmp_path: Path, tally: Tally, call: str, bad: Bad
) -> None:
    began = time.monotonic()
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.faults.add(call, bad.kind, times=bad.strikes(call), **bad.more)
        async with counter_at(sim, tmp_path, call, clock) as counter:
            story = Story(sim, counter, clock, key, call)
            if call != "accept":
                await story.ride_out(bad)
            await story.shown()
            story.press()
            if call == "accept":
                await ride_out_accepting(story, bad)
            await story.check_end(tally)
            if call not in POLLING:
                # What a person sees of these is on the card.
                assert story.told() == set()
    seconds = time.monotonic() - began
    tally.slowest = max(tally.slowest, (seconds, f"{call}, {bad.name}"))


async def ride_out_accepting(story: Story, bad: Bad) -> None:
    if bad.kind != "envelope-false":
        await story.ride_out(bad)
        return
    # The vendor understood and said no: that is for a person, who is told, and presses again.
    for _ in range(bad.strikes(story.call)):
        await story.counter.until(lambda: story.state() is CommandState.REFUSED)
        shown = story.counter.board[story.key]
        assert shown.accept is not None
        assert shown.accept.message == "Teknik bir sorun oluştu"
        assert shown.waits
        story.press()
        await story.counter.until(lambda: story.state() is not CommandState.REFUSED)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(bad, id=bad.name, marks=[] if bad.kind == "reset-after" else [pytest.mark.long])
        for bad in WAYS
        if bad.kind in TAKES_EFFECT
        and bad.trouble is not None
        and bad.name != "invalid UTF-8"  # that one is an OK
    ],
)
async def test_a_second_try_that_is_refused_may_be_the_first_ones_success(
    tmp_path: Path, tally: Tally, bad: Bad
) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            story = Story(sim, counter, clock, key, "accept")
            await story.shown()
            # No poll tells that it took effect, so it is tried again.
            sim.faults.add("get-current", "status", times=-1)
            sim.faults.add("accept", bad.kind, **bad.more)
            story.press()
            await story.ride_out(bad)
            await counter.until(lambda: story.state() is CommandState.UNSURE)
            assert [(entry.took_effect, entry.http == 400) for entry in sim.calls("accept")] == [
                (True, False),
                (False, True),
            ]
            sim.faults.clear()
            story.try_again()
            await story.check_end(tally)


# Nobody is there


@pytest.mark.parametrize("call", ["login", "get-current"])
async def test_refused_connections_before_anything_arrived(tmp_path: Path, tally: Tally, call: str) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.refuse_connections()
        async with counter_at(sim, tmp_path, call, clock) as counter:
            story = Story(sim, counter, clock, key, call)
            for number in (1, 2):
                await counter.until(lambda number=number: story.failed_polls() >= number)  # type: ignore[misc]
                if number == 2:
                    story.check_telling(UNREACHABLE)
                    assert "Connect" in story.troubles()[0].detail
                story.try_again()
            assert sim.journal == []
            sim.refuse_connections(refused=False)
            story.try_again()
            await story.shown()
            story.press()
            await story.check_end(tally)


async def test_refused_connections_when_it_is_to_be_acknowledged(tmp_path: Path, tally: Tally) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.faults.add("success", "reset-before", times=-1)
        async with Counter(sim, tmp_path) as counter:
            await Story(sim, counter, clock, key, "success").shown()
            announced = counter.announced
        sim.faults.clear()
        sim.refuse_connections()
        # Started anew, it owes what was not taken, and nobody listens.
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            counter.announced[:] = announced
            story = Story(sim, counter, clock, key, "success")
            await counter.until(lambda: story.failed_polls() >= 1)
            async with asyncio.timeout(20):
                while "Connect" not in (await counter.store.read(lambda tx: tx.queued()))[0].message:
                    story.try_again()
                    await counter.polled(1)
            assert not sim.orders[key].acknowledged
            sim.refuse_connections(refused=False)
            story.try_again()
            await story.shown()
            story.press()
            await story.check_end(tally)


async def test_refused_connections_when_accept_is_pressed(tmp_path: Path, tally: Tally) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            story = Story(sim, counter, clock, key, "accept")
            await story.shown()
            sim.refuse_connections()
            await counter.until(lambda: story.failed_polls() >= 1)
            story.press()
            # The card says "sending… (try 2)" while the line is dead.
            await counter.until(lambda: story.attempts() >= 2)
            assert story.state() is CommandState.SENDING
            assert sim.calls("accept") == []
            sim.refuse_connections(refused=False)
            story.try_again()
            await story.check_end(tally)


# Nothing follows a redirect


@pytest.mark.parametrize("call", CALLS)
async def test_no_redirect_takes_anything_to_another_place(tmp_path: Path, tally: Tally, call: str) -> None:
    heard: list[Request] = []

    async def listen(request: Request) -> Reply:
        heard.append(request)
        return Reply(200, b'{"status": true, "data": "OK"}')

    elsewhere = HttpServer(listen)
    elsewhere.start()
    location = {"Location": f"http://127.0.0.1:{elsewhere.port}/api/integrations/orders/get-current"}
    statuses = (301, 302, 303, 307, 308)
    clock = Clock()
    try:
        with Simulator(cooldown=PACE, clock=clock) as sim:
            key = sim.add_order()
            for status in statuses:
                sim.faults.add(call, "status", http=status, headers=location)
            async with counter_at(sim, tmp_path, call, clock) as counter:
                story = Story(sim, counter, clock, key, call)
                away = Bad("redirects", "status", times=len(statuses))
                if call != "accept":
                    await story.ride_out(away)
                await story.shown()
                story.press()
                if call == "accept":
                    await story.ride_out(away)
                await story.check_end(tally)
                assert [entry.http for entry in sim.calls(call)][: len(statuses)] == [*statuses]
        assert heard == []
        # It would have heard.
        reader, writer = await asyncio.open_connection("127.0.0.1", elsewhere.port)
        writer.write(b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
        assert [request.target for request in heard] == ["/here"]
    finally:
        elsewhere.stop()
