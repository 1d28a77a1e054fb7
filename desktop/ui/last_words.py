"""What is said before the program ends by itself: that the orders cannot be opened, that another program has them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from desktop.ui import trouble_words

if TYPE_CHECKING:
    from desktop.ui.window import MainWindow


async def say_store_failed(folder: str, *, newer: bool) -> None:
    """Say that the orders on this computer cannot be opened, and return when it was read.

    Args:
        folder: where the orders lie.
        newer: whether a newer version of the program wrote them.
    """
    await _say(QMessageBox.Icon.Critical, trouble_words.store_failed(folder, newer=newer), None)


async def say_displaced(window: MainWindow) -> None:
    """Say that another program works on the folder of this one, and return when it was read."""
    window.summon()
    await _say(QMessageBox.Icon.Warning, trouble_words.displaced(), window)


async def _say(icon: QMessageBox.Icon, text: str, parent: MainWindow | None) -> None:
    box = QMessageBox(icon, "Tezgâh", text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    closed = asyncio.Event()
    box.finished.connect(closed.set)
    # open() and not exec(): a nested loop would stop all tasks.
    box.open()
    await closed.wait()
