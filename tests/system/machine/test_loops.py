from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.machine.loops import DaemonExecutor

ROOT = Path(__file__).parents[3]
HANGING = """
import asyncio, sys, threading
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.ui.event_loop import WindowLoop

started = threading.Event()

def read():
    started.set()
    # As a folder of a server that is gone: opening waits for ever.
    Path(sys.argv[1]).read_bytes()

async def work():
    reading = asyncio.ensure_future(asyncio.to_thread(read))
    # Work that has not begun is cancelled, and would hang nobody.
    while not started.is_set():
        await asyncio.sleep(0)

app = QApplication([])
with asyncio.Runner(loop_factory=lambda: WindowLoop(app)) as runner:
    runner.run(work())
print("ended")
"""


def test_a_file_that_hangs_does_not_outlive_the_window(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX: opens a pipe that nobody writes to")
    os.mkfifo(tmp_path / "dead")
    ended = subprocess.run(
        [sys.executable, "-c", HANGING, tmp_path / "dead"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "ended\n"), ended.stderr


def test_work_that_ends_soon_is_waited_for() -> None:
    executor = DaemonExecutor()
    done: list[str] = []
    future = executor.submit(done.append, "written")
    executor.shutdown()
    assert done == ["written"]
    assert future.done()
    with pytest.raises(RuntimeError):
        executor.submit(print)


def test_an_exception_of_the_work_is_raised_by_its_future() -> None:
    executor = DaemonExecutor()
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 // 0).result(20)


def test_the_end_waits_only_for_threads_that_save() -> None:
    """Python waits at its end for the threads of an executor; one that hangs would keep the data folder held."""
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "desktop").rglob("*.py")
        if re.search(r"\bThreadPoolExecutor\(", path.read_text("utf-8"))
    }
    assert users == {
        "desktop/services/settings/settings_writer.py",
        "desktop/store/postgres/store.py",
        "desktop/store/sqlite/journal.py",
        "desktop/store/sqlite/store.py",
    }
