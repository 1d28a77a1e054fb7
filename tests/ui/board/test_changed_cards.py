"""A change of one order paints its card alone; the others move only where its size changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.domain.orders.lifecycle import Column
from tests.ui.board.test_ticks import PaintedRegion, on_screen
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.column_view import ColumnView
    from tests.ui.conftest import MakeWindow


def card_of(view: ColumnView, row: int) -> QRect:
    model = view.model()
    assert model is not None
    return view.visualRect(model.index(row, 0))


def orders() -> list[BoardOrder]:
    return [made(number, waited=60 - number) for number in range(6)]


def test_a_card_that_keeps_its_size_is_painted_alone(make_window: MakeWindow) -> None:
    window = make_window(*orders())
    view = window.board.views[Column.NEW]
    QApplication.processEvents()
    painted = PaintedRegion(view)
    window.update_orders([made(2, waited=58, customer_name="Müşteri 8")])
    QApplication.processEvents()
    assert not painted.region.isEmpty()
    assert card_of(view, 2).contains(painted.region.boundingRect())
    shown = on_screen(view)
    view.viewport().update()
    QApplication.processEvents()
    assert shown == on_screen(view)


def test_cards_below_make_room_for_one_that_grew(make_window: MakeWindow) -> None:
    window = make_window(*orders())
    view = window.board.views[Column.NEW]
    view.set_lanes(1)
    QApplication.processEvents()
    before = [card_of(view, row) for row in range(2)]
    window.update_orders([made(0, waited=60, gone_at=NOW, note="Zil çalışmıyor, lütfen arayın. " * 4)])
    # Its size is the same as a moment ago, and the column is not laid out yet.
    window.update_orders(
        [made(0, waited=60, gone_at=NOW, note="Zil çalışmıyor, lütfen arayın. " * 4, muted=True)]
    )
    QApplication.processEvents()
    grown, below = card_of(view, 0), card_of(view, 1)
    assert grown.height() > before[0].height()
    assert below.top() == grown.bottom() + 1
    assert below.size() == before[1].size()
