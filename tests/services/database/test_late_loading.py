"""A program that starts while the shared database is away loads everything later."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.services.database.late_loading import LateLoading
from desktop.store import CannotSaveError
from desktop.sync.events import EventBus
from desktop.sync.troubles import TroubleList
from desktop.system.machine.clock import SystemClock
from tests.sync.tills.shared import Restaurant, TillStore

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_server_that_is_busy_when_the_line_is_back_is_asked_again(tmp_path: Path) -> None:
    restaurant = await Restaurant.open(tmp_path)
    store = TillStore(restaurant, "Till 1")
    attempts = 0
    loaded = asyncio.Event()

    async def load() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise CannotSaveError("busy")
        loaded.set()

    loading = LateLoading(store, load, TroubleList(EventBus(), SystemClock()))
    store.cut()
    await loading.load()
    assert attempts == 0
    store.cut(None)
    await asyncio.wait_for(loaded.wait(), 20)
    await loading.close()
    await restaurant.file.close()
