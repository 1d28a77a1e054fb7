"""The place of the next step: one large button over the whole width, and beside the times what else is possible.

Accept, "on the way", "delivered" and "take back" stand at the same place, one at a time. Another step that is possible
is a plain button above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.text.translation import tr
from desktop.ui.pressing.press_button import PressButton
from desktop.ui.text.orders import order_words, press_words
from desktop.ui.widgets.button import Button, ButtonKind

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.widgets.theme import Look

_LEAST: Final = 72
"""Pixels at 100 % to which a button beside the times may shrink."""


class NextSteps(QWidget):
    """The large button; each signal carries the payment key of the shown order."""

    accept_pressed = Signal(str)
    """Accept was pressed and released while this order was shown."""
    action_wanted = Signal(str, object)
    take_back_wanted = Signal(str)
    removal_wanted = Signal(str)
    start_wanted = Signal(str)
    """A scheduled order is to be started now."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._key = ""
        self._pressed_for = ""
        self.accept = PressButton(look, name="acceptButton")
        self.accept.clicked.connect(lambda: self._on_clicked(Action.ACCEPT))
        self._on_the_way = self._step("onTheWayButton", Action.ON_THE_WAY, "F2")
        self._complete = self._step("completeButton", Action.COMPLETE, "F3")
        self._take_back = PressButton(look, ButtonKind.LOUD, name="takeBackButton")
        self._take_back.set_text(tr("Take back"), hint="Esc")
        self._take_back.clicked.connect(lambda: self.take_back_wanted.emit(self._key))
        self._large = (self.accept, self._on_the_way, self._complete, self._take_back)
        for button in self._large:
            button.pressed.connect(self._on_down)
        self._also_complete = _Shrinking(look, name="alsoCompleteButton", size=15, pad=8)
        self._also_complete.set_text(order_words.action(Action.COMPLETE), hint="F3")
        self._also_complete.clicked.connect(lambda: self.action_wanted.emit(self._key, Action.COMPLETE))
        self._remove_from_board = _Shrinking(look, name="putAwayButton", size=15, pad=8)
        self._remove_from_board.set_text(tr("Take off the board"))
        self._remove_from_board.clicked.connect(lambda: self.removal_wanted.emit(self._key))
        self._start = _Shrinking(look, name="startNowButton", size=15, pad=8)
        self._start.set_text(tr("Start now"), hint="S")
        self._start.clicked.connect(lambda: self.start_wanted.emit(self._key))
        self.beside = QWidget()
        """The row of what else is possible; it stands where the times stand for an order that waits."""
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._start)
        self._row.addWidget(self._also_complete)
        self._row.addStretch(1)
        self._row.addWidget(self._remove_from_board)
        outer = QVBoxLayout(self.beside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._row)
        outer.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for button in self._large:
            layout.addWidget(button)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in the order in which Tab reaches them."""
        return (self._start, self._also_complete, self._remove_from_board, *self._large)

    def show_order(self, order: BoardOrder, *, pending: bool, removable: bool, take_back_in: float) -> None:
        """Show the next step of an order, or its state if none is possible.

        Args:
            order: the selected order.
            pending: whether Accept was pressed and the store has not answered yet.
            removable: whether it can be taken off the board.
            take_back_in: seconds in which its action can be taken back.
        """
        self._key = order.payment_key
        step = None if pending else order.next_step
        shown = {
            Action.ON_THE_WAY: self._on_the_way,
            Action.COMPLETE: self._complete,
        }.get(step or Action.ACCEPT, self.accept)
        if order.action is not None and order.can_take_back:
            shown = self._take_back
            tail = press_words.seconds(take_back_in) if take_back_in else ""
            self._take_back.set_text(press_words.take_back(order.action.action), tail=tail, hint="Esc")
        for button in self._large:
            button.setVisible(button is shown)
        self._also_complete.setVisible(step is Action.ON_THE_WAY and Action.COMPLETE in order.actions)
        self._start.setVisible(order.column is Column.LATER and not pending and not order.can_take_back)
        self._remove_from_board.setVisible(removable)

    def show_pause(self, seconds: float) -> None:
        """Look paused for so many seconds: the press that may come now was meant for something else."""
        for button in self._large:
            button.show_pause(seconds)

    def show_key_pause(self, seconds: float) -> None:
        """Show for so many seconds that keys do not act."""
        for button in self._large:
            button.show_key_pause(seconds)

    def show_hints(self, shows: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show or hide the names of the keys in the row beside the times."""
        self._also_complete.show_hint(shows)
        self._start.show_hint(shows)

    def _step(self, name: str, action: Action, hint: str) -> PressButton:
        button = PressButton(self._look, name=name)
        button.set_text(order_words.action(action), hint=hint)
        button.clicked.connect(lambda: self._on_clicked(action))
        return button

    def _on_down(self) -> None:
        self._pressed_for = self._key

    def _on_clicked(self, action: Action) -> None:
        # The selection may have moved to another order between press and release.
        if self._pressed_for in {"", self._key}:
            if action is Action.ACCEPT:
                self.accept_pressed.emit(self._key)
            else:
                self.action_wanted.emit(self._key, action)
        self._pressed_for = ""

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(12))


class _Shrinking(Button):
    """A button that is cut before its row needs more room than the times: nothing below may move."""

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(_LEAST), self.sizeHint().height())
