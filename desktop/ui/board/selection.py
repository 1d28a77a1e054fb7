"""The rules for the selected order and for ignoring input: pure, on a monotonic clock in seconds.

The oldest waiting order is selected automatically. An order that a person selects stays selected until the person
leaves it, acts on it, or it leaves the board. Only a new order ends the choice of an order that does not wait, and not
while a hand is at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

HAND_SECONDS: Final = 10.0
"""Seconds after an input for which a new order leaves a person's selection alone."""

PAUSE_SECONDS: Final = 0.4
"""Seconds for which presses are ignored after their target moved."""
STEP_PAUSE: Final = 1.0
"""Seconds for which presses are ignored after another button took the place of the one that was pressed."""
PAGE_PAUSE: Final = 2.0
"""Seconds for which keys do not act after another page was shown: they were meant for the page before."""
KEEP_PRESSING: Final = 1.0
"""Seconds for which keys still do not act after one that came in that time: who hammers has not looked yet."""


class Selection:
    """Holds the payment key of the selected order."""

    def __init__(self) -> None:
        self.selected: str | None = None
        self._by_person = False
        self._last_input = 0.0
        self._waited: frozenset[str] = frozenset()
        self._rang = False
        """Whether an order began to wait since the person's choice."""
        self.released: str | None = None
        """The order that a person acted on last, until another one is chosen: moving on from it surprises nobody."""

    @property
    def is_by_person(self) -> bool:
        """Whether a person selected the order."""
        return self._by_person

    def choose(self, key: str, now: float) -> None:
        """Select an order for a person."""
        self.selected = key
        self._by_person = True
        self._last_input = now
        self._rang = False
        self.released = None

    def touch(self, now: float) -> None:
        """Note the time of a person's input."""
        self._last_input = now

    def release(self, key: str) -> None:
        """End a person's selection of this order: the person acted on it, or leaves it."""
        if key == self.selected:
            self._by_person = False
            self.released = key

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
        self._rang |= not self._waited.issuperset(waiting)
        self._waited = frozenset(waiting)
        called_away = self._rang and before not in self._waited and now - self._last_input >= HAND_SECONDS
        if is_on_board and self._by_person and not called_away:
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
        self.on_start: Callable[[float], None] = lambda _seconds: None
        """Called with the length of each pause, in seconds, so that people see it."""

    def start(self, seconds: float = PAUSE_SECONDS) -> None:
        """Start a pause of so many seconds; a longer one goes on. The target of a press has just moved."""
        self._until = max(self._until, self._clock() + seconds)
        self.on_start(self._until - self._clock())

    @property
    def is_paused(self) -> bool:
        """Whether a press now was probably meant for the target before it moved."""
        return self._clock() < self._until
