"""A number field with a minus and a plus button, each large enough for a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fields import NumberBox

if TYPE_CHECKING:
    from desktop.ui.widgets.theme import Look


class NumberField(QWidget):
    """A number with two buttons."""

    changed = Signal(float)
    """A person changed the number."""

    def __init__(
        self, look: Look, name: str, spoken: str, *, low: float, high: float, step: float = 1, unit: str = ""
    ) -> None:
        """Create the field.

        Args:
            look: the theme.
            name: object name of the field; its buttons are `nameLess` and `nameMore`.
            spoken: the accessible name.
            low: the smallest number.
            high: the largest number.
            step: the change by one press.
            unit: shown behind the number, translated; the position of ``%`` depends on the language.
        """
        super().__init__()
        self._look = look
        self._step = step
        self.field = NumberBox(look)
        self.field.setObjectName(name)
        self.field.setAccessibleName(spoken)
        self.field.setDecimals(0 if float(step).is_integer() else 1)
        self.field.setRange(low, high)
        self.field.setSingleStep(step)
        if unit == "%":
            prefix, suffix = order_words.percent_signs()
            self.field.setPrefix(prefix)
            self.field.setSuffix(suffix)
        elif unit:
            self.field.setSuffix(f" {unit}")
        self.field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setKeyboardTracking(False)
        self.field.valueChanged.connect(self.changed)
        self._less = self._button(f"{name}Less", "−", tr("Less: {what}").format(what=spoken), -step)
        self._more = self._button(f"{name}More", "+", tr("More: {what}").format(what=spoken), step)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._less, self.field, self._more):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def value(self) -> float:
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show a number without emitting `changed`."""
        with QSignalBlocker(self.field):
            if not float(value).is_integer():
                # A number from the terminal or the file may have a decimal.
                self.field.setDecimals(1)
            self.field.setValue(value)

    def _button(self, name: str, text: str, spoken: str, adds: float) -> Button:
        button = Button(self._look, name=name, size=22, least=48)
        button.set_text(text, spoken=spoken)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda _on=False: self.field.setValue(self.field.value() + adds))
        return button

    def _restyle(self) -> None:
        self.field.setFont(self._look.font(20, QFont.Weight.DemiBold))
        self.field.setMinimumHeight(self._look.px(48))
        self.field.setFixedWidth(self._look.px(140))
        self._row.setSpacing(self._look.px(8))
