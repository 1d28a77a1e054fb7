"""The rules for the selected order and for ignoring input: pure, on a monotonic clock in seconds.

The oldest waiting order is selected automatically. An order that a person selects stays selected until it is accepted
or leaves the board, or until a minute passes without input. Then the oldest waiting order is selected again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

PATIENCE: Final = 60.0
"""Seconds without input after which a person's selection ends."""

PAUSE_SECONDS: Final = 0.4
"""Seconds for which presses are ignored after their target moved."""


class Selection:
    """Holds the payment key of the selected order."""

    def __init__(self) -> None:
        self.selected: str | None = None
        self._by_person = False
        self._last_input = 0.0

    def choose(self, key: str, now: float) -> None:
        """Select an order for a person."""
        self.selected = key
        self._by_person = True
        self._last_input = now

    def touch(self, now: float) -> None:
        """Note the time of a person's input."""
        self._last_input = now

    def release(self, key: str) -> None:
        """End a person's selection of this order: it was accepted or removed from the board."""
        if key == self.selected:
            self._by_person = False

    def refresh(
        self, waiting: Sequence[str], on_board: Container[str], first: Callable[[], str | None], now: float
    ) -> bool:
        """Apply the rule.

        Args:
            waiting: payment keys of the orders that wait, the oldest first.
            on_board: payment keys of all orders on the board.
            first: returns the order to select if none waits and the selected one left the board.
            now: seconds on the monotonic clock.

        Returns:
            Whether the selection moved from one order to another.
        """
        before = self.selected
        is_on_board = before is not None and before in on_board
        if is_on_board and self._by_person and now - self._last_input < PATIENCE:
            return False
        self._by_person = False
        if waiting:
            self.selected = waiting[0]
        elif not is_on_board:
            self.selected = first()
        return before is not None and self.selected != before


class InputPause:
    """Ignores input for a moment after its target moved on the screen."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = float("-inf")

    def start(self) -> None:
        """Start the pause: the target of a press has just moved."""
        self._until = self._clock() + PAUSE_SECONDS

    @property
    def is_paused(self) -> bool:
        """Whether a press now was probably meant for the target before it moved."""
        return self._clock() < self._until
