"""The data folder, or its lock, removed under a running program, with and without another that is started in its place.

Real processes that receive from one vendor. No order is acknowledged that its program could not save.
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


def test_a_program_alone_restores_the_removed_folder_and_keeps_others_out(
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
def test_a_program_whose_folder_was_taken_says_so_and_ends(
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
    in_turkish, in_english = err.splitlines()
    assert str(program.folder) in in_turkish
    assert "Dükkango panelinden" in in_turkish
    assert str(program.folder) in in_english
    assert "Dükkango's panel" in in_english
    assert told(events, "cannot_save") == ["another program works on the data folder"]
    # An acknowledged order is in the second program's database, or the first had saved it before.
    assert acknowledged(sim)
    late = {*list(sim.orders)[3:]}
    expected = late if what == "folder" else {*sim.orders}
    assert eventually(lambda: orders(program) == dict.fromkeys(expected, "done"))
    assert not list(program.folder.glob("tezgah.replaced-*"))
    sim.add_orders(1)
    assert acknowledged(sim)
    assert second.poll() is None
    second.terminate()
    assert ended(second)[0] == EXIT_OK
    assert orders(program).keys() == expected | {list(sim.orders)[-1]}


def test_a_database_that_another_program_left_in_the_folder_is_kept_beside(
    program: Program, sim: Simulator
) -> None:
    """The second program was killed, with orders that it alone had, before the first one looked."""
    program.point_at(sim)
    first = program.start(*POLLS)
    sim.add_orders(3)
    assert acknowledged(sim)
    ours = {*sim.orders}
    with standing_still(first):
        shutil.rmtree(program.folder)
        second = program.start(*POLLS)
        sim.add_orders(2)
        assert acknowledged(sim)
        second.kill()
        second.wait(SECONDS)
        assert (program.folder / "tezgah.db-wal").stat().st_size, "its orders are in its log alone"
    assert eventually(lambda: orders(program).keys() == ours)
    (kept,) = program.folder.glob("tezgah.replaced-*.db")
    with closing(sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True)) as database:
        assert {key for (key,) in database.execute("SELECT payment_key FROM orders")} == {*sim.orders} - ours
    first.terminate()
    code, events, _ = ended(first)
    assert code == EXIT_OK
    assert told(events, "internal") == []
