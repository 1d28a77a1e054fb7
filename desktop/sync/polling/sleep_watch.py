"""Looks each second whether the machine slept, and whether orders still arrive.

What is found is told to whoever owns this; nothing is asked of the vendor here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.domain.clock import Clock

LOOK: Final = 1.0
"""Seconds between looks."""

SLEPT: Final = 10.0
"""Seconds between two looks that no busy machine explains: it was asleep. Found on a clock that counts sleep, so that
setting the time of day is not taken for it."""


async def watch(
    clock: Clock,
    *,
    on_look: Callable[[], None],
    on_resumed: Callable[[float], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Look until cancelled.

    Args:
        clock: gives the seconds that count sleep.
        on_look: called at each look.
        on_resumed: called with the seconds that passed unseen.
        sleep: waits.
    """
    last = clock.steady()
    while True:
        await sleep(LOOK)
        now = clock.steady()
        passed, last = now - last, now
        if passed >= SLEPT:
            on_resumed(passed)
        on_look()
