"""Scrolling by finger for views on a touch screen.

It is set up after the start: Qt's scroller takes a tenth of the starting time, and no finger is that quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

_SOON = 500
"""Milliseconds after which the first painting is over."""


def scroll_by_finger(view: QAbstractScrollArea) -> None:
    """Let a finger scroll a view, soon after this call."""

    def grab() -> None:
        from PySide6.QtWidgets import QScroller

        QScroller.grabGesture(view.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    QTimer.singleShot(_SOON, view, grab)
