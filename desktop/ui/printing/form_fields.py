"""The fields of a printer's form: each emits `chosen` when a person has chosen another value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.ui.text.setting_labels import on_or_off
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fields import Switch
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.widgets.theme import Look


class Row(QWidget):
    """A title, its fields in a line that wraps, and a hint below."""

    def __init__(self, look: Look, title: str, hint: str = "") -> None:
        super().__init__()
        self.look = look
        self.title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        caption = Label(look, 16, QFont.Weight.DemiBold)
        caption.setWordWrap(True)
        caption.set_text(title)
        column.addWidget(caption)
        self.fields = FlowLayout()
        self.fields.setSpacing(look.px(8))
        column.addLayout(self.fields)
        self.problem = Label(look, 14, token="late_ink")
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(self.problem)
        if hint:
            said = Label(look, 14, token="muted")
            said.setWordWrap(True)
            said.set_text(hint)
            column.addWidget(said)


class Text(QObject):
    """A line of text, chosen when the cursor leaves it or Enter is pressed."""

    chosen = Signal(str)

    def __init__(self, row: Row, name: str, value: str) -> None:
        super().__init__(row)
        self._row = row
        self._value = value
        self._field = QLineEdit(value)
        self._field.setObjectName(name)
        self._field.setAccessibleName(row.title)
        self._field.setFont(row.look.font(17))
        self._field.setMinimumHeight(row.look.px(44))
        self._field.setMinimumWidth(row.look.px(300))
        self._field.editingFinished.connect(self._on_finished)
        row.fields.addWidget(self._field, 1)

    def set_value(self, value: str) -> None:
        """Show another text."""
        self._value = value
        self._field.setText(value)

    def show_problem(self, problem: str) -> None:
        """Show why a text was refused, "" for not."""
        self._row.problem.set_text(problem)
        self._row.problem.setVisible(bool(problem))
        if problem:
            announce(self._row, problem, urgent=True)

    def _on_finished(self) -> None:
        text = self._field.text().strip()
        if text != self._value:
            self._value = text
            self.chosen.emit(text)


class Lines(QObject):
    """Up to two lines of text."""

    chosen = Signal(tuple)

    def __init__(self, row: Row, name: str, value: Sequence[str]) -> None:
        super().__init__(row)
        self._fields = []
        for place in range(2):
            field = QLineEdit(value[place] if place < len(value) else "")
            field.setObjectName(f"{name}{place + 1}")
            field.setAccessibleName(f"{row.title} {place + 1}")
            field.setMaxLength(200)
            field.setFont(row.look.font(17))
            field.setMinimumHeight(row.look.px(44))
            field.setMinimumWidth(row.look.px(240))
            field.editingFinished.connect(self._on_finished)
            self._fields.append(field)
            row.fields.addWidget(field, 1)

    def _on_finished(self) -> None:
        self.chosen.emit(tuple(text for field in self._fields if (text := field.text().strip())))


class Choices(QObject):
    """Buttons of which one, or several, are chosen."""

    chosen = Signal(object)

    def __init__(
        self, row: Row, name: str, choices: Sequence[tuple[str, Any]], value: Any, *, several: bool = False
    ) -> None:
        super().__init__(row)
        self._several = several
        self._buttons: list[tuple[Button, Any]] = []
        for text, each in choices:
            button = Button(row.look, name=f"{name}_{each}", size=15)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.set_text(text, spoken=f"{row.title}: {text}")
            button.clicked.connect(lambda _on=False, each=each: self._on_pressed(each))
            self._buttons.append((button, each))
            row.fields.addWidget(button)
        self.set_value(value)

    def set_value(self, value: Any) -> None:
        """Show another choice: a value, or several."""
        for button, each in self._buttons:
            button.setChecked(each in value if self._several else each == value)

    def set_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - reads like Qt's setEnabled
        """Let people choose, or not."""
        for button, _ in self._buttons:
            button.setEnabled(enabled)

    def _on_pressed(self, value: Any) -> None:
        if self._several:
            self.chosen.emit(tuple(each for button, each in self._buttons if button.isChecked()))
        else:
            self.set_value(value)
            self.chosen.emit(value)


class Number(QObject):
    """A number between two bounds."""

    chosen = Signal(float)

    def __init__(
        self,
        row: Row,
        name: str,
        value: float,
        bounds: tuple[float, float],
        *,
        step: float = 1,
        unit: str = "",
    ) -> None:
        super().__init__(row)
        spoken = f"{row.title} {unit}".strip()
        self._field = NumberField(row.look, name, spoken, low=bounds[0], high=bounds[1], step=step, unit=unit)
        self._field.set_value(value)
        self._field.changed.connect(self.chosen)
        row.fields.addWidget(self._field)

    @property
    def value(self) -> float:
        """The number."""
        return self._field.value

    def set_value(self, value: float) -> None:
        """Show another number."""
        self._field.set_value(value)

    def set_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - reads like Qt's setEnabled
        """Let people choose, or not."""
        self._field.setEnabled(enabled)


class Toggle(QObject):
    """On or off."""

    chosen = Signal(bool)

    def __init__(self, row: Row, name: str, spoken: str, *, on: bool, captioned: bool = False) -> None:
        super().__init__(row)
        if captioned:
            caption = Label(row.look, 15)
            caption.set_text(spoken)
            row.fields.addWidget(caption)
        words = on_or_off(on=True), on_or_off(on=False)
        self._switch = Switch(row.look, name, spoken, on=words[0], off=words[1])
        self._switch.setChecked(on)
        self._switch.clicked.connect(lambda value=False: self.chosen.emit(value))
        row.fields.addWidget(self._switch)
