"""The list of the last bumps: one press takes one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal

from desktop.domain.text.translation import tr
from desktop.ui.text import kitchen_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.theme import Look


class RecallRow(NamedTuple):
    """One bump."""

    payment_key: str
    bump_id: int
    text: str


class RecallDialog(Dialog):
    """Shows the bumps of a station, the latest first."""

    recall_wanted = Signal(str, int)

    def __init__(self, parent: QWidget, look: Look, rows: Sequence[RecallRow]) -> None:
        super().__init__(parent, look, "recallDialog", kitchen_words.recall_title())
        if not rows:
            self.add_text(kitchen_words.recalled(done=False))
        for row in rows:
            button = Button(look, name=f"recall{row.bump_id}", size=20)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.set_text(row.text)
            button.clicked.connect(lambda _checked=False, row=row: self._choose(row))
            self.body.addWidget(button)
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        close.setFocus()

    def _choose(self, row: RecallRow) -> None:
        self.recall_wanted.emit(row.payment_key, row.bump_id)
        self.accept()
