"""The program as a process, or in this process: its two outputs and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import psutil
import pytest

from desktop.cli.main import main
from desktop.domain.text import translation
from desktop.simulator import Simulator
from desktop.system.files.languages import speak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Run: TypeAlias = "Callable[..., tuple[int, str, str]]"
"""Runs the program with arguments and environment; returns exit code, standard output and standard error."""

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
"""Longest wait for any process: a busy machine takes long for a start."""


class Program:
    """Starts `python -m desktop` on its own data folder, with a minimal environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ.get("PATH", ""),
            "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
            "HOME": str(folder.parent),
            "PYTHONUTF8": "1",
            "LANG": "en_US.UTF-8",
            "TEZGAH_DATA_DIR": str(folder),
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def point_at(self, simulator: Simulator) -> None:
        """Use a simulator as the vendor."""
        self.environ |= {
            "TEZGAH_BASE_URL": simulator.base_url,
            "TEZGAH_ACCESS_TOKEN": simulator.access_token,
        }

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        """Start the program; the fixture kills it at the end of the test."""
        return self.start_with(subprocess.PIPE, subprocess.PIPE, *arguments, **environ)

    def start_into(self, stdout: int | IO[Any], *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        """Start the program with another standard output."""
        return self.start_with(stdout, subprocess.PIPE, *arguments, **environ)

    def start_with(
        self, stdout: int | IO[Any], stderr: int | IO[Any], *arguments: str, **environ: str
    ) -> subprocess.Popen[bytes]:
        """Start the program with other outputs."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "desktop", *arguments],
            cwd=ROOT,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
        self._started.append(process)
        return process

    def run(self, *arguments: str, **environ: str) -> tuple[int, str, str]:
        """Run the program; returns exit code, standard output and standard error."""
        code, out, err = self.run_bytes(*arguments, **environ)
        return code, out.decode(), err.decode()

    def run_bytes(self, *arguments: str, **environ: str) -> tuple[int, bytes, bytes]:
        """Like `run`, with the outputs as they are."""
        process = self.start(*arguments, **environ)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def end_all(self) -> None:
        """Kill running processes and close their pipes."""
        for process in self._started:
            # First the supervisor, which would restart the window; then the window.
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
    """Return the child processes of a process."""
    try:
        return list(psutil.Process(process.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program on a folder that does not exist yet."""
    made = Program(tmp_path / "orders")
    yield made
    made.end_all()


@pytest.fixture(autouse=True)
def _same_language() -> Iterator[None]:
    """Restore the language that a command in this process has set."""
    before = translation.language()
    yield
    speak(before)


@pytest.fixture
def run_here(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Like `Program.run`, but in this process: for the many cases that end before anything starts."""
    for name in list(os.environ):
        if name.startswith(("TEZGAH_", "LANG", "LC_")):
            monkeypatch.delenv(name)
    mask = os.umask(0)
    os.umask(mask)

    def run(*arguments: str, **environ: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            for name, value in (program.environ | environ).items():
                patch.setenv(name, value)
            code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    os.umask(mask)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a short cooldown."""
    with Simulator(cooldown=0.1) as simulator:
        yield simulator
