"""A shared store: several tills on it, the leader's fence, and a line that is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.tills import StoreLine, StoreProblem
from desktop.store import EVERYTHING, BrokenRuleError, Changes, Kind, NotLeaderError, StoreProblemError
from desktop.store.lease import EmbeddedLease
from desktop.store.postgres import connection
from desktop.store.postgres import store as store_module
from desktop.store.postgres.notifications import decode, encode
from tests.postgres_proxy import Line
from tests.store.made import NOON, key_of, receive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from desktop.store import Transaction
    from desktop.store.postgres.store import PostgresStore
    from tests.shared_store import SharedDatabase


_WAIT_UNTIL_IDLE = """
DO $$ BEGIN
  FOR i IN 1..2000 LOOP
    PERFORM pg_stat_clear_snapshot();
    EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'NAME' AND state <> 'idle');
    IF i = 2000 THEN RAISE 'still busy'; END IF;
    PERFORM pg_sleep(0.01);
  END LOOP;
END $$
"""
"""For a role."""


@pytest.fixture
async def store(shared_database: SharedDatabase, tmp_path: Path) -> AsyncIterator[PostgresStore]:
    opened = await shared_database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def line(shared_database: SharedDatabase) -> Iterator[Line]:
    with Line(shared_database.made.server.port) as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls end soon on a silent line."""
    monkeypatch.setattr(store_module, "CALL_SECONDS", 1.0)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 2)


class TermLease(EmbeddedLease):
    """Believes to lead in a term."""

    def __init__(self, term: int) -> None:
        super().__init__(lambda: NOON)
        self._term = term

    @property
    def epoch(self) -> int:
        return self._term


async def next_line(told: asyncio.Queue[StoreLine]) -> StoreLine:
    return await asyncio.wait_for(told.get(), 30)


async def test_two_tills_never_interleave(
    store: PostgresStore, shared_database: SharedDatabase, tmp_path: Path
) -> None:
    def add_one(tx: Transaction) -> None:
        tx.set_value("count", (tx.value("count") or 0) + 1)

    other = await shared_database.open(tmp_path, till="Kasa 2")
    await asyncio.gather(*(each.write(add_one) for _ in range(25) for each in (store, other)))
    assert await other.read(lambda tx: tx.value("count")) == 50
    await other.close()


async def test_a_transaction_that_changes_nothing_waits_once_and_frees_the_lock(
    store: PostgresStore, shared_database: SharedDatabase, tmp_path: Path
) -> None:
    other = await shared_database.open(tmp_path, till="Kasa 2")
    await store.write(receive)
    for each in (store.read, store.write, store.read_statement):
        before = store.round_trips
        found = await each(lambda tx: tx.board_rows([key_of(1)]))
        assert len(found) == 1
        assert store.round_trips == before + 1
        await asyncio.wait_for(
            other.write(lambda tx: receive(tx, 2) if not tx.board_rows([key_of(2)]) else None), 3
        )
    before = store.round_trips
    # The server's list of sessions calls it idle, though nobody awaited the end of its transaction.
    await asyncio.to_thread(
        shared_database.execute, _WAIT_UNTIL_IDLE.replace("NAME", shared_database.made.till)
    )
    assert store.round_trips == before
    await other.close()


async def test_a_till_that_is_stopped_after_a_write_loses_its_transaction(
    shared_database: SharedDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._SETTINGS, "idle_in_transaction_session_timeout", "200")
    stopped, other = [await shared_database.open(tmp_path, till=f"Kasa {number}") for number in (1, 2)]
    written, goes_on = threading.Event(), threading.Event()

    def stop_after_writing(tx: Transaction) -> None:
        tx.set_value("count", 1)  # sent, and not awaited
        written.set()
        assert goes_on.wait(60)

    first = asyncio.ensure_future(stopped.write(stop_after_writing))
    try:
        assert await asyncio.to_thread(written.wait, 20)
        # Else its lock would never come.
        await asyncio.wait_for(other.write(lambda tx: tx.set_value("count", 2)), 20)
        assert await other.read(lambda tx: tx.value("count")) == 2
    finally:
        goes_on.set()
    await first  # once more, on a new connection
    assert await other.read(lambda tx: tx.value("count")) == 1
    await stopped.close()
    await other.close()


async def test_a_line_that_breaks_after_a_read_costs_the_next_call_nothing(
    store: PostgresStore, shared_database: SharedDatabase
) -> None:
    await store.write(receive)
    assert await store.read(lambda tx: tx.board_rows([key_of(1)]))
    role = shared_database.made.till
    shared_database.made.server.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"  # noqa: S608
    )
    await store.write(lambda tx: tx.set_value("count", 1))
    assert await store.read(lambda tx: tx.value("count")) == 1


