"""Working alone: a person asks for it, with the PIN, and for the way back; it never begins by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.sync.events import StoreLineChanged
from desktop.sync.tasks import BackgroundTasks
from desktop.system.machine.clock import now
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from desktop.controllers.settings import SettingsController
    from desktop.controllers.tills.ports import AloneService
    from desktop.services.backend import Backend
    from desktop.ui.tills.alone import AloneStrip
    from desktop.ui.window.main_window import MainWindow


class AloneController:
    """Explains what people can do while the shared database is away, and lets this till work alone."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        settings: SettingsController,
        service: AloneService | None,
    ) -> None:
        """Connect; without a service nobody is offered to work alone."""
        self._window = window
        self._settings = settings
        self._service = service
        # A start without the database has told of it already.
        self._line = backend.store.line
        self._strip: AloneStrip | None = None
        self._tasks = BackgroundTasks(backend.engine.troubles)
        backend.events.subscribe(StoreLineChanged, self._on_line_changed)
        window.dialogs.store_help_wanted.connect(self.show_help)
        if service is not None:
            service.on_change(self._show)
            self._show()

    async def close(self) -> None:
        """Wait for nothing: what began is safe in the service."""
        self._tasks.cancel()

    def show_help(self, detail: str) -> None:
        """Show what people can do; `detail` is that of the trouble about the database."""
        from desktop.ui.tills.alone import help_dialog

        offers = self._service is not None and self._service.since is None and self._line.is_lost
        work_alone = self._ask_for_alone if offers else None
        self._window.dialogs.open(help_dialog(self._window, self._window.look, detail, work_alone))

    def _ask_for_alone(self) -> None:
        self._settings.pin.guard_always("alone", self._ask_alone)

    def _ask_alone(self) -> None:
        from desktop.ui.tills.alone import alone_question

        dialog = alone_question(self._window, self._window.look, self._line)
        dialog.accepted.connect(lambda: self._tasks.start(self._begin(), "alone"))
        self._window.dialogs.open(dialog)

    def _ask_for_back(self) -> None:
        self._settings.pin.guard_always("alone", self._ask_back)

    def _ask_back(self) -> None:
        from desktop.ui.tills.alone import back_question

        dialog = back_question(self._window, self._window.look)
        dialog.accepted.connect(lambda: self._tasks.start(self._end(), "shared again"))
        self._window.dialogs.open(dialog)

    async def _begin(self) -> None:
        if self._service is not None:
            try:
                await self._service.begin()
            except UserError as error:
                self._window.show_toast(str(error))

    async def _end(self) -> None:
        if self._service is not None:
            try:
                await self._service.end()
            except UserError as error:
                self._window.show_toast(str(error))

    def _show(self) -> None:
        from desktop.ui.tills.alone import AloneStrip

        since = None if self._service is None else self._service.since
        if self._strip is None and since is not None:
            self._strip = AloneStrip(self._window.look, now)
            self._strip.back_wanted.connect(self._ask_for_back)
            self._window.add_strip(self._strip)
        if self._strip is not None:
            self._strip.show_alone(since)

    def _on_line_changed(self, event: StoreLineChanged) -> None:
        self._line = event.line
