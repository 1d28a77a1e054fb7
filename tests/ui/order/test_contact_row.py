"""The contact row: nothing leaves the computer without a press, and the map gets only the place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.domain.orders.order import Option, OptionGroup, OrderLine
from desktop.ui.order.contact_row import ContactRow
from desktop.ui.order.order_text import full_text
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

ADDRESS = ("Deneme Sokak No 5", "Kat 3", "İlçe Şişli")


@pytest.mark.parametrize(
    ("key", "name", "copied"),
    [
        (Qt.Key.Key_T, "copyPhone", "0500 000 00 07"),
        (Qt.Key.Key_A, "copyAddress", "Deneme Sokak No 5\nKat 3\nİlçe Şişli"),
    ],
)
def test_a_press_or_a_key_copies_phone_and_address(
    make_window: MakeWindow, settled: Callable[[MainWindow], None], key: Qt.Key, name: str, copied: str
) -> None:
    window = make_window(made(1, customer_phone="0500 000 00 07", address=ADDRESS))
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    button = window.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clipboard.text() == copied
    assert window.dialogs.toast.isVisible()
    clipboard.setText("before")
    QTest.keyClick(window, key)
    settled(window)
    assert clipboard.text() == copied


def test_the_map_gets_no_name_and_no_door_number(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    opened: list[str] = []

    def take(address: str) -> bool:
        opened.append(address)
        return True

    contact = ContactRow(window.look, take)
    qtbot.addWidget(contact)
    contact.show_order(made(1, customer_phone="0500 000 00 07", address=ADDRESS))
    assert opened == []
    contact.open_map()
    assert [unquote(address).partition("query=")[2] for address in opened] == ["Deneme Sokak No 5, Şişli"]
    assert opened[0].startswith("https://")
    assert "Kat" not in opened[0]


def test_a_missing_browser_shows_a_message(make_window: MakeWindow, qtbot: QtBot) -> None:
    contact = ContactRow(make_window().look, lambda _address: False)
    qtbot.addWidget(contact)
    contact.show_order(made(1, address=ADDRESS))
    with qtbot.waitSignal(contact.notified) as said:
        contact.open_map()
    assert said.args
    assert "(A)" in said.args[0]


def test_names_get_shorter_before_the_buttons_wrap(make_window: MakeWindow) -> None:
    window = make_window(made(1, customer_phone="0500 000 00 07", address=ADDRESS))
    contact = window.detail.contact
    shown = [each for each in contact.findChildren(QPushButton) if each.isVisible()]
    wide = [each.width() for each in shown]
    window.resize(1024, 768)
    for _ in range(3):
        QApplication.processEvents()
    assert len({each.y() for each in shown}) == 1
    assert sum(each.width() for each in shown) < sum(wide)
    assert [each.text() for each in shown[:2]] == ["Phone", "Address"]
    window.resize(1366, 768)
    for _ in range(3):
        QApplication.processEvents()
    assert [each.width() for each in shown] == wide
    assert [each.text() for each in shown[:2]] == ["Copy phone", "Copy address"]


def test_the_contact_row_is_hidden_without_contact_data(make_window: MakeWindow) -> None:
    window = make_window(made(1, lines=()))
    assert not window.detail.contact.isVisible()
    window.update_orders([made(1, customer_phone="0500 000 00 07")])
    assert window.detail.contact.isVisible()
    show_map = window.findChild(QPushButton, "openMap")
    assert show_map is not None
    assert show_map.isHidden()


def test_two_menus_of_three_pieces_show_six(make_window: MakeWindow) -> None:
    group = OptionGroup((Option("Lahmacun", Decimal(3)), Option("Ayran")))
    line = OrderLine("Menü", Decimal(2), groups=(group,))
    text = full_text(made(1, lines=(line,)), NOW)
    assert "2 × Menü" in text
    assert "+ 3 × Lahmacun (2 × 3 = 6)" in text
    assert "+ Ayran\n" in text


def test_large_text_hides_the_contact_row_and_its_keys_still_work(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, customer_phone="0500 000 00 07"), text_scale=150)
    assert not window.detail.contact.isVisible()
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(window, Qt.Key.Key_T)
    settled(window)
    assert QGuiApplication.clipboard().text() == "0500 000 00 07"
