"""One window per data folder: a second start asks the first one to come to the front.

Only the program that holds the folder's lock listens. It removes the socket of a program that was killed. The socket is in
a folder that nobody else can write to, and only an answer of this user's own program counts: in the folder for temporary
files another user could take the name first, answer, and no window would come.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if sys.platform == "win32":
    from desktop.ui.windows_pipe import Listener, call
else:
    from desktop.ui.unix_socket import Listener, call

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)

LOOK_MILLISECONDS: Final = 30_000
"""Between looks whether the socket is still there: a cleaner may remove it, and a full disk may refuse it."""

_LONGEST_PATH: Final = 90
"""Bytes; the system allows 107 for a socket, some systems fewer."""


def folders(data_dir: Path) -> list[Path]:
    """Return the folders where the socket may be, the best first; nobody but this user can write to them. Not Windows.

    The folder of the session is the usual place. The data folder has one for who has no session, or another one.
    """
    if sys.platform == "win32":
        return []
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    session = Path(named) if named else Path("/run/user", str(os.geteuid()))
    own = data_dir / "run"
    if not _is_private(session):
        with contextlib.suppress(OSError):
            own.mkdir(mode=0o700, exist_ok=True)
    return [folder for folder in (session, own) if _is_private(folder)]


def socket_name(data_dir: Path) -> str:
    """Return the name of the socket of a data folder; on Windows of its pipe."""
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    return f"tezgah-{digest}"


class SecondStart(QObject):
    """Listens for other starts on the same data folder."""

    activated = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data_dir = data_dir
        self._open_folder = contextlib.ExitStack()
        self._told = False
        self._listener: Listener | None = None
        self._looking = QTimer(self, interval=LOOK_MILLISECONDS)
        self._looking.timeout.connect(self.look)
        self._looking.start()
        self.look()

    def look(self) -> None:
        """Listen, where it does not listen yet or its socket was removed."""
        if self._listener is not None and self._listener.is_there():
            return
        self._stop_listening()
        reason = ""
        for name in self._names():
            try:
                self._listener = Listener(name, self.activated.emit, self)
            except OSError as error:
                reason = error.strerror or str(error)
            else:
                self._told = False
                return
        if not self._told:
            _log.warning("a second start cannot call this window: %s", reason or "no private folder")
        self._told = True

    def _names(self) -> Iterator[str]:
        """Return names to listen at; the folder of a long one stays open until the next name."""
        if sys.platform == "win32":
            yield socket_name(self._data_dir)
            return
        for folder in folders(self._data_dir):
            self._open_folder.close()
            yield self._open_folder.enter_context(_path_in(folder, socket_name(self._data_dir)))

    def close(self) -> None:
        """Stop listening."""
        self._looking.stop()
        self._stop_listening()
        self._open_folder.close()

    def close_without_removing(self) -> None:
        """Stop listening, but keep the socket of another program that uses the same name now."""
        self._looking.stop()
        self._stop_listening(remove=False)
        self._open_folder.close()

    def _stop_listening(self, *, remove: bool = True) -> None:
        if self._listener is not None:
            self._listener.close(remove=remove)
            self._listener = None


def call_first_program(data_dir: Path) -> bool:
    """Ask the program that holds the data folder to show its window; return False if none of this user's answers.

    The operating system accepts the connection even if that program hangs, so only its reply counts.
    """
    if sys.platform == "win32":
        return call(socket_name(data_dir))
    for folder in folders(data_dir):
        with _path_in(folder, socket_name(data_dir)) as path:
            if os.path.lexists(path) and call(path):
                return True
    return False


def _is_private(folder: Path) -> bool:
    """Return whether a folder belongs to this user, and others can neither write nor look into it."""
    if sys.platform == "win32":
        return False
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        folder.is_absolute()
        and stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & 0o077
    )


@contextlib.contextmanager
def _path_in(folder: Path, name: str) -> Iterator[str]:
    """Return the path of a socket; one that is too long for the system leads through the opened folder."""
    path = folder / name
    if len(os.fsencode(path)) <= _LONGEST_PATH or not sys.platform.startswith("linux"):
        yield str(path)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield f"/proc/self/fd/{opened}/{name}"
    finally:
        os.close(opened)
