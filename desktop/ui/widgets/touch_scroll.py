"""Scrolling by finger for views on a touch screen.

Set up when the loop first turns: Qt's scroller is a tenth of what the start costs, and no finger is that quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

_SOON = 500
"""Milliseconds: after the first painting."""


def scroll_by_finger(view: QAbstractScrollArea) -> None:
    """Let a finger scroll a view, from a moment on."""

    def grab() -> None:
        from PySide6.QtWidgets import QScroller

        QScroller.grabGesture(view.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    QTimer.singleShot(_SOON, view, grab)
