"""Stories of two or three tills, with the real times of the lease: one polls and sends, the others follow and take over."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Program
from tests.postgres_proxy import Line

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.faults.tills.restaurant import Restaurant, Till

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]

VERSION_RAISED = '{"t":"","k":["version"],"o":[]}'
"""As an upgrade of the tables tells it."""
NEW_LEADER = 12.0
"""Seconds within which another till leads after the one that led is gone."""


def others(restaurant: Restaurant, till: Till) -> list[Till]:
    return [each for each in restaurant.alive if each is not till]


def started(restaurant: Restaurant, count: int = 2, **how: Any) -> Till:
    """Start tills; return the one that leads, once all have read the board."""
    for _ in range(count):
        restaurant.start(**how)
    leader = restaurant.leader()
    leader.until("poll", outcome="answered")
    return leader


def polls(restaurant: Restaurant) -> int:
    return len(restaurant.sim.calls("get-current"))


def polled_again(restaurant: Restaurant, before: int, seconds: float = 40.0) -> None:
    assert restaurant.sim.wait_for(lambda: polls(restaurant) > before, seconds), restaurant.told()


def shown(restaurant: Restaurant, key: str, seconds: float = 40.0) -> None:
    """Wait until an order is on all boards."""
    for till in restaurant.alive:
        till.until("shown", key=key, seconds=seconds)


def replaced(restaurant: Restaurant, gone: Till, since: float, within: float = NEW_LEADER) -> Till:
    """Return the new leader and print how long it took."""
    leader = restaurant.leader(among=others(restaurant, gone))
    at = leader.found("lead", leads=True)[-1]["read_at"]
    print(f"\nnew leader after {at - since:.1f} s")
    assert at - since < within
    return leader


def next_poll(restaurant: Restaurant, since: float, within: float) -> None:
    """Print when the vendor was polled next; the simulator's clock is the steady one of this process."""
    sim = restaurant.sim
    assert sim.wait_for(lambda: any(entry.at > since for entry in sim.calls("get-current")), 60.0)
    at = next(entry.at for entry in sim.calls("get-current") if entry.at > since)
    print(f"next poll after {at - since:.1f} s")
    assert at - since < within


def test_three_tills_one_polls(shared: Restaurant) -> None:
    leader = started(shared, 3)
    keys = [shared.sim.add_order() for _ in range(3)]
    for key in keys:
        shown(shared, key)
    assert [till for till in shared.tills if till.found("poll")] == [leader]
    for till in shared.tills:
        assert {each["key"] for each in till.found("shown", announced=True)} == set(keys)
    shared.promises()


def test_accept_at_a_follower(shared: Restaurant) -> None:
    leader = started(shared, 3)
    key = shared.sim.add_order()
    shown(shared, key)
    follower = others(shared, leader)[0]
    follower.do("accept", key=key)
    shared.accepted([key], 5.0)
    shared.promises()
    for till in shared.tills:
        _status, state, name, *_, waits, _ack, _digest = till.board()[key]
        assert (state, name, waits) == ("confirmed", follower.name, False)


def test_two_tills_accept_the_same_order_at_once(shared: Restaurant) -> None:
    started(shared, 3)
    keys = shared.sim.add_orders(10)
    for key in keys:
        shown(shared, key)
    for key in keys:
        for till in shared.tills:
            till.do("accept", key=key)
    shared.accepted(keys)
    shared.promises()


def test_one_accepts_one_cancels(shared: Restaurant) -> None:
    leader = started(shared, 2)
    key = shared.sim.add_order()
    shown(shared, key)
    follower = others(shared, leader)[0]
    leader.do("accept", key=key)
    follower.do("act", key=key, action="cancel", reason=1)
    shared.sim.wait_for(lambda: bool(shared.sim.calls("accept") or shared.sim.calls("cancel")), 20)
    shared.promises()
    kinds = shared.rows("SELECT kind, state FROM outbox WHERE kind <> 'acknowledge' AND state = 'done'")
    calls = len(shared.sim.calls("accept")) + len(shared.sim.calls("cancel"))
    # A cancel may follow an accept that is done; never the other way round, and no call is refused.
    assert calls == len(kinds)


def test_cancel_taken_back_at_another_till(shared: Restaurant) -> None:
    leader = started(shared, 2)
    key = shared.sim.add_order()
    shown(shared, key)
    follower = others(shared, leader)[0]
    leader.do("act", key=key, action="cancel", reason=1)
    assert follower.wait(
        lambda: any(each["view"][3] is not None for each in follower.found("shown", key=key))
    )
    follower.do("take_back", key=key)
    shared.promises()
    assert not shared.sim.calls("cancel")


