"""A till on a shared database, which works alone and comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.services.database.alone.service import AloneService
from desktop.services.database.opener import open_store
from desktop.sync.events import EventBus
from desktop.sync.troubles import TroubleList
from desktop.system.machine.clock import SystemClock
from desktop.system.settings.options import resolve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop.domain.clock import Clock
    from desktop.store import Store
    from desktop.system.settings.options import Options
    from tests.shared_store import SharedDatabase


class Till:
    """A program on one data folder: begun, ended and begun anew as the window does it."""

    def __init__(self, database: SharedDatabase, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.clock: Clock = SystemClock()
        self.events = EventBus()
        self.paused = self.copies_again = 0
        self.begins_anew = False
        self.port = 0
        self.store: Store
        self.alone: AloneService

    @property
    def options(self) -> Options:
        made = self.database.made
        environ = {"TEZGAH_STORE_PASSWORD": made.password}
        given = {
            "data_dir": str(self.folder),
            "store_url": made.url_for(made.till, port=self.port),
            "till": "Kasa 2",
        }
        return resolve(given, environ)

    async def start(self) -> Store:
        """Open the store that the settings name."""
        options = self.options
        self.begins_anew = False
        self.store = await open_store(options)
        self.alone = AloneService(
            options,
            store=lambda: self.store,
            now=lambda: datetime.now(UTC),
            note=self.note,
            build_anew=self._build_anew,
            stop_copy=self._nothing,
            start_copy=self._count_start,
            pause=self._pause,
            resume=self._resume,
        )
        return self.store

    async def restart(self) -> Store:
        await self.store.close()
        return await self.start()

    @property
    def troubles(self) -> TroubleList:
        return TroubleList(self.events, self.clock)

    def note(self, alone_since: str) -> None:
        file = self.options.settings_file
        settings, _ = file.load()
        settings.alone_since = alone_since
        file.save(settings)

    def _build_anew(self) -> None:
        self.begins_anew = True

    async def _pause(self) -> None:
        self.paused += 1

    async def _resume(self) -> None:
        self.paused -= 1

    def _count_start(self) -> None:
        self.copies_again += 1

    async def _nothing(self) -> None:
        pass


@pytest.fixture
async def till(shared_database: SharedDatabase, tmp_path: Path) -> AsyncIterator[Till]:
    made = Till(shared_database, tmp_path / "till")
    yield made
    await made.store.close()
