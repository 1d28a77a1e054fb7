"""One program per data folder, tested with real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.files.languages import in_both
from desktop.system.files.paths import DataFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]

HOLD = """
import sys
from pathlib import Path
from desktop.system.files.instance_lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]), sys.argv[2])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
lock.release()
"""


@contextmanager
def holder(folder: Path, kind: str) -> Iterator[subprocess.Popen[str]]:
    """Run another program that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), kind],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("kind", ["window", "headless"])
def test_a_second_program_learns_who_holds_the_lock(tmp_path: Path, kind: str) -> None:
    with holder(tmp_path, kind) as process:
        with pytest.raises(AlreadyRunning) as caught:
            InstanceLock(tmp_path, "headless").acquire()
        assert (caught.value.kind, caught.value.pid) == (kind, process.pid)
        assert str(process.pid) in str(caught.value)


def test_the_lock_of_a_killed_program_is_free(tmp_path: Path) -> None:
    with holder(tmp_path, "window") as process:
        process.kill()
        process.wait(10)
    lock = InstanceLock(tmp_path, "headless")
    lock.acquire()
    with pytest.raises(AlreadyRunning) as caught:
        InstanceLock(tmp_path, "window").acquire()
    assert (caught.value.kind, caught.value.pid) == ("headless", os.getpid()), (
        "the killed program is not the holder"
    )
    lock.release()


def test_a_released_lock_leaves_no_holder(tmp_path: Path) -> None:
    with holder(tmp_path, "window") as process:
        process.communicate("", timeout=10)
        assert process.returncode == 0
    assert not (tmp_path / "tezgah.lock.json").exists()
    lock = InstanceLock(tmp_path, "window")
    lock.acquire()
    lock.release()


def test_a_released_lock_can_be_acquired_again(tmp_path: Path) -> None:
    for _ in range(3):
        lock = InstanceLock(tmp_path, "window")
        lock.acquire()
        lock.release()


def test_other_folders_are_free(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with holder(tmp_path / "a", "window"):
        lock = InstanceLock(tmp_path / "b", "window")
        lock.acquire()
        lock.release()


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", '{"kind": "window"}', '{"kind": "x", "pid": "many"}', "\xff"]
)
def test_an_unknown_holder_still_holds_the_lock(tmp_path: Path, text: str | None) -> None:
    with holder(tmp_path, "window"):
        holder_file = tmp_path / "tezgah.lock.json"
        if text is None:
            holder_file.unlink()
        else:
            holder_file.write_text(text, "latin-1")
        with pytest.raises(AlreadyRunning) as caught:
            InstanceLock(tmp_path, "window").acquire()
        assert (caught.value.kind, caught.value.pid) == ("?", 0)


def test_a_lock_that_cannot_be_created_is_an_error_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "tezgah.lock").mkdir()
    with pytest.raises(DataFolderError) as caught:
        InstanceLock(tmp_path, "window").acquire()
    for sentence in in_both(caught.value.message):
        assert str(tmp_path) in sentence
        assert "--data-dir" in sentence


def test_an_unwritable_holder_file_does_not_prevent_the_lock(tmp_path: Path) -> None:
    (tmp_path / "tezgah.lock.json").mkdir()
    lock = InstanceLock(tmp_path, "window")
    lock.acquire()
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: Windows locks open files")
@pytest.mark.parametrize("what", ["lock", "folder"])
def test_a_removed_lock_is_acquired_again(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    lock = InstanceLock(folder, "window")
    lock.acquire()
    assert lock.holds()
    if what == "lock":
        (folder / "tezgah.lock").unlink()
    else:
        shutil.rmtree(folder)
    assert lock.holds()
    with pytest.raises(AlreadyRunning) as caught:
        InstanceLock(folder, "headless").acquire()
    assert (caught.value.kind, caught.value.pid) == ("window", os.getpid())
    lock.release()
    assert [path.name for path in folder.iterdir()] == ["tezgah.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: Windows locks open files")
def test_a_lock_of_another_program_is_lost_and_not_changed(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path, "window")
    lock.acquire()
    (tmp_path / "tezgah.lock").unlink()
    with holder(tmp_path, "headless") as other:
        assert not lock.holds()
        assert not lock.holds(), "the lock stays lost"
        lock.release()
        with pytest.raises(AlreadyRunning) as caught:
            InstanceLock(tmp_path, "window").acquire()
        assert (caught.value.kind, caught.value.pid) == ("headless", other.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: Windows locks open files")
def test_a_folder_that_cannot_be_created_again_is_an_error_and_can_be_retried(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    lock = InstanceLock(folder, "window")
    lock.acquire()
    shutil.rmtree(folder)
    folder.write_text("a file in its place", "utf-8")
    for _ in range(2):
        with pytest.raises(OSError, match=r"."):
            lock.holds()
    lock.release()
    folder.unlink()
    lock.acquire()
    assert lock.holds()
    lock.release()
