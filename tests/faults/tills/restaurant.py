"""Several tills as processes, their database and their vendor; and the promises that hold after every story."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.domain.orders.order import OrderStatus
from desktop.store.postgres.schema import channel_of
from tests.faults.tills.repeats import Accept
from tests.faults.tills.till import Plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.faults.tills.network import Computer
    from tests.shared_store import SharedDatabase

ROOT = Path(__file__).parents[3]
SECONDS = 40.0
"""Longest wait for anything that has to happen."""


class Till:
    """A process that runs a till, and the events that it has written."""

    def __init__(self, plan: Plan, computer: Computer | None = None) -> None:
        self.plan = plan
        self.computer = computer
        self.name = plan.name
        self.events: list[dict[str, Any]] = []
        """All events; each has the steady time at which it was read here, as "read_at"."""
        self._happened = threading.Condition()
        folder = Path(plan.folder)
        folder.mkdir(parents=True, exist_ok=True)
        prefix = () if computer is None else computer.prefix
        with (folder / "stderr").open("ab") as errors:
            self.process = subprocess.Popen(
                [
                    *prefix,
                    sys.executable,
                    "-m",
                    "tests.faults.tills.till",
                    msgspec.json.encode(plan).decode(),
                ],
                cwd=ROOT,
                # No proxy of this computer: it is not there in the other namespaces.
                env={"PATH": os.environ.get("PATH", ""), "HOME": plan.folder, "PYTHONUTF8": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event = json.loads(line) | {"read_at": time.monotonic()}
            with self._happened:
                self.events.append(event)
                self._happened.notify_all()

    def wait(self, condition: Callable[[], object], seconds: float = SECONDS) -> bool:
        """Wait until a condition holds, looked at after each event."""
        with self._happened:
            return bool(self._happened.wait_for(condition, seconds))

    def until(self, event: str, since: int = 0, seconds: float = SECONDS, **fields: Any) -> dict[str, Any]:
        """Return the first event with these fields, from the given place in `events` on."""
        assert self.wait(lambda: self.found(event, since, **fields), seconds), (
            f"{self.name}: no {event} {fields} in {self.events[-12:]}\n{self.errors}"
        )
        return self.found(event, since, **fields)[0]

    def found(self, event: str, since: int = 0, **fields: Any) -> list[dict[str, Any]]:
        return [
            each for each in self.events[since:] if each["event"] == event and fields.items() <= each.items()
        ]

    def views(self, key: str) -> list[list[Any]]:
        """Return all views of an order that this till published, see `till.view`."""
        return [each["view"] for each in self.found("shown", key=key)]

    def muted(self, key: str, seconds: float = SECONDS) -> None:
        """Wait until an order is shown as silenced."""
        assert self.wait(lambda: any(view[4] for view in self.views(key)), seconds), self.errors

    @property
    def mark(self) -> int:
        """The place in `events` from which new ones count."""
        return len(self.events)

    @property
    def leads(self) -> bool:
        told = self.found("lead")
        return bool(told and told[-1]["leads"])

    @property
    def errors(self) -> str:
        text = (Path(self.plan.folder) / "stderr").read_text("utf-8", errors="replace")
        log = Path(self.plan.folder) / "tezgah.log"
        return text[-1500:] + (log.read_text("utf-8", errors="replace")[-1500:] if log.exists() else "")

    def do(self, what: str, **fields: Any) -> None:
        """Press."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **fields}).encode() + b"\n")
        self.process.stdin.flush()

    def board(self, seconds: float = SECONDS) -> dict[str, list[Any]]:
        since = self.mark
        self.do("board")
        orders: dict[str, list[Any]] = self.until("board", since, seconds)["orders"]
        return orders

    def send_signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> None:
        self.send_signal(signal.Signals["SIGSTOP"])

    def resume(self) -> None:
        self.send_signal(signal.Signals["SIGCONT"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)

    def quit(self) -> None:
        """End in order."""
        self.do("quit")
        assert self.process.wait(SECONDS) == 0, self.errors

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def read_all(self) -> None:
        """Wait until all that an ended till has written is read."""
        self._reader.join(SECONDS)

    def close(self) -> None:
        if self.is_alive:
            self.process.kill()  # also where it is stopped
            self.process.wait(SECONDS)
        self.read_all()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


class Restaurant:
    """Starts tills; all end with the test."""

    def __init__(
        self,
        sim: Simulator,
        database: SharedDatabase,
        folder: Path,
        *,
        poll_seconds: float,
        scale: float = 1.0,
        store_url: str = "",
        vendor: tuple[str, int] | None = None,
    ) -> None:
        self.sim = sim
        self.database = database
        self.tills: list[Till] = []
        self._folder = folder
        self._poll_seconds = poll_seconds
        self._scale = scale
        self._url = store_url or database.made.url
        self._vendor = vendor
        self.channel = channel_of(database.made.schema)
        """On which the tills hear of each other."""

    def start(
        self, name: str = "", *, computer: Computer | None = None, waits: bool = True, **how: Any
    ) -> Till:
        """Start a till and wait until it is ready."""
        name = name or f"Till {len(self.tills) + 1}"
        values: dict[str, Any] = {
            "folder": str(self._folder / f"{name} {len(self.tills)}"),
            "base_url": self.sim.base_url,
            "token": self.sim.access_token,
            "store_url": self._url,
            "password": self.database.made.password,
            "name": name,
            "till_id": uuid.uuid4().hex,
            "poll_seconds": self._poll_seconds,
            "scale": self._scale,
            "vendor": self._vendor,
        }
        till = Till(Plan(**(values | how)), computer)
        self.tills.append(till)
        if waits:
            till.until("ready")
        return till

    @property
    def alive(self) -> list[Till]:
        return [till for till in self.tills if till.is_alive]

    def leader(self, seconds: float = SECONDS, among: list[Till] | None = None) -> Till:
        """Wait until a till leads."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for till in among or self.alive:
                if till.leads:
                    return till
                till.wait(lambda till=till: till.leads, 0.05)  # type: ignore[misc]
        raise AssertionError([(till.name, till.events[-8:], till.errors) for till in self.tills])

    def rows(self, statement: str) -> list[Any]:
        found: list[Any] = self.database.execute(statement).fetchall()
        return found

    def accepts(self) -> tuple[list[Accept], list[Accept]]:
        """Return the accepts that the tills sent, and those whose result they saved, each by time; after `promises`."""
        for till in self.tills:
            if not till.is_alive:
                till.read_all()

        def found(event: str) -> list[Accept]:
            return sorted(
                Accept(each["at"], each["key"], each["epoch"])
                for till in self.tills
                for each in till.found(event)
            )

        return found("asked"), found("noted")

    def end_sessions(self) -> None:
        """Let the server end the connections of all tills."""
        with self.database.made.server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                [self.database.made.till],
            )

    def saved(self) -> set[str]:
        return {key for (key,) in self.rows("SELECT payment_key FROM orders")}

    def all_acknowledged(self, seconds: float = SECONDS) -> None:
        done = self.sim.wait_for(
            lambda: all(order.acknowledged for order in self.sim.orders.values()), seconds
        )
        assert done, self.told()

    def accepted(self, keys: list[str], seconds: float = SECONDS) -> None:
        orders = self.sim.orders
        done = self.sim.wait_for(
            lambda: all(orders[key].status_id == OrderStatus.CONFIRMED for key in keys), seconds
        )
        assert done, self.told()

    def told(self) -> str:
        return "\n".join(f"{till.name}: {till.events[-12:]}\n{till.errors}" for till in self.tills)

    def eventually(self, condition: Callable[[], object], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.told()
            self.sim.wait_for(lambda: False, 0.02)

    def promises(
        self,
        *,
        commands: int = 1,
        boards_within: float = 2.0,
        calls: int | None = 1,
        among: list[Till] | None = None,
    ) -> None:
        """Check what holds after every story.

        Args:
            commands: most commands for one order.
            boards_within: seconds within which all boards are equal.
            calls: most accepts of one order that reached the vendor; None where others judge that.
            among: tills whose boards are compared, None for those that run.
        """
        self.eventually(lambda: not self.rows("SELECT 1 FROM outbox WHERE state IN ('owed', 'unsure')"))
        saved = self.saved()
        acknowledged = {entry.payment_key for entry in self.sim.calls("success") if entry.took_effect}
        assert acknowledged <= saved
        presses = self.rows("SELECT payment_key, count(*) FROM outbox WHERE kind = 'accept' GROUP BY 1")
        assert all(count <= commands for _, count in presses), presses
        received = Counter(
            key for (key,) in self.rows("SELECT payment_key FROM events WHERE kind = 'received'")
        )
        assert received == Counter(saved)
        if calls is not None:
            asked = Counter(entry.payment_key for entry in self.sim.calls("accept"))
            assert not asked or max(asked.values()) <= calls, asked
        polls = [entry for entry in self.sim.calls("get-current") if entry.http]
        assert not [entry for entry in polls if entry.http == 429], [
            (entry.at, entry.http) for entry in polls
        ]
        self.boards_are_equal(boards_within, among)

    def boards_are_equal(self, seconds: float = 2.0, among: list[Till] | None = None) -> None:
        deadline = time.monotonic() + seconds
        while True:
            boards = [till.board() for till in among or self.alive]
            if all(board == boards[0] for board in boards):
                return
            if time.monotonic() > deadline:
                for board in boards[1:]:
                    differ = {
                        key: (boards[0].get(key), board.get(key))
                        for key in boards[0].keys() | board.keys()
                        if boards[0].get(key) != board.get(key)
                    }
                    assert not differ, differ

    def close(self) -> None:
        for till in self.tills:
            till.close()
