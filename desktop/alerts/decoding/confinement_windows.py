"""Limits of this process on Windows, by a job object.

Never run in the project's tests, which run on Linux. A job limits memory, time and further processes; files stay
readable for it.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
    from typing import ClassVar, Final

    _PROCESS_TIME: Final = 0x2
    _ACTIVE_PROCESSES: Final = 0x8
    _DIE_ON_ERROR: Final = 0x400
    _PROCESS_MEMORY: Final = 0x100
    _EXTENDED_LIMITS: Final = 9
    _BASIC_UI: Final = 4
    _ALL_UI: Final = 0xFF
    _TICKS: Final = 10_000_000
    """A second in steps of 100 ns."""

    class _BasicLimits(ctypes.Structure):
        _fields_: ClassVar = [
            ("process_time", wintypes.LARGE_INTEGER),
            ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority_class", wintypes.DWORD),
            ("scheduling_class", wintypes.DWORD),
        ]

    class _Limits(ctypes.Structure):
        _fields_: ClassVar = [
            ("basic", _BasicLimits),
            ("io_counters", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        ]

    def limit_by_job(memory: int, cpu_seconds: int) -> None:
        """Put this process into a job with limits: bytes of memory, seconds of processor time, no further process.

        Raises:
            OSError: Windows refuses.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        limits = _Limits()
        limits.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESSES | _DIE_ON_ERROR | _PROCESS_MEMORY
        limits.basic.process_time = cpu_seconds * _TICKS
        limits.basic.active_processes = 1
        limits.process_memory = memory
        screen = wintypes.DWORD(_ALL_UI)
        done = (
            job
            and kernel.SetInformationJobObject(
                job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            and kernel.SetInformationJobObject(job, _BASIC_UI, ctypes.byref(screen), ctypes.sizeof(screen))
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        )
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def limit_by_job(memory: int, cpu_seconds: int) -> None:
        """Raise: this is another system."""
        raise OSError(f"no job objects here: {memory}, {cpu_seconds}")
