"""Finds the repeats of a key that stays pressed; `QKeyEvent.isAutoRepeat` misses half of them on X11.

A repeat comes as a release and a press at the same time, which no hand can do, or as one more press of a key that was
never released.
"""

from __future__ import annotations

from typing import Final

SAME_TIME: Final = 0.015
"""Seconds between the release of a key and its next press; a shorter time is a repeat, or a key that bounces."""
LONGEST_DELAY: Final = 1.2
"""Seconds between two presses without a release; after a longer time the release was lost with the focus."""


class HeldKeys:
    """Remembers when each key was pressed and released. Times are in seconds, keys are numbers."""

    def __init__(self) -> None:
        self._pressed: dict[int, float] = {}
        self._released: dict[int, float] = {}

    def press(self, key: int, at: float, *, flagged: bool) -> bool:
        """Note a press; return whether it only repeats the one before. `flagged`: the system says that it does."""
        before, released = self._pressed.get(key), self._released.pop(key, None)
        self._pressed[key] = at
        if flagged:
            return True
        if released is not None:
            return 0 <= at - released <= SAME_TIME
        return before is not None and 0 <= at - before <= LONGEST_DELAY

    def release(self, key: int, at: float) -> None:
        """Note a release."""
        self._released[key] = at
        if key not in self._pressed:
            # It was pressed in another window.
            self._pressed[key] = at

    def forget(self) -> None:
        """Forget all keys: releases go to another window from now on."""
        self._pressed.clear()
        self._released.clear()
