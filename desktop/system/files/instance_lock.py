"""One program per data folder, with or without a window.

The lock is the operating system's: it ends with the process, however that ended. A file beside it says who holds it,
because a locked file cannot be read on Windows.

Elsewhere the lock's file can be removed while it is locked, alone or with the folder, and a second program then takes a
lock of its own at the same path: so whoever holds it looks again and again whether it still is the one that is there.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from desktop.system.files.paths import unusable

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

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
        self._path = data_dir / _LOCK
        self._lock = self._unlocked()
        self._holder = data_dir / _HOLDER
        self._kind = kind
        self._identity: tuple[int, int] | None = None
        """Of the file that is locked; None while none is."""

    def acquire(self) -> None:
        """Take the lock at once.

        Raises:
            AlreadyRunning: another program has it.
            DataFolderError: the lock's file cannot be made or opened: a full disk, or somebody else's file.
        """
        try:
            self._take()
        except OSError as error:
            raise unusable(self._holder.parent, error.strerror or type(error).__name__) from error

    def holds(self) -> bool:
        """Whether the folder is still this program's; what was removed of it is made again, and locked.

        False where another program has taken it meanwhile: nothing in it may be changed then. On any thread, one at a time.

        Raises:
            OSError: it was removed, and cannot be taken again now.
        """
        if self._identity is not None and self._identity_now() == self._identity:
            return True
        if self._identity is not None:
            _log.error("the lock of the data folder was removed while it was held: taking it again")
        self._identity = None
        self._lock.release()
        self._lock = self._unlocked()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._take()
        except AlreadyRunning:
            return False
        return True

    def release(self) -> None:
        """Give it back; what another program has put in its place is left alone."""
        with contextlib.suppress(OSError):
            if self._identity is not None and self._identity_now() == self._identity:
                self._holder.unlink(missing_ok=True)
        self._identity = None
        self._lock.release()

    def _unlocked(self) -> FileLock:
        # Not of one thread: the store's looks after it.
        return FileLock(self._path, thread_local=False)

    def _take(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self._other() from None
        self._identity = self._identity_now()
        text = json.dumps({"kind": self._kind, "pid": os.getpid(), "since": datetime.now(UTC).isoformat()})
        # Only a help for people; a full disk must not keep the program from starting.
        with contextlib.suppress(OSError):
            self._holder.write_text(text, "utf-8")

    def _identity_now(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _other(self) -> AlreadyRunning:
        try:
            holder = json.loads(self._holder.read_text("utf-8"))
            return AlreadyRunning(str(holder["kind"]), int(holder["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return AlreadyRunning("?", 0)
