"""A till as a process: takes commands on standard input, and writes events on standard output, both as JSON lines.

Runs the same backend as the window and the terminal. The only argument is the JSON text of a `Plan`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.store.postgres.tills import times

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.services.backend import Backend


class Plan(msgspec.Struct):
    """How a till runs."""

    folder: str
    base_url: str
    token: str
    store_url: str
    password: str
    name: str
    till_id: str
    poll_seconds: float
    scale: float = 1.0
    """Factor of the times of the lease."""
    vendor: tuple[str, int] | None = None
    """Host and port that a relay in this process's network forwards the port of `base_url` to."""
    clock_ahead: float = 0.0
    """Seconds that this computer's time of day is ahead."""
    may_poll: bool = True


class Traps:
    """Stops or kills this process when it reaches a point for the first time after that was asked for."""

    def __init__(self) -> None:
        self._set: dict[str, int] = {}
        self.write: Callable[..., object] = lambda _event, **_fields: None

    def set(self, point: str, number: int) -> None:
        self._set[point] = number

    def reached(self, point: str) -> None:
        if (number := self._set.pop(point, None)) is not None:
            self.write("trapped", point=point)
            os.kill(os.getpid(), number)
            # The signal takes a moment, and this thread must not go on until then.
            time.sleep(0.2)


def scaled(scale: float) -> times.LeaseTimes:
    """Return the times of the lease, shortened for a test."""
    if scale == 1.0:
        return times.TIMES
    plain = times.TIMES._asdict()
    pauses = tuple(pause * scale for pause in plain.pop("retries"))
    return times.LeaseTimes(**{name: seconds * scale for name, seconds in plain.items()}, retries=pauses)


def digest(order: BoardOrder) -> str:
    """Return the same text for the same order at all tills."""
    return hashlib.sha256(msgspec.json.encode(msgspec.to_builtins(order))).hexdigest()[:16]


def view(order: BoardOrder) -> list[Any]:
    """Return the parts of an order that people see."""
    accept, action = order.accept, order.action
    return [
        order.order.status_id,
        None if accept is None else str(accept.state),
        None if accept is None else accept.till,
        None if action is None else str(action.state),
        order.muted,
        order.waits,
        str(order.acknowledgement),
        digest(order),
    ]


def log_accepts(console: Console, store: Any) -> None:
    """Write when an accept is sent, and when its result was saved, each with the term in which that was done.

    The times are of the steady clock, which all processes of a computer share.
    """
    from desktop.domain.orders.outbox import OutboxVerdict
    from desktop.sync.outbox.records import OutboxRecords
    from desktop.vendor.api import VendorApi

    plain_accept, plain_end = VendorApi.accept, OutboxRecords.end_command
    open_ends = {OutboxVerdict.RETRY, OutboxVerdict.NEEDS_TOKEN}

    async def accept(self: VendorApi, payment_key: str, preparing_time: int) -> None:
        console.write("asked", key=payment_key, epoch=store.lease.epoch, at=time.monotonic())
        await plain_accept(self, payment_key, preparing_time)

    async def end_command(self: OutboxRecords, row: Any, answer: Any, **how: Any) -> Any:
        verdict = await plain_end(self, row, answer, **how)
        if row.kind == "accept" and verdict not in open_ends:
            console.write("noted", key=row.payment_key, epoch=store.lease.epoch, at=time.monotonic())
        return verdict

    VendorApi.accept = accept  # type: ignore[method-assign]
    OutboxRecords.end_command = end_command  # type: ignore[method-assign]


