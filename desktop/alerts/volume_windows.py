"""The volume of Windows' present default output, through pycaw; the only module that imports it.

Never run in the project's tests, which run on Linux.
"""

from __future__ import annotations

import importlib
from typing import Any


def read_windows_volume() -> tuple[bool, float]:
    """Return whether the default output is muted, and its volume in percent.

    Raises:
        Exception: COM's own, when there is no output.
    """
    # By name: neither is installed where the types are checked.
    comtypes: Any = importlib.import_module("comtypes")
    pycaw: Any = importlib.import_module("pycaw.utils")
    comtypes.CoInitialize()
    try:
        volume = pycaw.AudioUtilities.GetSpeakers().EndpointVolume
        return bool(volume.GetMute()), float(volume.GetMasterVolumeLevelScalar()) * 100
    finally:
        comtypes.CoUninitialize()
