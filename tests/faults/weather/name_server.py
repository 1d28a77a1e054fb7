"""A name server that answers, lies or keeps silent, and the command that makes it a program's only one."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_POINTER_TO_QUESTION = 0xC00C
_ADDRESS = 1
_HEADER = 12


class NameServer:
    """Gives every name the same address."""

    def __init__(self, host: str, address: str) -> None:
        self.address: str | None = address
        """None while it keeps silent."""
        self.questions = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 53))
        self._host = host
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def prefix(self, folder: Path) -> list[str]:
        """Return the command that runs another one with this name server alone."""
        resolver = folder / "resolv.conf"
        resolver.write_text(f"nameserver {self._host}\noptions timeout:30 attempts:2\n")
        order = folder / "nsswitch.conf"
        order.write_text("hosts: dns\n")
        script = f"mount --bind {resolver} /etc/resolv.conf && mount --bind {order} /etc/nsswitch.conf"
        prefix = [shutil.which("unshare") or "unshare", "--mount", "sh", "-c", f'{script} && exec "$@"', "sh"]
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
            pytest.skip("needs mount rights (CAP_SYS_ADMIN): gives the program a name server of its own")
        return prefix

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                question, client = self._socket.recvfrom(2000)
                if not question:
                    return  # closed
                self.questions += 1
                if self.address is not None:
                    self._socket.sendto(_answer(question, self.address), client)


def _answer(question: bytes, address: str) -> bytes:
    end = question.index(b"\0", _HEADER) + 5
    wants_address = struct.unpack(">H", question[end - 4 : end - 2])[0] == _ADDRESS
    header = question[:2] + struct.pack(">HHHHH", 0x8180, 1, int(wants_address), 0, 0)
    record = struct.pack(">HHHIH", _POINTER_TO_QUESTION, _ADDRESS, 1, 0, 4) + socket.inet_aton(address)
    return header + question[_HEADER:end] + (record if wants_address else b"")
