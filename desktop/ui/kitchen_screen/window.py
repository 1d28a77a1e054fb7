"""The window of the kitchen: bar, problems, waiting orders, the wall of tickets and the tally.

Presses and the keys of a bump bar act here; every decision is the domain's or the program's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QBoxLayout, QMainWindow, QVBoxLayout, QWidget

from desktop.domain.kitchen.all_day import all_day
from desktop.domain.kitchen.tickets import open_orders
from desktop.ui.kitchen_screen.bar import KitchenBar
from desktop.ui.kitchen_screen.recall_dialog import RecallDialog
from desktop.ui.kitchen_screen.tally import Tally
from desktop.ui.kitchen_screen.waiting_strip import WaitingStrip
from desktop.ui.kitchen_screen.wall import KEYS, TicketWall
from desktop.ui.pressing.held_keys import HeldKeys
from desktop.ui.text import kitchen_words
from desktop.ui.text.plain_texts import set_title
from desktop.ui.widgets.theme import CardLook
from desktop.ui.window.banner import Banner
from desktop.ui.window.icon import app_icon
from desktop.ui.window.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from desktop.domain.kitchen.tickets import KitchenTicket
    from desktop.domain.trouble import Trouble
    from desktop.ui.kitchen_screen.commands import KitchenCommands
    from desktop.ui.kitchen_screen.recall_dialog import RecallRow
    from desktop.ui.tills.as_of_strip import AsOfStrip
    from desktop.ui.widgets.theme import Look

_NARROW: Final = 900
"""Pixels at 100 % below which the tally stands under the wall, as on a portrait screen."""
_LOW: Final = 600
"""Pixels at 100 % below which such a tally has no room."""
_TALLY_SHARE: Final = 6
"""The tally below the wall has this part of the height."""
_MAY_REPEAT: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})


class KitchenWindow(QMainWindow):
    """The kitchen screen."""

    placed = Signal()
    """It was moved, or fills the screen, or does so no more."""

    def __init__(
        self, commands: KitchenCommands, look: Look, steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.setObjectName("kitchenWindow")
        set_title(self, f"Tezgâh – {kitchen_words.title()}")
        self.setWindowIcon(app_icon())
        self._commands = commands
        self.look = look
        self._steady = steady
        self._ending = False
        self._stations: tuple[str, ...] = ("",)
        self._station = ""
        self._held = HeldKeys()
        self.bar = KitchenBar(look)
        self.banner = Banner(look)
        self.waiting = WaitingStrip(look)
        self._wall_look = CardLook(look)
        self.wall = TicketWall(self._wall_look, commands.now, steady)
        self.wall.may_press = commands.may_press
        self._as_of: AsOfStrip | None = None
        self.tally = Tally(look)
        self._inside = QWidget()
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(0)
        self._split.addWidget(self.wall, 1)
        self._split.addWidget(self.tally)
        self.toast = Toast(look, self._inside, self.wall, self.tally)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for each in (self.bar, self.banner, self.waiting):
            layout.addWidget(each)
        self._layout = layout
        layout.addWidget(self._inside, 1)
        self.setCentralWidget(whole)
        self._connect()
        self._restyle()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self._timer.start()
        self.bar.show_time(commands.now())
        self.resize(1366, 768)

    def _connect(self) -> None:
        commands = self._commands
        self.wall.bump_wanted.connect(commands.bump)
        self.wall.recall_wanted.connect(commands.recall)
        self.wall.arranged.connect(self._show_counts)
        self.bar.page_wanted.connect(self.wall.turn)
        self.bar.station.clicked.connect(self._next_station)
        self.bar.recall.clicked.connect(commands.recall_last)
        self.bar.recalls.clicked.connect(commands.list_recalls)
        self.bar.counter.clicked.connect(commands.open_counter)
        self.bar.full.clicked.connect(self._toggle_full_screen)
        self.waiting.button.clicked.connect(commands.open_counter)
        self.banner.remedy_wanted.connect(commands.remedy)
        self.banner.explain_wanted.connect(commands.explain)
        self.banner.list_wanted.connect(commands.list_troubles)
        self.look.changed.connect(self._restyle)

    # What is shown

    def show_tickets(self, tickets: Sequence[KitchenTicket], words: tuple[str, ...]) -> None:
        """Show these tickets, and the tally of what is open in them; `words` are the allergy words."""
        self.wall.show_tickets(tickets, words)
        orders = open_orders(tickets)
        unclear = frozenset(line.name for order in orders for line in order.lines if line.quantity is None)
        self.tally.show_totals(all_day(orders), unclear)

    def show_stations(self, stations: tuple[str, ...], station: str) -> None:
        """Show the station; `stations` are all that can be chosen."""
        self._stations, self._station = stations, station
        self.bar.show_station(station, can_change=len(stations) > 1)

    def show_later(self, orders: int, at: datetime | None) -> None:
        """Show how many orders are to be started later, and when the first of them is."""
        self.bar.show_later(orders, at)

    def show_waiting(self, orders: int) -> None:
        """Show how many orders nobody has accepted."""
        self.waiting.show_waiting(orders)

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show the problems, as the counter does."""
        self.banner.show_troubles(troubles)
        self.wall.forget_pending()

    def show_as_of(self, since: datetime | None) -> None:
        """Show the tickets in grey, and since when nothing new comes; None for tickets as they are now."""
        if self._as_of is None and since is not None:
            from desktop.ui.tills.as_of_strip import AsOfStrip

            self._as_of = AsOfStrip(self.look, self._commands.now)
            self._layout.insertWidget(2, self._as_of)
        if self._as_of is not None:
            self._as_of.show_as_of(since)
        self._wall_look.set_grey(grey=since is not None)

    def show_recalls(self, rows: Sequence[RecallRow]) -> RecallDialog:
        """Show the bumps that can be taken back."""
        dialog = RecallDialog(self, self.look, rows)
        dialog.recall_wanted.connect(self._commands.recall)
        dialog.open()
        return dialog

    def show_toast(self, text: str) -> None:
        """Show a text for some seconds."""
        self.toast.show_text(text)

    # Place

    @property
    def place(self) -> str:
        """Position, screen, size and full-screen state, in base64."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_place(self, place: str) -> bool:
        """Restore the position; return False if it cannot be read. Qt moves the window if its screen is missing."""
        return bool(place) and self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii", "replace")))

    def take_screen(self, beside: QWidget | None) -> None:
        """Fill another screen than that of a window, where there is one."""
        screens = QGuiApplication.screens()
        others = [screen for screen in screens if beside is not None and screen is not beside.screen()]
        if others:
            self.setGeometry(others[0].availableGeometry())
        if others or beside is None:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def set_full_screen(self, *, on: bool) -> None:
        """Switch full screen on or off."""
        full = Qt.WindowState.WindowFullScreen
        state = self.windowState()
        self.setWindowState(state | full if on else state & ~full)

    def raise_to_front(self) -> None:
        """Show the window above all others, if the desktop allows it."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.wall.setFocus()

    def end(self) -> None:
        """Close for good."""
        self._ending = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the program decide: it may be its only window."""
        if self._ending:
            event.accept()
            return
        event.ignore()
        self._commands.leave()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        repeats = self._held.press(key, self._time_of(event), flagged=event.isAutoRepeat())
        if (repeats and key not in _MAY_REPEAT) or not self._act(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._held.release(event.key(), self._time_of(event))
        super().keyReleaseEvent(event)

    def _time_of(self, event: QKeyEvent) -> float:
        return event.timestamp() / 1000 if event.timestamp() else self._steady()

    def _act(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        text = event.text()
        if text and text in KEYS:
            self.wall.press_key(KEYS.index(text))
            return True
        if text in {"+", "-"}:
            self.wall.turn(1 if text == "+" else -1)
            return True
        act = self._table().get(Qt.Key(event.key()))
        if act is not None:
            act()
        return act is not None

    def _table(self) -> dict[Qt.Key, Callable[[], object]]:
        keys = Qt.Key
        return {
            keys.Key_Return: self.wall.bump_selected,
            keys.Key_Enter: self.wall.bump_selected,
            keys.Key_Left: lambda: self.wall.select_next(-1),
            keys.Key_Right: lambda: self.wall.select_next(1),
            keys.Key_Up: lambda: self.wall.select_next_dish(-1),
            keys.Key_Down: lambda: self.wall.select_next_dish(1),
            keys.Key_PageUp: lambda: self.wall.turn(-1),
            keys.Key_PageDown: lambda: self.wall.turn(1),
            keys.Key_Escape: self.wall.clear_selection,
            keys.Key_Backspace: self._commands.recall_last,
            keys.Key_R: self._commands.recall_last,
            keys.Key_L: self._commands.list_recalls,
            keys.Key_T: self._commands.open_counter,
            keys.Key_S: self._next_station,
            keys.Key_F11: self._toggle_full_screen,
        }

    def _next_station(self) -> None:
        if len(self._stations) > 1:
            place = self._stations.index(self._station) if self._station in self._stations else -1
            self._commands.choose_station(self._stations[(place + 1) % len(self._stations)])

    def _toggle_full_screen(self) -> None:
        self._commands.set_full_screen(not self.isFullScreen())

    # Look

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.placed.emit()
        elif event.type() == QEvent.Type.ActivationChange:
            self._held.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.look.fit(self.width(), self.height())
        px = self.look.px
        below = self.width() < px(_NARROW) or self.height() > self.width()
        ways = QBoxLayout.Direction
        self._split.setDirection(ways.TopToBottom if below else ways.LeftToRight)
        self.tally.setVisible(not below or self.height() > px(_LOW))
        if below:
            self.tally.setFixedHeight(self.height() // _TALLY_SHARE)
            self.tally.setMinimumWidth(0)
            self.tally.setMaximumWidth(16_777_215)
        else:
            self.tally.setFixedWidth(px(230))
            self.tally.setMinimumHeight(0)
            self.tally.setMaximumHeight(16_777_215)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("ground"))

    def _restyle(self) -> None:
        self.setStyleSheet(self.look.style_sheet())
        self.update()

    def _show_counts(self) -> None:
        wall = self.wall
        self.bar.show_counts(len(wall.tickets), wall.out_of_view, wall.page, wall.pages)

    def _on_second(self) -> None:
        if self.isVisible() and not self.isMinimized():
            self.bar.show_time(self._commands.now())
            self.wall.tick()
