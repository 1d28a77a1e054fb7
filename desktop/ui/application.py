"""Qt's application object, prepared for every window of the program."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from desktop import __version__
from desktop.system.machine.child_environment import clean_own_environ
from desktop.ui.qt_logging import log_qt_messages
from desktop.ui.text.fonts import load_fonts
from desktop.ui.widgets.theme import disable_animations


def make_application() -> QApplication:
    """Return the application: named, in the program's style and font, with its icon."""
    # The same style on each desktop: the window's look is its own. As an argument, because `setStyle` returns an object whose
    # class has 700 numbers to name.
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setApplicationName("Tezgâh")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("tezgah")
    load_fonts(app)
    disable_animations(app)
    # The last window's end must not end the loop under the engine's feet.
    app.setQuitOnLastWindowClosed(False)
    log_qt_messages()
    # Now it has read where its plugins are; the browser must not load them.
    app.libraryPaths()
    clean_own_environ()
    return app
