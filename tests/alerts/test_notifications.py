"""Notifications are plain, short and about one order. A missing tray does no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.alerts.notifications import TrayNotifier
from desktop.domain.text.plain import plain

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class ListeningTray(QSystemTrayIcon):
    """A tray icon that records its messages; the desktop behind it is the border."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, str]] = []

    def showMessage(self, title: str, body: str, *_: object) -> None:
        self.shown.append((title, body))


@pytest.fixture
def tray(qtbot: QtBot) -> ListeningTray:
    return ListeningTray()


@pytest.fixture
def tray_there(monkeypatch: pytest.MonkeyPatch) -> None:
    # The offscreen platform has no tray.
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))


def test_a_click_reports_the_order_of_the_latest_notification(tray: ListeningTray, tray_there: None) -> None:
    pressed: list[str] = []
    notifier = TrayNotifier(tray, on_pressed=pressed.append)
    tray.messageClicked.emit()
    assert pressed == []
    notifier.notify("Yeni sipariş #1031", "Gel al", "first")
    notifier.notify("Yeni sipariş #1032", "Paket", "second")
    assert tray.shown == [("Yeni sipariş #1031", "Gel al"), ("Yeni sipariş #1032", "Paket")]
    tray.messageClicked.emit()
    assert pressed == ["second"]


def test_the_desktop_gets_no_markup(tray: ListeningTray, tray_there: None) -> None:
    TrayNotifier(tray, on_pressed=lambda _: None).notify("<b>#1</b>", "<img src='x'>&amp;\nGel al", "key")
    assert tray.shown == [("b#1/b", "img src='x'amp; Gel al")]


def test_nothing_happens_without_a_tray(tray: ListeningTray) -> None:
    pressed: list[str] = []
    TrayNotifier(tray, on_pressed=pressed.append).notify("Yeni sipariş", "", "key")
    tray.messageClicked.emit()
    assert (tray.shown, pressed) == ([], [])


@pytest.mark.parametrize(
    ("text", "at_most", "expected"),
    [
        ("Sipariş İÇİN ğüş ₺", 80, "Sipariş İÇİN ğüş ₺"),
        ("a\x00b\x1b[31m\tc\r\nd\u2028e", 80, "a b [31m c d e"),
        ("gel\u202eal\u200b\ufeff\ud800", 80, "gelal"),
        ("1234567890", 10, "1234567890"),
        ("12345678901", 10, "123456789…"),
        ("12345678 0123", 10, "12345678…"),
        ("x" * 1_000_000, 5, "xxxx…"),
        ("", 5, ""),
    ],
)
def test_text_becomes_plain(text: str, at_most: int, expected: str) -> None:
    assert plain(text, at_most) == expected
