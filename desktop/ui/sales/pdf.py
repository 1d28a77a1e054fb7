"""The sales report as a PDF for the command line, without a window or a display.

It starts the part of Qt that draws text and leaves it running: the program ends afterwards.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase, QGuiApplication

from desktop.ui.sales.document import as_pdf
from desktop.ui.text.fonts import load_fonts
from desktop.ui.text.language import set_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.domain.sales.report import SalesReport


class NoFontsError(Exception):
    """This computer has no fonts."""


def draw(report: SalesReport, reasons: Mapping[int, str], language: str) -> bytes:
    """Return a report as the content of a PDF file.

    Args:
        report: the figures.
        reasons: the vendor's cancel reasons by their id.
        language: the code of the language, such as ``tr``.

    Raises:
        NoFontsError: without a font, each letter would be an empty box.
    """
    if sys.platform.startswith("linux"):
        # This platform needs no display and has the same fonts.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        app = QGuiApplication(sys.argv[:1])
    load_fonts(app)
    set_language(app, language)
    if not QFontDatabase.families():
        raise NoFontsError
    return as_pdf(report, reasons)
