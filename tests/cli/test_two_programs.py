"""The data folder, or its lock, removed under a running program, with and without another that is started in its place.

Real processes: both receive from one vendor, and in the end every order is in the one database that is left.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK
from tests.cli.conftest import SECONDS

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)

POLLS = ("--headless", "--poll-seconds", "0.2")


def eventually(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + SECONDS
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def standing_still(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let nothing happen in a program meanwhile."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)  # all its threads
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def orders(program: Program) -> dict[str, str | None]:
    """Return what is stored: keys, and the state of the acknowledgement."""
    address = f"{(program.folder / 'tezgah.db').as_uri()}?mode=ro"
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(address, uri=True)) as database:
        return dict(
            database.execute(
                "SELECT o.payment_key, a.state FROM orders o LEFT JOIN outbox a"
                " ON a.payment_key = o.payment_key AND a.kind = 'acknowledge'"
            )
        )
    return {}  # not made yet


def ended(process: subprocess.Popen[bytes]) -> tuple[int, list[dict[str, Any]], str]:
    """Return exit code, events and standard error of a program that ends by itself."""
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


def told(events: list[dict[str, Any]], kind: str) -> list[str]:
    return [event["detail"] for event in events if (event.get("kind"), event.get("state")) == (kind, "began")]


def acknowledged(sim: Simulator) -> bool:
    return sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), SECONDS)


def test_alone_it_makes_the_folder_again_with_all_orders_and_keeps_others_out(
    program: Program, sim: Simulator
) -> None:
    program.point_at(sim)
    first = program.start(*POLLS)
    sim.add_orders(3)
    assert acknowledged(sim)
    shutil.rmtree(program.folder)
    sim.add_orders(2)
    assert acknowledged(sim)
    assert orders(program).keys() == sim.orders.keys()
    assert program.folder.stat().st_mode & 0o077 == 0
    code, _, err = program.run(*POLLS)
    assert code == EXIT_IN_USE
    assert f"headless, process {first.pid}" in err
    # It is said to people too, and written down where it can be found.
    log = program.folder / "tezgah.log"
    assert eventually(lambda: log.exists() and "trouble began" in log.read_text("utf-8"))
    first.terminate()
    code, events, _ = ended(first)
    assert code == EXIT_OK
    assert told(events, "notice") == [f"removed:{program.folder.resolve()}"]
    assert told(events, "internal") == []


@pytest.mark.parametrize("what", ["folder", "lock"])
def test_it_gives_way_to_another_and_leaves_all_orders_to_it(
    program: Program, sim: Simulator, what: str
) -> None:
    program.point_at(sim)
    first = program.start(*POLLS)
    sim.add_orders(3)
    assert acknowledged(sim)
    with standing_still(first):
        if what == "folder":
            shutil.rmtree(program.folder)
        else:
            (program.folder / "tezgah.lock").unlink()
        second = program.start(*POLLS)
        assert eventually((program.folder / "tezgah.lock.json").exists)
        assert eventually(lambda: str(second.pid) in (program.folder / "tezgah.lock.json").read_text())
        sim.add_orders(2)
    code, events, err = ended(first)
    assert code == EXIT_IN_USE
    assert [str(program.folder) in sentence for sentence in err.splitlines()] == [True, True], (
        "in both languages"
    )
    assert told(events, "cannot_save") == ["another program works on the data folder"]
    # The other one goes on with the orders of both, and none is replaced or taken twice.
    assert acknowledged(sim)
    expected = sim.orders.keys()
    assert eventually(lambda: orders(program) == dict.fromkeys(expected, "done"))
    assert str(second.pid) in (program.folder / "tezgah.lock.json").read_text()
    assert not list(program.folder.glob("tezgah.replaced-*"))
    assert eventually(lambda: not list(program.folder.glob("tezgah.handed-over-*")))
    sim.add_orders(1)
    assert acknowledged(sim)
    assert second.poll() is None
    second.terminate()
    code, events, _ = ended(second)
    assert code == EXIT_OK
    assert told(events, "notice") == (["taken_over:3"] if what == "folder" else [])
    assert orders(program).keys() == sim.orders.keys()


def test_what_was_handed_over_to_nobody_is_there_at_the_next_start(program: Program, sim: Simulator) -> None:
    """The second one ends before it has taken it."""
    program.point_at(sim)
    first = program.start(*POLLS)
    sim.add_orders(3)
    assert acknowledged(sim)
    with standing_still(first):
        shutil.rmtree(program.folder)
        second = program.start(*POLLS)
        assert eventually((program.folder / "tezgah.lock.json").exists)
    second.send_signal(signal.SIGSTOP)
    assert ended(first)[0] == EXIT_IN_USE
    second.kill()
    second.wait(SECONDS)
    third = program.start(*POLLS)
    assert eventually(lambda: orders(program).keys() == sim.orders.keys())
    third.terminate()
    assert told(ended(third)[1], "notice") == ["taken_over:3"]


def test_what_another_saved_there_and_is_gone_is_taken_along(program: Program, sim: Simulator) -> None:
    """The second one was killed, with orders that it alone had, before the first one looked."""
    program.point_at(sim)
    first = program.start(*POLLS)
    sim.add_orders(3)
    assert acknowledged(sim)
    with standing_still(first):
        shutil.rmtree(program.folder)
        second = program.start(*POLLS)
        sim.add_orders(2)
        assert acknowledged(sim)
        second.kill()
        second.wait(SECONDS)
        assert (program.folder / "tezgah.db-wal").stat().st_size, "what it saved is in its log alone"
    assert eventually(lambda: bool(list(program.folder.glob("tezgah.replaced-*.db"))))
    assert eventually(lambda: orders(program).keys() == sim.orders.keys())
    first.terminate()
    code, events, _ = ended(first)
    assert code == EXIT_OK
    assert orders(program).keys() == sim.orders.keys()
    assert told(events, "internal") == []
