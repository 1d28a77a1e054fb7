"""The socket at which the first window is called, without QtNetwork: that needs 2 MB for as long as the window runs.

Not on Windows: `windows_pipe` has the same names there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_SECONDS: Final = 1.5
_ANSWER: Final = b"here"
_PEER: Final = struct.Struct("iII")
"""Process, user and group of the other end."""

# For mypy on Windows, which has none of this.
if sys.platform != "win32":

    class Listener:
        """Answers each call, and reports it."""

        def __init__(self, path: str, on_called: Callable[[], None], parent: QObject) -> None:
            """Listen at a path; a socket that is there is removed.

            Raises:
                OSError: the path cannot be used.
            """
            self._path = path
            self._on_called = on_called
            with contextlib.suppress(FileNotFoundError):
                Path(path).unlink()
            self._socket = socket.socket(socket.AF_UNIX)
            try:
                self._socket.setblocking(False)
                self._socket.bind(path)
                Path(path).chmod(0o600)
                self._socket.listen()
            except OSError:
                self._socket.close()
                raise
            self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, parent)
            self._notifier.activated.connect(self._on_connected)

        def is_there(self) -> bool:
            """Whether callers still find it."""
            return os.path.lexists(self._path)

        def close(self, *, remove: bool = True) -> None:
            """Stop listening.

            Args:
                remove: whether to remove the socket too: no other program listens at the same path now.
            """
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._socket.close()
            if remove:
                with contextlib.suppress(OSError):
                    Path(self._path).unlink()

        def _on_connected(self) -> None:
            # The caller may have gone.
            with contextlib.suppress(OSError):
                connection, _ = self._socket.accept()
                with connection:
                    connection.setblocking(False)
                    connection.send(_ANSWER)
                self._on_called()

    def call(path: str) -> bool:
        """Call the program that listens at a path; return whether it answers and is this user's."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_SECONDS)
            try:
                connection.connect(path)
                return _is_own(connection) and bool(connection.recv(len(_ANSWER)))
            except OSError:
                return False

    def _is_own(connection: socket.socket) -> bool:
        """Return whether this user's program is at the other end; where the system does not tell, the folder decided."""
        if not sys.platform.startswith("linux"):
            return True
        _, user, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        if user != os.geteuid():
            _log.warning("another user answered in place of the first window")
        return bool(user == os.geteuid())
