"""The vendor behind a certificate that nobody here trusts: nothing is told to it, and a person learns why.

A TLS server on loopback stands before the simulator; its certificates are made by `openssl` for the test.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.trouble import Link, TroubleKind
from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY, Simulator
from desktop.sync.events import AcceptChanged, PollEnded
from desktop.ui.text.trouble_words import describe, explain
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl")

MINUTES = 25
DAYS = "2"


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=30)


class Certificates:
    """Made on the spot: an issuer that is unknown unless it is trusted on purpose, and what it signed."""

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
        self._sign("unknown-issuer", "IP:127.0.0.1")
        self._sign("other-name", "DNS:elsewhere.example")

    def _sign(self, name: str, alternative_name: str) -> None:
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternative_name}\n", encoding="ascii")
        openssl(
            self.folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}",
        )  # fmt: skip
        openssl(
            self.folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "issuer.pem", "-CAkey", "issuer.key",
            "-CAcreateserial", "-days", DAYS, "-extfile", extensions.name, "-out", f"{name}.pem",
        )  # fmt: skip

    def context(self, name: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return made


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


class Front(Simulator):
    """The simulator, reached through TLS only."""

    address = ""

    @property
    def base_url(self) -> str:
        """Address of the API."""
        return self.address

    @property
    def behind(self) -> str:
        """Address without TLS."""
        return super().base_url


class Guard:
    """The TLS server before the simulator: keeps what it could decrypt and passes it on.

    Threads and plain sockets: of a handshake that a client gives up, asyncio's server forgets to close its end.
    """

    def __init__(self, sim: Front) -> None:
        self._sim = sim
        self.heard = bytearray()
        """All that clients said in the clear after a handshake."""
        self._server: socket.socket | None = None
        self._port = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def listen(self, context: ssl.SSLContext) -> None:
        """Serve with a certificate; on the same port after the first time."""
        self._server = socket.create_server(("127.0.0.1", self._port))
        self._port = self._server.getsockname()[1]
        self._sim.address = f"https://127.0.0.1:{self._port}{urlsplit(self._sim.behind).path}"
        self._start(self._accept, self._server, context)

    def close(self) -> None:
        """End the server and all connections."""
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
def guarded(sim: Front, context: ssl.SSLContext) -> Iterator[Guard]:
    guard = Guard(sim)
    guard.listen(context)
    try:
        yield guard
    finally:
        guard.close()


def failures(counter: Counter) -> list[str]:
    return [report.reason for report in counter.reports if isinstance(report, PollEnded) and report.reason]


@pytest.mark.parametrize("name", ["self-signed", "unknown-issuer"])
@pytest.mark.parametrize("login", [False, True], ids=["token", "login"])
async def test_nothing_is_told_to_a_vendor_that_cannot_be_trusted(
    tmp_path: Path, certificates: Certificates, name: str, login: bool
) -> None:
    with Front(cooldown=POLL_SECONDS) as sim:
        sim.add_order()
        keys = (APP_SECRET_KEY, REST_SECRET_KEY) if login else None
        with guarded(sim, certificates.context(name)) as guard:
            async with Counter(sim, tmp_path, credentials=keys) as counter:
                await counter.until(lambda: len(failures(counter)) == 1)
                counter.engine.poll_now()
                await counter.until(lambda: counter.has(TroubleKind.UNTRUSTED))
                assert counter.link is Link.LOST
                trouble = counter.troubles[0]
                # The reason names the certificate, and the whole explanation has it.
                assert "certificate" in trouble.detail
                assert trouble.detail in explain(trouble)
                assert describe(trouble).sentence
                assert counter.board == {}
                assert counter.announced == []
                assert bytes(guard.heard) == b""
        assert sim.journal == []
    print(f"{name}, {'login' if login else 'token'}: 2 tries, 0 bytes told; {trouble.detail}")


async def test_the_banner_tells_what_is_wrong(tmp_path: Path, certificates: Certificates) -> None:
    with Front(cooldown=POLL_SECONDS) as sim, guarded(sim, certificates.context("unknown-issuer")):
        async with Counter(sim, tmp_path) as counter:
            await counter.until(lambda: bool(failures(counter)))
            counter.engine.poll_now()
            await counter.until(lambda: bool(counter.troubles))
            assert "certificate" in describe(counter.troubles[0]).sentence


async def test_a_good_certificate_for_another_host_is_no_better(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.folder / "issuer.pem"))
    with Front(cooldown=POLL_SECONDS) as sim:
        with guarded(sim, certificates.context("other-name")) as guard:
            async with Counter(sim, tmp_path) as counter:
                await counter.until(lambda: bool(failures(counter)))
                assert "IP address mismatch" in failures(counter)[0]
                assert bytes(guard.heard) == b""
        assert sim.journal == []


async def test_a_certificate_that_goes_bad_in_the_middle_of_the_day(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The issuer counts as trusted by this machine: what works with it fails for its certificate alone.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.folder / "issuer.pem"))
    with Front(cooldown=POLL_SECONDS) as sim:
        first = sim.add_order()
        with guarded(sim, certificates.context("unknown-issuer")) as guard:
            async with Counter(sim, tmp_path) as counter:
                await counter.until(lambda: first in counter.board)
                assert await asyncio.to_thread(sim.wait_for, lambda: sim.orders[first].acknowledged)
                assert sim.access_token.encode() in guard.heard
                # A filter of the network puts itself between: everything is made anew with its certificate.
                guard.close()
                sim.refuse_connections()
                sim.refuse_connections(refused=False)
                guard.listen(certificates.context("self-signed"))
                guard.heard.clear()
                calls = len(sim.journal)
                second = sim.add_order()
                counter.engine.accept(first, MINUTES)
                await counter.until(lambda: counter.link is Link.LOST)
                counter.engine.poll_now()
                await counter.until(lambda: counter.has(TroubleKind.UNTRUSTED))
                await counter.until(lambda: tries(counter, first) >= 2)
                assert (bytes(guard.heard), len(sim.journal)) == (b"", calls)
                guard.close()
                guard.listen(certificates.context("unknown-issuer"))
                counter.engine.poll_now()
                await counter.until(lambda: second in counter.board)
                await counter.until(lambda: state(counter, first) is CommandState.CONFIRMED)
                await counter.until(
                    lambda: counter.link is Link.CONNECTED and not counter.has(TroubleKind.UNTRUSTED)
                )
                assert counter.announced == [first, second]
                assert sim.orders[first].accepts == [MINUTES]
    print("a day with 3 certificates: 2 orders, 0 lost, 0 doubled")


def tries(counter: Counter, key: str) -> int:
    return max(
        (
            report.order.accept.attempts
            for report in counter.reports
            if isinstance(report, AcceptChanged) and report.order.payment_key == key and report.order.accept
        ),
        default=0,
    )


def state(counter: Counter, key: str) -> CommandState | None:
    accept = counter.board[key].accept
    return None if accept is None else accept.state
