"""One trial: the counter as a process, the orders that come meanwhile, and the check at its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import ROOT
from tests.faults.weather.promises import Seen, check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.simulator import Simulator

SETTLE_SECONDS = 40.0
"""The longest wait for calm after the weather: a call that hangs has 25 seconds, and the next try comes later."""


class Trial:
    """The watched counter on one data folder."""

    def __init__(self, folder: Path, sim: Simulator, *, silent_after: float, jump: float = 0.0) -> None:
        """Start nothing yet.

        Args:
            folder: of the data.
            sim: the vendor.
            silent_after: seconds after which silence must be said.
            jump: seconds by which the clock jumps at the signal USR1.
        """
        folder.mkdir(mode=0o700, exist_ok=True)
        self.folder = folder
        self.sim = sim
        self.process: subprocess.Popen[str]
        self._silent_after = silent_after
        self._jump = jump
        self._runs: list[list[dict[str, Any]]] = []
        self._reader: threading.Thread
        self._complaints = folder.parent / "complaints"

    def start(self, *, prefix: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> None:
        """Start the counter, behind a command where one is given."""
        script = Path(__file__).with_name("watched_counter.py")
        arguments = [
            self.folder,
            self.sim.base_url,
            self.sim.access_token,
            0.5,
            self._silent_after,
            self._jump,
        ]
        with self._complaints.open("a") as complaints:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, str(script), *map(str, arguments)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        lines: list[dict[str, Any]] = []
        self._runs.append(lines)
        self._reader = threading.Thread(target=self._read, args=(self.process, lines), daemon=True)
        self._reader.start()

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: list[dict[str, Any]]) -> None:
        assert process.stdout is not None
        with process.stdout as written:
            for line in written:
                if line.endswith("\n"):  # a killed program leaves half a line
                    lines.append(json.loads(line))  # noqa: PERF401 - others read the list meanwhile

    def kill(self) -> None:
        """Kill the counter."""
        self.process.kill()
        self.process.wait(20)
        self._reader.join(20)

    def seen(self) -> Seen:
        """Return what people have seen until now."""
        seen = Seen()
        for lines in self._runs:
            seen.read(list(lines))
        return seen

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float = SETTLE_SECONDS) -> None:
        """Wait for something that the vendor or a person can see."""
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self._complaints.read_text()
            assert time.monotonic() < end, f"{what}: never; {self.unfinished()}"
            time.sleep(0.05)

    def bad_hours(self, seconds: float, meanwhile: Callable[[float], None] | None = None) -> None:
        """Let orders come for some seconds; `meanwhile` gets the seconds that have passed."""
        began = time.monotonic()
        next_order = 0.0
        while (passed := time.monotonic() - began) < seconds:
            if passed >= next_order:
                self.sim.add_order()
                next_order = passed + seconds / 6
            if meanwhile is not None:
                meanwhile(passed)
            time.sleep(0.05)

    def unfinished(self) -> list[str]:
        """Return the orders of which the vendor lacks the acknowledgement or the accept, with their cards."""
        cards = self.seen().cards
        return [
            f"{key}: {order.status_id} {order.acknowledged} {order.accepts} {cards.get(key)}"
            for key, order in self.sim.orders.items()
            if not (order.acknowledged and order.accepts)
        ]

    def end(self) -> Seen:
        """Wait for calm, end the counter and check what must always hold."""
        last = self.sim.add_order()
        self.wait_until(lambda: not self.unfinished(), "every order is acknowledged and accepted")
        self.wait_until(lambda: last in self.seen().ever_confirmed, "the last card says so")
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0, self._complaints.read_text()
        self._reader.join(20)
        seen = self.seen()
        check(self.folder, self.sim, seen, silent_after=self._silent_after)
        print(f"{len(self.sim.orders)} orders, longest silence {max(seen.silences)[0]:.0f} s")
        return seen
