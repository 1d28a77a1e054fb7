"""Output of the commands: pipes, links, full disks and closed streams."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.system.user_errors import EXIT_CRASH, EXIT_MACHINE, EXIT_OK
from tests.cli.conftest import ROOT, SECONDS
from tests.cli.test_export import ORDER, store

if TYPE_CHECKING:
    from tests.cli.conftest import Program

if sys.platform == "win32":
    pytest.skip("needs the pipes of a POSIX shell", allow_module_level=True)

COMMANDS = [
    ("export", "--format", "json"),
    ("report",),
    ("doctor",),
    ("settings", "list"),
    ("settings", "get", "theme"),
]


@pytest.fixture
def filled(program: Program) -> Program:
    store(program.folder, *((ORDER, datetime.now(UTC)) for _ in range(3)))
    return program


def closed(program: Program, streams: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program with closed standard streams, as a shell does for ``>&-``."""
    return subprocess.run(
        [
            "sh",
            "-c",
            f'exec "$@" {streams}',
            "sh",
            sys.executable,
            "-W",
            "error",
            "-m",
            "desktop",
            *arguments,
        ],
        cwd=ROOT,
        env=program.environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_standard_output_is_no_crash(filled: Program, arguments: tuple[str, ...]) -> None:
    done = closed(filled, ">&-", *arguments)
    assert done.returncode != EXIT_CRASH
    assert done.stderr == b""


def test_with_closed_standard_error_an_error_prints_nothing(filled: Program) -> None:
    done = closed(filled, "2>&-", "export", "--format", "xml")
    assert (done.returncode, done.stdout) == (2, b"")


def test_with_closed_standard_input_no_key_is_given(program: Program) -> None:
    done = closed(program, "<&-", "connect")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert b"There is no key yet" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_reported(filled: Program, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = filled.start_into(full, *arguments)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == EXIT_MACHINE
    lines = err.decode().splitlines()
    # `export` explains it in one language; `main` explains any other output in both.
    assert len(lines) == (1 if arguments[0] == "export" else 2), err
    assert all(line.startswith("tezgah: ") and "No space left" in line for line in lines), err


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (("export", "--format", "json"), b"["),
        (("report", "--format", "json"), b"{"),
        (("report", "--format", "pdf"), b"%PDF"),
        (("support",), b"PK"),
    ],
    ids=["export", "report", "pdf", "support"],
)
def test_a_pipe_is_written_and_never_replaced(
    filled: Program, tmp_path: Path, arguments: tuple[str, ...], begin: bytes
) -> None:
    """As root, a replaced device would be gone for everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    # Also open for writing, so that the reader ends if the program writes nothing.
    kept_open = os.open(pipe, os.O_RDWR)

    def read_all() -> None:
        # A PDF is larger than a pipe.
        while not got or not got[-1].endswith(b"end!"):
            got.append(os.read(kept_open, 1 << 16))

    reader = threading.Thread(target=read_all)
    reader.start()
    try:
        code, _, err = filled.run(*arguments, "--output", str(pipe))
        assert (code, err) == (EXIT_OK, "")
        assert stat.S_ISFIFO(pipe.stat().st_mode)
    finally:
        os.write(kept_open, b"end!")
        reader.join(SECONDS)
        os.close(kept_open)
    assert got[0].startswith(begin)


def test_a_link_is_followed(filled: Program, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("before", "utf-8")
    link.symlink_to(real)
    assert filled.run("export", "--format", "json", "--output", str(link)) == (EXIT_OK, "", "")
    assert link.is_symlink()
    assert len(json.loads(real.read_text("utf-8"))) == 3


@pytest.mark.parametrize("name", ["-", ""])
def test_a_dash_or_an_empty_name_is_standard_output(filled: Program, name: str) -> None:
    code, out, err = filled.run("export", "--format", "json", "--output", name)
    assert (code, err, len(json.loads(out))) == (EXIT_OK, "", 3)
    assert not (ROOT / "-").exists()


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_folder_is_not_replaced_by_a_file(filled: Program, name: str) -> None:
    for arguments in (("export", "--format", "csv"), ("report",), ("support",)):
        code, out, err = filled.run(*arguments, "--output", name)
        assert code == EXIT_MACHINE
        assert out == ""
        assert "Errno" not in err
        assert len(err.splitlines()) == 1


def test_short_output_without_a_reader_is_no_error(filled: Program) -> None:
    for arguments in (("settings", "get", "theme"), ("--help",), ("--version",), ("report",)):
        read, write = os.pipe()
        os.close(read)
        process = filled.start_into(write, *arguments)
        os.close(write)
        _, err = process.communicate(timeout=SECONDS)
        assert (process.returncode, err) == (EXIT_OK, b""), arguments
