"""One program per data folder, with or without a window.

The operating system releases the lock when the process ends, however it ends. A second file names the holder, because a
locked file cannot be read on Windows.

On other systems somebody can remove the locked file, alone or with its folder. A second program can then lock a new file at
the same path. So the holder checks regularly that the file at the path is the one that it has locked.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from desktop.system.files.paths import folder_error

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

_LOCK: Final = "tezgah.lock"
_HOLDER: Final = "tezgah.lock.json"


class AlreadyRunning(Exception):  # noqa: N818 - the field's word for it
    """Another program uses this data folder."""

    def __init__(self, kind: str, pid: int) -> None:
        super().__init__(f"{kind}, process {pid}")
        self.kind = kind
        """``window`` or ``headless``; "?" if not known."""
        self.pid = pid
        """Process id, 0 if not known."""


class InstanceLock:
    """The lock of a data folder."""

    def __init__(self, data_dir: Path, kind: str) -> None:
        self._path = data_dir / _LOCK
        self._lock = self._new_lock()
        self._holder = data_dir / _HOLDER
        self._kind = kind
        self._identity: tuple[int, int] | None = None
        """Device and inode of the locked file; None while there is no lock."""

    def acquire(self) -> None:
        """Lock without waiting.

        Raises:
            AlreadyRunning: another program holds the lock.
            DataFolderError: the file cannot be created or opened: a full disk, or another user's file.
        """
        try:
            self._take()
        except OSError as error:
            raise folder_error(self._holder.parent, error.strerror or type(error).__name__) from error

    def holds(self) -> bool:
        """Return whether this program still owns the folder; a lock that was removed is created again.

        If another program owns it now, nothing in the folder may be changed. May be called on any thread, one at a time.

        Raises:
            OSError: the lock was removed and cannot be created now.
        """
        if self._identity is not None and self._read_identity() == self._identity:
            return True
        if self._identity is not None:
            _log.error("the lock of the data folder was removed while it was held: locking again")
        self._identity = None
        self._lock.release()
        self._lock = self._new_lock()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._take()
        except AlreadyRunning:
            return False
        return True

    def release(self) -> None:
        """Unlock; another program's lock at the same path stays."""
        with contextlib.suppress(OSError):
            if self._identity is not None and self._read_identity() == self._identity:
                self._holder.unlink(missing_ok=True)
        self._identity = None
        self._lock.release()

    def _new_lock(self) -> FileLock:
        # The store's thread calls `holds`.
        return FileLock(self._path, thread_local=False)

    def _take(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self._holder_found() from None
        self._identity = self._read_identity()
        text = json.dumps({"kind": self._kind, "pid": os.getpid(), "since": datetime.now(UTC).isoformat()})
        # Only information for people: a full disk must not prevent the start.
        with contextlib.suppress(OSError):
            self._holder.write_text(text, "utf-8")

    def _read_identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _holder_found(self) -> AlreadyRunning:
        try:
            holder = json.loads(self._holder.read_text("utf-8"))
            return AlreadyRunning(str(holder["kind"]), int(holder["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return AlreadyRunning("?", 0)