async def test_a_statement_without_a_transaction_has_no_time(store: PostgresStore) -> None:
    assert await store.read_statement(lambda tx: tx.value("count")) is None
    with pytest.raises(BrokenRuleError):
        await store.read_statement(lambda tx: tx.now())
    await store.write(lambda tx: tx.set_value("count", 1))
    assert await store.read_statement(lambda tx: tx.value("count")) == 1


async def test_a_press_has_the_name_of_its_till(store: PostgresStore) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.enqueue_accept(key_of(1), 1, 30, NOON))
    (row,) = await store.read(lambda tx: tx.board_rows([key_of(1)]))
    assert row.accept is not None
    assert row.accept.till == "Kasa 1"


async def test_the_time_is_the_servers_and_stands_still_in_a_transaction(store: PostgresStore) -> None:
    def twice(tx: Transaction) -> Any:
        first = tx.now()
        receive(tx)
        return first, tx.now(), tx.connection.execute("SELECT clock_timestamp()").fetchone()[0]

    first, second, server = await store.write(twice)
    assert first == second
    assert timedelta(0) <= server - first < timedelta(seconds=30)
    assert first.microsecond % 1000 == 0
    assert await store.read(lambda tx: tx.now()) >= first


async def test_a_transaction_of_an_older_term_changes_nothing(
    store: PostgresStore, shared_database: SharedDatabase
) -> None:
    shared_database.execute("UPDATE lease SET epoch = 7, till = %s", [store.process])
    store.lease = TermLease(7)
    await store.write(receive, as_leader=True)
    for epoch, till in ((8, store.process), (7, "another")):
        shared_database.execute("UPDATE lease SET epoch = %s, till = %s", [epoch, till])
        with pytest.raises(NotLeaderError):
            await store.write(lambda tx: receive(tx, 2), as_leader=True)
        with pytest.raises(NotLeaderError):
            await store.write(lambda _tx: None, as_leader=True)
    assert len(await store.read(lambda tx: tx.queued())) == 1
    await store.write(lambda tx: receive(tx, 2))  # everybody may do this


async def test_a_write_is_durable_before_it_returns(
    shared_database: SharedDatabase, store: PostgresStore, tmp_path: Path
) -> None:
    server = shared_database.made.server
    await store.write(receive)
    server.kill()
    server.start()
    shared_database.reconnect()
    other = await shared_database.open(tmp_path, till="Kasa 2")
    assert [row.payment_key for row in await other.read(lambda tx: tx.queued())] == [key_of(1)]
    await other.close()


async def test_a_cut_line_is_not_noticed(shared_database: SharedDatabase, line: Line, tmp_path: Path) -> None:
    store = await shared_database.open(tmp_path, port=line.port)
    told: list[StoreLine] = []
    store.on_line(told.append)
    await store.write(receive)
    line.cut()
    runs: list[int] = []

    def work(tx: Transaction) -> None:
        runs.append(1)
        receive(tx, 2)

    await store.write(work)
    line.cut()
    assert len(await store.read(lambda tx: tx.queued())) == 2
    assert len(runs) == 2
    assert told == []
    await store.close()


@pytest.mark.usefixtures("impatient")
async def test_a_silent_line_is_told_and_comes_back(
    shared_database: SharedDatabase, line: Line, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path, port=line.port)
    told: asyncio.Queue[StoreLine] = asyncio.Queue()
    store.on_line(told.put_nowait)
    line.silence()

    def work(tx: Transaction) -> None:
        tx.queued()
        receive(tx)

    with pytest.raises(StoreProblemError) as refused:
        await store.write(work)
    assert refused.value.problem is StoreProblem.UNREACHABLE
    assert not refused.value.in_doubt
    lost = await next_line(told)
    assert (lost.place, lost.problem, lost.lost_since is None) == (
        "127.0.0.1",
        StoreProblem.UNREACHABLE,
        False,
    )
    assert store.line == lost
    with pytest.raises(StoreProblemError):  # at once
        await store.read(lambda tx: tx.queued())
    line.heal()
    assert (await next_line(told)).lost_since is None
    assert await store.read(lambda tx: tx.queued()) == []
    await store.write(receive)
    await store.close()


