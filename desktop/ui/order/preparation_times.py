"""The preparation time of each order: the usual one, one chosen for the order, or one being typed.

A typed number disappears after two seconds, when another order is selected, or on Esc.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.auto_accept import with_rush
from desktop.domain.orders.lifecycle import MAX_PREPARING_TIME, MIN_PREPARING_TIME, PRESET_PREPARING_TIMES

if TYPE_CHECKING:
    from collections.abc import Callable

TYPING_TIME: Final = 2.0
"""Seconds for which a typed number stays after the last digit."""
INTERRUPTED: Final = 1.0
"""Seconds without a digit after which a number that was interrupted is over."""
_LONGEST: Final = len(str(MAX_PREPARING_TIME))


class PreparationTimes:
    """Holds the usual time, the chosen times and the typed digits."""

    def __init__(self, usual: int, clock: Callable[[], float]) -> None:
        self.usual = usual
        self.presets: tuple[int, ...] = PRESET_PREPARING_TIMES
        """The times that have a button, the shortest first."""
        self.rush = 0
        """Minutes that rush hour adds; a typed time stays as it is."""
        self._clock = clock
        self._chosen: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._typed = ""
        self._typed_for: str | None = None
        self._typed_at = 0.0
        self._ignored_until = float("-inf")

    def typed(self, key: str) -> str:
        """Return the digits typed for this order, "" if there are none."""
        if self._typed_for != key or self._clock() - self._typed_at >= TYPING_TIME:
            return ""
        return self._typed

    def minutes_for(self, key: str) -> int | None:
        """Return the minutes for this order, None while the typed number is out of range."""
        typed = self.typed(key)
        if typed:
            minutes = int(typed)
            return minutes if MIN_PREPARING_TIME <= minutes <= MAX_PREPARING_TIME else None
        return self._exact.get(key) or with_rush(self.base(key), self.rush)

    def base(self, key: str) -> int:
        """Return the minutes for this order without those of rush hour."""
        return self._chosen.get(key, self.usual)

    def preset_for(self, key: str) -> int | None:
        """Return the preset that leads to the minutes for this order, None while the typed number is out of range."""
        minutes = self.minutes_for(key)
        return None if minutes is None else minutes - self.rush

    def is_exact(self, key: str) -> bool:
        """Whether the time was typed, so that rush hour adds nothing."""
        return bool(self.typed(key)) or key in self._exact

    def choose(self, key: str, minutes: int) -> None:
        """Set the time of one order without the minutes of rush hour, limited to the allowed range."""
        self.clear_typed()
        self._exact.pop(key, None)
        self._chosen[key] = _within(minutes)

    def choose_exactly(self, key: str, minutes: int) -> None:
        """Set the time of one order, limited to the allowed range; rush hour adds nothing."""
        self.choose(key, minutes)
        if self.rush:
            self._exact[key] = _within(minutes)

    def type_digit(self, key: str, digit: str) -> None:
        """Append a digit; a fourth one starts a new number. The rest of an interrupted number is ignored."""
        if self._clock() < self._ignored_until:
            self._ignored_until = self._clock() + INTERRUPTED
            return
        before = self.typed(key)
        self._typed = digit if len(before) >= _LONGEST else before + digit
        self._typed_for = key
        self._typed_at = self._clock()

    def erase_digit(self, key: str) -> None:
        """Remove the last digit."""
        before = self.typed(key)
        self._typed = before[:-1]
        self._typed_at = self._clock()

    def clear_typed(self) -> bool:
        """Remove the typed digits. Return whether there were any."""
        had = bool(self._typed)
        self._typed = ""
        self._typed_for = None
        return had

    def interrupt(self) -> None:
        """Ignore the rest of a number that is being typed: another order came under the hand."""
        if self._typed and self._clock() - self._typed_at < TYPING_TIME:
            self._ignored_until = self._clock() + INTERRUPTED
        self.clear_typed()

    def expire(self) -> bool:
        """Remove typed digits that are too old. Return whether there were any."""
        if not self._typed or self._clock() - self._typed_at < TYPING_TIME:
            return False
        return self.clear_typed()

    def forget(self, key: str) -> None:
        """Remove all times of an order."""
        self._chosen.pop(key, None)
        self._exact.pop(key, None)
        if self._typed_for == key:
            self.clear_typed()


def _within(minutes: int) -> int:
    return min(MAX_PREPARING_TIME, max(MIN_PREPARING_TIME, minutes))
