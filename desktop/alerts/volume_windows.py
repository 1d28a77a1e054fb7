"""The volume of Windows' default output, through pycaw. Only this module imports pycaw and comtypes.

Never run in the project's tests, which run on Linux. Written for pycaw 20260927 and comtypes 1.4.17.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    # Plain imports, not by name: the freezer only follows these.
    import comtypes  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.endpointvolume as endpoint  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.mmdeviceapi as devices  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from pycaw import constants  # type: ignore[import-not-found, import-untyped, unused-ignore]

    def read_windows_volume() -> tuple[bool, float] | None:
        """Return whether the default output is muted, and its volume in percent; None without an output.

        Raises:
            OSError: COM cannot be used on this thread.
        """
        comtypes.CoInitialize()
        try:
            return _read_default_output()
        finally:
            comtypes.CoUninitialize()

    def _read_default_output() -> tuple[bool, float] | None:
        """Read the volume on a thread with COM initialised.

        A separate function that lets no COM error pass. A traceback would keep COM pointers, which must be
        released before `CoUninitialize`.
        """
        try:
            # Not `AudioUtilities.GetSpeakers`: it reads every property of the device, warns about unreadable
            # ones, and returns the output for films. The bell uses the console output.
            output = comtypes.CoCreateInstance(
                constants.CLSID_MMDeviceEnumerator, devices.IMMDeviceEnumerator, comtypes.CLSCTX_INPROC_SERVER
            ).GetDefaultAudioEndpoint(constants.EDataFlow.eRender.value, constants.ERole.eConsole.value)
            wanted = endpoint.IAudioEndpointVolume
            volume = output.Activate(wanted._iid_, comtypes.CLSCTX_ALL, None).QueryInterface(wanted)
            return bool(volume.GetMute()), float(volume.GetMasterVolumeLevelScalar()) * 100
        except (comtypes.COMError, OSError):
            return None

else:

    def read_windows_volume() -> tuple[bool, float] | None:
        """Return None: this is another system."""
        return None
