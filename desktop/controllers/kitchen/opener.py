"""Opens the kitchen screen: as the program's own window, from the counter's menu, or because it was open before.

A till without a kitchen screen loads this module and nothing else of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.kitchen import VIEW

if TYPE_CHECKING:
    from desktop.controllers.kitchen.controller import KitchenController
    from desktop.controllers.settings import SettingsController
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.ui.kitchen_screen.window import KitchenWindow
    from desktop.ui.window.main_window import MainWindow


class KitchenOpener:
    """Holds the kitchen screen, if there is one."""

    def __init__(
        self, window: MainWindow, backend: Backend, choices: SettingsController, alarm_service: AlarmService
    ) -> None:
        self._window = window
        self._backend = backend
        self._choices = choices
        self._alarm_service = alarm_service
        self._controller: KitchenController | None = None
        window.dialogs.kitchen_wanted.connect(self.open)

    @property
    def is_main(self) -> bool:
        """Whether the kitchen screen is the window that this program was started for."""
        return self._backend.options.is_kitchen_alone(self._choices.settings)

    @property
    def window(self) -> KitchenWindow | None:
        """The open screen."""
        return None if self._controller is None else self._controller.window

    def start(self) -> None:
        """Open the screen where it was open before. A page that asks for something is shown too."""
        wanted = self._backend.options.view == VIEW or self._choices.settings.kitchen_open
        if wanted and self.window is None:
            self.open()
        if self.is_main and self._window.pages.page is not None:
            self._window.raise_to_front()

    def open(self) -> None:
        """Open the screen, or bring it to the front."""
        if self._controller is None:
            from desktop.controllers.kitchen.controller import KitchenController

            self._controller = KitchenController(
                self._window, self._backend, self._choices, self._alarm_service, is_main=self.is_main
            )
        self._controller.open()

    def raise_to_front(self) -> None:
        """Bring the window of the program to the front: it was started a second time."""
        if self.is_main:
            self.open()
        else:
            self._window.raise_to_front()

    def remember_place(self) -> None:
        """Save where the screen stands."""
        if self._controller is not None:
            self._controller.remember_place()

    async def close(self) -> None:
        """Close the screen: the program ends."""
        if self._controller is not None:
            await self._controller.close()
