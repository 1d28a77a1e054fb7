"""The named pipe at which the first window is called, on Windows. Elsewhere `unix_socket` has the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

_MILLISECONDS: Final = 1500
_ANSWER: Final = b"here"


class Listener:
    """Answers each call, and reports it."""

    def __init__(self, name: str, on_called: Callable[[], None], parent: QObject) -> None:
        """Listen at a name.

        Raises:
            OSError: the name cannot be used.
        """
        self._on_called = on_called
        self._server = QLocalServer(parent)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)
        if not self._server.listen(name):
            raise OSError(self._server.errorString())

    def is_there(self) -> bool:
        """Whether callers still find it."""
        return self._server.isListening()

    def close(self, *, remove: bool = True) -> None:  # noqa: ARG002 - a pipe leaves nothing
        """Stop listening."""
        self._server.close()
        self._server.deleteLater()

    def _on_connected(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.write(_ANSWER)
            connection.disconnectFromServer()
            self._on_called()


def call(name: str) -> bool:
    """Call the program that listens at a name; return whether it answers."""
    connection = QLocalSocket()
    connection.connectToServer(name)
    if not connection.waitForConnected(_MILLISECONDS):
        return False
    return connection.bytesAvailable() > 0 or connection.waitForReadyRead(_MILLISECONDS)