def test_leader_killed(shared: Restaurant) -> None:
    leader = started(shared, 3)
    key = shared.sim.add_order()
    shown(shared, key)
    others(shared, leader)[0].do("accept", key=key)
    since = time.monotonic()
    leader.kill()
    late = shared.sim.add_orders(3)
    replaced(shared, leader, since)
    next_poll(shared, since, NEW_LEADER + 3.0)
    for each in late:
        shown(shared, each)
    shared.accepted([key])
    shared.promises(calls=2)


@pytest.mark.parametrize("point", ["answer", "inside", "saved", "attempt", "call", "result"])
def test_leader_killed_at(shared: Restaurant, point: str) -> None:
    leader = started(shared, 2)
    follower = others(shared, leader)[0]
    key = shared.sim.add_order()
    shown(shared, key)
    leader.do("trap", point=point, signal="SIGKILL")
    late = shared.sim.add_order()
    follower.do("accept", key=key)
    leader.process.wait(30)
    replaced(shared, leader, time.monotonic())
    shown(shared, late)
    shared.accepted([key])
    shared.all_acknowledged()
    # A call that was made, and whose result was not saved, is made again: the vendor refuses it, and a poll decides.
    shared.promises(calls=2 if point == "result" else 1)
    announced = [each["key"] for each in follower.found("shown", announced=True)]
    assert sorted(announced) == sorted({*announced})


def test_leader_quits(shared: Restaurant) -> None:
    leader = started(shared, 2)
    since = time.monotonic()
    leader.send_signal(signal.SIGTERM)
    leader.process.wait(20)
    ended = time.monotonic()
    print(f"\nended after {ended - since:.1f} s")
    new = shared.leader(among=others(shared, leader))
    at = new.found("lead", leads=True)[-1]["read_at"]
    print(f"new leader {at - since:.2f} s after the signal, {at - ended:+.2f} s after the end")
    assert at - ended < 1.0
    key = shared.sim.add_order()
    shown(shared, key)
    shared.promises()


@pytest.mark.parametrize("point", ["permit", "answer", "inside", "saved", "attempt", "call", "result"])
def test_leader_suspended_at(shared: Restaurant, point: str) -> None:
    leader = started(shared, 3)
    key = shared.sim.add_order()
    shown(shared, key)
    leader.do("trap", point=point, signal="SIGSTOP")
    followers = others(shared, leader)
    followers[0].do("accept", key=key)
    late = shared.sim.add_order()
    leader.until("trapped", point=point)
    since = time.monotonic()
    # Presses of others meanwhile wait for the stopped transaction at most.
    replaced(shared, leader, since, NEW_LEADER)
    for till in followers:
        till.until("shown", key=late)
    before = len(shared.sim.journal)
    mark = leader.mark
    leader.resume()
    leader.until("lead", since=mark, leads=False)
    shared.accepted([key])
    shared.all_acknowledged()
    shared.promises(calls=2 if point in {"call", "result"} else 1)
    assert not leader.found("lead", since=mark, leads=True)
    print(f"\n{point}: {len(shared.sim.journal) - before} calls after it woke")


def test_leader_suspended_when_idle(shared: Restaurant) -> None:
    leader = started(shared, 3)
    since = time.monotonic()
    leader.stop()
    replaced(shared, leader, since)
    key = shared.sim.add_order()
    for till in others(shared, leader):
        till.until("shown", key=key)
    leader.resume()
    shown(shared, key)
    shared.promises()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_database_restarted(shared: Restaurant, how: str) -> None:
    leader = started(shared, 2)
    key = shared.sim.add_order()
    shown(shared, key)
    server = shared.database.made.server
    marks = {till.name: till.mark for till in shared.tills}
    if how == "fast":
        server.stop()
    else:
        server.kill()
    server.start()
    shared.database.reconnect()
    since = time.monotonic()
    before = polls(shared)
    late = shared.sim.add_order()
    polled_again(shared, before)
    print(f"\nnext poll {shared.sim.calls('get-current')[-1].at - since:.1f} s after the start")
    shown(shared, late)
    assert shared.leader() is leader
    for till in shared.tills:
        till.until("line", since=marks[till.name], lost=False)
    others(shared, leader)[0].do("accept", key=late)
    shared.accepted([late])
    shared.promises()


