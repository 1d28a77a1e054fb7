"""Tools that test the built program: virtual screen, killing a process tree, the clean root."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import built_program
import try_install
from virtual_screen import virtual_screen

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


@pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs the programs Xvfb and xdotool"
)
def test_the_screen_does_not_restart_without_clients() -> None:
    """A program that connects during a restart would be refused."""

    def xdotool(*arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(
            command,
            env={"DISPLAY": display, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    with virtual_screen() as display:
        xdotool("mousemove", "5", "7")
        assert xdotool("getmouselocation").startswith("x:5 y:7 ")


@pytest.fixture
def supervised() -> Iterator[subprocess.Popen[bytes]]:
    """A parent process that waits for a child with the same pipes."""
    process = subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo started; wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    yield process
    process.kill()
    process.communicate(timeout=10)


@on_linux
def test_kill_ends_a_program_and_its_child(supervised: subprocess.Popen[bytes]) -> None:
    built_program.kill(supervised)
    supervised.communicate(timeout=10)  # would time out if the child still had the pipes
    built_program.kill(supervised)  # a second call does nothing


DEBIAN = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
JAMMY = {"ID": "ubuntu", "VERSION_CODENAME": "jammy", "ID_LIKE": "debian"}
COMMON = ["debootstrap", "--variant=minbase", "--include=ca-certificates"]


@pytest.mark.parametrize(
    ("release", "shown", "rest"),
    [
        (
            DEBIAN,
            "bookworm-security http://security.example/\nbookworm http://deb.example/debian/\n",
            ["--components=main", "bookworm", "/x", "http://deb.example/debian/"],
        ),
        (
            JAMMY,
            "jammy https://ubuntu.example/ubuntu/\njammy https://other.example/\n",
            ["--components=main,universe", "jammy", "/x", "https://ubuntu.example/ubuntu/"],
        ),
        # hosted runners: debootstrap uses the distribution's own address
        (JAMMY, "jammy mirror+file:/etc/apt/mirrors.txt/\n", ["--components=main,universe", "jammy", "/x"]),
        (DEBIAN, "\n", ["--components=main", "bookworm", "/x"]),
    ],
)
def test_the_clean_root_has_the_release_of_this_machine(
    release: dict[str, str], shown: str, rest: list[str]
) -> None:
    assert try_install.base_command(release, shown, Path("/x")) == [*COMMON, *rest]
