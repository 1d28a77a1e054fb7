"""One program per data folder, with or without a window.

The lock is the operating system's: it ends with the process, however that ended. A file beside it says who holds it,
because a locked file cannot be read on Windows.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from desktop.system.paths import unusable

if TYPE_CHECKING:
    from pathlib import Path

_LOCK: Final = "tezgah.lock"
_HOLDER: Final = "tezgah.lock.json"


class AlreadyRunning(Exception):  # noqa: N818 - the field's word for it
    """Another program works on this data folder."""

    def __init__(self, kind: str, pid: int) -> None:
        super().__init__(f"{kind}, process {pid}")
        self.kind = kind
        """``window`` or ``headless``, "?" where it cannot be told."""
        self.pid = pid
        """Process id, 0 where it cannot be told."""


class InstanceLock:
    """The right to work on a data folder."""

    def __init__(self, data_dir: Path, kind: str) -> None:
        self._lock = FileLock(data_dir / _LOCK)
        self._holder = data_dir / _HOLDER
        self._kind = kind

    def acquire(self) -> None:
        """Take the lock at once.

        Raises:
            AlreadyRunning: another program has it.
            DataFolderError: the lock's file cannot be made or opened: a full disk, or somebody else's file.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self._other() from None
        except OSError as error:
            raise unusable(self._holder.parent, error.strerror or type(error).__name__) from error
        text = json.dumps({"kind": self._kind, "pid": os.getpid(), "since": datetime.now(UTC).isoformat()})
        # Only a help for people; a full disk must not keep the program from starting.
        with contextlib.suppress(OSError):
            self._holder.write_text(text, "utf-8")

    def release(self) -> None:
        """Give it back."""
        with contextlib.suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _other(self) -> AlreadyRunning:
        try:
            holder = json.loads(self._holder.read_text("utf-8"))
            return AlreadyRunning(str(holder["kind"]), int(holder["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return AlreadyRunning("?", 0)
