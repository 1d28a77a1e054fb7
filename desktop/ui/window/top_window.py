"""The window's behaviour on the desktop: closing to the tray, position, full screen, coming to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from desktop.ui.window.tray import Tray


LEAST_SIZE: Final = QSize(800, 540)
"""The smallest window, in Qt's pixels: on a screen at 200 % each has four of the screen's."""
_FRAME: Final = QSize(16, 40)
"""Room for the frame and title bar, which are not known before the window is shown."""


class TopWindow(QMainWindow):
    """A window without content; a subclass adds content and questions."""

    tray_message_shown = Signal()
    """The message that the program keeps running in the tray was shown."""

    def __init__(self, *, tray_message_shown: bool) -> None:
        """Create the window.

        Args:
            tray_message_shown: whether people saw before that the program keeps running in the tray.
        """
        super().__init__()
        self._tray: Tray | None = None
        self._tray_message_shown = tray_message_shown
        self._ending = False
        self._follows_screens = False
        # Else the content would set it.
        self._bound_by_screen()

    def use_tray(self, tray: Tray) -> None:
        """Hide in this tray instead of quitting, and come from it."""
        self._tray = tray
        tray.open_wanted.connect(self.raise_to_front)

    def is_used(self) -> bool:
        """Whether a person works in the program.

        A dialog over this window counts. So does the kitchen screen: it says too that orders wait, and its keys must
        not go to the counter.
        """
        active = QApplication.activeWindow()
        return active is not None and not (active is self and self.isMinimized())

    def calls_beside_the_kitchen(self) -> bool:
        """Call people who work at the kitchen screen, without covering it; return False where nobody does.

        The keys stay there: Enter on a bump bar must not accept an order. The screen says itself that orders wait.
        """
        active = QApplication.activeWindow()
        if active is self or not isinstance(active, QMainWindow):
            return False
        if self.isVisible() and not self.frameGeometry().intersects(active.frameGeometry()):
            self.raise_()
        QApplication.alert(self)
        return True

    def ask_to_quit(self) -> None:
        """Ask whether to quit; a subclass implements it."""
        raise NotImplementedError

    def guard_leaving(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`; a subclass may ask for the PIN first."""
        go_on()

    def take_keyboard(self) -> None:
        """Give the focus to the main widget; a subclass implements it."""

    def showEvent(self, event: QShowEvent) -> None:
        """Bound the smallest size by the screen, now and whenever the screen changes."""
        super().showEvent(event)
        self._bound_by_screen()
        if not self._follows_screens:
            self._follows_screens = True
            self.windowHandle().screenChanged.connect(self._on_screen_changed)
            for screen in QGuiApplication.screens():
                screen.availableGeometryChanged.connect(self._on_screen_changed)

    def _bound_by_screen(self) -> QSize:
        """Let the window shrink to `LEAST_SIZE`, on a smaller screen further; returns the room on the screen."""
        room = self.screen().availableSize() - _FRAME
        self.setMinimumSize(LEAST_SIZE.boundedTo(room))
        return room

    def _on_screen_changed(self) -> None:
        room = self._bound_by_screen()
        # The desktop itself gives a maximised window the size of the screen.
        if not (self.isMaximized() or self.isFullScreen()) and self.size() != self.size().boundedTo(room):
            self.resize(self.size().boundedTo(room))
            self.move(self.screen().availableGeometry().topLeft())

    def set_full_screen(self, *, on: bool) -> None:
        """Switch full screen on or off."""
        state = self.windowState()
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full if on else state & ~full)

    def raise_to_front(self) -> None:
        """Show the window above all others, if the desktop allows it."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.take_keyboard()

    @property
    def place(self) -> str:
        """Position, screen and size of the window, in base64."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_place(self, place: str) -> bool:
        """Restore the position; return False if it cannot be read. Qt moves the window if its screen is missing."""
        return bool(place) and self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii", "replace")))

    def place_at(self, place: str, *, full_screen: bool) -> None:
        """Go to a stored place, else to all of the screen: it is seen from two metres."""
        # What it shrinks to is the smallest screen it is drawn for, or a smaller one that it is on.
        self.resize(self.screen().availableSize().boundedTo(QSize(1366, 768)))
        if not self.restore_place(place):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.set_full_screen(on=full_screen)

    def prepare_to_quit(self) -> None:
        """Let the next close event close the window: the program ends."""
        self._ending = True
        if self._tray is not None:
            self._tray.remove()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide the window; without a tray, ask whether to quit."""
        application = QGuiApplication.instance()
        saving = isinstance(application, QGuiApplication) and application.isSavingSession()
        if self._ending or saving:
            event.accept()
            return
        event.ignore()
        if self._tray is None or not self._tray.available:
            self.ask_to_quit()
        elif self.isFullScreen():
            # To hide the window is to leave full screen.
            self.guard_leaving(self._hide)
        else:
            self._hide()

    def _hide(self) -> None:
        """Hide the window; the first time, show a message of the tray."""
        self.hide()
        if self._tray is None:
            return
        if not self._tray_message_shown:
            self._tray_message_shown = True
            text = tr("Orders still arrive and ring. Press the icon to open the window.")
            self._tray.show_message(tr("Tezgâh keeps running here"), text)
            self.tray_message_shown.emit()
