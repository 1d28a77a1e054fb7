"""The volume of Windows' outputs, and of this program in its mixer, through pycaw. Only this module imports pycaw and comtypes.

Never run in the project's tests, which run on Linux. Written for pycaw 20260927 and comtypes 1.4.17.
"""

from __future__ import annotations

import sys
from typing import Any

from desktop.alerts.level import Level

if sys.platform == "win32":
    # Plain imports, not by name: the freezer only follows these.
    import comtypes  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.audioclient as client  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.audiopolicy as policy  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.endpointvolume as endpoint  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import pycaw.api.mmdeviceapi as devices  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from pycaw import constants  # type: ignore[import-not-found, import-untyped, unused-ignore]

    def read_windows_volume() -> Level | None:
        """Return whether the default output is muted, and its volume in percent; None without an output.

        Raises:
            OSError: COM cannot be used on this thread.
        """
        comtypes.CoInitialize()
        try:
            return _read_default_output()
        finally:
            comtypes.CoUninitialize()

    def _read_default_output() -> Level | None:
        """Read the volume on a thread with COM initialised.

        A separate function that lets no COM error pass. A traceback would keep COM pointers, which must be
        released before `CoUninitialize`.
        """
        try:
            # Not `AudioUtilities.GetSpeakers`: it reads every property of the device, warns about unreadable
            # ones, and returns the output for films. The bell uses the console output.
            return _level_of(
                _enumerator().GetDefaultAudioEndpoint(
                    constants.EDataFlow.eRender.value, constants.ERole.eConsole.value
                )
            )
        except (comtypes.COMError, OSError):
            return None

    def read_windows_streams(process: int) -> list[list[Level]]:
        """Return for each session of a process that plays its level, and that of its output.

        If none plays: the sessions that are turned down in the mixer, without their outputs.

        Raises:
            OSError: COM cannot be used on this thread.
        """
        comtypes.CoInitialize()
        try:
            return _read_sessions(process)
        finally:
            comtypes.CoUninitialize()

    def _read_sessions(process: int) -> list[list[Level]]:
        """Read on a thread with COM initialised; no COM error may pass, see `_read_default_output`."""
        playing: list[list[Level]] = []
        waiting: list[list[Level]] = []
        try:
            outputs = _enumerator().EnumAudioEndpoints(
                constants.EDataFlow.eRender.value, constants.DEVICE_STATE.ACTIVE.value
            )
            for number in range(outputs.GetCount()):
                output = outputs.Item(number)
                manager = policy.IAudioSessionManager2
                sessions = (
                    output.Activate(manager._iid_, comtypes.CLSCTX_ALL, None)
                    .QueryInterface(manager)
                    .GetSessionEnumerator()
                )
                for each in range(sessions.GetCount()):
                    session = sessions.GetSession(each).QueryInterface(policy.IAudioSessionControl2)
                    state = session.GetState()
                    if session.GetProcessId() != process or state == constants.AudioSessionState.Expired:
                        continue
                    volume = session.QueryInterface(client.ISimpleAudioVolume)
                    own = Level(bool(volume.GetMute()), float(volume.GetMasterVolume()) * 100)
                    if state == constants.AudioSessionState.Active:
                        playing.append([own, _level_of(output)])
                    else:
                        waiting.append([own])
        except (comtypes.COMError, OSError):
            return []
        # A session that waits and is loud says nothing: the default output decides then.
        return playing or [levels for levels in waiting if not levels[0].is_audible]

    def _enumerator() -> Any:
        return comtypes.CoCreateInstance(
            constants.CLSID_MMDeviceEnumerator, devices.IMMDeviceEnumerator, comtypes.CLSCTX_INPROC_SERVER
        )

    def _level_of(output: Any) -> Level:
        wanted = endpoint.IAudioEndpointVolume
        volume = output.Activate(wanted._iid_, comtypes.CLSCTX_ALL, None).QueryInterface(wanted)
        return Level(bool(volume.GetMute()), float(volume.GetMasterVolumeLevelScalar()) * 100)

else:

    def read_windows_volume() -> Level | None:
        """Return None: this is another system."""
        return None

    def read_windows_streams(process: int) -> list[list[Level]]:
        """Return []: this is another system."""
        del process
        return []
