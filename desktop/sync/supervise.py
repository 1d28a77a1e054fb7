"""Keeps a task running: an unexpected exception is logged and told, and the task starts again.

Expected troubles never get here; the tasks handle them themselves.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0


async def supervise(
    name: str,
    run: Callable[[], Awaitable[None]],
    on_failed: Callable[[str, BaseException], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Run `run` until it returns, restarting it after exceptions with a pause of 1 to 30 seconds."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - this is the place that must not let one part end the program
            _log.error("task failed", exc_info=error, extra={"task": name})
            on_failed(name, error)
            await sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
