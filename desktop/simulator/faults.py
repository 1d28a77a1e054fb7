"""What can be made to go wrong with a call: how the network, a proxy or the vendor fails in real life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = frozenset(
    {
        "status",  # an HTTP status instead of an effect
        "status-after",  # it took effect, and the answer is that HTTP status
        "reset-before",  # the connection is reset, nothing happened
        "reset-after",  # it took effect, then the connection is reset
        "hang",  # nothing happened, and no answer comes
        "hang-after",  # it took effect, and no answer comes
        "drip",  # the answer comes byte by byte, without end
        "truncate",  # half of the answer, then the end
        "garble",  # it took effect; the answer is broken JSON
        "html",  # a page of a proxy or a hotel's Wi-Fi, with HTTP 200
        "redirect",  # a redirect to another place
        "envelope-false",  # HTTP 200 with "status": false
        "gzip-bomb",  # a small body that unpacks to 300 MB
        "latency",  # the right answer, late
    }
)

AFTER: Final = frozenset({"status-after", "reset-after", "hang-after", "truncate", "garble", "latency"})
"""Kinds with which the call takes effect."""


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
    seconds: float = 0.0
    """For ``latency``."""
    payment_key: str | None = None
    """Only calls for this order."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            message = f"no such fault: {self.kind}; there are {', '.join(sorted(KINDS))}"
            raise ValueError(message)


class Faults:
    """The failures that are to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, call: str, kind: str, **how: object) -> Fault:
        """Let calls fail.

        Raises:
            ValueError: there is no such kind.
        """
        fault = Fault(call, kind, **how)  # type: ignore[arg-type]
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._waiting.clear()

    def strike(self, call: str, payment_key: str) -> Fault | None:
        """Return the fault that this call meets, counting it."""
        for fault in self._waiting:
            if fault.call not in {"*", call} or fault.payment_key not in {None, payment_key}:
                continue
            if fault.nth > 1:
                fault.nth -= 1
                continue
            if fault.times > 0:
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
            return fault
        return None
