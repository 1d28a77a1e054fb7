"""Whether the person asked the system for fewer things that move."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.system.machine.child_environment import child_environ

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS: Final = 1.0
_GET_CLIENT_AREA_ANIMATION: Final = 0x1042


def wants_less_motion(environ: Mapping[str, str] | None = None) -> bool:
    """Return whether animations are switched off in the system's settings; False where that is unknown. Blocks.

    Args:
        environ: the environment, which names the folders and programs; the process's own by default.
    """
    if sys.platform == "win32":
        import ctypes

        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_GET_CLIENT_AREA_ANIMATION, 0, ctypes.byref(shown), 0)
        return not shown.value
    given = os.environ if environ is None else environ
    return _gnome_is_still(given) or _kde_is_still(given)


def _gnome_is_still(environ: Mapping[str, str]) -> bool:
    program = shutil.which("gsettings", path=environ.get("PATH", os.defpath))
    if program is None:
        return False
    command = [program, "get", "org.gnome.desktop.interface", "enable-animations"]
    try:
        found = subprocess.run(
            command,
            env=child_environ(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return found.stdout.strip() == b"false"


def _kde_is_still(environ: Mapping[str, str]) -> bool:
    folder = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME", "")) / ".config")
    file = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        file.read(Path(folder) / "kdeglobals", "utf-8")
        return file.getfloat("KDE", "AnimationDurationFactor", fallback=1.0) == 0
    except (OSError, ValueError, configparser.Error):
        return False