def lay_traps(traps: Traps, store: Any) -> None:
    """Call the traps at the points where a leader must not be stopped in vain."""
    from desktop.store.postgres.tills.lease import PostgresLease
    from desktop.sync.outbox.records import OutboxRecords
    from desktop.vendor.api import VendorApi

    has_answer = False

    def after(kind: type, method: str, point: str) -> None:
        plain = getattr(kind, method)

        async def trapped(*arguments: Any, **named: Any) -> Any:
            result = await plain(*arguments, **named)
            traps.reached(point)
            return result

        setattr(kind, method, trapped)

    after(PostgresLease, "permit", "permit")
    after(OutboxRecords, "start_command", "attempt")
    plain_accept, plain_poll, plain_write = VendorApi.accept, VendorApi.get_current, store.write

    async def accept(*arguments: Any) -> None:
        traps.reached("call")
        await plain_accept(*arguments)
        traps.reached("result")

    async def get_current(self: VendorApi) -> bytes:
        nonlocal has_answer
        answer = await plain_poll(self)
        traps.reached("answer")
        has_answer = True
        return answer

    async def write(work: Callable[[Any], Any], **how: Any) -> Any:
        nonlocal has_answer
        is_poll = bool(has_answer and how.get("as_leader") and how.get("into_file"))

        def inside(tx: Any) -> Any:
            result = work(tx)
            if is_poll:
                traps.reached("inside")
            return result

        result = await plain_write(inside, **how)
        if is_poll:
            has_answer = False
            traps.reached("saved")
        return result

    VendorApi.accept = accept  # type: ignore[method-assign, assignment]
    VendorApi.get_current = get_current  # type: ignore[method-assign]
    store.write = write


class Console:
    """Writes events, and runs the commands that are read."""

    def __init__(self, traps: Traps) -> None:
        self._traps = traps
        traps.write = self.write
        self._board: dict[str, BoardOrder] = {}
        self._lock = threading.Lock()
        self.ends = asyncio.Event()

    def write(self, event: str, **fields: Any) -> None:
        self.write_line(msgspec.json.encode({"event": event, **fields}))

    def write_line(self, line: bytes) -> None:
        with self._lock:
            os.write(1, line + b"\n")

    def subscribe(self, backend: Backend) -> None:
        from desktop.cli.headless import EventLines
        from desktop.sync.events import BoardReplaced, OrdersChanged, StoreLineChanged

        EventLines(self.write_line).subscribe(backend.events)
        backend.events.subscribe(OrdersChanged, self._on_orders_changed)
        backend.events.subscribe(BoardReplaced, self._on_board_replaced)
        backend.events.subscribe(
            StoreLineChanged,
            lambda event: self.write(
                "line", lost=event.line.lost_since is not None, problem=event.line.problem
            ),
        )

    def _on_orders_changed(self, event: Any) -> None:
        for order in event.orders:
            self._board[order.payment_key] = order
            fields = {"key": order.payment_key, "cause": str(event.cause), "view": view(order)}
            self.write("shown", announced=order.payment_key in event.announced, **fields)

    def _on_board_replaced(self, event: Any) -> None:
        self._board = {order.payment_key: order for order in event.orders}
        self.write("replaced", orders=len(self._board))

    def listen(self, backend: Backend) -> None:
        """Read commands until the input ends, which ends the till."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            # Not `sys.stdin`: its lock is held while it waits, and the program could not end.
            rest = b""
            while data := os.read(0, 65536):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    loop.call_soon_threadsafe(self._run, backend, msgspec.json.decode(line))
            loop.call_soon_threadsafe(self.ends.set)

        threading.Thread(target=read, daemon=True).start()

    async def _press(self, engine: Any, key: str) -> None:
        """Accept, and tell whether that was refused because the database is away."""
        from desktop.store.errors import CannotSaveError

        try:
            await engine.records.enqueue_accept(key, 20)
        except CannotSaveError:
            self.write("pressed", refused=True)
        else:
            self.write("pressed", refused=False)

    def _accept_always(self, backend: Backend) -> None:
        from desktop.sync.events import BoardReplaced, OrdersChanged

        def press(event: Any) -> None:
            for order in event.orders:
                if order.may_accept:
                    # Runs after this event is handled, like a person's press.
                    asyncio.get_running_loop().call_soon(backend.engine.accept, order.payment_key, 20)

        backend.events.subscribe(OrdersChanged, press)
        backend.events.subscribe(BoardReplaced, press)
        for order in list(self._board.values()):
            if order.may_accept:
                backend.engine.accept(order.payment_key, 20)

    def _run(self, backend: Backend, command: dict[str, Any]) -> None:  # noqa: C901 - a list of commands
        engine = backend.engine
        key = command.get("key", "")
        match command["do"]:
            case "accept":
                engine.accept(key, command.get("minutes", 20))
            case "press":
                asyncio.ensure_future(self._press(engine, key))  # noqa: RUF006 - it ends soon
            case "accept_always":
                self._accept_always(backend)
            case "act":
                from desktop.domain.orders.lifecycle import Action

                engine.act(key, Action(command["action"]), command.get("reason"))
            case "take_back":
                engine.take_back(key)
            case "mute":
                engine.mute([key], muted=True)
            case "poll":
                engine.poll_now()
            case "rule":
                from desktop.domain.orders.auto_accept import AutoAccept

                engine.accept_by_rule(AutoAccept(preparing_time=25, without_note=False))
            case "trap":
                self._traps.set(command["point"], getattr(signal, command["signal"]))
            case "board":
                self.write("board", orders={each: view(order) for each, order in self._board.items()})
            case "quit":
                self.ends.set()


def clock_ahead(seconds: float) -> Any:
    """Return this computer's clock, with another time of day."""
    from desktop.system.machine.clock import SystemClock, now

    def ahead() -> datetime:
        return now() + timedelta(seconds=seconds)

    clock = SystemClock()
    clock.now = ahead
    return clock


