"""The row of what comes after the acceptance: on the way, delivered; and far from them, cancel.

It stands above the times and Accept, never in their place: a finger that has just accepted finds nothing to press there.
What comes next is filled: beside an Accept that is done and grey it is what one looks for.
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
    """The buttons; each tells for which order it was pressed."""

    action_wanted = Signal(str, object)
    cancel_wanted = Signal(str)
    take_back_wanted = Signal(str)
    seen = Signal(str)
    """A person has seen what changed."""

    def __init__(self, look: Look, lead: Sequence[QWidget] = ()) -> None:
        """Take what is needed.

        Args:
            look: the theme.
            lead: what stands before the buttons; shown and hidden by whoever hands it over.
        """
        super().__init__()
        self._look = look
        self._key = ""
        self._lead = tuple(lead)
        self._seen = Button(look, ButtonKind.LOUD, name="seenButton")
        self._seen.set_text(tr("Seen"), hint="G", spoken=tr("The change was seen (G)"))
        self._seen.clicked.connect(lambda: self.seen.emit(self._key))
        self._on_the_way = self._step("onTheWayButton", Action.ON_THE_WAY, "F2")
        self._complete = self._step("completeButton", Action.COMPLETE, "F3")
        self._undo_cancel = Button(look, ButtonKind.LOUD, name="takeBackButton", pad=8)
        self._undo_cancel.set_text(tr("Take the cancellation back"), hint="F4")
        self._undo_cancel.clicked.connect(lambda: self.take_back_wanted.emit(self._key))
        self._cancel = Button(look, name="cancelOrderButton")
        self._cancel.set_text(tr("Cancel…"), hint="F4", spoken=tr("Cancel this order (F4)"))
        self._cancel.clicked.connect(lambda: self.cancel_wanted.emit(self._key))
        self._guest: QWidget | None = None
        self._tight = False
        self._row = FlowLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._fill()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_order(self, order: BoardOrder, *, under_way: bool) -> None:
        """Show what can be asked for; nothing while Accept is under way."""
        self._key = order.payment_key
        actions = frozenset() if under_way else order.actions
        self._seen.setVisible(bool(order.unseen))
        leaves = Action.ON_THE_WAY in actions
        self._on_the_way.setVisible(leaves)
        self._complete.setVisible(Action.COMPLETE in actions)
        self._complete.set_kind(ButtonKind.PLAIN if leaves else ButtonKind.PRIMARY)
        self._cancel.setVisible(Action.CANCEL in actions)
        self._undo_cancel.setVisible(can_undo_cancel(order))
        others = (*self._lead, self._guest)
        filled = any(widget is not None and not widget.isHidden() for widget in others)
        self._arrange()
        self.setVisible(filled or bool(actions or order.unseen) or can_undo_cancel(order))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All of them, from left to right."""
        return (self._seen, self._on_the_way, self._complete, self._undo_cancel, self._cancel)

    def host(self, guest: QWidget | None) -> None:
        """Take one more button in, before cancel; None: it goes where it came from, and whoever lent it puts it there."""
        self._guest = guest
        self._fill()

    def _fill(self) -> None:
        while self._row.count():
            self._row.takeAt(0)
        for widget in self._lead:
            self._row.addWidget(widget, shrinks=True)
        for button in (self._seen, self._on_the_way, self._complete, self._undo_cancel):
            self._row.addWidget(button)
        if self._guest is not None:
            self._row.addWidget(self._guest)
        self._row.addStretch(1)
        self._row.addWidget(self._cancel)

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Leave the names of the keys out, so that fewer lines are needed."""
        self._tight = tight
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay in one line as long as that can be."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._tight:
            for button in self.buttons:
                button.show_hint(False)
            return
        shown = [button for button in self.buttons if not button.isHidden()]
        show_hints_where_they_fit(shown, self.width(), self._row.spacing())

    def _step(self, name: str, action: Action, hint: str) -> Button:
        button = Button(self._look, ButtonKind.PRIMARY, name=name)
        button.set_text(order_words.action(action), hint=hint)
        button.clicked.connect(lambda: self.action_wanted.emit(self._key, action))
        return button

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(12))


def can_undo_cancel(order: BoardOrder) -> bool:
    """Whether a cancel was pressed and not sent yet."""
    action = order.action
    return (
        action is not None
        and action.action is Action.CANCEL
        and action.state is CommandState.SAVED
        and action.attempts == 0
    )
