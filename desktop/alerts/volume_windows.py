"""The volume of Windows' present default output, through pycaw; the only module that imports it or comtypes.

Never run in the project's tests, which run on Linux; written after pycaw 20260927 and comtypes 1.4.17.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    # Plain imports, not by name: what freezes the program follows these alone.
    import comtypes  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.endpointvolume as endpoint  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.mmdeviceapi as devices  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from pycaw import constants  # type: ignore[import-not-found, import-untyped, unused-ignore]

    def read_windows_volume() -> tuple[bool, float] | None:
        """Return whether the default output is muted, and its volume in percent; None when there is no output.

        Raises:
            OSError: COM cannot be used on this thread.
        """
        comtypes.CoInitialize()
        try:
            return _of_default_output()
        finally:
            comtypes.CoUninitialize()

    def _of_default_output() -> tuple[bool, float] | None:
        """Ask, on a thread where COM is ready.

        A function of its own that lets no error of COM pass: its pointers, which a traceback would keep, must be
        released before COM is left.
        """
        try:
            # Not `AudioUtilities.GetSpeakers`: it reads every property of the device each time, warns of those it
            # cannot read, and takes the output for films. The bell plays on the one for everything else.
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
