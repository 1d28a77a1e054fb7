"""Which order is in front of the person, and when a press may count: pure rules on a steady clock in seconds.

The oldest waiting order is selected by itself. An order that a person chose stays selected until it is
accepted, leaves the board, or nobody has touched anything for a minute; then the oldest waiting one is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

PATIENCE: Final = 60.0
"""Seconds without a key or a press after which a person's choice no longer holds."""

PAUSE_SECONDS: Final = 0.4
"""Seconds for which presses are ignored after what they aim at moved away under them."""


class Selection:
    """Holds the selected order's key."""

    def __init__(self) -> None:
        self.selected: str | None = None
        self._by_person = False
        self._last_input = 0.0

    def choose(self, key: str, now: float) -> None:
        """A person selected an order."""
        self.selected = key
        self._by_person = True
        self._last_input = now

    def touch(self, now: float) -> None:
        """A person pressed something."""
        self._last_input = now

    def release(self, key: str) -> None:
        """A person is done with this order: it was accepted or put away."""
        if key == self.selected:
            self._by_person = False

    def settle(
        self, waiting: Sequence[str], on_board: Container[str], first: Callable[[], str | None], now: float
    ) -> bool:
        """Select what the rule says.

        Args:
            waiting: Keys of the orders that wait, the oldest first.
            on_board: Keys of all orders on the board.
            first: Says which order to show when none waits and the selected one is gone.
            now: Seconds on the steady clock.

        Returns:
            Whether the selection moved away from an order that was selected before.
        """
        before = self.selected
        here = before is not None and before in on_board
        if here and self._by_person and now - self._last_input < PATIENCE:
            return False
        self._by_person = False
        if waiting:
            self.selected = waiting[0]
        elif not here:
            self.selected = first()
        return before is not None and self.selected != before


class InputPause:
    """Tells whether a press comes too soon after the things on the screen moved."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = float("-inf")

    def begin(self) -> None:
        """What is under the finger has just changed."""
        self._until = self._clock() + PAUSE_SECONDS

    @property
    def is_paused(self) -> bool:
        """Whether a press now was probably meant for what was there before."""
        return self._clock() < self._until
