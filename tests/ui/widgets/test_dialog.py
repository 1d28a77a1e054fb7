"""Dialogs are as large as what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.ui.settings.pin_dialog import AskPinDialog
from desktop.ui.widgets.dialog import ScrollBody

if TYPE_CHECKING:
    from tests.ui.conftest import MakeWindow, Speak


def test_a_longer_sentence_leaves_all_keys_of_the_pad_visible(make_window: MakeWindow, speak: Speak) -> None:
    speak("tr")
    window = make_window()
    window.dialogs.prompts.ask_pin("settings", lambda _typed: False, lambda: 0.0, lambda: None)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, AskPinDialog)
    QApplication.processEvents()
    before = dialog.height()
    dialog._ask_again("PIN yanlış. Yeniden deneyin ya da PIN'i belirleyene sorun. " * 3)
    for _ in range(3):
        QApplication.processEvents()
    body = dialog.findChild(ScrollBody)
    assert body is not None
    assert dialog.height() > before, "more lines than one"
    assert body.verticalScrollBar().maximum() == 0
