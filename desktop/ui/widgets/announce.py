"""Lets a screen reader say what shows itself without anybody having gone there: a passing sentence, a trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Announcements(QObject):
    """All that is announced, for whoever listens beside the screen reader."""

    made = Signal(str, bool)
    """What is said, and whether it interrupts."""


ANNOUNCEMENTS: Final = Announcements()


def announcement(widget: QWidget, text: str, *, urgent: bool) -> QAccessibleAnnouncementEvent:
    """Return what a screen reader is told; an urgent text interrupts what it is saying."""
    event = QAccessibleAnnouncementEvent(widget, text)
    manners = QAccessible.AnnouncementPoliteness
    event.setPoliteness(manners.Assertive if urgent else manners.Polite)
    return event


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Tell a screen reader, if there is one."""
    ANNOUNCEMENTS.made.emit(text, urgent)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(announcement(widget, text, urgent=urgent))
