"""The keys of the board. `scanner_filter` has removed the keys of barcode scanners before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.board.board import OrderBoard
    from desktop.ui.order.preparation_times import PreparationTimes

_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_DIGITS: Final = frozenset("0123456789")
_ONCE: Final = frozenset({Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_S, Qt.Key.Key_P})
_ANYWHERE: Final = frozenset({Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10})
"""Keys that work on every page."""
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Keyboard:
    """The keys of the main window."""

    def __init__(
        self,
        board: OrderBoard,
        minutes: PreparationTimes,
        *,
        accept: Callable[[], None],
        take_back: Callable[[], bool],
        is_pending: Callable[[str], bool],
        minutes_changed: Callable[[], None],
        scroll: Callable[[int], None],
        others: Mapping[int, Callable[[], None]],
        together: Mapping[int, Callable[[], None]],
    ) -> None:
        self._board = board
        self._minutes = minutes
        self._accept = accept
        self._take_back = take_back
        self._is_pending = is_pending
        self._minutes_changed = minutes_changed
        self._together = together
        """Ctrl + key: commands for all marked orders."""
        self._table: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Up: partial(board.step, rows=-1),
            Qt.Key.Key_Down: partial(board.step, rows=1),
            Qt.Key.Key_Left: partial(board.step, columns=-1),
            Qt.Key.Key_Right: partial(board.step, columns=1),
            Qt.Key.Key_Home: partial(board.choose_end, last=False),
            Qt.Key.Key_End: partial(board.choose_end, last=True),
            Qt.Key.Key_PageUp: partial(scroll, -1),
            Qt.Key.Key_PageDown: partial(scroll, 1),
            Qt.Key.Key_Escape: self._escape,
            Qt.Key.Key_Space: board.mark_selected,
            Qt.Key.Key_Backspace: self._erase,
            **others,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key of the board; return whether it was handled."""
        if event.modifiers() & ~_KEYPAD == Qt.KeyboardModifier.ControlModifier:
            command = self._together.get(event.key())
            if command is not None and not event.isAutoRepeat():
                command()
            return command is not None
        if event.modifiers() not in {_PLAIN, _KEYPAD}:
            return False
        key = event.key()
        if key in _ENTER:
            if not event.isAutoRepeat():
                self._accept()
            return True
        if event.text() in _DIGITS and event.text():
            self._digit(event.text())
            return True
        command = self._table.get(key)
        if command is None:
            return False
        if event.isAutoRepeat() and key in _ONCE:
            # A key that stays pressed must not act on the next order as well.
            return True
        command()
        return True

    def press_anywhere(self, event: QKeyEvent) -> bool:
        """Handle a key that works on every page; return whether it was handled."""
        return event.key() in _ANYWHERE and self.press(event)

    def _digit(self, digit: str) -> None:
        selected = self._board.selected
        if selected is None or self._is_pending(selected.payment_key):
            return
        if selected.may_accept:
            self._minutes.type_digit(selected.payment_key, digit)
            self._minutes_changed()

    def _erase(self) -> None:
        selected = self._board.selected
        if selected is not None and self._minutes.typed(selected.payment_key):
            self._minutes.erase_digit(selected.payment_key)
            self._minutes_changed()

    def _escape(self) -> None:
        """Take back the last thing: an action, typed minutes, marks, or the choice of an order."""
        if self._take_back():
            return
        typed, marked = self._minutes.clear_typed(), self._board.multi_select.clear()
        if typed:
            self._minutes_changed()
        selected = self._board.selected
        if selected is not None and not typed and not marked:
            self._board.selection.release(selected.payment_key)
            self._board.refresh_selection()
        self._board.take_keyboard()
