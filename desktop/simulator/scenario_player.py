"""Plays a scenario in real time, on a thread of its own, or step by step when asked. Knows nothing of what it plays."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOIN_SECONDS: Final = 1.0


class ScenarioPlayer:
    """Goes through steps, each of which tells the seconds until the next."""

    def __init__(self, steps: Iterator[float], pace: float) -> None:
        """Hold the steps ready; nothing happens before `start` or `step`.

        Args:
            steps: each yields seconds.
            pace: how many times faster than the clock.

        Raises:
            ValueError: the pace is not above 0.
        """
        if not pace > 0:
            raise ValueError(f"the pace must be above 0, not {pace:g}")
        self._steps = steps
        self._pace = pace
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to play."""
        self._thread = threading.Thread(target=self._play, name="scenario", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Play no more; nothing happens after this."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def step(self) -> float | None:
        """Do the next step at once; returns the seconds until the one after, None at the end."""
        with self._turn:
            return next(self._steps, None)

    def _play(self) -> None:
        while (pause := self.step()) is not None:
            if self._stopping.wait(pause / self._pace):
                return
