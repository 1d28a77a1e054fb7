"""Whether the screen that the environment names is still there. Linux; standard library alone: the supervisor asks too."""

from __future__ import annotations

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
    """Whether nobody listens where the display is said to be: the desktop's session has ended, or never was.

    False where that cannot be told: no display is named, it is another computer's, or Qt draws somewhere else.
    """
    if not environ.get("QT_QPA_PLATFORM", "xcb").startswith(("xcb", "wayland")):
        return False
    places: list[str] = []
    if wayland := environ.get("WAYLAND_DISPLAY"):
        places.append(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), wayland))  # noqa: PTH118 - may be whole already
    if display := environ.get("DISPLAY"):
        local = _LOCAL.match(display)
        if local is None:
            return False
        # The first one is a name and no file: what takes /tmp away from the program does not take that.
        places += [f"\0/tmp/.X11-unix/X{local[1]}", f"/tmp/.X11-unix/X{local[1]}"]  # noqa: S108 - where X listens
    return bool(places) and not any(_listens(place) for place in places)


def _listens(place: str) -> bool:
    if not sys.platform.startswith("linux"):
        return True  # elsewhere a display is always there
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(_SECONDS)
        try:
            asking.connect(place)
        except TimeoutError:
            return True  # too busy to answer is there
        except OSError:
            return False
        return True
