"""Announces texts that appear by themselves, for example toasts and problems, to a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
    from PySide6.QtWidgets import QWidget


class Announcements(QObject):
    """Repeats every announcement as a signal."""

    made = Signal(str, bool)
    """The text, and whether it interrupts other speech."""


ANNOUNCEMENTS: Final = Announcements()


def announcement(widget: QWidget, text: str, *, urgent: bool) -> QAccessibleAnnouncementEvent:
    """Return the event for a screen reader; an urgent text interrupts other speech."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    return event


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Announce a text, if a screen reader runs."""
    ANNOUNCEMENTS.made.emit(text, urgent)
    # Imported late: nothing is announced before the first picture.
    from PySide6.QtGui import QAccessible

    if QAccessible.isActive():
        QAccessible.updateAccessibility(announcement(widget, text, urgent=urgent))
