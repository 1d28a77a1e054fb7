"""Takes from this process what a decoder does not need: files, network, other processes, time and memory.

What it keeps is its memory and the descriptors that are open. On Linux this holds against code that a crafted file
brings in; elsewhere as far as the system offers it. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import Final

CPU_SECONDS: Final = 10
"""Processor time for one file; 30 seconds of FLAC take half a second, the start of the interpreter included."""
MEMORY: Final = 512 << 20
"""Bytes of address space, interpreter and libraries included."""

_NO_NEW_PRIVILEGES: Final = 38
_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1
_FILE_RIGHTS: Final = (13, 14, 15, 15, 16, 16)
"""Number of kinds of access to files that each version of Landlock knows, the last one for all later versions."""
_NETWORK_FROM: Final = 4
_SCOPES_FROM: Final = 6
"""Versions of Landlock that know TCP, and signals and abstract sockets."""


class NotConfinedError(Exception):
    """The system does not take the rights; nothing foreign may be read then."""


def confine() -> None:
    """Give up all that a decoder does not need, for good.

    Raises:
        NotConfinedError: the system does not take it.
    """
    try:
        if sys.platform == "win32":
            from desktop.alerts.decoding.confinement_windows import limit_by_job

            limit_by_job(MEMORY, CPU_SECONDS)
        else:
            _confine_posix()
    except (OSError, ValueError) as error:
        raise NotConfinedError(str(error)) from error


if sys.platform != "win32":

    def _confine_posix() -> None:
        import resource

        if sys.platform == "linux":
            # Before the limits: it needs a descriptor for a moment.
            _forbid_files_and_network()
        limits = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_CPU: CPU_SECONDS,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_NPROC: 0,
            resource.RLIMIT_NOFILE: 0,  # nothing can be opened, no socket and no memory file either
        }
        for limit, value in limits.items():
            resource.setrlimit(limit, (value, value))
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        except (OSError, ValueError):
            if sys.platform == "linux":
                raise
            # macOS maps more than that before the first line runs.


def _forbid_files_and_network() -> None:
    """Forbid files, TCP, signals and tracing to this process by Landlock, where the kernel has it (5.13 and later)."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    version = library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return
    files = (1 << _FILE_RIGHTS[min(version, len(_FILE_RIGHTS)) - 1]) - 1
    wanted = [files]
    if version >= _NETWORK_FROM:
        wanted.append(0b11)
    if version >= _SCOPES_FROM:
        wanted.append(0b11)
    attributes = (ctypes.c_uint64 * len(wanted))(*wanted)
    ruleset = library.syscall(
        _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0
    )
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        if library.syscall(_RESTRICT_SELF, ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        with contextlib.suppress(OSError):
            os.close(ruleset)