def test_database_away_for_two_polls(shared: Restaurant) -> None:
    started(shared, 2)
    server = shared.database.made.server
    marks = {till.name: till.mark for till in shared.tills}
    server.stop()
    for till in shared.tills:
        till.until("line", since=marks[till.name], lost=True)
    before = polls(shared)
    keys = shared.sim.add_orders(4)
    shared.sim.wait_for(lambda: False, 8.0)
    # Nobody polls: an answer could not be saved.
    assert polls(shared) == before
    for till in shared.tills:
        assert [
            each
            for each in till.found("trouble", state="began")
            if each["kind"] in {"store_lost", "cannot_save"}
        ]
    server.start()
    shared.database.reconnect()
    for key in keys:
        shown(shared, key)
    shared.all_acknowledged()
    shared.promises()


def test_vendor_slow(shared: Restaurant) -> None:
    leader = started(shared, 2)
    follower = others(shared, leader)[0]
    key = shared.sim.add_order()
    shown(shared, key)
    shared.sim.faults.add("get-current", "latency", seconds=8.0)
    before = polls(shared)
    shared.sim.wait_for(lambda: False, 4.0)
    follower.do("accept", key=key)
    shared.accepted([key], 5.0)
    polled_again(shared, before)
    assert shared.leader() is leader
    assert len([each for each in leader.found("lead") if each["leads"]]) == 1
    shared.promises()


@pytest.mark.parametrize("seconds", [3600.0, -3600.0, 1.0])
def test_clocks_apart(shared: Restaurant, seconds: float) -> None:
    first = shared.start("Till 1")
    shared.leader()
    second = shared.start("Till 2", clock_ahead=seconds)
    key = shared.sim.add_order()
    shown(shared, key)
    second.do("mute", key=key)
    for till in (first, second):
        till.muted(key)
    before = polls(shared)
    polled_again(shared, before + 2)
    assert all(till.board()[key][4] for till in shared.tills)  # silenced, and it stays so
    since = time.monotonic()
    first.kill()
    replaced(shared, first, since)
    late = shared.sim.add_order()
    second.until("shown", key=late)
    second.do("accept", key=key)
    shared.accepted([key])
    shared.promises()


def test_silenced_here_silent_there(shared: Restaurant) -> None:
    leader = started(shared, 3)
    key = shared.sim.add_order()
    shown(shared, key)
    others(shared, leader)[0].do("mute", key=key)
    for till in shared.tills:
        till.muted(key, 2.0)
    shared.promises()


def test_auto_accept_accepts_once(shared: Restaurant) -> None:
    leader = started(shared, 3)
    for till in shared.tills:
        till.do("rule")
    keys = shared.sim.add_orders(5)
    shared.accepted(keys)
    shared.eventually(lambda: not shared.rows("SELECT 1 FROM outbox WHERE state = 'owed'"))
    leader.kill()
    late = shared.sim.add_orders(5)
    shared.accepted(late)
    shared.promises()
    pressed = shared.rows("SELECT payment_key, automatic FROM outbox WHERE kind = 'accept'")
    assert sorted(pressed) == sorted((key, True) for key in [*keys, *late])


def test_copied_disk_image(shared: Restaurant) -> None:
    """Two computers have the same till id: they are two tills all the same, and one leads."""
    first = shared.start("Till 1", till_id="the same")
    second = shared.start("Till 1", till_id="the same")
    leader = shared.leader()
    assert [till for till in (first, second) if till.leads] == [leader]
    assert len(shared.rows("SELECT process FROM tills WHERE id = 'the same'")) == 2
    key = shared.sim.add_order()
    shown(shared, key)
    leader.kill()
    other = second if leader is first else first
    late = shared.sim.add_order()
    other.until("shown", key=late)
    assert other.leads
    shared.promises()


def test_old_till_after_an_upgrade(shared: Restaurant) -> None:
    leader = started(shared, 2)
    key = shared.sim.add_order()
    shown(shared, key)
    (before,) = shared.rows("SELECT version, readable_from FROM store")
    marks = {till.name: till.mark for till in shared.tills}
    shared.database.execute("UPDATE store SET version = version + 1, readable_from = version + 1")
    try:
        shared.database.execute("SELECT pg_notify(%s, %s)", [shared.channel, VERSION_RAISED])
        for till in shared.tills:
            till.until("line", since=marks[till.name], lost=True, problem="old_program")
            assert key in till.board()
        count = polls(shared)
        shared.sim.wait_for(lambda: False, 5.0)
        assert polls(shared) <= count + 1
    finally:
        shared.database.execute("UPDATE store SET version = %s, readable_from = %s", before)
    late = shared.sim.add_order()
    shown(shared, late)
    assert leader.is_alive
    shared.promises()


