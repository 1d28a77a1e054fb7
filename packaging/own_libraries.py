"""The first thing that the frozen program runs: what it starts itself must not load the libraries in its folder.

On Linux PyInstaller's starter puts that folder into LD_LIBRARY_PATH and starts itself anew; the loader has read it by now
and goes on finding our libraries. But a browser, a viewer of PDFs or `pactl` that inherits it takes our OpenSSL and
SQLite for its own and may not start. The marks that the starter leaves for copies of itself go too: with them the copy
that the supervisor starts would trust in an LD_LIBRARY_PATH that is no more.
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
