"""The tray icon: number of waiting orders, and a menu to open, mute and quit.

The alarm does not depend on it: a desktop may have no tray, or start it after this program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.plain_texts import set_tray_tip
from desktop.ui.window.icon import app_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from desktop.ui.commands import OrderCommands

_CHECK_EVERY: Final = 15_000
"""Milliseconds between checks for a tray that starts late."""


class Tray(QObject):
    """The tray icon; `icon` also shows notifications."""

    open_wanted = Signal()
    became_available = Signal()
    quit_wanted = Signal()

    def __init__(self, commands: OrderCommands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._state = (0, 0, True, True)
        self._muted = False
        self.icon = QSystemTrayIcon(self)
        self.icon.activated.connect(self._on_activated)
        self._menu = QMenu()
        self._open = self._action(tr("Open Tezgâh"), self.open_wanted.emit)
        self._mute = self._action(tr("Mute"), self._on_mute)
        self._menu.addSeparator()
        self._quit = self._action(tr("Quit"), self.quit_wanted.emit)
        self.icon.setContextMenu(self._menu)
        self._timer = QTimer(self)
        self._timer.setInterval(_CHECK_EVERY)
        self._timer.timeout.connect(self._check_for_tray)
        self._was_available = False
        self._show_state()
        self._check_for_tray()
        if not self._was_available:
            self._timer.start()

    @property
    def available(self) -> bool:
        """Whether the desktop has a tray and the icon is in it."""
        return QSystemTrayIcon.isSystemTrayAvailable() and self.icon.isVisible()

    def show_state(self, *, waiting: int, muted: int, receiving: bool, sound: bool) -> None:
        """Show the number of waiting and muted orders, and whether orders and sound arrive."""
        state = (waiting, muted, receiving, sound)
        if state != self._state:
            self._state = state
            self._show_state()

    def show_message(self, title: str, text: str) -> None:
        """Show a message beside the icon; it must not contain customer data."""
        if self.available:
            from desktop.alerts.notifications import show_message

            show_message(self.icon, title, text)

    def remove(self) -> None:
        """Remove the icon: the program ends."""
        self._timer.stop()
        self.icon.hide()

    def _action(self, text: str, do: Callable[[], None]) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(lambda _checked=False: do())
        return action

    def _show_state(self) -> None:
        waiting, muted, receiving, sound = self._state
        self.icon.setIcon(app_icon(waiting, receiving=receiving))
        parts = ["Tezgâh"]
        if waiting:
            parts.append(plurals.waiting(waiting))
        if not receiving:
            parts.append(tr("Not receiving orders"))
        if not sound:
            parts.append(tr("No sound"))
        set_tray_tip(self.icon, " – ".join(parts))
        self._muted = bool(waiting) and muted >= waiting
        self._mute.setText(tr("Unmute") if self._muted else tr("Mute"))
        self._mute.setEnabled(bool(waiting))

    def _check_for_tray(self) -> None:
        available = QSystemTrayIcon.isSystemTrayAvailable()
        if available and not self._was_available:
            self._was_available = True
            self._timer.stop()
            self.icon.show()
            self.became_available.emit()

    def _on_mute(self) -> None:
        self._commands.set_muted(not self._muted)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.open_wanted.emit()
