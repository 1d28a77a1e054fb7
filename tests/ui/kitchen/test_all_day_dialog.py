"""All dishes that are being cooked: opened from the column, and the same as the board while it is open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.domain.orders.order import Option, OptionGroup, OrderLine
from desktop.ui.kitchen.all_day_dialog import AllDayDialog
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder
    from tests.ui.conftest import MakeWindow

HOT = OrderLine("Lahmacun", quantity=Decimal(2), groups=(OptionGroup((Option("Acı"),)),))


def cooking(serial: int, *lines: OrderLine) -> BoardOrder:
    return made(serial, 2, accepted_at=NOW, preparing_time=30, lines=lines)


def texts(dialog: AllDayDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_dishes_are_summed_and_follow_the_board(make_window: MakeWindow) -> None:
    plain = OrderLine("Lahmacun", quantity=Decimal(5))
    waiting = made(9, lines=(OrderLine("Ayran"),))
    window = make_window(waiting, cooking(1, plain), cooking(2, HOT))
    opens = window.findChild(QPushButton, "allDayButton")
    assert opens is not None
    QTest.mouseClick(opens, Qt.MouseButton.LeftButton)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, AllDayDialog)
    shown = texts(dialog)
    assert shown[shown.index("7 ×") + 1] == "Lahmacun"
    assert shown[-2:] == ["5 × as it is", "2 × + Acı"]
    assert "Ayran" not in shown, "it waits and is not cooked yet"
    window.update_orders([cooking(3, plain)])
    assert "12 ×" in texts(dialog)
    dialog.accept()
    window.update_orders([cooking(4, plain)])


def test_one_order_needs_no_sum(make_window: MakeWindow) -> None:
    window = make_window(cooking(1, HOT))
    opens = window.findChild(QPushButton, "allDayButton")
    assert opens is not None
    assert not opens.isVisible()
