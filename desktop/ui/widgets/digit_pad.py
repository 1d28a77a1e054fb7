"""Buttons for digits, for touch screens without a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from desktop.domain.text.translation import tr
from desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.widgets.theme import Look


def digit_pad(look: Look, press: Callable[[str], None]) -> QGridLayout:
    """Return buttons for the ten digits and for erasing; `press` gets the digit, or ``⌫``."""
    pad = QGridLayout()
    pad.setSpacing(look.px(8))
    for position, digit in enumerate("123456789⌫0"):
        button = Button(look, size=20, least=52)
        button.set_text(digit, spoken=tr("Erase") if digit == "⌫" else digit)
        button.clicked.connect(lambda _checked=False, digit=digit: press(digit))
        pad.addWidget(button, position // 3, position % 3)
    return pad
