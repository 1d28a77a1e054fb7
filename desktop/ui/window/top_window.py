"""A window that stays with its program: closed, it goes into the tray or asks; it knows its place and comes to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from desktop.ui.window.tray import Tray


class TopWindow(QMainWindow):
    """The window as the desktop sees it. What it shows, and what is asked before it is left, is a subclass's."""

    tray_message_shown = Signal()
    """The message that the program goes on in the tray was shown."""

    def __init__(self, tray: Tray | None, *, tray_message_shown: bool) -> None:
        """Take the tray.

        Args:
            tray: where the window goes when it is closed, None where there never is one.
            tray_message_shown: whether people saw before that the program keeps running in the tray.
        """
        super().__init__()
        self._tray = tray
        self._tray_was_told = tray_message_shown
        self._ending = False

    def ask_to_quit(self) -> None:
        """Ask whether to end the program; a subclass knows how."""
        raise NotImplementedError

    def guard_leaving(self, go_on: Callable[[], None]) -> None:
        """Call `go_on` where full screen may be left; a subclass may ask first."""
        go_on()

    def take_keyboard(self) -> None:
        """Give the keyboard to what is most likely wanted; a subclass knows what."""

    def set_full_screen(self, *, on: bool) -> None:
        """Cover all of the screen, without a frame; or be a window again."""
        state = self.windowState()
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full if on else state & ~full)

    def raise_to_front(self) -> None:
        """Show the window above all others, as far as the desktop lets us."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.take_keyboard()

    @property
    def place(self) -> str:
        """Where the window is, on which screen and how large, in base64."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_place(self, place: str) -> bool:
        """Go to where the window was; False where that cannot be read. A screen that is gone is made up for by Qt."""
        return bool(place) and self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii", "replace")))

    def prepare_to_quit(self) -> None:
        """Let the next close through: the program ends."""
        self._ending = True
        if self._tray is not None:
            self._tray.remove()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide into the tray, or ask before quitting where there is none."""
        application = QGuiApplication.instance()
        saving = isinstance(application, QGuiApplication) and application.isSavingSession()
        if self._ending or saving:
            event.accept()
            return
        event.ignore()
        if self._tray is None or not self._tray.available:
            self.ask_to_quit()
        elif self.isFullScreen():
            # Who hides it has left it.
            self.guard_leaving(self._hide)
        else:
            self._hide()

    def _hide(self) -> None:
        """Go into the tray."""
        self.hide()
        if self._tray is None:
            return
        if not self._tray_was_told:
            self._tray_was_told = True
            text = tr("Orders go on arriving and ringing. Press the icon to open the window.")
            self._tray.show_message(tr("Tezgâh goes on here"), text)
            self.tray_message_shown.emit()
