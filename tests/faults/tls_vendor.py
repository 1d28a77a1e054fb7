"""A vendor behind TLS, and its certificates."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desktop.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="needs the openssl command: it makes the certificates"
)

DAYS = "2"


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


class Certificates:
    """New certificates: an issuer that is unknown unless the test trusts it, and those that it signed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        openssl(
            folder, "req", "-x509", *key, "-keyout", "issuer.key", "-out", "issuer.pem", "-days", DAYS,
            "-subj", "/CN=Deneme Issuer", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip
        openssl(
            folder, "req", "-x509", *key, "-keyout", "self-signed.key", "-out", "self-signed.pem", "-days", DAYS,
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        )  # fmt: skip
        self.sign("unknown-issuer", "IP:127.0.0.1")
        self.sign("other-name", "DNS:elsewhere.example")

    def sign(self, name: str, alternative_name: str, days: str = DAYS) -> None:
        """Make a certificate for a host; with a negative number of days it has expired."""
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternative_name}\n", encoding="ascii")
        openssl(
            self.folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}",
        )  # fmt: skip
        openssl(
            self.folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "issuer.pem", "-CAkey", "issuer.key",
            "-CAcreateserial", "-days", days, "-extfile", extensions.name, "-out", f"{name}.pem",
        )  # fmt: skip

    def trusted(self) -> dict[str, str]:
        """Return the environment of a program that trusts the issuer."""
        return {"SSL_CERT_FILE": str(self.folder / "issuer.pem")}

    def context(self, name: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return made


class TlsSimulator(Simulator):
    """The simulator behind TLS."""

    address = ""

    @property
    def base_url(self) -> str:
        """Address of the API."""
        return self.address

    @property
    def behind(self) -> str:
        """Address without TLS."""
        return super().base_url


class TlsServer:
    """The TLS server before the simulator: it records decrypted requests and forwards them.

    It uses threads and plain sockets: asyncio's server leaves its end open if a client stops the handshake.
    """

    def __init__(self, sim: TlsSimulator, host: str = "127.0.0.1", name: str = "", *, port: int = 0) -> None:
        """Prepare.

        Args:
            sim: answers.
            host: the address to listen at.
            name: of the host in the simulator's address, "" for `host`.
            port: 0 for any free one.
        """
        self._sim = sim
        self._host = host
        self._name = name or host
        self.heard = bytearray()
        """All decrypted data of clients."""
        self._server: socket.socket | None = None
        self.port = port
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def listen(self, context: ssl.SSLContext) -> None:
        """Serve with a certificate; later starts use the same port."""
        self._server = socket.create_server((self._host, self.port))
        self.port = self._server.getsockname()[1]
        self._sim.address = f"https://{self._name}:{self.port}{urlsplit(self._sim.behind).path}"
        self._start(self._accept, self._server, context)

    def close(self) -> None:
        """Stop the server and close all connections."""
        assert self._server is not None
        for each in (self._server, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._server.close()
        self._threads.clear()

    def _start(self, run: Callable[..., None], *values: object) -> None:
        thread = threading.Thread(target=run, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, server: socket.socket, context: ssl.SSLContext) -> None:
        with suppress(OSError):
            while True:
                plain, _ = server.accept()
                self._open.add(plain)
                self._start(self._serve, plain, context)

    def _serve(self, plain: socket.socket, context: ssl.SSLContext) -> None:
        try:
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as client:
                self._open.add(client)
                with socket.create_connection(("127.0.0.1", urlsplit(self._sim.behind).port)) as inner:
                    self._open.add(inner)
                    back = threading.Thread(target=self._pass_on, args=(inner, client), daemon=True)
                    back.start()
                    self._pass_on(client, inner, keep=True)
                    back.join(10)
        finally:
            plain.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, keep: bool = False) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if keep:
                    self.heard += data
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def guarded(
    sim: TlsSimulator, context: ssl.SSLContext, host: str = "127.0.0.1", name: str = ""
) -> Iterator[TlsServer]:
    """Put a TLS server before the simulator."""
    guard = TlsServer(sim, host, name)
    guard.listen(context)
    try:
        yield guard
    finally:
        guard.close()
