"""Rows that go on in the next line, bodies of dialogs that scroll, and the line around what Tab has led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.widgets.dialog import ScrollBody, statement
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeWindow


class Box(QPushButton):
    """A widget of a known size."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setFixedSize(width, 40)


Show = Callable[[FlowLayout, int], QWidget]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Show a row in a window of some width."""
    windows = []

    def make(row: FlowLayout, width: int) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addStretch(1)
        window.resize(width, 300)
        window.show()
        QApplication.processEvents()
        return window

    yield make
    windows.clear()


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (320, [(0, 0), (110, 0), (220, 0)]),
        (319, [(0, 0), (110, 0), (0, 50)]),
        (150, [(0, 0), (0, 50), (0, 100)]),
    ],
)
def test_a_row_without_room_wraps(width: int, places: list[tuple[int, int]], show: Show) -> None:
    row, boxes = FlowLayout(), [Box(100) for _ in range(3)]
    for box in boxes:
        row.addWidget(box)
    show(row, width)
    assert [(box.x(), box.y()) for box in boxes] == places


def test_a_stretch_takes_the_free_room_of_its_line(show: Show) -> None:
    row, left, right = FlowLayout(), Box(100), Box(100)
    middle = QPushButton("x")
    row.addWidget(left)
    row.addWidget(middle, 1)
    row.addWidget(right)
    show(row, 600)
    assert middle.x() == 110
    assert middle.width() == 380
    assert right.x() == 500


def test_a_spring_pushes_to_the_other_end(show: Show) -> None:
    row, left, right = FlowLayout(), Box(100), Box(100)
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    window = show(row, 600)
    assert (left.x(), right.x()) == (0, 500)
    window.resize(150, 300)
    QApplication.processEvents()
    assert (right.x(), right.y()) == (0, 50)


def test_widgets_shrink_before_a_row_wraps(show: Show) -> None:
    row, box = FlowLayout(), Box(200)
    long = QLineEdit()
    long.setMinimumWidth(20)
    row.addWidget(long, shrinks=True)
    row.addWidget(box)
    show(row, 260)
    assert box.y() == 0
    assert box.geometry() == QRect(60, 0, 200, 40)
    assert long.width() < long.sizeHint().width()


def test_hidden_widgets_take_no_room(show: Show) -> None:
    row, boxes = FlowLayout(), [Box(100) for _ in range(3)]
    for box in boxes:
        row.addWidget(box)
    boxes[1].hide()
    show(row, 230)
    assert (boxes[2].x(), boxes[2].y()) == (110, 0)


def test_a_dialog_never_outgrows_the_window(make_window: MakeWindow) -> None:
    window = make_window()
    short = statement(window, window.look, "short", "Title", "Few words.")
    short.open()
    QApplication.processEvents()
    area = short.findChild(ScrollBody)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0
    assert area.focusPolicy() is Qt.FocusPolicy.NoFocus
    short.reject()
    long = statement(window, window.look, "long", "Title", "A line.\n" * 200)
    long.open()
    for _ in range(3):
        QApplication.processEvents()
    assert long.height() <= window.height()
    area = long.findChild(ScrollBody)
    assert area is not None
    assert area.verticalScrollBar().maximum() > 0
    assert area.focusPolicy() is Qt.FocusPolicy.StrongFocus
    close = long.findChild(QPushButton, "closeButton")
    assert close is not None
    assert long.rect().contains(close.geometry())
    long.reject()


def test_the_focus_ring_is_shown_after_tab_only(qtbot: QtBot) -> None:
    window = QWidget()
    first, other = QLineEdit(window), QLineEdit(window)
    other.move(0, 60)
    ring = FocusRing(Look("light"), first)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen = []
    for reason in (
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.MouseFocusReason,
        Qt.FocusReason.BacktabFocusReason,
    ):
        other.setFocus()
        assert not ring.isVisible()
        first.setFocus(reason)
        seen.append(ring.isVisible())
    assert seen == [True, False, True]
    assert ring.geometry() == first.rect()
    first.resize(300, 50)
    assert ring.geometry() == first.rect()
