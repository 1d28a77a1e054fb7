"""Retry times with exponential backoff, reset when the vendor is reachable again."""

from __future__ import annotations

import asyncio
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")

_FIRST: Final = 2.0
_LONGEST: Final = 60.0


class Retries(Generic[Key]):
    """Times are those of the running loop."""

    def __init__(self) -> None:
        self._failed: dict[Key, int] = {}
        self._not_before: dict[Key, float] = {}
        self._delayed: set[Key] = set()
        """Keys that the vendor itself delayed."""

    def failed(self, key: Key, wait: float | None = None) -> None:
        """Delay the next attempt: as long as the vendor says, else 2, 4, 8 … 60 seconds."""
        count = self._failed[key] = self._failed.get(key, 0) + 1
        seconds = max(wait or 0.0, min(_FIRST * 2 ** min(count - 1, 8), _LONGEST))
        self._not_before[key] = asyncio.get_running_loop().time() + seconds
        (self._delayed.add if wait else self._delayed.discard)(key)

    def settled(self, key: Key) -> None:
        """Forget the failures of a key."""
        self._failed.pop(key, None)
        self._not_before.pop(key, None)
        self._delayed.discard(key)

    def count(self, key: Key) -> int:
        """Return how often in a row a key failed."""
        return self._failed.get(key, 0)

    def may(self, key: Key) -> bool:
        """Return whether a key may be tried now."""
        return self.seconds_left(key) <= 0

    def seconds_left(self, key: Key) -> float:
        """Return the seconds until a key may be tried again, 0 for now."""
        return max(0.0, self._not_before.get(key, 0.0) - asyncio.get_running_loop().time())

    def retry_now(self) -> None:
        """Let all keys be tried now, except those that the vendor itself delayed."""
        self._not_before = {key: at for key, at in self._not_before.items() if key in self._delayed}
