"""Whether a display exists, tested with sockets like those of X and Wayland."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.system.machine.display import display_is_gone

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform != "linux":
    pytest.skip("needs the sockets of Linux", allow_module_level=True)

NOBODY = ":98765"


@pytest.mark.parametrize(
    ("environ", "gone"),
    [
        ({}, False),
        ({"DISPLAY": NOBODY}, True),
        ({"DISPLAY": f"{NOBODY}.0"}, True),
        ({"DISPLAY": NOBODY, "QT_QPA_PLATFORM": "xcb"}, True),
        ({"DISPLAY": NOBODY, "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"DISPLAY": "localhost:10.0"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"}, True),
        ({"WAYLAND_DISPLAY": "/nowhere/wayland-0", "DISPLAY": NOBODY}, True),
    ],
)
def test_which_displays_are_gone(environ: dict[str, str], gone: bool) -> None:
    assert display_is_gone(environ) is gone


def test_a_wayland_server_that_listens_is_found(tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": NOBODY}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "w"))
        listening.listen()
        assert not display_is_gone(environ)
    assert display_is_gone(environ), "only the socket file is left"


def test_an_x_server_that_listens_is_found() -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("\0/tmp/.X11-unix/X98764")
        listening.listen()
        assert not display_is_gone({"DISPLAY": ":98764.0"})
