"""What is looked into now and then: history, report, new versions. Offered when the board is on the screen already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.controllers.history import HistoryController
from desktop.controllers.sales import SalesController
from desktop.controllers.updates import UpdatesController
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.controllers.settings import SettingsController
    from desktop.services.backend import Backend
    from desktop.ui.window.main_window import MainWindow


class BackRooms:
    """Open from the beginning; `close` them before the store is."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        choices: SettingsController,
        *,
        data_dir: Path,
        quit_program: Callable[[], None],
    ) -> None:
        self._history = HistoryController(
            window,
            backend.store,
            now,
            keep_days=lambda: choices.settings.keep_personal_data_days,
            branches=lambda: backend.restaurant.branches.known,
        )
        self._report = SalesController(window, backend.store, now)
        self.updates = UpdatesController(
            window,
            address=lambda: backend.options.update_url,
            data_dir=data_dir,
            troubles=lambda: backend.engine.troubles,
            quit_program=quit_program,
        )
        """New versions: looked for, downloaded, installed."""

    async def close(self) -> None:
        """Give up what is under way."""
        await self._history.close()
        await self._report.close()
        await self.updates.close()
