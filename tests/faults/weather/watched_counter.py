"""A counter that accepts every order at once, and prints what people would see as JSON lines.

The same backend as that of the window and the terminal. Arguments: data folder, base URL, token, seconds between polls,
seconds until silence is said, and seconds by which the clock jumps at the signal USR1.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.backend import Backend
from desktop.sync.events import BoardReplaced, ConnectionChanged, OrdersChanged, PollEnded, TroublesChanged
from desktop.system.files.log import open_log
from desktop.system.machine.clock import SystemClock
from desktop.system.machine.loops import run_loop
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder

MINUTES = 20


def say(**facts: object) -> None:
    print(json.dumps({"at": time.monotonic(), **facts}), flush=True)


def card(order: BoardOrder) -> list[object]:
    accept = order.accept
    return [order.order.status_id, "" if accept is None else accept.state.value, order.in_doubt]


async def main(folder: str, base_url: str, token: str, poll_seconds: str, silent_after: str) -> None:
    options = Options(
        Path(folder), base_url, float(poll_seconds), AccessToken(token), "tr",
        not_receiving_after=float(silent_after),
    )  # fmt: skip

    def on_orders(event: OrdersChanged | BoardReplaced) -> None:
        say(cards={order.payment_key: card(order) for order in event.orders})
        if isinstance(event, OrdersChanged) and event.announced:
            say(announced=event.announced)
        for order in event.orders:
            if order.may_accept:
                # Runs after this event is handled, like a person's press.
                asyncio.get_running_loop().call_soon(backend.engine.accept, order.payment_key, MINUTES)

    open_log(options.data_dir, ())
    backend = Backend(options)
    backend.events.subscribe(OrdersChanged, on_orders)
    backend.events.subscribe(BoardReplaced, on_orders)
    backend.events.subscribe(PollEnded, lambda event: say(poll=event.outcome.value))
    backend.events.subscribe(
        ConnectionChanged, lambda event: say(silent=event.connection.silent_since is not None)
    )
    backend.events.subscribe(
        TroublesChanged, lambda event: say(troubles=[trouble.kind.value for trouble in event.troubles])
    )
    await backend.open()
    await backend.load_board()
    await backend.connect()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await backend.close()


def let_the_clock_jump(seconds: float) -> None:
    """Shift the time of day by these seconds at the signal USR1."""
    if sys.platform == "win32":
        raise NotImplementedError
    present = SystemClock.now
    shift = timedelta()

    def jump(*_: object) -> None:
        nonlocal shift
        shift = timedelta(seconds=seconds)

    signal.signal(signal.SIGUSR1, jump)
    SystemClock.now = staticmethod(lambda: present() + shift)  # of this process alone


if __name__ == "__main__":
    *given, jump_seconds = sys.argv[1:]
    let_the_clock_jump(float(jump_seconds))
    run_loop(main(*given))
