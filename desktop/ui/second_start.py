"""One window per data folder: a second start asks the first one to come to the front.

Only the program that holds the folder's lock listens. It removes the socket of a program that was killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_MILLISECONDS: Final = 1500
_ANSWER: Final = b"here"


def _name(data_dir: Path) -> str:
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    return f"tezgah-{digest}"


class SecondStart(QObject):
    """Listens for other starts on the same data folder."""

    activated = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)
        QLocalServer.removeServer(_name(data_dir))
        self._server.listen(_name(data_dir))

    def _on_connected(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.write(_ANSWER)
            connection.disconnectFromServer()
            self.activated.emit()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def close_without_removing(self) -> None:
        """Stop listening, but keep the socket of another program that uses the same name now; Qt would remove it."""
        path = Path(self._server.fullServerName())
        kept = path.with_name(f"{path.name}-{os.getpid()}")
        with contextlib.suppress(OSError):
            path.rename(kept)
        self._server.close()
        with contextlib.suppress(OSError):
            kept.rename(path)


def call_first_program(data_dir: Path) -> bool:
    """Ask the program that holds the data folder to show its window; return False if none answers.

    The operating system accepts the connection even if that program hangs, so only its reply counts.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name(data_dir))
    if not socket.waitForConnected(_MILLISECONDS):
        return False
    return socket.bytesAvailable() > 0 or socket.waitForReadyRead(_MILLISECONDS)
