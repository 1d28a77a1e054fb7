"""Says that the orders on this computer cannot be opened: all that is shown of a start that ends there."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from desktop.ui import trouble_words


async def say_store_failed(folder: str, *, newer: bool) -> None:
    """Say it, and return when it was read.

    Args:
        folder: where the orders lie.
        newer: whether a newer version of the program wrote them.
    """
    box = QMessageBox(QMessageBox.Icon.Critical, "Tezgâh", trouble_words.store_failed(folder, newer=newer))
    box.setTextFormat(Qt.TextFormat.PlainText)
    closed = asyncio.Event()
    box.finished.connect(closed.set)
    # open() and not exec(): a nested loop would stop all tasks.
    box.open()
    await closed.wait()