def test_stolen_till(shared: Restaurant) -> None:
    """A till whose role lost its rights can do nothing; it stands for all tills of that role here."""
    started(shared, 2)
    key = shared.sim.add_order()
    shown(shared, key)
    made = shared.database.made
    marks = {till.name: till.mark for till in shared.tills}
    made.server.execute(f"ALTER ROLE {made.till} NOLOGIN")
    try:
        shared.end_sessions()
        for till in shared.tills:
            till.until("line", since=marks[till.name], lost=True)
        before = polls(shared)
        shared.sim.wait_for(lambda: False, 7.0)
        assert polls(shared) <= before + 1
    finally:
        made.server.execute(f"ALTER ROLE {made.till} LOGIN")
    late = shared.sim.add_order()
    shown(shared, late)
    shared.promises()


def test_too_many_connections(shared: Restaurant) -> None:
    made = shared.database.made
    leader = started(shared, 1)
    made.server.execute(f"ALTER ROLE {made.till} CONNECTION LIMIT 2")
    try:
        second = shared.start("Till 2", waits=False)
        assert second.until("refused")["problem"] == "too_many_connections"
        key = shared.sim.add_order()
        leader.until("shown", key=key)
    finally:
        made.server.execute(f"ALTER ROLE {made.till} CONNECTION LIMIT -1")
    second.process.wait(20)
    shared.start("Till 3")
    shared.promises()


def test_pooler_in_between(shared: Restaurant) -> None:
    """A till whose address leads through a pooler hears nothing: it says so, and does not poll."""
    made = shared.database.made
    with Line(made.server.port, drops_notifications=True) as line:
        till = shared.start(store_url=made.url_for(made.till, port=line.port))
        till.until("line", lost=True, problem="pooler")
        assert not shared.sim.calls("get-current")
        till.kill()


def test_database_read_only(shared: Restaurant) -> None:
    """As with a full disk of the server: nothing is polled, because it could not be saved."""
    started(shared, 2)
    server = shared.database.made.server
    marks = {till.name: till.mark for till in shared.tills}
    writable = "SET default_transaction_read_only = off"
    with server.connect() as connection:
        connection.execute(writable)
        connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        connection.execute("SELECT pg_reload_conf()")
        try:
            for till in shared.tills:
                till.until("line", since=marks[till.name], lost=True)
            before = polls(shared)
            keys = shared.sim.add_orders(2)
            shared.sim.wait_for(lambda: False, 7.0)
            assert polls(shared) <= before + 1
            assert not any(shared.sim.orders[key].acknowledged for key in keys)
        finally:
            connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
            connection.execute("SELECT pg_reload_conf()")
    for key in keys:
        shown(shared, key)
    shared.all_acknowledged()
    shared.promises()


def test_headless_programs(shared: Restaurant, tmp_path: Path) -> None:
    """`tezgah --headless` itself, twice: one leads, and the other leads within a second of its orderly end."""
    programs = []
    try:
        for name in ("Kasa 1", "Kasa 2"):
            program = Program(tmp_path / name / "orders")
            program.folder.parent.mkdir()
            program.point_at(shared.sim)
            program.environ["TEZGAH_STORE_PASSWORD"] = shared.database.made.password
            url = shared.database.made.url
            process = program.start("--headless", "--poll-seconds", "3", "--store-url", url, "--till", name)
            programs.append((program, process))
        shared.sim.add_orders(3)
        shared.all_acknowledged()
        ended, lines = _led(programs[0][1])
        again, others_lines = _led(programs[1][1])
        leads = [json.loads(line) for line in [*lines, *others_lines] if b'"lead"' in line]
        assert (ended, again) == (0, 0), (lines, others_lines)
        assert {each["epoch"] for each in leads if each["leads"]}
        assert shared.saved() == set(shared.sim.orders)
        names = shared.rows("SELECT name FROM tills ORDER BY name")
        assert names == [("Kasa 1",), ("Kasa 2",)]
    finally:
        for program, _ in programs:
            program.end_all()


def _led(process: subprocess.Popen[bytes]) -> tuple[int, list[bytes]]:
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert not err, err.decode()
    return process.returncode, out.splitlines()
