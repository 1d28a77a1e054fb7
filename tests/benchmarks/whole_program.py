"""The whole program with its window, watched from within: prints when the board was painted, then goes on until stopped.

Arguments: those of `tezgah`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

# The tools of developers bring these; an installed program has not got them, and httpx would import them.
for name in ("click", "rich", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment]

from desktop.cli.main import main


def watch() -> None:
    """Print when the board is painted first. Done where the window class is, before the program builds one."""
    import desktop.ui.window.main_window as module

    class Watched(module.MainWindow):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.first_painted.connect(lambda: print("painted", time.time(), flush=True))

    module.MainWindow = Watched  # type: ignore[misc]


if __name__ == "__main__":
    # As late as the program itself would import it: the figure includes all imports.

    watch()
    sys.exit(main(sys.argv[1:]))
