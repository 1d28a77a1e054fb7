"""What can be made to go wrong with a call: how the network, a proxy or the vendor fails in real life."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.simulator.endpoints import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final = frozenset(
    {
        "status",  # an HTTP status instead of an effect
        "status-after",  # it took effect, and the answer is that HTTP status
        "reset-before",  # the connection is reset, nothing happened
        "reset-after",  # it took effect, then the connection is reset
        "hang",  # nothing happened, and no answer comes before `Simulator.release_hanging`
        "hang-after",  # it took effect, and no answer comes before `Simulator.release_hanging`
        "drip",  # it took effect; the answer comes byte by byte, without end
        "truncate",  # it took effect; half of the answer, then the end
        "garble",  # it took effect; the answer is broken JSON
        "html",  # a page of a proxy or a hotel's Wi-Fi, with HTTP 200: the vendor heard nothing
        "redirect",  # a redirect to another place
        "envelope-false",  # HTTP 200 with "status": false
        "gzip-bomb",  # a small body that unpacks to 300 MB
        "latency",  # the right answer, late
    }
)

AFTER: Final = frozenset(
    {"status-after", "reset-after", "hang-after", "drip", "truncate", "garble", "latency"}
)
"""Kinds with which the call takes effect. With all others the vendor never heard of it."""


@dataclass
class Fault:
    """A failure waiting for its call."""

    call: str
    """Name of the call ("get-current", "success", "accept", …), "*" for any."""
    kind: str
    nth: int = 1
    """It strikes at the n-th such call from now."""
    times: int = 1
    """How many calls in a row it strikes, -1 for all."""
    http: int = 500
    """For ``status`` and ``status-after``. The vendor's own codes come in its envelope, others with a page."""
    seconds: float = 0.0
    """How late, for ``latency``; for HTTP 429, the wait that its message asks for (17 if 0)."""
    payment_key: str | None = None
    """Only calls for this order."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer that say something else than usual: the Location of a ``redirect``, a wrong Content-Type."""
    body: bytes | None = None
    """What the answer holds instead, None for what the kind brings. Not for kinds that make their own bytes on the
    wire (``html``, ``drip``, ``gzip-bomb``)."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(sorted(KINDS))}")
        if self.call != "*" and self.call not in NAMES:
            # A fault that can never strike would make its test pass for nothing.
            raise ValueError(f"no such call: {self.call}; there are {', '.join(sorted(NAMES))}")
        if self.nth < 1 or self.times == 0:
            raise ValueError("a fault strikes at the first call or later, and at least once")


class Faults:
    """The failures that are to come. Any thread may use it."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        call: str,
        kind: str,
        *,
        nth: int = 1,
        times: int = 1,
        http: int = 500,
        seconds: float = 0.0,
        payment_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Fault:
        """Let calls fail; see `Fault` for what each value says.

        Raises:
            ValueError: there is no such kind or call, or it would never strike.
        """
        key = payment_key and payment_key.lower()
        fault = Fault(call, kind, nth, times, http, seconds, key, headers or {}, body)
        with self._lock:
            self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing fail any more."""
        with self._lock:
            self._waiting.clear()

    def strike(self, call: str, payment_key: str) -> Fault | None:
        """Return the fault that this call meets: the first that is due. Each that waits for such calls counts it."""
        struck = None
        with self._lock:
            for fault in self._waiting:
                if fault.call not in {"*", call} or fault.payment_key not in {None, payment_key}:
                    continue
                if fault.nth > 1:
                    fault.nth -= 1
                elif struck is None:
                    struck = fault
            if struck is not None and struck.times > 0:
                struck.times -= 1
                if struck.times == 0:
                    self._waiting.remove(struck)
        return struck
