"""Forwards TCP connections: a vendor on this computer alone becomes reachable from other network namespaces.

The program sends its token over http to this computer only, so each till's namespace has a relay of its own too.
"""

from __future__ import annotations

import contextlib
import socket
import threading

_CONNECT_SECONDS = 30.0


def relay(host: str, port: int, target: tuple[str, int]) -> socket.socket:
    """Forward connections to `target` until the returned listener is closed.

    Args:
        host: to listen on.
        port: to listen on, 0 for any.
        target: host and port.
    """
    listener = socket.create_server((host, port))
    threading.Thread(target=_accept, args=(listener, target), daemon=True).start()
    return listener


def _accept(listener: socket.socket, target: tuple[str, int]) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_forward, args=(client, target), daemon=True).start()


def _forward(client: socket.socket, target: tuple[str, int]) -> None:
    with client, contextlib.suppress(OSError), socket.create_connection(target, _CONNECT_SECONDS) as server:
        server.settimeout(None)
        back = threading.Thread(target=_copy, args=(server, client), daemon=True)
        back.start()
        _copy(client, server)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
