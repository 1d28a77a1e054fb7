"""An address of updates: a real HTTP server on loopback, with a key pair of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop.services.updates.updater import this_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE = bytes(range(256)) * 1200
"""What is downloaded: 300 KB."""


class Place:
    """Where updates are: what it hands out can be changed, file by file."""

    def __init__(self, folder: Path) -> None:
        self.key = folder / "key.pub"
        self.private = Ed25519PrivateKey.generate()
        self.key.write_bytes(
            self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        self.seen = folder / "updates.json"
        self.files: dict[str, bytes] = {}
        self.statuses: dict[str, int] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []
        self.silent = threading.Event()
        """Set when a silent answer may end."""
        self.silent_at = ""
        """The path that is never answered."""
        self.halves: set[str] = set()
        """Paths that are answered in half; the rest comes when `silent` is set."""
        self.told_length = True
        place = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                place.answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def address(self) -> str:
        return f"{self.origin}/tezgah-update.json"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        self.asked.append(path)
        if path == self.silent_at:
            self.silent.wait(20)
            return
        if path in self.redirects:
            request.send_response(302)
            request.send_header("Location", self.redirects[path])
            request.end_headers()
            return
        content = self.files.get(path)
        request.send_response(self.statuses.get(path, 404 if content is None else 200))
        if content is not None and self.told_length:
            request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if content is None:
            return
        try:
            if path in self.halves:
                request.wfile.write(content[: len(content) // 2])
                request.wfile.flush()
                self.silent.wait(20)
                content = content[len(content) // 2 :]
            request.wfile.write(content)
        except OSError:
            # Whoever asked has gone.
            request.close_connection = True

    def publish(
        self,
        version: str = "99.0.0",
        file: bytes = FILE,
        wanted: str = "",
        *,
        issued: datetime | None = None,
        **changed: object,
    ) -> None:
        """Hand out a list, signed now or when it is said, with one file for this computer or the platform `wanted`."""
        package = {"url": "tezgah.bin", "sha256": hashlib.sha256(file).hexdigest(), "size": len(file)}
        listed: dict[str, object] = {
            "version": version,
            "released": "2026-11-22",
            "issued": (issued or datetime.now(UTC)).isoformat(),
            "notes": {"tr": "Zil düzeldi", "en": "The bell was put right"},
            "files": {wanted or this_platform(): package | changed},
        }
        self.sign(json.dumps(listed).encode())
        self.files["/tezgah.bin"] = file

    def sign(self, content: bytes) -> None:
        """Hand out any list, well signed."""
        self.files["/tezgah-update.json"] = content
        self.files["/tezgah-update.json.sig"] = base64.b64encode(self.private.sign(content)) + b"\n"

    def close(self) -> None:
        self.silent.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.close()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where downloads go; it is not there yet."""
    return tmp_path / "updates"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a silence of a moment be a silence."""

    def retry_now() -> None:
        monkeypatch.setattr("desktop.vendor.download.SILENT_SECONDS", 0.3)

    return retry_now
