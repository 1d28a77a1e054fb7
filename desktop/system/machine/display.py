"""The display that the environment names. Linux; standard library only, because the supervisor imports it."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCAL: Final = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?\Z")
_SECONDS: Final = 1.0


def display_is_gone(environ: Mapping[str, str]) -> bool:
    """Return whether no display server listens where the environment says: the desktop's session has ended.

    False where that is not known: no display is named, it is on another computer, or Qt draws somewhere else.
    """
    if not environ.get("QT_QPA_PLATFORM", "xcb").startswith(("xcb", "wayland")):
        return False
    places: list[str] = []
    if wayland := environ.get("WAYLAND_DISPLAY"):
        places.append(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), wayland))  # noqa: PTH118 - may be absolute already
    if display := environ.get("DISPLAY"):
        local = _LOCAL.match(display)
        if local is None:
            return False
        # The first is an abstract name and no file: it works for a program that sees another /tmp.
        places += [f"\0/tmp/.X11-unix/X{local[1]}", f"/tmp/.X11-unix/X{local[1]}"]  # noqa: S108 - where X listens
    return bool(places) and not any(_listens(place) for place in places)


def display_takes_windows(environ: Mapping[str, str]) -> bool:
    """Return whether a window of this user can be shown: after a logout the display may be another user's.

    True where that is not known.
    """
    if display_is_gone(environ):
        return False
    name = environ.get("DISPLAY")
    if (
        not name
        or environ.get("WAYLAND_DISPLAY")
        or not environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb")
    ):
        return True
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def _listens(place: str) -> bool:
    if not sys.platform.startswith("linux"):
        return True  # elsewhere a display is always there
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(place)
        except TimeoutError:
            return True  # a server that is too busy to answer exists
        except OSError:
            return False
        return True
