"""A counter that accepts every order at once: the process that the fault tests kill.

Runs the same backend as the window and the terminal. Arguments: data folder, base URL, token, seconds between
polls.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from desktop.services.backend import Backend
from desktop.sync.events import BoardReplaced, OrdersChanged
from desktop.system.files.log import open_log
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options


async def main(folder: str, base_url: str, token: str, poll_seconds: str) -> None:
    options = Options(Path(folder), base_url, float(poll_seconds), AccessToken(token), "tr")

    def press(event: OrdersChanged | BoardReplaced) -> None:
        for order in event.orders:
            if order.may_accept:
                # Runs after this event is handled, like a person's press.
                asyncio.get_running_loop().call_soon(backend.engine.accept, order.payment_key, 20)

    open_log(options.data_dir, ())
    backend = Backend(options)
    backend.events.subscribe(OrdersChanged, press)
    backend.events.subscribe(BoardReplaced, press)
    await backend.open()
    await backend.load_board()
    await backend.connect()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
