"""Starts the processes that benchmarks measure, and reads their memory and processor time."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from virtual_screen import virtual_screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]


def usual_environment() -> dict[str, str]:
    """Return the environment without Python's variables.

    PYTHONDONTWRITEBYTECODE is one of them: test machines set it, but on any other computer Python keeps compiled modules.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
        "PYTHONPATH": str(ROOT)
    }


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Yield the environment for a window: a virtual X11 screen, or offscreen where Xvfb is missing."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    with virtual_screen() as display:
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}


def start(command: Sequence[str], environment: dict[str, str]) -> tuple[subprocess.Popen[str], float]:
    """Start a Python program that prints "painted" and the time; returns it and the seconds until then."""
    began = time.time()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    word, at = process.stdout.readline().split()
    assert word == "painted"
    return process, float(at) - began


def end(process: subprocess.Popen[str]) -> None:
    """End a program and wait for it."""
    process.terminate()
    process.communicate(timeout=20)


class Tree:
    """A process with its children: the window runs as a child of its supervisor."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        parent = psutil.Process(process.pid)
        self._processes = [parent, *parent.children(recursive=True)]

    @property
    def memory(self) -> float:
        """Memory in MB. Pages that several processes share count in part (PSS)."""
        return float(sum(each.memory_full_info().pss for each in self._processes)) / 2**20

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        times = [each.cpu_times() for each in self._processes]
        return float(sum(each.user + each.system for each in times))
