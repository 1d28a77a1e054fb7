"""The whole program with its window. Prints "painted" and the time of the first painted board, then runs until stopped.

Arguments: those of `tezgah`. It starts its window as a child, as `tezgah` does; with TEZGAH_NO_SUPERVISOR=1 it is the window.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import Any

# Developers' tools install these and httpx would import them; an installed program does not have them.
for name in ("click", "rich", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment]

from desktop.cli.main import main


def watch() -> None:
    """Print the time of the first painted board: replaces the window class before the program builds a window."""
    # As in the program, see `startup`: it imports Qt and all that follows.
    gc.disable()
    from desktop import app
    from desktop.ui.window.main_window import MainWindow

    class Watched(MainWindow):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.first_painted.connect(lambda: print("painted", time.time(), flush=True))

    app.MainWindow = Watched  # type: ignore[attr-defined]


if __name__ == "__main__":
    if "TEZGAH_NO_SUPERVISOR" in os.environ:
        watch()
    sys.exit(main())
