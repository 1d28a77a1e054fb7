"""Work that may wait for long, on a thread of its own that does not keep the program from ending."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


async def aside(work: Callable[[], Result], name: str) -> Result:
    """Do work on a daemon thread: a keyring may wait for its owner, a server for its network, for as long as it takes.

    Args:
        work: returns or raises what is then returned or raised here.
        name: of the thread, for whoever looks at a hanging program.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        if not done.done():
            act()

    def run() -> None:
        # The loop may have ended meanwhile: nobody waits then.
        with contextlib.suppress(RuntimeError):
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
                loop.call_soon_threadsafe(settle, partial(done.set_exception, error))
            else:
                loop.call_soon_threadsafe(settle, partial(done.set_result, result))

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done
