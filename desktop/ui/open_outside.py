"""Opens web addresses and folders in other programs. Qt gives them the process's environment, see `clean_own_environ`."""

from __future__ import annotations


def open_in_browser(address: str) -> bool:
    """Open a web address in the browser. Return whether a browser took it."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


def open_folder(folder: str) -> bool:
    """Show a folder in the file manager. Return whether one took it."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
