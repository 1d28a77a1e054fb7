"""The row of commands after the acceptance: on the way, delivered and, far from them, cancel.

The row stands above the times and Accept, never in their place: a second press on Accept must not hit another button.
The next step is the filled button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.board import BoardOrder, CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.ui.text import order_words
from desktop.ui.widgets.button import Button, ButtonKind, show_hints_where_they_fit
from desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.ui.widgets.theme import Look


class StatusActions(QWidget):
    """The row of buttons; each signal carries the payment key of the shown order."""

    action_wanted = Signal(str, object)
    cancel_wanted = Signal(str)
    take_back_wanted = Signal(str)
    seen = Signal(str)
    """A person confirmed a change of the order."""

    def __init__(self, look: Look, lead: Sequence[QWidget] = ()) -> None:
        """Build the row.

        Args:
            look: the theme.
            lead: widgets before the buttons; the caller shows and hides them.
        """
        super().__init__()
        self._look = look
        self._key = ""
        self._lead = tuple(lead)
        self._seen = Button(look, ButtonKind.LOUD, name="seenButton")
        self._seen.set_text(tr("Seen"), hint="G", spoken=tr("The change was seen (G)"))
        self._seen.clicked.connect(lambda: self.seen.emit(self._key))
        self._on_the_way = self._status_button("onTheWayButton", Action.ON_THE_WAY, "F2")
        self._complete = self._status_button("completeButton", Action.COMPLETE, "F3")
        self._take_back = Button(look, ButtonKind.LOUD, name="takeBackButton", pad=8)
        self._take_back.set_text(tr("Take the cancellation back"), hint="F4")
        self._take_back.clicked.connect(lambda: self.take_back_wanted.emit(self._key))
        self._cancel = Button(look, name="cancelOrderButton")
        self._cancel.set_text(tr("Cancel…"), hint="F4", spoken=tr("Cancel this order (F4)"))
        self._cancel.clicked.connect(lambda: self.cancel_wanted.emit(self._key))
        self._extra_button: QWidget | None = None
        self._tight = False
        self._row = FlowLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._fill()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_order(self, order: BoardOrder, *, pending: bool) -> None:
        """Show the possible actions; none while Accept is pending."""
        self._key = order.payment_key
        actions = frozenset() if pending else order.actions
        self._seen.setVisible(bool(order.unseen))
        can_leave = Action.ON_THE_WAY in actions
        self._on_the_way.setVisible(can_leave)
        self._complete.setVisible(Action.COMPLETE in actions)
        self._complete.set_kind(ButtonKind.PLAIN if can_leave else ButtonKind.PRIMARY)
        self._cancel.setVisible(Action.CANCEL in actions)
        self._take_back.setVisible(can_take_back(order))
        others = (*self._lead, self._extra_button)
        filled = any(widget is not None and not widget.isHidden() for widget in others)
        self._arrange()
        self.setVisible(filled or bool(actions or order.unseen) or can_take_back(order))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, from left to right."""
        return (self._seen, self._on_the_way, self._complete, self._take_back, self._cancel)

    def set_extra_button(self, button: QWidget | None) -> None:
        """Show another widget's button before Cancel; with None, release it for its owner to place."""
        self._extra_button = button
        self._fill()

    def _fill(self) -> None:
        while self._row.count():
            self._row.takeAt(0)
        for widget in self._lead:
            self._row.addWidget(widget, shrinks=True)
        for button in (self._seen, self._on_the_way, self._complete, self._take_back):
            self._row.addWidget(button)
        if self._extra_button is not None:
            self._row.addWidget(self._extra_button)
        self._row.addStretch(1)
        self._row.addWidget(self._cancel)

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Hide the names of the keys if room is scarce."""
        self._tight = tight
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the names of the keys before the buttons need a second line."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._tight:
            for button in self.buttons:
                button.show_hint(False)
            return
        shown = [button for button in self.buttons if not button.isHidden()]
        show_hints_where_they_fit(shown, self.width(), self._row.spacing())

    def _status_button(self, name: str, action: Action, hint: str) -> Button:
        button = Button(self._look, ButtonKind.PRIMARY, name=name)
        button.set_text(order_words.action(action), hint=hint)
        button.clicked.connect(lambda: self.action_wanted.emit(self._key, action))
        return button

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(12))


def can_take_back(order: BoardOrder) -> bool:
    """Whether a cancel is saved but not sent yet."""
    action = order.action
    return (
        action is not None
        and action.action is Action.CANCEL
        and action.state is CommandState.SAVED
        and action.attempts == 0
    )
