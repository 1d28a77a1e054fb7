"""Shows the version of the program, its parts and their licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import PySide6
from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtWidgets import QPlainTextEdit

from desktop.domain.text.translation import tr
from desktop.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.theme import Look


QT_SOURCE: Final = "https://download.qt.io/official_releases/qt/"
PYSIDE_SOURCE: Final = "https://download.qt.io/official_releases/QtForPython/"


class AboutDialog(Dialog):
    """Version, rights under the LGPL, and all licences in a field that scrolls."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, "aboutDialog", "Tezgâh")
        version = QCoreApplication.applicationVersion()
        text = tr("Version {version}. Orders of Dükkango restaurants at the counter.")
        self.add_text(text.format(version=version)).setTextInteractionFlags(_READ)
        rights = tr(
            "Made with Qt {qt} and PySide6 {pyside}, © The Qt Company Ltd. and other contributors, used under the GNU Lesser "
            "General Public License (LGPL), version 3, which is among the licences below. They are separate files beside the "
            "program: you may replace them with versions of your own, and reverse-engineer the program for that purpose. "
            "Their source code:",
        ).format(qt=qVersion(), pyside=PySide6.__version__)
        sources = self.add_text(f"{rights}\n{QT_SOURCE}\n{PYSIDE_SOURCE}", 14)
        sources.setObjectName("aboutSources")
        sources.setTextInteractionFlags(_READ)
        self.licences = QPlainTextEdit()
        self.licences.setObjectName("aboutLicences")
        self.licences.setReadOnly(True)
        self.licences.setTextInteractionFlags(_READ)
        # Tab leaves the field.
        self.licences.setTabChangesFocus(True)
        self.licences.setFont(look.font(14))
        self.licences.setAccessibleName(tr("Parts of the program and their licences"))
        self.licences.setPlaceholderText(tr("Loading the licences…"))
        self.body.addWidget(self.licences, 1)
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.accept)
        close.setFocus()
        self.resize(min(parent.width() - 40, look.px(860)), min(parent.height() - 40, look.px(640)))

    def show_licences(self, text: str) -> None:
        """Show names, versions and licences of all parts."""
        self.licences.setPlainText(text)


_READ: Final = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
