"""An event filter of the application that drops the keys of barcode scanners.

A scanner types its characters a few milliseconds apart. Every key that could have an effect is held for `HOLD`
seconds. If another key follows within `GAP`, all held keys and all keys until a silence of `QUIET` are dropped,
whatever widget has the focus. Letters for a text field pass: they have no effect, and the Enter after them is
dropped. Other keys are delivered after `HOLD`. A key that stays pressed acts once (`held_keys`), unless it only moves
or deletes.
"""

from __future__ import annotations

import enum
import time
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from desktop.ui.pressing.held_keys import HeldKeys

if TYPE_CHECKING:
    from collections.abc import Callable

HOLD: Final = 0.040
"""Seconds for which a key is held."""
GAP: Final = 0.035
"""Seconds between two keys; no person types as fast."""
QUIET: Final = 0.150
"""Seconds without a key that end a burst."""
_LATE: Final = 0.015
"""Seconds; a timer that is later than this was delayed by a busy loop, and keys may be queued behind it."""

_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Meta,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
    }
)
_MAY_REPEAT: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
    }
)


class KeyVerdict(enum.Enum):
    """The decision about a key."""

    HOLD = enum.auto()
    DROP = enum.auto()


class TypingRhythm:
    """Detects bursts of keys. Times are in seconds."""

    def __init__(self) -> None:
        self._last = float("-inf")
        self._burst = False

    @property
    def in_burst(self) -> bool:
        """Whether the last key belonged to a burst."""
        return self._burst

    def press(self, at: float) -> KeyVerdict:
        """Decide about a key that was pressed at this time; DROP applies to all held keys as well."""
        since = at - self._last
        self._last = at
        if self._burst:
            self._burst = since < QUIET
        elif 0 <= since <= GAP:
            self._burst = True
        return KeyVerdict.DROP if self._burst else KeyVerdict.HOLD


class ScannerFilter(QObject):
    """Holds keys for a moment and drops bursts; see the docstring of the module."""

    burst_dropped = Signal()

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rhythm = TypingRhythm()
        self._keys = HeldKeys()
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._held_at = 0.0
        self._dropped: set[int] = set()
        self._delivering = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_held_long_enough)
        self._started = False

    def start(self) -> None:
        """Filter keys from now on. Call it when something is on the screen, and before a person could press.

        Not earlier: from then on each event of the application passes through Python, and the first one for an object of
        Qt's own makes PySide build all its classes. Both together took a tenth of the starting time.
        """
        application = QCoreApplication.instance()
        if application is not None and not self._started:
            self._started = True
            application.installEventFilter(self)

    @property
    def started(self) -> bool:
        """Whether keys are filtered."""
        return self._started

    @property
    def holds_keys(self) -> bool:
        """Whether keys are held."""
        return bool(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold, drop or pass a key event; everything else passes."""
        kind = event.type()
        if kind == QEvent.Type.ApplicationDeactivate:
            self._keys.forget()
        if kind not in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease} or self._delivering:
            return False
        if not isinstance(event, QKeyEvent) or event.key() in _MODIFIERS:
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._take_release(watched, event)
        return self._take_press(watched, event)

    def _take_press(self, watched: QObject, event: QKeyEvent) -> bool:
        # The time of the event is right even if the loop was busy meanwhile.
        at = self._time_of(event)
        repeats = self._keys.press(event.key(), at, flagged=event.isAutoRepeat())
        # No key repeats as soon as that: it is a scanner that reads the same character twice.
        if repeats and (event.isAutoRepeat() or not (self._is_held(event) or self._rhythm.in_burst)):
            # A pressed Enter must not repeat; a pressed arrow key may.
            return event.key() not in _MAY_REPEAT and not _is_text_of_a_field(event)
        verdict = self._rhythm.press(at)
        if _is_text_of_a_field(event):
            # Fast typing would look like a scanner, and letters in a text field have no effect.
            self._deliver_held()
            self._deliver(watched, event)
            return True
        if verdict is KeyVerdict.DROP:
            if self._held:
                self._dropped.update(held.key() for _, held in self._held)
                self._held.clear()
                self._timer.stop()
                self.burst_dropped.emit()
            self._dropped.add(event.key())
            return True
        self._deliver_held()
        self._dropped.discard(event.key())
        self._hold(watched, event)
        return True

    def _take_release(self, watched: QObject, event: QKeyEvent) -> bool:
        self._keys.release(event.key(), self._time_of(event))
        if event.isAutoRepeat():
            return event.key() not in _MAY_REPEAT and not _is_text_of_a_field(event)
        if event.key() in self._dropped:
            self._dropped.discard(event.key())
            return True
        if self._is_held(event):
            self._held.append((watched, event.clone()))
            return True
        return False

    def _time_of(self, event: QKeyEvent) -> float:
        return event.timestamp() / 1000 if event.timestamp() else self._clock()

    def _is_held(self, event: QKeyEvent) -> bool:
        return any(held.key() == event.key() for _, held in self._held)

    def _hold(self, watched: QObject, event: QKeyEvent) -> None:
        self._held.append((watched, event.clone()))
        self._held_at = self._clock()
        self._timer.start(round(HOLD * 1000))

    def _on_held_long_enough(self) -> None:
        if self._clock() - self._held_at > HOLD + _LATE:
            # First process the keys that arrived while the loop was busy.
            self._held_at = float("inf")
            self._timer.start(5)
            return
        self._deliver_held()

    def _deliver_held(self) -> None:
        self._timer.stop()
        held, self._held = self._held, []
        for receiver, event in held:
            self._deliver(receiver, event)

    def _deliver(self, receiver: QObject, event: QKeyEvent) -> None:
        if not shiboken6.isValid(receiver):
            return
        self._delivering = True
        try:
            QCoreApplication.sendEvent(receiver, event)
        finally:
            self._delivering = False


def _is_text_of_a_field(event: QKeyEvent) -> bool:
    """Whether a key types into a text field; number fields do not count."""
    from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

    field = QGuiApplication.focusObject()
    writes = bool(event.text()) and event.text().isprintable()
    in_number = isinstance(field, QLineEdit) and isinstance(field.parent(), QAbstractSpinBox)
    return writes and isinstance(field, QLineEdit) and not in_number