async def main(plan: Plan) -> None:
    times.TIMES = scaled(plan.scale)  # type: ignore[misc]
    from desktop.domain.store_address import parse_store_address
    from desktop.services.backend import Backend
    from desktop.store.errors import StoreProblemError
    from desktop.store.postgres.store import PostgresStore
    from desktop.sync.tills.store_clock import StoreClock
    from desktop.system.files.log import open_log
    from desktop.system.machine.clock import steady
    from desktop.system.settings.addresses import origin
    from desktop.system.settings.credentials import AccessToken
    from desktop.system.settings.options import Options

    if plan.vendor is not None:
        from tests.faults.tills.relay import relay

        relay("127.0.0.1", int(plan.base_url.split(":")[2].partition("/")[0]), plan.vendor)
    folder = Path(plan.folder)
    options = Options(
        folder,
        plan.base_url,
        plan.poll_seconds,
        AccessToken(plan.token),
        "en",
        fixed=frozenset({"base_url", "poll_seconds"}),
        of_environment=AccessToken(plan.token),
        bound_to=origin(plan.base_url),
        till_id=plan.till_id,
        may_poll=plan.may_poll,
    )
    open_log(folder, ())
    traps = Traps()
    console = Console(traps)
    address = parse_store_address(plan.store_url)
    try:
        store = await PostgresStore.open(address, plan.password, till=plan.name, data_dir=folder)
    except StoreProblemError as error:
        console.write("refused", problem=error.problem, message=str(error))
        return
    store.join(installation=plan.till_id, version="3.0.0", computer=plan.name, steady=steady, may_lead=False)
    log_accepts(console, store)
    lay_traps(traps, store)
    backend = Backend(options)
    if plan.clock_ahead:
        backend._clock = StoreClock(clock_ahead(plan.clock_ahead))
    console.subscribe(backend)
    await backend.open(store)
    await backend.load_board()
    await backend.connect()
    console.write("ready", process=store.process)
    console.listen(backend)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows
        loop.add_signal_handler(signal.SIGTERM, console.ends.set)
    await console.ends.wait()
    await backend.close()
    console.write("closed")


if __name__ == "__main__":
    asyncio.run(main(msgspec.json.decode(sys.argv[1].encode(), type=Plan)))
