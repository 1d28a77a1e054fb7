"""Reconnecting, with other credentials or while the program ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import sqlite3
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.services.backend import Backend
from desktop.simulator import Simulator
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.sync.events import OrdersChanged, PollEnded
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import resolve
from tests.harness import subscribe_to_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.sync.events import Event


@pytest.mark.parametrize("turns", range(12))
async def test_a_backend_closed_while_it_reconnects_does_not_poll(
    sim: Simulator, tmp_path: Path, turns: int
) -> None:
    options = resolve(
        {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"},
        {"TEZGAH_ACCESS_TOKEN": sim.access_token},
    )
    reports: list[Event] = []
    backend = Backend(options)
    subscribe_to_all(backend.events, reports.append)
    await backend.open()
    await backend.load_board()
    await backend.connect()
    mine = asyncio.all_tasks() - {asyncio.current_task()}
    reconnecting = asyncio.ensure_future(backend.reconnect(options))
    for _ in range(turns):
        await asyncio.sleep(0)
    await backend.close()
    told = len(reports)
    await reconnecting
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, "nothing runs on a store that is closed"
    assert all(task.done() for task in mine)
    assert not [report for report in reports[told:] if isinstance(report, PollEnded)]


async def test_branches_and_dishes_of_another_vendor_are_read_at_once(sim: Simulator, tmp_path: Path) -> None:
    environ = {"TEZGAH_ACCESS_TOKEN": sim.access_token}
    with Simulator(cooldown=0.1, branches=2) as other:
        first, second = (
            resolve({"data_dir": str(tmp_path), "base_url": vendor.base_url, "poll_seconds": "0.1"}, environ)
            for vendor in (sim, other)
        )
        told = asyncio.Event()
        backend = Backend(first)
        subscribe_to_all(backend.events, lambda _: told.set())
        await backend.open()
        await backend.load_board()
        await backend.connect()

        async def until(condition: Callable[[], bool]) -> None:
            async with asyncio.timeout(8):
                while not condition():
                    told.clear()
                    await told.wait()

        try:
            await until(lambda: [each.is_open for each in backend.restaurant.branches.known] == [True])
            await until(lambda: bool(sim.calls("get-foods")))
            await backend.reconnect(second)
            await until(lambda: [each.is_open for each in backend.restaurant.branches.known] == [True, True])
            await until(lambda: bool(other.calls("get-foods")))
        finally:
            await backend.close()


async def test_an_answer_being_saved_at_the_disconnect_is_published_once(
    sim: Simulator, tmp_path: Path
) -> None:
    options = resolve(
        {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"},
        {"TEZGAH_ACCESS_TOKEN": sim.access_token},
    )
    reports: list[Event] = []
    backend = Backend(options)
    subscribe_to_all(backend.events, reports.append)
    await backend.open()
    await backend.load_board()
    await backend.connect()
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        key = sim.add_order()
        assert await asyncio.to_thread(sim.wait_for, lambda: sim.orders[key].handed_out > 0)
        busy = False
        while not busy:
            # Reading waits for no lock, and so for the answer alone that is just being saved.
            reading = asyncio.ensure_future(backend.store.read(lambda _tx: None))
            busy = not (await asyncio.wait([reading], timeout=0.1))[0]
        reconnecting = asyncio.ensure_future(backend.reconnect(options))
        await asyncio.wait([reconnecting], timeout=0.2)
        other.execute("ROLLBACK")
    await reconnecting
    assert await asyncio.to_thread(sim.wait_for, lambda: sim.orders[key].acknowledged)
    await backend.close()
    saved = [report for report in reports if isinstance(report, OrdersChanged)]
    assert [report.announced for report in saved if report.announced] == [(key,)]


@pytest.mark.parametrize(("token", "cooldown"), [("the same", 1.0), ("another", 30.0)])
async def test_a_reconnect_waits_for_the_cooldown_of_the_same_token_only(
    tmp_path: Path, token: str, cooldown: float
) -> None:
    polls: list[PollEnded] = []
    told = asyncio.Event()

    def take(event: PollEnded) -> None:
        polls.append(event)
        told.set()

    async def until(count: int) -> None:
        async with asyncio.timeout(8):
            while len(polls) < count:
                told.clear()
                await told.wait()

    with Simulator(cooldown=cooldown) as sim:
        options = resolve(
            {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": str(cooldown)},
            {"TEZGAH_ACCESS_TOKEN": sim.access_token},
        )
        backend = Backend(options)
        backend.events.subscribe(PollEnded, take)
        await backend.open()
        await backend.load_board()
        await backend.connect()
        try:
            await until(1)
            if token == "another":
                options = replace(options, credentials=AccessToken("a-wrong-one"))
            await backend.reconnect(options)
            await until(2)
        finally:
            await backend.close()
    outcomes = [poll.outcome for poll in polls[:2]]
    if token == "the same":
        assert outcomes == [PollOutcome.ANSWERED, PollOutcome.ANSWERED], "and never too soon"
    else:
        assert outcomes == [PollOutcome.ANSWERED, PollOutcome.FAILED], "a wrong one is noticed at once"


async def test_the_connection_stays_where_a_new_one_cannot_be_built(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = resolve(
        {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"},
        {"TEZGAH_ACCESS_TOKEN": sim.access_token},
    )
    saved = asyncio.Event()
    backend = Backend(options)
    backend.events.subscribe(OrdersChanged, lambda _: saved.set())
    await backend.open()
    await backend.load_board()
    await backend.connect()
    try:
        with monkeypatch.context() as full:

            def refuse(_protocol: object) -> None:
                raise OSError(errno.EMFILE, "Too many open files")

            full.setattr("truststore.SSLContext", refuse)
            with pytest.raises(OSError, match="open files"):
                await backend.reconnect(options)
        sim.add_order()
        async with asyncio.timeout(5):
            await saved.wait()
    finally:
        await backend.close()
