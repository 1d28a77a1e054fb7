"""A column of widgets that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.theme import Look


def scrolling(look: Look, inner: QWidget) -> QScrollArea:
    """Return a scroll area for a column of widgets."""
    layout = inner.layout()
    if layout is not None:
        layout.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    scroll_by_finger(area)
    return area
