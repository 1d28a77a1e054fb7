"""A keyring for tests: it stores secrets in memory and can be locked."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Memory(KeyringBackend):
    """A keyring backend that the program trusts; see the fixture `memory`."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.asked = 0
        """Number of accesses; a locked keyring would ask for its password each time."""
        self.answers = threading.Event()
        """Cleared while the keyring waits for its owner."""
        self.answers.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        del self.kept[service, username]

    def _ask(self) -> None:
        self.asked += 1
        self.answers.wait(timeout=60)
        if self.locked:
            raise KeyringLocked("no")
