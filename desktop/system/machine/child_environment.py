"""The environment of every other program that this one starts: browser, installer, sound player, message box.

A child gets neither the access token nor the folders of the frozen program's own libraries. Standard library only,
because the supervisor imports it.

The system keeps the first environment of a process where only this user and the administrator can read it
(`/proc/PID/environ`); nothing can change that. A person whom that worries saves the key with `tezgah connect`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

SECRETS: Final = (
    "TEZGAH_ACCESS_TOKEN",
    "TEZGAH_APP_SECRET_KEY",
    "TEZGAH_REST_SECRET_KEY",
    "TEZGAH_STORE_PASSWORD",
)

_OURS: Final = ("TEZGAH_", "_PYI_")
"""Beginnings of the names that mean something to this program, and to PyInstaller's starter, alone."""
_BEFORE: Final = "_ORIG"
"""PyInstaller's starter saves the previous value of a variable under the name with this end."""


def take_secrets(environ: MutableMapping[str, str] = os.environ) -> dict[str, str]:
    """Remove the credentials from the environment, also from the one that Qt and C libraries see; returns them."""
    return {name: environ.pop(name) for name in SECRETS if name in environ}


def child_environ(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment for another program.

    Args:
        environ: to start from, the process's own by default.
    """
    given = {name: value for name, value in environ.items() if not name.startswith(_OURS)}
    own_folder = getattr(sys, "_MEIPASS", None)
    return given if own_folder is None else _without(given, str(own_folder))


def window_environ(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for the window under its supervisor: the same program, which takes the secrets at once.

    Args:
        more: the secrets, and what the supervisor tells the window.
    """
    return {**os.environ, **more}


def clean_own_environ() -> None:
    """Make the process's environment one for others: Qt starts the browser with it.

    Call it after Qt has read its own variables, and before there are threads: other threads may read the environment.
    """
    if sys.platform == "win32":
        # The loader still searches the program's folder in PATH for libraries; secrets are gone already.
        return
    wanted = child_environ()
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)


def _without(environ: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return an environment without the places of our own libraries, which would break another program."""
    cleaned = {name: value for name, value in environ.items() if not name.endswith(_BEFORE)}
    for name, value in list(cleaned.items()):
        places = value.split(os.pathsep)
        others = [place for place in places if place != folder and not place.startswith(folder + os.sep)]
        if others == places:
            continue
        before = environ.get(name + _BEFORE, os.pathsep.join(others))
        if before:
            cleaned[name] = before
        else:
            del cleaned[name]
    return cleaned