@pytest.mark.usefixtures("impatient")
async def test_a_lost_line_is_tried_at_once_when_somebody_asks(
    shared_database: SharedDatabase, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_RETRIES", (600.0,))
    store = await shared_database.open(tmp_path, port=line.port)
    told: asyncio.Queue[StoreLine] = asyncio.Queue()
    store.on_line(told.put_nowait)
    line.silence()
    with pytest.raises(StoreProblemError):
        await store.write(receive)
    await next_line(told)
    line.heal()
    store.retry_now()
    assert (await next_line(told)).lost_since is None
    await store.close()


@pytest.mark.usefixtures("impatient")
async def test_a_press_whose_commit_was_not_answered_is_one_command(
    shared_database: SharedDatabase, line: Line, tmp_path: Path
) -> None:
    def press(tx: Transaction) -> None:
        tx.enqueue_accept(key_of(1), 1, 30, NOON, press="a press")

    store = await shared_database.open(tmp_path, port=line.port)
    await store.write(receive)
    line.answers_commits = False
    with pytest.raises(StoreProblemError) as refused:
        await store.write(press)
    assert refused.value.in_doubt
    line.answers_commits = True
    line.heal()
    back = asyncio.Event()
    store.on_line(lambda state: back.set() if state.lost_since is None else None)
    if store.line.lost_since is not None:
        await asyncio.wait_for(back.wait(), 30)
    await store.write(press)
    assert [row.kind for row in await store.read(lambda tx: tx.queued())] == ["acknowledge", "accept"]
    await store.close()


async def test_a_till_reads_again_after_its_own_commit_was_not_answered(
    shared_database: SharedDatabase, line: Line, tmp_path: Path
) -> None:
    """The second run finds everything done and has nothing to publish; its own notification no till takes for news."""
    store = await shared_database.open(tmp_path, port=line.port)
    heard: asyncio.Queue[Changes] = asyncio.Queue()
    store.on_changes(heard.put_nowait)
    runs: list[int] = []

    def work(tx: Transaction) -> None:
        runs.append(1)
        if not tx.board_rows([key_of(1)]):
            receive(tx)

    line.cuts_after = key_of(1).encode()
    await store.write(work)
    assert len(runs) == 2
    assert await asyncio.wait_for(heard.get(), 30) == EVERYTHING
    await store.close()


async def test_a_server_that_is_away_says_so(shared_database: SharedDatabase, tmp_path: Path) -> None:
    with Line(shared_database.made.server.port) as line:
        port = line.port
    with pytest.raises(StoreProblemError) as refused:
        await shared_database.open(tmp_path, port=port)
    assert refused.value.problem is StoreProblem.UNREACHABLE


def test_a_notification_names_keys_or_everything_and_is_always_short() -> None:
    few = Changes(frozenset({Kind.ORDERS, Kind.OUTBOX}), frozenset({"a", "b"}))
    assert decode(encode("till", few)) == ("till", few)
    for keys in ([str(number) for number in range(51)], ["x" * 9000]):
        text = encode("till", Changes(frozenset(Kind), frozenset(keys)))
        assert len(text.encode()) < 8000
        assert decode(text)[1] == Changes(frozenset(Kind), None)
    assert decode('{"t":"","k":["version","of a newer program"],"o":[]}') == (
        "",
        Changes(frozenset({Kind.VERSION})),
    )


async def test_tills_that_join_lead_hear_and_see_each_other(
    store: PostgresStore, shared_database: SharedDatabase, tmp_path: Path
) -> None:
    other = await shared_database.open(tmp_path, till="Kasa 2")
    heard: asyncio.Queue[Changes] = asyncio.Queue()
    for each in (store, other):
        each.on_changes(heard.put_nowait)
        each.join(installation=each.till, version="1.0", computer="KASA-PC", steady=time.monotonic)
        while await asyncio.wait_for(heard.get(), 30) != EVERYTHING:
            pass  # nobody knows what came before
    leads = asyncio.Event()
    for each in (store, other):
        each.lease.on_change(lambda leading: leads.set() if leading else None)
    if not (store.lease.leads or other.lease.leads):
        await asyncio.wait_for(leads.wait(), 30)
    leader, follower = (store, other) if store.lease.leads else (other, store)
    await leader.write(receive, as_leader=True)
    with pytest.raises(NotLeaderError):
        await follower.write(lambda tx: receive(tx, 2), as_leader=True)
    assert {till.name for till in await store.tills()} <= {"Kasa 1", "Kasa 2"}
    told = encode("of another process", Changes(frozenset({Kind.ORDERS}), frozenset({"a key"})))
    shared_database.execute("SELECT pg_notify(%s, %s)", [store.channel, told])
    while (changes := await asyncio.wait_for(heard.get(), 30)).orders != frozenset({"a key"}):
        pass
    assert changes.kinds == {Kind.ORDERS}
    await other.close()
