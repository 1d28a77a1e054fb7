"""Asks for a file to write or to read, in the window's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask_file(
    parent: QWidget,
    title: str,
    name: str,
    kinds: str,
    chosen: Callable[[str], None],
    *,
    save: bool,
    object_name: str = "fileChooser",
) -> None:
    """Open a file dialog and return at once.

    Args:
        parent: the window behind the dialog.
        title: of the dialog, translated.
        name: suggested name of a file to write.
        kinds: patterns such as ``*.json``.
        chosen: called with the path.
        save: whether the file is written, not read.
        object_name: of the dialog.
    """
    # Not the working directory: that is / if the desktop starts the program.
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog = QFileDialog(parent, title, str(documents if documents.is_dir() else Path.home()), kinds)
    dialog.setObjectName(object_name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Qt's own translations lack these two.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Kind of file:"))
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kinds.rpartition(".")[2])
        dialog.selectFile(name)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.open()
