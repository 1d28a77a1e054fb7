"""Runs first in the frozen program. It restores LD_LIBRARY_PATH for the processes that the program starts.

On Linux PyInstaller's bootloader adds its folder to LD_LIBRARY_PATH and restarts itself. The loader has read the variable
by now and still finds our libraries. A browser, a PDF viewer or `pactl` that inherited it would load our OpenSSL and
SQLite and might not start. The bootloader's own variables are removed too: a copy that the supervisor starts would
otherwise rely on an LD_LIBRARY_PATH that no longer exists.
"""

import os
import sys

if sys.platform.startswith("linux"):
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in [each for each in os.environ if each.startswith("_PYI_")]:
        del os.environ[name]
