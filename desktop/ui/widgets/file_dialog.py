"""Asks for a file to write or to read, beginning where people keep theirs, in the window's language."""

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
    """Open a file dialog; nothing waits for it.

    Args:
        parent: what it stands before.
        title: what it is for, translated.
        name: what the file may be called, for one to write.
        kinds: patterns such as ``*.json``.
        chosen: told the path.
        save: whether it is to be written.
        object_name: of the dialog.
    """
    # Not where the program was started: that is / for one that the desktop starts.
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog = QFileDialog(parent, title, str(documents if documents.is_dir() else Path.home()), kinds)
    dialog.setObjectName(object_name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # What Qt's own translations leave out.
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
