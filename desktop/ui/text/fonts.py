"""The program's own font: the same letters and widths on every computer, in the window and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontDatabase

from desktop.system.files.paths import resources_dir

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

FAMILY: Final = "Tezgah Sans"
"""The name inside the files in `resources/fonts`."""


def load_fonts(app: QGuiApplication) -> None:
    """Use the program's font for every text. The system's fonts have the letters that it lacks, and replace a missing file."""
    for path in sorted((resources_dir() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    font = app.font()
    families = [family for family in font.families() if family != FAMILY]
    font.setFamilies([FAMILY, *families])
    app.setFont(font)
