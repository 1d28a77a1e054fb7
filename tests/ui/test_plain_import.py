"""PySide's hook on `import` is gone in the running program."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import linecache
import desktop.app
import desktop.ui.history.page
print(*[name for name in linecache.cache if "history" in name])
"""


def test_no_source_is_read_for_an_import() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stdout.strip() == ""


def test_it_would_be_read_otherwise() -> None:
    """PySide still has the hook: where it is gone, so may be `desktop.ui.plain_import`."""
    hooked = PROGRAM.replace("import desktop.app", "import PySide6.QtCore")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", hooked],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "history" in done.stdout
