"""A file has its old content or the new one, never a part."""

from __future__ import annotations

import os
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


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return a folder in which everybody can write, as /tmp."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    return folder


needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="needs root: only root can act as another user"
)


def _give_to_another_user(path: Path) -> None:
    if sys.platform != "win32":
        os.lchown(path, 12345, 12345)


@needs_root
def test_a_link_of_another_user_is_not_followed(tmp_path: Path, shared: Path) -> None:
    script = tmp_path / "login-script"
    script.write_bytes(b"before")
    link = shared / "orders.csv"
    link.symlink_to(script)
    _give_to_another_user(link)
    with pytest.raises(PermissionError, match="another user"):
        write_atomically(link, [b"=evil"])
    assert script.read_bytes() == b"before"


@needs_root
def test_a_second_link_of_another_user_is_not_followed(tmp_path: Path, shared: Path) -> None:
    script = tmp_path / "login-script"
    second = shared / "second"
    second.symlink_to(script)
    _give_to_another_user(second)
    first = tmp_path / "first"
    first.symlink_to(second)
    with pytest.raises(PermissionError, match="another user"):
        write_atomically(first, [b"x"])
    assert not script.exists()


@needs_root
def test_a_pipe_of_another_user_gets_nothing(shared: Path) -> None:
    pipe = shared / "orders.csv"
    if sys.platform != "win32":
        os.mkfifo(pipe)
    _give_to_another_user(pipe)
    with pytest.raises(PermissionError, match="another user"):
        write_atomically(pipe, [b"x"])


def test_a_link_at_the_temporary_name_is_replaced(tmp_path: Path, shared: Path) -> None:
    script = tmp_path / "login-script"
    script.write_bytes(b"before")
    (shared / "orders.csv.new").symlink_to(script)
    write_atomically(shared / "orders.csv", [b"x"])
    assert script.read_bytes() == b"before"
    assert (shared / "orders.csv").read_bytes() == b"x"
    assert [path.name for path in shared.iterdir()] == ["orders.csv"]


def test_own_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to("folder/orders.csv")
    write_atomically(link, [b"x"])
    assert link.is_symlink()
    assert (tmp_path / "folder" / "orders.csv").read_bytes() == b"x"


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(OSError, match="symbolic links"):
        write_atomically(one, [b"x"])
