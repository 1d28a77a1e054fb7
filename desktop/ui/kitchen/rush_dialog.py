"""Starts and ends a rush: more minutes for each order, for some time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.domain.text.translation import tr
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.theme import Look

EXTRA: Final = (10, 15, 20, 30)
"""Minutes that a rush adds to each preparation time."""
LASTS: Final = (30, 60, 120)
"""Minutes after which a rush ends by itself."""
_EXTRA: Final = 15
_LASTS: Final = 60


class RushDialog(Dialog):
    """Offers the extra minutes and the duration, and ends a rush that goes on."""

    rush_wanted = Signal(int, int)
    """Extra minutes, and the duration in minutes; 0 ends the rush."""

    def __init__(self, parent: QWidget, look: Look, *, minutes: int, left: int) -> None:
        """Build the dialog.

        Args:
            parent: the window.
            look: the theme.
            minutes: the extra minutes of the rush that goes on, 0 for none.
            left: whole minutes until it ends.
        """
        super().__init__(parent, look, "rushDialog", tr("Rush hour"))
        if minutes:
            text = tr("Now: {minutes} min more for each order, for another {left} min.")
            self.add_text(text.format(minutes=minutes, left=left))
        else:
            self.add_text(
                tr("Each preparation time becomes longer. A time that you type stays as you type it.")
            )
        self._extra = self._choice(tr("More minutes"), "rushMinutes", EXTRA, minutes or _EXTRA)
        self._lasts = self._choice(tr("For how long?"), "rushLasts", LASTS, _LASTS)
        if minutes:
            end = self.add_button("endRush", tr("End the rush"), apart=True)
            end.clicked.connect(lambda: self._choose(0, 0))
        back = self.add_button("backButton", tr("Back"), hint="Esc")
        back.clicked.connect(self.reject)
        start = self.add_button("startRush", tr("Start the rush"), ButtonKind.PRIMARY)
        start.clicked.connect(lambda: self._choose(_checked(self._extra), _checked(self._lasts)))

    def _choice(self, title: str, name: str, values: Sequence[int], chosen: int) -> dict[int, Button]:
        """Add a row of buttons, one of which is always checked. A `QButtonGroup` would hide the others from Tab."""
        label = Label(self.look, 14, token="muted")
        label.set_text(title)
        self.body.addWidget(label)
        buttons: dict[int, Button] = {}
        row = FlowLayout()
        row.setSpacing(self.look.px(8))
        for value in (*values, *(() if chosen in values else (chosen,))):
            button = Button(self.look, name=f"{name}{value}", size=18, least=56)
            button.setCheckable(True)
            text = tr("+{minutes} min") if name == "rushMinutes" else tr("{minutes} min")
            button.set_text(text.format(minutes=value), spoken=f"{title}: {text.format(minutes=value)}")
            button.setChecked(value == chosen)
            button.clicked.connect(partial(_check, buttons, value))
            buttons[value] = button
            row.addWidget(button)
        self.body.addLayout(row)
        return buttons

    def _choose(self, minutes: int, lasts: int) -> None:
        self.rush_wanted.emit(minutes, lasts)
        self.accept()


def _check(buttons: Mapping[int, Button], chosen: int, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a signal's slot
    for value, button in buttons.items():
        button.setChecked(value == chosen)


def _checked(buttons: Mapping[int, Button]) -> int:
    return next(value for value, button in buttons.items() if button.isChecked())
