"""Dialogs before the program ends by itself: the database cannot be opened, or another program uses the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr
from desktop.ui.text import trouble_words
from desktop.ui.widgets.dialog import Dialog, statement

if TYPE_CHECKING:
    import asyncio

    from desktop.ui.window.main_window import MainWindow


async def show_store_failed(window: MainWindow, ended: asyncio.Event, text: str) -> None:
    """Report that the database cannot be opened; return when the dialog is closed, or the program is ended.

    Args:
        window: the main window; it may still be hidden.
        ended: set where nobody is to read on, for example by a signal.
        text: the reason, and what to do.
    """
    window.take_presses()
    title = tr("Tezgâh cannot start")
    await _show(fatal_dialog(window, title, text), ended)


async def show_displaced(window: MainWindow, ended: asyncio.Event) -> None:
    """Report that another program uses the data folder now; return as `show_store_failed` does."""
    window.take_presses()
    window.call_for_attention()
    title = tr("Continue in the other window")
    await _show(fatal_dialog(window, title, trouble_words.displaced()), ended)


def fatal_dialog(window: MainWindow, title: str, text: str) -> Dialog:
    """Return a dialog that no other dialog replaces."""
    return statement(window, window.look, "lastWordsDialog", title, text)


async def _show(dialog: Dialog, ended: asyncio.Event) -> None:
    dialog.finished.connect(ended.set)
    # open() and not exec(): a nested loop would stop all tasks.
    dialog.open()
    await ended.wait()
