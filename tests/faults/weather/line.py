"""A line between the program and the vendor whose weather a test makes: packets are lost, late, slow or swallowed.

The program runs in a network namespace. Its only device is a TUN device, and so is the vendor's end; a thread carries the
packets between the two, because not every kernel has netem.
"""

from __future__ import annotations

import heapq
import itertools
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import pytest

_SET_INTERFACE = 0x400454CA
_TUN_WITHOUT_HEADER = 0x1001
_LARGEST_PACKET = 65536
_LONGEST_QUEUE = 4.0
"""Seconds that packets wait for a slow line; more are dropped."""


@dataclass
class Weather:
    """Of both directions."""

    loss: float = 0.0
    """Part of the packets, 0 to 1."""
    delay: float = 0.0
    """Seconds, for each direction."""
    rate: float = 0.0
    """Bits in a second, 0 for no limit."""
    is_up: bool = True
    answers: bool = True
    """False for a half-open line: what the vendor sends is swallowed."""


class Line:
    """Between a namespace of its own and this one."""

    namespace: str
    vendor: str
    """Address of the vendor's end."""
    stranger: str
    """Another address there."""
    weather: Weather
    _program: str
    _dice: random.Random
    _ends: list[int]
    _closed: threading.Event
    _thread: threading.Thread

    def __init__(self) -> None:
        """Create it; skip the test where that is not allowed."""
        if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("ip") is None:
            pytest.skip("needs root and the program ip: puts the program behind a line of its own")
        number = os.getpid() % 15000
        self.namespace = f"tezgah-{number}"
        network = f"10.{64 + number // 250}.{number % 250}"
        self.vendor, self._program, self.stranger = (f"{network}.{host}" for host in (1, 2, 3))
        self.weather = Weather()
        self._dice = random.Random(20261130)
        self._ends = []
        self._closed = threading.Event()
        try:
            near, far = (self._tun(f"tzg{number}{end}") for end in "ab")
            self._ip("netns", "add", self.namespace)
            self._ip("link", "set", near, "netns", self.namespace)
            for address in (self.vendor, self.stranger):
                self._ip("addr", "add", f"{address}/29", "dev", far)
            self._ip("link", "set", far, "up")
            for command in (
                f"addr add {self._program}/29 dev {near}",
                f"link set {near} up",
                "link set lo up",
                f"route add default via {self.vendor}",
            ):
                self._ip("-n", self.namespace, *command.split())
        except (OSError, subprocess.CalledProcessError) as error:
            self.close()
            pytest.skip(f"needs rights to make network devices ({error})")
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    @property
    def prefix(self) -> list[str]:
        """The command that runs another one behind the line."""
        return ["ip", "netns", "exec", self.namespace]

    def close(self) -> None:
        """Remove it."""
        self._closed.set()
        if hasattr(self, "_thread"):
            self._thread.join(10)
        for end in self._ends:
            os.close(end)
        with suppress(subprocess.CalledProcessError):
            self._ip("netns", "delete", self.namespace)

    def _tun(self, name: str) -> str:
        if sys.platform == "win32":
            raise NotImplementedError
        import fcntl

        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        self._ends.append(end)
        fcntl.ioctl(end, _SET_INTERFACE, struct.pack("16sH22x", name.encode(), _TUN_WITHOUT_HEADER))
        return name

    @staticmethod
    def _ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True, capture_output=True)

    def _carry(self) -> None:
        near, far = self._ends
        order = itertools.count()
        under_way: list[tuple[float, int, int, bytes]] = []
        free_at = dict.fromkeys(self._ends, 0.0)
        while not self._closed.is_set():
            wait = max(0.0, min(0.05, under_way[0][0] - time.monotonic())) if under_way else 0.05
            readable, _, _ = select.select(self._ends, [], [], wait)
            for source in readable:
                packet = os.read(source, _LARGEST_PACKET)
                target = far if source == near else near
                due = self._due(target, len(packet), free_at)
                if due is not None:
                    heapq.heappush(under_way, (due, next(order), target, packet))
            while under_way and under_way[0][0] <= time.monotonic():
                _, _, target, packet = heapq.heappop(under_way)
                with suppress(OSError):  # a full queue loses packets too
                    os.write(target, packet)

    def _due(self, target: int, size: int, free_at: dict[int, float]) -> float | None:
        """Return when a packet arrives, None for never."""
        weather, now = self.weather, time.monotonic()
        if not weather.is_up or (target == self._ends[0] and not weather.answers):
            return None
        if self._dice.random() < weather.loss:
            return None
        left = now
        if weather.rate:
            begins = max(now, free_at[target])
            if begins - now > _LONGEST_QUEUE:
                return None
            left = free_at[target] = begins + size * 8 / weather.rate
        return left + weather.delay
