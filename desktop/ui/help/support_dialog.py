"""What is in a support package, shown before it is saved: nobody hands out what they have not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.widgets.button import ButtonKind
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.file_dialog import ask_file
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.widgets.theme import Look


_SHOWN: Final = 200_000
"""The dialog shows this many characters from the end of a file; the whole file is saved."""


class SupportDialog(Dialog):
    """Shows the files of a support package and asks where to save them."""

    save_wanted = Signal(str)
    """The path of the file."""

    def __init__(
        self, parent: QWidget, look: Look, files: Sequence[tuple[str, bytes]], suggested: str
    ) -> None:
        super().__init__(parent, look, "supportDialog", tr("Support package"))
        self._files = list(files)
        self._suggested = suggested
        self.add_text(
            tr(
                "This is all that would be saved. There are no names, phones, addresses and no access key in it.",
            )
        )
        self.list = QListWidget()
        self.list.setObjectName("supportFiles")
        self.list.setAccessibleName(tr("Files"))
        self.list.setFont(look.font(15))
        FocusRing(look, self.list)
        for name, content in self._files:
            item = QListWidgetItem(f"{name}  ({max(1, len(content) // 1024)} KB)", self.list)
            item.setSizeHint(QSize(0, look.px(TOUCH)))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(tr("Content"))
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(self.text, 3)
        self.body.addLayout(row, 1)
        self.list.currentRowChanged.connect(self._on_row_changed)
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        save = self.add_button("saveButton", tr("Save as…"), ButtonKind.PRIMARY)
        save.clicked.connect(self._ask_where)
        self.list.setCurrentRow(0)
        save.setFocus()
        self.resize(min(parent.width() - 40, look.px(1000)), min(parent.height() - 40, look.px(680)))

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._files):
            self.text.setPlainText(self._files[row][1].decode("utf-8", "replace")[-_SHOWN:])

    def _ask_where(self) -> None:
        title = tr("Save as…")
        ask_file(
            self, title, self._suggested, "*.zip", self._on_chosen, save=True, object_name="supportChooser"
        )

    def _on_chosen(self, path: str) -> None:
        self.save_wanted.emit(path)
        self.accept()
