"""The dialogs about one order: its whole text, a cancel reason, a sold-out dish, and any preparation time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractSpinBox, QGridLayout, QPlainTextEdit, QWidget

from desktop.domain.orders.lifecycle import MAX_PREPARING_TIME, MIN_PREPARING_TIME
from desktop.domain.text.translation import tr
from desktop.ui.text.format import one_line
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.digit_pad import digit_pad
from desktop.ui.widgets.fields import MinutesBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.domain.orders.cancel_reasons import CancelReason
    from desktop.domain.restaurant.menu import Dish
    from desktop.ui.widgets.theme import Look

_NUMBER_KEYS: Final = 9
_LINE: Final = 4000
"""Characters after which a very long line is broken, so that the layout stays fast."""


def full_order(parent: QWidget, look: Look, text: str) -> Dialog:
    """Return a dialog with the whole text of an order."""
    dialog = Dialog(parent, look, "fullOrderDialog", tr("The whole order"))
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setFont(look.font(18))
    field.setAccessibleName(tr("The whole order"))
    pieces = (
        line[start : start + _LINE] for line in text.split("\n") for start in range(0, len(line) or 1, _LINE)
    )
    field.setPlainText("\n".join(pieces))
    dialog.body.addWidget(field)
    close = dialog.add_button("closeButton", tr("Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    dialog.resize(min(parent.width() - 80, look.px(820)), parent.height() - 120)
    return dialog


class CancelDialog(Dialog):
    """Asks for the reason of a cancel: a press on it, or its number."""

    reason_chosen = Signal(int)

    def __init__(self, parent: QWidget, look: Look, number: str, reasons: Sequence[CancelReason]) -> None:
        title = tr("Cancel {number}?").format(number=number)
        super().__init__(parent, look, "cancelDialog", title)
        self._reasons = list(reasons)
        self.add_text(
            tr(
                "Dükkango cancels the order and tells the customer. It is sent after five seconds; until then you can "
                "take it back. Why?",
            )
        )
        grid = QGridLayout()
        grid.setSpacing(look.px(8))
        for position, reason in enumerate(self._reasons):
            button = Button(look, name=f"cancelReason{reason.id}", least=52)
            hint = str(position + 1) if position < _NUMBER_KEYS else ""
            button.set_text(one_line(reason.reason, 60), hint=hint)
            button.clicked.connect(lambda _checked=False, chosen=reason.id: self._choose(chosen))
            grid.addWidget(button, position // 2, position % 2)
        self.body.addLayout(grid)
        back = self.add_button("backButton", tr("Back"), ButtonKind.PRIMARY, hint="Esc")
        back.clicked.connect(self.reject)
        back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        position = event.key() - Qt.Key.Key_1
        if 0 <= position < min(len(self._reasons), _NUMBER_KEYS) and not event.isAutoRepeat():
            self._choose(self._reasons[position].id)
            return
        super().keyPressEvent(event)

    def _choose(self, reason_id: int) -> None:
        self.reason_chosen.emit(reason_id)
        self.accept()


class SoldOutDialog(Dialog):
    """Asks for the sold-out dish: a press on it, or its number, takes it off sale until closing."""

    dish_chosen = Signal(object)
    """A `Dish` was chosen."""
    list_wanted = Signal()

    def __init__(self, parent: QWidget, look: Look, dishes: Sequence[tuple[str, Dish | None]]) -> None:
        """Build the dialog.

        Args:
            parent: the window.
            look: the theme.
            dishes: the names on the order, each with its dish in the vendor's list, None if it has none.
        """
        super().__init__(parent, look, "soldOutDialog", tr("Which dish is sold out?"))
        self._dishes = [dish for _, dish in dishes if dish is not None][:_NUMBER_KEYS]
        self.add_text(
            tr("It goes off sale until closing. This order does not change.")
            if self._dishes
            else tr(
                "None of its dishes is in Dükkango's list under this name. Search the list.",
            )
        )
        for place, dish in enumerate(self._dishes, 1):
            button = Button(look, name=f"soldOut{place}", least=52)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.set_text(one_line(dish.name, 60), hint=str(place))
            button.clicked.connect(lambda _on=False, dish=dish: self._choose(dish))
            self.body.addWidget(button)
        all_dishes = self.add_button("allDishes", tr("All dishes…"), hint="F6")
        all_dishes.clicked.connect(self._open_list)
        back = self.add_button("backButton", tr("Back"), ButtonKind.PRIMARY, hint="Esc")
        back.clicked.connect(self.reject)
        back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a dish by its number, or open the whole list by F6."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._dishes) and not event.isAutoRepeat():
            self._choose(self._dishes[place])
        elif event.key() == Qt.Key.Key_F6:
            self._open_list()
        else:
            super().keyPressEvent(event)

    def _choose(self, dish: Dish) -> None:
        self.dish_chosen.emit(dish)
        self.accept()

    def _open_list(self) -> None:
        self.reject()
        self.list_wanted.emit()


class MinutesDialog(Dialog):
    """Asks for any number of minutes, by keyboard or digit pad."""

    minutes_chosen = Signal(int)

    def __init__(self, parent: QWidget, look: Look, minutes: int, title: str) -> None:
        super().__init__(parent, look, "minutesDialog", title)
        self._replaces_value = True
        self.field = MinutesBox(look)
        self.field.setObjectName("minutesField")
        self.field.setRange(MIN_PREPARING_TIME, MAX_PREPARING_TIME)
        self.field.setValue(minutes)
        self.field.setSuffix(" " + tr("min"))
        self.field.setFont(look.font(28, QFont.Weight.Bold))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.field.setMinimumHeight(look.px(60))
        self.field.setAccessibleName(title)
        self.body.addWidget(self.field)
        self.body.addLayout(digit_pad(look, self._on_pad))
        back = self.add_button("backButton", tr("Back"), hint="Esc")
        back.clicked.connect(self.reject)
        choose = self.add_button("chooseButton", tr("Choose"), ButtonKind.PRIMARY, hint="Enter")
        choose.clicked.connect(self._on_chosen)
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_chosen()
            return
        super().keyPressEvent(event)

    def _on_pad(self, text: str) -> None:
        before = "" if self._replaces_value else str(self.field.value())
        digits = before[:-1] if text == "⌫" else before + text
        self._replaces_value = not digits
        number = int(digits or "0")
        self.field.setValue(int(text) if number > MAX_PREPARING_TIME and text != "⌫" else number)

    def _on_chosen(self) -> None:
        self.field.interpretText()
        self.minutes_chosen.emit(self.field.value())
        self.accept()
