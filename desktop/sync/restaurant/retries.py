"""When what the vendor did not do is asked of it again: later each time, and at once when it is there again."""

from __future__ import annotations

import asyncio
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")

_FIRST: Final = 2.0
_LONGEST: Final = 60.0


class Retries(Generic[Key]):
    """Counts in the running loop's time."""

    def __init__(self) -> None:
        self._failed: dict[Key, int] = {}
        self._not_before: dict[Key, float] = {}
        self._asked: set[Key] = set()
        """What the vendor itself put off."""

    def failed(self, key: Key, wait: float | None = None) -> None:
        """Put a thing off: as long as the vendor says, else 2, 4, 8 … 60 seconds."""
        count = self._failed[key] = self._failed.get(key, 0) + 1
        seconds = max(wait or 0.0, min(_FIRST * 2 ** min(count - 1, 8), _LONGEST))
        self._not_before[key] = asyncio.get_running_loop().time() + seconds
        (self._asked.add if wait else self._asked.discard)(key)

    def settled(self, key: Key) -> None:
        """Forget a thing."""
        self._failed.pop(key, None)
        self._not_before.pop(key, None)
        self._asked.discard(key)

    def count(self, key: Key) -> int:
        """Return how often in a row a thing failed."""
        return self._failed.get(key, 0)

    def may(self, key: Key) -> bool:
        """Return whether a thing may be tried now."""
        return self.seconds_left(key) <= 0

    def seconds_left(self, key: Key) -> float:
        """Return the seconds until a thing may be tried again, 0 for now."""
        return max(0.0, self._not_before.get(key, 0.0) - asyncio.get_running_loop().time())

    def retry_now(self) -> None:
        """Let everything be tried now, but for what the vendor itself put off."""
        self._not_before = {key: at for key, at in self._not_before.items() if key in self._asked}
