"""Plays a scenario in real time on its own thread, or step by step on request."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOIN_SECONDS: Final = 1.0


class ScenarioPlayer:
    """Runs steps; each yields the seconds until the next."""

    def __init__(self, steps: Iterator[float], pace: float) -> None:
        """Store the steps; nothing runs before `start` or `step`. A `pace` of 2 is twice as fast.

        Raises:
            ValueError: the pace is not above 0.
        """
        if not pace > 0:
            raise ValueError(f"the pace must be above 0, not {pace:g}")
        self._steps = steps
        self._pace = pace
        self._step_lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start to play."""
        self._thread = threading.Thread(target=self._play, name="scenario", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop; no step runs afterwards."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def step(self) -> float | None:
        """Run the next step now; return the seconds until the one after it, None at the end."""
        with self._step_lock:
            return next(self._steps, None)

    def _play(self) -> None:
        while (pause := self.step()) is not None:
            if self._stopping.wait(pause / self._pace):
                return
