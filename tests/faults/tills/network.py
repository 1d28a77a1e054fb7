"""Tills on computers of their own: network namespaces with two cables each, one to the database and one to the vendor.

A cable can be pulled (no carrier) or fall silent (the carrier is there, nothing passes). Needs root and iproute2.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from typing import Final

DATABASE: Final = "10.77.0.1"
VENDOR: Final = "10.78.0.1"
_BRIDGES: Final = {"lan": DATABASE, "net": VENDOR}
_numbers: Final = itertools.count(2)


def ip(*arguments: str, check: bool = True) -> int:
    return subprocess.run(["ip", *arguments], check=check, capture_output=not check).returncode


def reason_against() -> str:
    """Return why there can be no namespaces here, "" where there can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "needs Linux and root, for network namespaces"
    if shutil.which("ip") is None or shutil.which("bridge") is None:
        return "needs iproute2"
    name = f"tz-try-{os.getpid()}"
    if ip("netns", "add", name, check=False):
        return "network namespaces cannot be made here"
    ip("netns", "del", name)
    return ""


class Network:
    """Two bridges on this computer; one network at a time."""

    def __init__(self) -> None:
        self._names: list[str] = []
        for name, address in _BRIDGES.items():
            ip("link", "del", f"tz-{name}", check=False)
            ip("link", "add", f"tz-{name}", "type", "bridge")
            ip("addr", "add", f"{address}/24", "dev", f"tz-{name}")
            ip("link", "set", f"tz-{name}", "up")

    def computer(self) -> Computer:
        number = next(_numbers)
        made = Computer(number)
        self._names.append(made.name)
        return made

    def close(self) -> None:
        for name in self._names:
            ip("netns", "del", name, check=False)
        for name in _BRIDGES:
            ip("link", "del", f"tz-{name}", check=False)


class Computer:
    """A namespace; `lan` leads to the database, `net` to the vendor."""

    def __init__(self, number: int) -> None:
        self.name = f"tz-{os.getpid()}-{number}"
        self.prefix: tuple[str, ...] = ("ip", "netns", "exec", self.name)
        self._number = number
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")
        for name, address in _BRIDGES.items():
            near, far = self._port(name), f"tf{name}"
            ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", self.name)
            ip("link", "set", near, "master", f"tz-{name}", "up")
            own = f"{address.rpartition('.')[0]}.{number % 250 + 2}"
            ip("-n", self.name, "addr", "add", f"{own}/24", "dev", far)
            ip("-n", self.name, "link", "set", far, "up")

    def _port(self, name: str) -> str:
        return f"tp{name}{self._number}"

    def pull(self, name: str) -> None:
        """Pull a cable: no carrier."""
        ip("link", "set", self._port(name), "down")

    def plug(self, name: str) -> None:
        ip("link", "set", self._port(name), "up")

    def silence(self, name: str) -> None:
        """Let a switch pass nothing: the carrier is there."""
        subprocess.run(["bridge", "link", "set", "dev", self._port(name), "state", "0"], check=True)

    def heal(self, name: str) -> None:
        subprocess.run(["bridge", "link", "set", "dev", self._port(name), "state", "3"], check=True)
