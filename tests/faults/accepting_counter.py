"""A counter that accepts every order at once: the process that the fault tests kill.

Runs the same backend as the window and the terminal. Arguments: data folder, base URL, token, seconds between
polls.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from desktop.services.backend import Backend
from desktop.sync.events import BoardReplaced, Event, Saved
from desktop.system.files.log import open_log
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options


async def main(folder: str, base_url: str, token: str, poll_seconds: str) -> None:
    options = Options(Path(folder), base_url, float(poll_seconds), AccessToken(token), "tr")

    def press(report: Event) -> None:
        if isinstance(report, (Saved, BoardReplaced)):
            waiting = [order.payment_key for order in report.orders if order.may_accept]
            for key in waiting:
                # Runs after this event is handled, like a person's press.
                asyncio.get_running_loop().call_soon(lambda key=key: backend.engine.accept(key, 20))  # type: ignore[misc]

    open_log(options.data_dir, ())
    backend = Backend(options, press)
    await backend.open()
    await backend.load_board()
    await backend.connect()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
