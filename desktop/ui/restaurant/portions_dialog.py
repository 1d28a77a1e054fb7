"""Asks how many portions of a dish are left, in each branch that has it, by keyboard or digit pad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain.restaurant.portions import MOST_PORTIONS
from desktop.domain.text.translation import tr
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.digit_pad import digit_pad
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.domain.restaurant.portions import PortionCount
    from desktop.ui.restaurant.dish_rows import BranchDish, DishRow
    from desktop.ui.widgets.theme import Look

_HEIGHT: Final = 52


class PortionsDialog(Dialog):
    """One field for each branch; an empty one counts nothing."""

    portions_chosen = Signal(object, bool)
    """The changed numbers as a list of (`Dish`, portions or None), and whether they are for today only."""

    def __init__(self, parent: QWidget, look: Look, row: DishRow, food_id: int | None = None) -> None:
        """Build the dialog.

        Args:
            parent: the window.
            look: the theme.
            row: the dish, with its present counts.
            food_id: the branch's dish whose field gets the focus, None for the first.
        """
        title = tr("Portions left: {dish}").format(dish=row.name)
        super().__init__(parent, look, "portionsDialog", title)
        self._dishes = row.dishes
        self.fields: list[QLineEdit] = []
        grid = QGridLayout()
        grid.setSpacing(look.px(8))
        for place, each in enumerate(row.dishes):
            label = Label(look, 16, elides=True)
            label.set_text(each.branch or tr("Portions left"))
            field = self._field(place, each, title)
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
            for column, (text, spoken, adds) in enumerate(
                (("−", tr("Less: {what}"), -1), ("+", tr("More: {what}"), 1)), 2
            ):
                button = Button(look, size=22, least=48)
                button.set_text(text, spoken=spoken.format(what=field.accessibleName()))
                button.setAutoRepeat(True)
                button.clicked.connect(lambda _on=False, field=field, adds=adds: _add(field, adds))
                grid.addWidget(button, place, column)
        self.body.addLayout(grid)
        self._target = next(
            (
                field
                for field, each in zip(self.fields, row.dishes, strict=True)
                if each.dish.food_id == food_id
            ),
            self.fields[0],
        )
        self._replaces_value = True
        self.body.addLayout(digit_pad(look, self._on_pad))
        self._only_today = any(
            each.portions is not None and each.portions.until is not None for each in row.dishes
        )
        self._was_only_today = self._only_today
        self._lasting = {
            False: Button(look, name="untilChanged"),
            True: Button(look, name="onlyToday"),
        }
        self._lasting[False].set_text(tr("Until I change it"))
        self._lasting[True].set_text(tr("Only today (until 05:00)"))
        lasting_row = FlowLayout()
        lasting_row.setSpacing(look.px(8))
        for only_today, button in self._lasting.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, only_today=only_today: self._choose_lasting(only_today))
            lasting_row.addWidget(button)
        self.body.addLayout(lasting_row)
        self._choose_lasting(self._only_today)
        self.add_text(
            tr(
                "Each accepted order takes its portions. At 0 the dish goes off sale; a cancelled order gives its portions "
                "back. An empty field counts nothing.",
            ),
            14,
            "muted",
        )
        back = self.add_button("backButton", tr("Back"), hint="Esc")
        back.clicked.connect(self.reject)
        save = self.add_button("savePortions", tr("Save"), ButtonKind.PRIMARY, hint="Enter")
        save.clicked.connect(self._on_saved)
        self._target.setFocus()
        self._target.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._on_saved()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the digit pad write into the field that had the focus last."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self._target = watched
            self._replaces_value = True
        return super().eventFilter(watched, event)

    def _field(self, place: int, each: BranchDish, title: str) -> QLineEdit:
        field = QLineEdit(_shown(each.portions))
        field.setObjectName(f"portions{place}")
        field.setAccessibleName(f"{title}, {each.branch}" if each.branch else title)
        field.setPlaceholderText(tr("not counted"))
        field.setValidator(QIntValidator(0, MOST_PORTIONS, field))
        field.setMaxLength(len(str(MOST_PORTIONS)))
        field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        field.setFont(self.look.font(20, QFont.Weight.Bold))
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setMinimumHeight(self.look.px(_HEIGHT))
        words = self.look.metrics(20, QFont.Weight.Bold).horizontalAdvance(field.placeholderText())
        field.setMinimumWidth(words + self.look.px(40))
        field.installEventFilter(self)
        self.fields.append(field)
        return field

    def _choose_lasting(self, only_today: bool) -> None:  # noqa: FBT001 - one of two choices
        self._only_today = only_today
        for choice, button in self._lasting.items():
            button.setChecked(choice is only_today)

    def _on_pad(self, text: str) -> None:
        before = "" if self._replaces_value else self._target.text()
        digits = before[:-1] if text == "⌫" else before + text
        self._replaces_value = False
        self._target.setText(digits[: self._target.maxLength()].lstrip("0") or ("0" if digits else ""))

    def _on_saved(self) -> None:
        changes = []
        for field, each in zip(self.fields, self._dishes, strict=True):
            number = int(field.text()) if field.text() else None
            if number != _number(each.portions) or (number is not None and self._must_save(each.portions)):
                changes.append((each.dish, number))
        if changes:
            self.portions_chosen.emit(changes, self._only_today)
        self.accept()

    def _must_save(self, count: PortionCount | None) -> bool:
        """Return whether a person who leaves the number says something all the same."""
        return count is not None and (
            count.doubtful or count.left != _number(count) or self._only_today is not self._was_only_today
        )


def _number(count: PortionCount | None) -> int | None:
    """Return the number that the field shows: no fraction, and nothing below 0."""
    return None if count is None else max(0, int(count.left))


def _shown(count: PortionCount | None) -> str:
    number = _number(count)
    return "" if number is None else str(number)


def _add(field: QLineEdit, adds: int) -> None:
    if adds < 0 and not field.text():
        # 0 would take a dish off sale that nobody counts.
        return
    field.setText(str(min(MOST_PORTIONS, max(0, int(field.text() or "0") + adds))))
