"""The state of the line to the database, told in the event loop when it changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.tills import StoreLine, StoreProblem


class Line:
    """The line, as the connections that use it find it; it is whole while none of them misses it. Any thread may use it."""

    def __init__(
        self, state: StoreLine, now: Callable[[], datetime], loop: asyncio.AbstractEventLoop
    ) -> None:
        self.state = state
        self._now = now
        self._loop = loop
        self._handlers: list[Callable[[StoreLine], object]] = []
        self._problems: dict[str, StoreProblem] = {}
        self._lock = threading.Lock()

    def on_change(self, handler: Callable[[StoreLine], object]) -> None:
        """Call a handler, in the event loop, when the line is lost or is back."""
        self._handlers.append(handler)

    def lost(self, connection: str, problem: StoreProblem) -> None:
        """Note that a connection cannot be used, and why."""
        self._note(connection, problem)

    def back(self, connection: str) -> None:
        """Note that a connection can be used."""
        self._note(connection, None)

    def _note(self, connection: str, problem: StoreProblem | None) -> None:
        with self._lock:
            if problem is None:
                self._problems.pop(connection, None)
            else:
                self._problems[connection] = problem
            found = next(iter(self._problems.values()), None)
            if found == self.state.problem:
                return
            since = None if found is None else self.state.lost_since or self._now()
            self.state = msgspec.structs.replace(self.state, lost_since=since, problem=found)
            state = self.state
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, state)

    def _tell(self, state: StoreLine) -> None:
        for handler in self._handlers:
            handler(state)
