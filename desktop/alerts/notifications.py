"""Notifications of the desktop, through the tray icon; the only part of `desktop.alerts` that knows Qt.

An extra: the window and the bell are the alarm. What a notification says, free of customers' data, is the caller's.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QSystemTrayIcon

if TYPE_CHECKING:
    from collections.abc import Callable

_TITLE_AT_MOST: Final = 80
_BODY_AT_MOST: Final = 240
_SHOWN_FOR: Final = 8_000
"""Milliseconds; a wish, which many desktops do not grant."""


class Notifier(Protocol):
    """Shows a notification about an order."""

    def notify(self, title: str, body: str, payment_key: str) -> None:
        """Show `title` and `body`; a press on it is about the order `payment_key`."""


class TrayNotifier:
    """Notifications at the tray icon; nothing happens on a desktop without a tray or without notifications.

    `on_pressed` is called with the payment key of the latest notification: Qt does not tell which one was pressed.
    """

    def __init__(self, tray: QSystemTrayIcon, *, on_pressed: Callable[[str], None]) -> None:
        self._tray = tray
        self._on_pressed = on_pressed
        self._latest: str | None = None
        tray.messageClicked.connect(self._on_message_clicked)

    def notify(self, title: str, body: str, payment_key: str) -> None:
        """Show `title` and `body`; a press on it is about the order `payment_key`."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        self._latest = payment_key
        self._tray.showMessage(
            plain(title, _TITLE_AT_MOST), plain(body, _BODY_AT_MOST), self._tray.icon(), _SHOWN_FOR
        )

    def _on_message_clicked(self) -> None:
        # The tray shows messages of others too (that closing keeps the program running): those are about no order.
        if self._latest is not None:
            self._on_pressed(self._latest)


def plain(text: str, at_most: int) -> str:
    """Return `text` as it may go to a desktop that reads markup: one line, no `<>&`, at most `at_most` characters."""
    kept = "".join(
        " " if character.isspace() or unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in text[: 4 * at_most]
        if character not in "<>&" and unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "…"
