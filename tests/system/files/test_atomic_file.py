"""A file has its old content or the new one, never a part."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.system.files.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_the_parts_are_written_in_order(tmp_path: Path) -> None:
    target = tmp_path / "ç.txt"
    write_atomically(target, (part for part in (b"a", b"b")))
    assert target.read_bytes() == b"ab"
    assert [path.name for path in tmp_path.iterdir()] == ["ç.txt"]


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"before")

    def parts() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_atomically(target, parts())
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "x", [b"a"])


SLOWLY = """
import sys
from pathlib import Path
from desktop.system.files.atomic_file import write_atomically

def parts():
    yield b"a" * 100
    print("started", flush=True)
    sys.stdin.read()
    yield b"a" * 100

write_atomically(Path(sys.argv[1]), parts(), concurrent=True)
"""


def test_two_programs_can_write_the_same_file_at_once(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "started\n"
        write_atomically(target, [b"b" * 10], concurrent=True)
        assert target.read_bytes() == b"b" * 10
        other.communicate("", timeout=20)
        assert other.returncode == 0
    assert target.read_bytes() == b"a" * 200
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
