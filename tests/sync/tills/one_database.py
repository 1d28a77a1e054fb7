"""Whole tills of one real PostgreSQL for tests, which take over from each other soon."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from desktop.store.postgres.tills.times import LeaseTimes
from desktop.system.machine.clock import steady
from tests.sync.tills.shared import Till

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.shared_store import SharedDatabase

TIMES: Final = LeaseTimes(renew=0.2, trust=2.0, margin=0.2, look=0.1, retries=(0.05, 0.1))


class Tills:
    """Starts tills of one database."""

    def __init__(self, simulator: Simulator, database: SharedDatabase, folder: Path) -> None:
        self._simulator = simulator
        self._database = database
        self._folder = folder

    @asynccontextmanager
    async def till(self, name: str, **how: Any) -> AsyncIterator[Till]:
        store = await self._database.open(self._folder, till=name)
        try:
            store.join(
                installation=name,
                version="3.0.0",
                computer="KASA-PC",
                steady=steady,
                may_lead=False,
                times=TIMES,
            )
            async with Till(self._simulator, store, **how) as till:
                yield till
        finally:
            await store.close()
