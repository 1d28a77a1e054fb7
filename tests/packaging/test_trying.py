"""What tries the built program: its screen, how it is ended, which clean root it is installed into."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import smoke
import try_install
from virtual_screen import virtual_screen

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there")


@pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs the programs Xvfb and xdotool"
)
def test_the_screen_does_not_start_anew_when_nobody_is_connected() -> None:
    """A program that connects in that moment would be refused."""

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
    """A parent that waits for a child, which has its pipes."""
    process = subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo started; wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    yield process
    process.kill()
    process.communicate(timeout=10)


@on_linux
def test_a_program_is_killed_with_its_window(supervised: subprocess.Popen[bytes]) -> None:
    smoke.kill(supervised)
    supervised.communicate(timeout=10)  # else the child still holds the pipes
    smoke.kill(supervised)  # who is gone already is none the worse for it


DEBIAN = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
JAMMY = {"ID": "ubuntu", "VERSION_CODENAME": "jammy", "ID_LIKE": "debian"}
OFTEN = ["debootstrap", "--variant=minbase", "--include=ca-certificates"]


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
        # hosted runners: debootstrap takes the distribution's own address
        (JAMMY, "jammy mirror+file:/etc/apt/mirrors.txt/\n", ["--components=main,universe", "jammy", "/x"]),
        (DEBIAN, "\n", ["--components=main", "bookworm", "/x"]),
    ],
)
def test_the_clean_root_is_of_this_machines_release(
    release: dict[str, str], shown: str, rest: list[str]
) -> None:
    assert try_install.base_command(release, shown, Path("/x")) == [*OFTEN, *rest]
