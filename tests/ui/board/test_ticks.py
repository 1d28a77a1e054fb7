"""A tick paints the ages that changed and nothing else, and the same as a whole painting would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication

from desktop.domain.orders.lifecycle import Column
from tests.ui.made import NOW, Clock, made

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.ui.board.column_view import ColumnView
    from tests.ui.conftest import MakeWindow


class PaintedRegion(QObject):
    """Collects what is painted of a view."""

    def __init__(self, view: ColumnView) -> None:
        super().__init__(view)
        self.region = QRegion()
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def on_screen(view: ColumnView) -> QImage:
    """Return the pixels as they were painted last; a `grab` would paint all of them anew."""
    window = view.window()
    corner = view.viewport().mapTo(window, view.viewport().rect().topLeft())
    area = QRect(corner, view.viewport().size())
    screen = window.screen()
    return screen.grabWindow(window.winId(), area.x(), area.y(), area.width(), area.height()).toImage()


def test_only_changed_ages_are_repainted(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(made(1, 2, accepted_at=NOW, preparing_time=30))
    view = window.board.views[Column.PREPARING]
    window.board.tick()
    QApplication.processEvents()
    painted = PaintedRegion(view)
    clock.forward(1)
    window.board.tick()
    QApplication.processEvents()
    assert painted.region.isEmpty(), "minutes have not changed: nothing is painted"
    clock.forward(60)
    window.board.tick()
    QApplication.processEvents()
    order = view.cards._model.order_at(0)
    assert order is not None
    age = view.cards.age_rect(order, view.visualRect(window.board.models[Column.PREPARING].index(0)))
    assert not painted.region.isEmpty()
    assert age.contains(painted.region.boundingRect())


def test_a_ticked_age_looks_as_a_whole_painting_shows_it(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(*(made(number, waited=30 + number) for number in range(12)))
    view = window.board.views[Column.NEW]
    window.board.tick()
    QApplication.processEvents()
    before = on_screen(view)
    painted = PaintedRegion(view)
    clock.forward(7)
    window.board.tick()
    QApplication.processEvents()
    ticked = on_screen(view)
    assert ticked != before
    assert not painted.region.contains(QRect(0, 0, 1, 1))
    view.viewport().update()
    QApplication.processEvents()
    assert ticked == on_screen(view)
