"""Builds the controllers of the pages, after the first picture: history, sales, overview, tickets, updates, tills."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.controllers.history import HistoryController
from desktop.controllers.overview import OverviewController
from desktop.controllers.printing.controller import PrintingController
from desktop.controllers.sales import SalesController
from desktop.controllers.tills.alone import AloneController
from desktop.controllers.tills.controller import TillsController
from desktop.controllers.updates import UpdatesController
from desktop.services.database.setup import DatabaseSetup

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.alerts.notifications import Notifier
    from desktop.controllers.settings import SettingsController
    from desktop.controllers.tills.ports import AloneService
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.ui.window.main_window import MainWindow


class PageControllers(NamedTuple):
    """The controllers of the pages; each works for itself."""

    overview: OverviewController
    history: HistoryController
    sales: SalesController
    printing: PrintingController
    updates: UpdatesController
    tills: TillsController
    alone: AloneController

    async def close(self) -> None:
        """End the work of all of them."""
        for each in self:
            await each.close()


def build_pages(
    window: MainWindow,
    backend: Backend,
    settings: SettingsController,
    alarm_service: AlarmService,
    notifier: Notifier,
    *,
    demo: bool,
    quit_program: Callable[[], None],
    alone_service: AloneService | None = None,
) -> PageControllers:
    """Offer the pages in the window.

    Args:
        window: the main window.
        backend: open.
        settings: the settings in force.
        alarm_service: rings for tickets that do not come out.
        notifier: shows a notification of them.
        demo: whether the orders are invented ones.
        quit_program: ends the program.
        alone_service: lets this till work alone; None where nobody is offered that.
    """
    history = HistoryController(
        window,
        backend.store,
        backend.clock.now,
        settings=lambda: settings.settings,
        branches=lambda: backend.restaurant.branches.known,
    )
    sales = SalesController(window, backend.store, backend.clock.now, lambda: settings.settings)
    overview = OverviewController(window, backend, settings)
    overview.start(demo=demo)
    printing = PrintingController(
        window, backend, settings, alarm_service, notifier=notifier, now=backend.clock.now
    )
    printing.start(demo=demo)
    history.ask_for_ticket = printing.ask_for_old_ticket
    sales.print_report = printing.print_report
    updates = UpdatesController(window, backend, quit_program=quit_program)
    tills = TillsController(window, backend, settings, DatabaseSetup(backend.options))
    alone = AloneController(window, backend, settings, alone_service)
    return PageControllers(overview, history, sales, printing, updates, tills, alone)
