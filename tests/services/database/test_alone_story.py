"""The whole program without a window works alone against the vendor, and comes back to the shared database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.board import CommandState
from desktop.services.backend import Backend
from desktop.simulator import Simulator
from desktop.system.settings.options import resolve
from tests.harness import subscribe_to_all
from tests.services.database.test_alone import begin_alone
from tests.store.made import key_of, receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.sync.events import Event
    from tests.services.database.conftest import Till


class Program:
    """The program on the folder of a till that works alone."""

    def __init__(self, till: Till, sim: Simulator) -> None:
        made = till.database.made
        given = {
            "data_dir": str(till.folder),
            "base_url": sim.base_url,
            "poll_seconds": "0.05",
            "store_url": made.url_for(made.till),
            "till": "Kasa 2",
        }
        environ = {"TEZGAH_STORE_PASSWORD": made.password, "TEZGAH_ACCESS_TOKEN": sim.access_token}
        self.backend = Backend(resolve(given, environ))
        self.orders: dict[str, BoardOrder] = {}
        self._changed = asyncio.Event()
        subscribe_to_all(self.backend.events, self._on_event)

    def _on_event(self, event: Event) -> None:
        for order in (
            getattr(event, "orders", ()) if not isinstance(getattr(event, "orders", ()), int) else ()
        ):
            self.orders[order.order.payment_key] = order
        self._changed.set()

    async def until(self, condition: Callable[[], Any]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


async def test_a_till_polls_alone_and_its_orders_are_in_the_database_afterwards(till: Till) -> None:
    shared = await till.start()
    await shared.write(lambda tx: receive(tx, 1, datetime.now(UTC)))
    await begin_alone(till)
    await till.store.close()
    with Simulator(cooldown=0.0) as sim:
        program = Program(till, sim)
        backend = program.backend
        assert backend.options.store_address is None
        await backend.open()
        await backend.load_board()
        assert set(program.orders) == {key_of(1)}
        await backend.connect()
        accepted, waiting = sim.add_order(), sim.add_order()
        await program.until(lambda: {accepted, waiting} <= set(program.orders))
        backend.engine.accept(accepted, 25)
        await program.until(
            lambda: (
                (accept := program.orders[accepted].accept) is not None
                and accept.state is CommandState.CONFIRMED
            )
        )
        ends: list[bool] = []
        service = backend.alone_service(till.note, lambda: ends.append(True))
        assert service is not None
        assert service.since is not None
        await service.end()
        assert ends == [True]
        assert service.taken is not None
        assert service.taken.new == 2
        await backend.close()
    shared = await till.start()
    assert shared.engine == "postgres"
    since = datetime.now(UTC) - timedelta(hours=1)
    board = {row.payment_key: row for row in await shared.read(lambda tx: tx.on_board(since))}
    assert set(board) == {key_of(1), accepted, waiting}
    assert board[accepted].preparing_time == 25
    assert board[accepted].accepted_at is not None
    assert board[waiting].accepted_at is None
