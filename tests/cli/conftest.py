"""The program as it is started: a process, its two outputs, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psutil
import pytest

from desktop.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SECONDS = 20.0
"""Longest time any process here is waited for."""


class Program:
    """Starts `python -m desktop` on a data folder of its own, with an environment that holds nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ.get("PATH", ""),
            "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
            "HOME": str(folder.parent),
            "PYTHONUTF8": "1",
            "TEZGAH_DATA_DIR": str(folder),
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def point_at(self, simulator: Simulator) -> None:
        """Let it talk to a simulator."""
        self.environ |= {
            "TEZGAH_BASE_URL": simulator.base_url,
            "TEZGAH_ACCESS_TOKEN": simulator.access_token,
        }

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        """Start it; it is killed at the end of the test at the latest."""
        return self.start_into(subprocess.PIPE, *arguments, **environ)

    def start_into(self, stdout: int | IO[Any], *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        """Start it with a standard output of one's own."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "desktop", *arguments],
            cwd=ROOT,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        self._started.append(process)
        return process

    def run(self, *arguments: str, **environ: str) -> tuple[int, str, str]:
        """Run it to its end; returns exit code, standard output and standard error."""
        process = self.start(*arguments, **environ)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out.decode(), err.decode()

    def end_all(self) -> None:
        """Kill what still runs and close its pipes."""
        for process in self._started:
            # What starts the window again goes first; a window of its own that is left would run on for ever.
            windows = _below(process)
            process.kill()
            for window in windows:
                with suppress(psutil.NoSuchProcess):
                    window.kill()
            process.wait(SECONDS)
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()


def _below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return the processes that one has started."""
    try:
        return list(psutil.Process(process.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program, on a folder that does not exist yet."""
    made = Program(tmp_path / "orders")
    yield made
    made.end_all()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a cooldown that tests can wait for."""
    with Simulator(cooldown=0.1) as simulator:
        yield simulator
