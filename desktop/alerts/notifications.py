"""Desktop notifications through the tray icon. Only this module of `desktop.alerts` imports Qt.

Notifications are an extra: the window and the bell are the alarm. Callers pass no customer data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QSystemTrayIcon

from desktop.domain.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

_TITLE_AT_MOST: Final = 80
_BODY_AT_MOST: Final = 240
_SHOWN_FOR: Final = 8_000
"""Milliseconds; only a request, which many desktops ignore."""


class Notifier(Protocol):
    """Shows a notification about an order."""

    def notify(self, title: str, body: str, payment_key: str) -> None:
        """Show `title` and `body`; a click opens the order `payment_key`."""


class TrayNotifier:
    """Shows notifications at the tray icon; does nothing on a desktop without tray or notifications.

    `on_pressed` receives the payment key of the latest notification: Qt does not report which one was
    clicked.
    """

    def __init__(self, tray: QSystemTrayIcon, *, on_pressed: Callable[[str], None]) -> None:
        self._tray = tray
        self._on_pressed = on_pressed
        self._latest: str | None = None
        tray.messageClicked.connect(self._on_message_clicked)

    def notify(self, title: str, body: str, payment_key: str) -> None:
        """Show `title` and `body`; a click opens the order `payment_key`."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        self._latest = payment_key
        show_message(self._tray, title, body)

    def _on_message_clicked(self) -> None:
        # The tray also shows messages about no order, for example that the program keeps running.
        if self._latest is not None:
            self._on_pressed(self._latest)


def show_message(tray: QSystemTrayIcon, title: str, body: str) -> None:
    """Show a message at the tray icon, as plain text whatever the desktop makes of markup."""
    tray.showMessage(plain(title, _TITLE_AT_MOST), plain(body, _BODY_AT_MOST), tray.icon(), _SHOWN_FOR)
