"""A countdown does not lay out its row each second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import TickingLabel
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot


def test_other_digits_do_not_lay_out_the_row(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Look()
    row = QWidget()
    qtbot.addWidget(row)
    layout = FlowLayout(row)
    label = TickingLabel(look)
    layout.addWidget(label)
    label.set_text("Next check 29 s")
    row.show()
    qtbot.waitExposed(row)
    wide = label.width()
    assert wide >= label.fontMetrics().horizontalAdvance("Next check 29 s")
    laid_out = list[QRect]()
    flow = FlowLayout._flow

    def counted(self: FlowLayout, rect: QRect, *, places: bool) -> int:
        laid_out.append(rect)
        return flow(self, rect, places=places)

    monkeypatch.setattr(FlowLayout, "_flow", counted)
    for seconds in (28, 27, 11):
        label.set_text(f"Next check {seconds} s")
        qtbot.wait(1)
        assert label.text() == f"Next check {seconds} s"
    assert laid_out == []
    label.set_text("Next check 120 s")
    qtbot.waitUntil(lambda: bool(laid_out))
    assert label.width() > wide
    wide = label.width()
    look.set_text_scale(150)
    qtbot.waitUntil(lambda: label.width() > wide)
