"""What is said before the program ends by itself: that the orders cannot be opened, that another program has them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr
from desktop.ui.text import trouble_words
from desktop.ui.widgets.dialog import Dialog, statement

if TYPE_CHECKING:
    from desktop.ui.window.main_window import MainWindow


async def show_store_failed(window: MainWindow, folder: str, *, newer: bool) -> None:
    """Say that the orders on this computer cannot be opened, and return when it was read.

    Args:
        window: of the program; it need not be shown yet.
        folder: where the orders lie.
        newer: whether a newer version of the program wrote them.
    """
    title = tr("Tezgâh cannot begin")
    await _read(fatal_dialog(window, title, trouble_words.store_failed(folder, newer=newer)))


async def show_displaced(window: MainWindow) -> None:
    """Say that another program works on the folder of this one, and return when it was read."""
    window.call_for_attention()
    title = tr("Go on in the other window")
    await _read(fatal_dialog(window, title, trouble_words.displaced()))


def fatal_dialog(window: MainWindow, title: str, text: str) -> Dialog:
    """Return the dialog that is read before the program ends; nothing else may take its place."""
    return statement(window, window.look, "lastWordsDialog", title, text)


async def _read(dialog: Dialog) -> None:
    closed = asyncio.Event()
    dialog.finished.connect(closed.set)
    # open() and not exec(): a nested loop would stop all tasks.
    dialog.open()
    await closed.wait()
