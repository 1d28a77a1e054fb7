"""Faults of a call: how the network, a proxy or the vendor fails in real life."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.simulator.endpoints import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Final = frozenset(
    {
        "status",  # an HTTP status without effect
        "status-after",  # an HTTP status after the effect
        "reset-before",  # the connection is reset without effect
        "reset-after",  # the connection is reset after the effect
        "hang",  # no effect, and no answer before `Simulator.release_hanging`
        "hang-after",  # the effect, and no answer before `Simulator.release_hanging`
        "drip",  # the effect; the answer drips byte by byte without end
        "truncate",  # the effect; half of the answer, then the connection ends
        "garble",  # the effect; the answer is broken JSON
        "html",  # HTTP 200 with the page of a proxy or a hotel's Wi-Fi; no effect
        "redirect",  # a redirect to another server
        "envelope-false",  # HTTP 200 with "status": false
        "gzip-bomb",  # a small body that unpacks to 300 MB
        "latency",  # the right answer, late
    }
)

TAKES_EFFECT: Final = frozenset(
    {"status-after", "reset-after", "hang-after", "drip", "truncate", "garble", "latency"}
)
"""Kinds after which the call has taken effect. With all others the vendor receives no call."""


@dataclass
class Fault:
    """A fault that waits for its call."""

    call: str
    """Name of the call ("get-current", "success", "accept", …), "*" for any."""
    kind: str
    nth: int = 1
    """Applies to the n-th such call from now."""
    times: int = 1
    """Number of consecutive calls, -1 for all."""
    http: int = 500
    """For ``status`` and ``status-after``. Known statuses come in the vendor's envelope, others with an HTML page."""
    seconds: float = 0.0
    """Delay for ``latency``; for HTTP 429 the requested wait (17 if 0)."""
    payment_key: str | None = None
    """Applies to this order only."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers that replace those of the answer: the Location of a ``redirect``, a wrong Content-Type."""
    body: bytes | None = None
    """Replaces the body, None for the usual one. Kinds with their own bytes (``html``, ``drip``, ``gzip-bomb``)
    ignore it."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(sorted(KINDS))}")
        if self.call != "*" and self.call not in NAMES:
            # A fault that can never apply would let its test pass for nothing.
            raise ValueError(f"no such call: {self.call}; there are {', '.join(sorted(NAMES))}")
        if self.nth < 1 or self.times == 0:
            raise ValueError("nth must be at least 1, and times must not be 0")


class Faults:
    """The pending faults. Any thread may use it."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []
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
        """Add a fault; see `Fault` for the values.

        Raises:
            ValueError: the kind or call is unknown, or the fault would never apply.
        """
        key = payment_key and payment_key.lower()
        fault = Fault(call, kind, nth, times, http, seconds, key, headers or {}, body)
        with self._lock:
            self._pending.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._pending.clear()

    def take(self, call: str, payment_key: str) -> Fault | None:
        """Return the first fault that applies to this call. Every fault that waits for such calls counts it."""
        taken = None
        with self._lock:
            for fault in self._pending:
                if fault.call not in {"*", call} or fault.payment_key not in {None, payment_key}:
                    continue
                if fault.nth > 1:
                    fault.nth -= 1
                elif taken is None:
                    taken = fault
            if taken is not None and taken.times > 0:
                taken.times -= 1
                if taken.times == 0:
                    self._pending.remove(taken)
        return taken
