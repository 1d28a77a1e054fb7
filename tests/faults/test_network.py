"""Each call of the program combined with each failure of a network, a proxy or the vendor.

`test_network_limits` covers sizes and recovery times, `test_tls` encryption.
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
    NETWORK_FAULTS,
    PACE,
    POLLING,
    UNREACHABLE,
    Clock,
    NetworkFault,
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


def marks(call: str, fault: NetworkFault) -> list[pytest.MarkDecorator]:
    """Does nothing, for a call that changes nothing at the vendor."""
    return (
        [pytest.mark.long]
        if call in POLLING and fault.name in {"hang after it took effect", "HTML 502 after it took effect"}
        else []
    )


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        pytest.param(call, fault, id=f"{call}, {fault.name}", marks=marks(call, fault))
        for call in CALLS
        for fault in NETWORK_FAULTS
    ],
)
async def test_an_order_survives_each_failure_of_each_call(
    tmp_path: Path, tally: Tally, call: str, fault: NetworkFault
) -> None:
    began = time.monotonic()
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.faults.add(call, fault.kind, times=fault.applications(call), **fault.more)
        async with counter_at(sim, tmp_path, call, clock) as counter:
            story = Story(sim, counter, clock, key, call)
            if call != "accept":
                await story.wait_for_faults(fault)
            await story.shown()
            story.press()
            if call == "accept":
                await wait_for_faults_at_accept(story, fault)
            await story.check_end(tally)
            if call not in POLLING:
                # The card shows these.
                assert story.reported() == set()
    seconds = time.monotonic() - began
    tally.slowest = max(tally.slowest, (seconds, f"{call}, {fault.name}"))


async def wait_for_faults_at_accept(story: Story, fault: NetworkFault) -> None:
    if fault.kind != "envelope-false":
        await story.wait_for_faults(fault)
        return
    # The vendor refused the call. A person sees it and presses again.
    for _ in range(fault.applications(story.call)):
        await story.counter.until(lambda: story.state() is CommandState.REFUSED)
        shown = story.counter.board[story.key]
        assert shown.accept is not None
        assert shown.accept.message == "Teknik bir sorun oluştu"
        assert shown.waits
        story.press()
        await story.counter.until(lambda: story.state() is not CommandState.REFUSED)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, id=fault.name, marks=[] if fault.kind == "reset-after" else [pytest.mark.long])
        for fault in NETWORK_FAULTS
        if fault.kind in TAKES_EFFECT
        and fault.trouble is not None
        and fault.name != "invalid UTF-8"  # this one has status OK
    ],
)
async def test_a_refused_second_attempt_may_mean_that_the_first_succeeded(
    tmp_path: Path, tally: Tally, fault: NetworkFault
) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            story = Story(sim, counter, clock, key, "accept")
            await story.shown()
            # No poll shows the effect, so the call is retried.
            sim.faults.add("get-current", "status", times=-1)
            sim.faults.add("accept", fault.kind, **fault.more)
            story.press()
            await story.wait_for_faults(fault)
            await counter.until(lambda: story.state() is CommandState.UNSURE)
            assert [(entry.took_effect, entry.http == 400) for entry in sim.calls("accept")] == [
                (True, False),
                (False, True),
            ]
            sim.faults.clear()
            story.try_again()
            await story.check_end(tally)


# Refused connections


@pytest.mark.parametrize("call", ["login", "get-current"])
async def test_refused_connections_before_the_first_poll(tmp_path: Path, tally: Tally, call: str) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.refuse_connections()
        async with counter_at(sim, tmp_path, call, clock) as counter:
            story = Story(sim, counter, clock, key, call)
            for number in (1, 2):
                await counter.until(lambda number=number: story.failed_polls() >= number)  # type: ignore[misc]
                if number == 2:
                    story.check_banner(UNREACHABLE)
                    assert "Connect" in story.troubles()[0].detail
                story.try_again()
            assert sim.journal == []
            sim.refuse_connections(refused=False)
            story.try_again()
            await story.shown()
            story.press()
            await story.check_end(tally)


async def test_refused_connections_before_the_acknowledgement(tmp_path: Path, tally: Tally) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        sim.faults.add("success", "reset-before", times=-1)
        async with Counter(sim, tmp_path) as counter:
            await Story(sim, counter, clock, key, "success").shown()
            announced = counter.announced
        sim.faults.clear()
        sim.refuse_connections()
        # After a restart the acknowledgement is still due, and connections are refused.
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


async def test_refused_connections_at_an_accept(tmp_path: Path, tally: Tally) -> None:
    clock = Clock()
    with Simulator(cooldown=PACE, clock=clock) as sim:
        key = sim.add_order()
        async with Counter(sim, tmp_path, poll_seconds=PACE, clock=clock) as counter:
            story = Story(sim, counter, clock, key, "accept")
            await story.shown()
            sim.refuse_connections()
            await counter.until(lambda: story.failed_polls() >= 1)
            story.press()
            # The card says "sending… (try 2)" while the connection is dead.
            await counter.until(lambda: story.attempts() >= 2)
            assert story.state() is CommandState.SENDING
            assert sim.calls("accept") == []
            sim.refuse_connections(refused=False)
            story.try_again()
            await story.check_end(tally)


# Redirects


@pytest.mark.parametrize("call", CALLS)
async def test_no_redirect_is_followed(tmp_path: Path, tally: Tally, call: str) -> None:
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
                away = NetworkFault("redirects", "status", times=len(statuses))
                if call != "accept":
                    await story.wait_for_faults(away)
                await story.shown()
                story.press()
                if call == "accept":
                    await story.wait_for_faults(away)
                await story.check_end(tally)
                assert [entry.http for entry in sim.calls(call)][: len(statuses)] == [*statuses]
        assert heard == []
        # The other server would have received a request.
        reader, writer = await asyncio.open_connection("127.0.0.1", elsewhere.port)
        writer.write(b"GET /here HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
        assert [request.target for request in heard] == ["/here"]
    finally:
        elsewhere.stop()
