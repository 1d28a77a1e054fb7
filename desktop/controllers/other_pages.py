"""What is looked into now and then: history, report, new versions. Offered when the board is on the screen already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.controllers.history import HistoryRoom
from desktop.controllers.sales import ReportRoom
from desktop.controllers.updates import UpdateRoom
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.controllers.settings import SettingsRoom
    from desktop.services.backend import Service
    from desktop.ui.window.main_window import MainWindow


class BackRooms:
    """Open from the beginning; `close` them before the store is."""

    def __init__(
        self,
        window: MainWindow,
        service: Service,
        choices: SettingsRoom,
        *,
        data_dir: Path,
        quit_program: Callable[[], None],
    ) -> None:
        self._history = HistoryRoom(
            window,
            lambda: service.store,
            now,
            keep_days=lambda: choices.settings.keep_personal_data_days,
            branches=lambda: service.shop.branches.known,
        )
        self._report = ReportRoom(window, lambda: service.store, now)
        self.updates = UpdateRoom(
            window,
            address=lambda: service.options.update_url,
            data_dir=data_dir,
            troubles=lambda: service.engine.troubles,
            quit_program=quit_program,
        )
        """New versions: looked for, downloaded, installed."""

    async def close(self) -> None:
        """Give up what is under way."""
        await self._history.close()
        await self._report.close()
        await self.updates.close()
