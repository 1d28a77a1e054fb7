"""Which preparation time an order would be accepted with: the usual one, one chosen for it, or one being typed.

Pure; a typed number is only a proposal: it disappears after two seconds, when the order changes, or on Esc.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.auto_accept import with_rush
from desktop.domain.orders.lifecycle import MAX_PREPARING_TIME, MIN_PREPARING_TIME, PRESET_PREPARING_TIMES

if TYPE_CHECKING:
    from collections.abc import Callable

TYPING_TIME: Final = 2.0
"""Seconds after the last digit for which a typed number stays."""
_LONGEST: Final = len(str(MAX_PREPARING_TIME))


class PreparationTimes:
    """The preparation times in the window's hands."""

    def __init__(self, usual: int, clock: Callable[[], float]) -> None:
        self.usual = usual
        self.presets: tuple[int, ...] = PRESET_PREPARING_TIMES
        """Times that are one press away, the shortest first."""
        self.rush = 0
        """Minutes added while the kitchen is busy; not to a time that was typed."""
        self._clock = clock
        self._chosen: dict[str, int] = {}
        self._typed = ""
        self._typed_for: str | None = None
        self._typed_at = 0.0

    def typed(self, key: str) -> str:
        """Return the digits being typed for this order, "" when there are none."""
        if self._typed_for != key or self._clock() - self._typed_at >= TYPING_TIME:
            return ""
        return self._typed

    def minutes_for(self, key: str) -> int | None:
        """Return the minutes for this order; None while what is being typed is out of bounds."""
        typed = self.typed(key)
        if typed:
            minutes = int(typed)
            return minutes if MIN_PREPARING_TIME <= minutes <= MAX_PREPARING_TIME else None
        return with_rush(self.base(key), self.rush)

    def base(self, key: str) -> int:
        """Return the minutes chosen for this order, before those of a rush are added."""
        return self._chosen.get(key, self.usual)

    def choose(self, key: str, minutes: int) -> None:
        """Choose the time of one order."""
        self.clear_typed()
        self._chosen[key] = min(MAX_PREPARING_TIME, max(MIN_PREPARING_TIME, minutes))

    def type_digit(self, key: str, digit: str) -> None:
        """Take one more digit; a fourth begins anew."""
        before = self.typed(key)
        self._typed = digit if len(before) >= _LONGEST else before + digit
        self._typed_for = key
        self._typed_at = self._clock()

    def erase_digit(self, key: str) -> None:
        """Take the last digit back."""
        before = self.typed(key)
        self._typed = before[:-1]
        self._typed_at = self._clock()

    def clear_typed(self) -> bool:
        """Forget what is being typed; tell whether there was anything."""
        had = bool(self._typed)
        self._typed = ""
        self._typed_for = None
        return had

    def expire(self) -> bool:
        """Forget a number nobody went on typing; tell whether there was one."""
        if not self._typed or self._clock() - self._typed_at < TYPING_TIME:
            return False
        return self.clear_typed()

    def forget(self, key: str) -> None:
        """The order needs no time any more."""
        self._chosen.pop(key, None)
        if self._typed_for == key:
            self.clear_typed()
