"""The program ends soon after it is quit, whatever hangs then, and leaves its folder free for the next start."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop.system.user_errors import EXIT_STORE
from tests.cli.conftest import ROOT, SECONDS, Program, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["program"]

NAME_SERVER = "127.0.0.9"
HANGS = 60
"""Seconds for which a lookup waits for the name server."""
QUIT_SECONDS = 3.0
"""A bound on a hang: without one the program would wait for the lookup."""


@pytest.fixture
def silent_name_server(tmp_path: Path) -> Iterator[tuple[socket.socket, list[str]]]:
    """A name server that never answers, and the command that starts a program with it as the only one."""
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or unshare is None or os.geteuid() != 0:
        pytest.skip("needs root: gives the program a name server of its own")
    resolver = tmp_path / "resolv.conf"
    # One question at a time: the lookup hangs for as long as it is told to.
    resolver.write_text(f"nameserver {NAME_SERVER}\noptions timeout:30 attempts:2\n")
    # Names are asked of the server alone, however this machine is set up.
    order = tmp_path / "nsswitch.conf"
    order.write_text("hosts: dns\n")
    script = f"mount --bind {resolver} /etc/resolv.conf && mount --bind {order} /etc/nsswitch.conf"
    prefix = [unshare, "--mount", "sh", "-c", f'{script} && exec "$@"', "sh"]
    if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("needs mount rights (CAP_SYS_ADMIN): gives the program a name server of its own")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((NAME_SERVER, 53))
        server.settimeout(SECONDS)
        yield server, prefix


@pytest.mark.parametrize("arguments", [["--headless"], []], ids=["terminal", "window"])
def test_a_lookup_that_hangs_does_not_outlive_the_program(
    program: Program, silent_name_server: tuple[socket.socket, list[str]], arguments: list[str]
) -> None:
    server, prefix = silent_name_server
    environ = program.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "TEZGAH_NO_SUPERVISOR": "1",
        "TEZGAH_BASE_URL": "https://orders.example.com",
        "TEZGAH_ACCESS_TOKEN": "invented-token",
    }
    command = [*prefix, sys.executable, "-m", "desktop", *arguments]
    for _ in range(2):  # the second start finds the folder free
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            while b"orders\x07example" not in server.recv(2000):
                pass
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            out, _ = process.communicate(timeout=QUIT_SECONDS)
            print(f"ended after {time.monotonic() - began:.1f} s")
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == 0, out.decode()
        _empty(server)


def _empty(server: socket.socket) -> None:
    """Drop the questions of a program that has ended."""
    server.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            server.recv(2000)
    server.settimeout(SECONDS)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX: a signal")
def test_a_signal_ends_a_window_that_says_why_it_cannot_start(program: Program) -> None:
    program.folder.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(program.folder / "tezgah.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    log = program.folder / "tezgah.log"
    process = program.start(QT_QPA_PLATFORM="offscreen", TEZGAH_NO_SUPERVISOR="1")
    end = time.monotonic() + SECONDS
    while not (log.exists() and "the store cannot be opened" in log.read_text("utf-8")):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == EXIT_STORE
