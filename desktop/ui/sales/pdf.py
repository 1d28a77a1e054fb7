"""A report as a PDF when there is no window: for the command line, also where there is no display.

Starts as much of Qt as drawing letters needs and leaves it running: the program ends after it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase, QGuiApplication

from desktop.ui.sales.document import as_pdf
from desktop.ui.text.language import set_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.domain.sales.report import SalesReport


class NoFontsError(Exception):
    """The machine has no letters to draw with."""


def draw(report: SalesReport, reasons: Mapping[int, str], language: str) -> bytes:
    """Return a report as the content of a PDF file.

    Args:
        report: the figures.
        reasons: why orders are cancelled, in the vendor's words.
        language: ``tr`` or ``en``.

    Raises:
        NoFontsError: there is no font; the pages would be full of empty boxes.
    """
    if sys.platform.startswith("linux"):
        # Asks no display for anything, and has the same fonts.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    set_language(app, language)
    if not QFontDatabase.families():
        raise NoFontsError
    return as_pdf(report, reasons)
