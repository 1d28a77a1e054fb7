"""The main window: header, banner, board and pages, and the actions of clicks and keys.

A view: it shows orders, problems and the connection, and sends every command to `OrderCommands`.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.domain.trouble import Connection, Link, Trouble
from desktop.ui.board.board_page import BoardPage
from desktop.ui.board.branch_filter import ALL
from desktop.ui.board.selection import PAGE_PAUSE
from desktop.ui.overview.demo_strip import DemoStrip
from desktop.ui.text import overview_words
from desktop.ui.text.format import one_line
from desktop.ui.text.orders import order_words
from desktop.ui.text.plain_texts import set_title
from desktop.ui.widgets.pages import Pages
from desktop.ui.widgets.theme import Look
from desktop.ui.window.banner import Banner
from desktop.ui.window.dialog_host import DialogHost
from desktop.ui.window.header import Header
from desktop.ui.window.keyboard import Keyboard
from desktop.ui.window.order_actions import OrderActions
from desktop.ui.window.scanner_filter import ScannerFilter
from desktop.ui.window.top_window import TopWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.commands import OrderCommands
    from desktop.ui.window.tray import Tray


class MainWindow(TopWindow):
    """The main window."""

    first_painted = Signal()
    """The board has been painted for the first time."""

    def __init__(
        self,
        commands: OrderCommands,
        *,
        preparing_time: int = 30,
        theme: str = "system",
        text_scale: int = 100,
        tray_message_shown: bool = False,
        demo: bool = False,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(tray_message_shown=tray_message_shown)
        self.setObjectName("mainWindow")
        self._commands = commands
        self._steady = steady
        self._name = ""
        self._branches_named = False
        self._sound: bool | None = None
        self._flash = False
        self._lost_rings = False
        self._connection = Connection(Link.STARTING)
        self.look = Look(theme, text_scale)
        self.scanner_filter = ScannerFilter(self)
        self.demo_strip = DemoStrip(self.look) if demo else None
        self.header = Header(self.look, commands.now, steady)
        self.banner = Banner(self.look)
        self.board_page = BoardPage(
            commands, self.look, preparing_time=preparing_time, steady=steady, parent=self
        )
        self.board = self.board_page.board
        self.branches = self.board_page.branches
        self.detail = self.board_page.detail
        self.minutes = self.board_page.minutes
        self.pages = Pages(self.board_page)
        self.dialogs = DialogHost(
            self,
            commands,
            look=self.look,
            board=self.board,
            pages=self.pages,
            minutes=self.minutes,
            menu_button=self.header.menu_button,
        )
        self.order_actions = OrderActions(self.board_page, self.dialogs, commands, steady=steady)
        self._keyboard = self._make_keyboard()
        self._add_widgets()
        self._connect()
        self._apply_theme()
        self._show_message()
        self._show_counts()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self._timer.start()

    def use_tray(self, tray: Tray) -> None:
        super().use_tray(tray)
        tray.quit_wanted.connect(self.dialogs.quit_from_tray)
        self._show_counts()

    def take_presses(self) -> None:
        """Let keys and clicks count from now on: people have seen the board, and what they ask for can be done."""
        self._inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.scanner_filter.start()

    def show_board(self, orders: Sequence[BoardOrder]) -> None:
        """Replace all orders of the board."""
        self.board.replace(orders)

    def update_orders(self, orders: Sequence[BoardOrder]) -> None:
        """Add or update orders; an order without a column leaves the board."""
        self.board.update_orders(orders)

    def show_connection(self, connection: Connection) -> None:
        """Show whether orders arrive, and the time of the next poll."""
        self._connection = connection
        self.header.show_connection(connection)
        self._show_message()
        self._show_counts()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show the current problems."""
        self.banner.show_troubles(troubles)
        self.dialogs.show_troubles(self.banner.troubles)
        self._show_message()

    def show_sound(self, working: bool | None) -> None:  # noqa: FBT001 - a state, not a switch
        """Show whether the sound works; None if that is not known."""
        if working is False and self._sound is not False:
            QApplication.alert(self)
        self._sound = working
        self._flash = working is False
        self._show_counts()

    def show_lost_rings(self, rings: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Show whether the bell rings because no orders arrive, so that people can mute it."""
        self._lost_rings = rings
        self._show_counts()

    def call_for_attention(self) -> None:
        """Bring the board to the front: an order has waited for long, or no orders arrive."""
        if self.board.waiting() or not self.pages.fixes({each.kind for each in self.banner.troubles}):
            self.pages.close_page()
        self.branches.choose(ALL)
        if not self.isActiveWindow():
            # Keys were typed into another program, and reach this one now.
            self.order_actions.key_pause.start(PAGE_PAUSE)
        self.raise_to_front()
        QApplication.alert(self)

    def show_restaurant(self, name: str) -> None:
        """Show the restaurant's name from an order, until the branches are known."""
        if not self._branches_named:
            self._show_name(name)

    def _show_name(self, name: str) -> None:
        self._name = one_line(name, 80)
        self.header.show_restaurant(name)
        self._show_title()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show the branches and whether they take orders."""
        self.header.show_branches(branches)
        if branches:
            self._branches_named = True
            self._show_name(" · ".join(branch.name for branch in branches))
        self.board_page.show_branches(branches)

    def show_rush(self, minutes: int, until: datetime | None) -> None:
        """Show the extra minutes of a rush and its end; 0 for no rush."""
        self.header.show_rush(minutes, until)
        self.dialogs.rush_until = until
        self.board_page.set_rush(minutes)

    def show_auto_accept(self, *, on: bool, rule: str) -> None:
        """Show whether a rule accepts orders, and its text."""
        self.dialogs.automatic = on
        self.dialogs.auto_accept_rule = rule
        self.header.show_auto_accept(on=on)

    def add_strip(self, strip: QWidget) -> None:
        """Show a strip above everything else."""
        self._layout.insertWidget(0, strip)

    def set_cards(self, size: str) -> None:
        """Set the size of the cards: "compact", "normal" or "large"."""
        self.board.set_card_size(size)

    def open_order(self, payment_key: str) -> None:
        """Select an order and bring the window to the front."""
        self.pages.close_page()
        self.board_page.choose(payment_key)
        self.raise_to_front()

    def show_toast(self, text: str) -> None:
        """Show a text for some seconds."""
        self.dialogs.show_toast(text)

    def ask_to_quit(self) -> None:
        self.dialogs.ask_to_quit()

    def guard_leaving(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, after the PIN if it guards leaving; not before presses count, when nothing asks for it."""
        if self.scanner_filter.started:
            self.dialogs.prompts.guard("leaving", go_on)

    def take_keyboard(self) -> None:
        """Give the focus to the board, unless a page is open."""
        if self.pages.page is None:
            self.board.take_keyboard()

    def toggle_mute(self) -> None:
        """Mute the waiting orders, or unmute them if all are muted. Without sound, try the bell instead."""
        if self._sound is False:
            self.dialogs.test_sound()
            return
        waiting = self.board.waiting()
        if not waiting and self._lost_rings:
            self._commands.set_muted(True)
            return
        if not waiting:
            self.show_toast(tr("Nothing is ringing"))
            return
        self._commands.set_muted(self._lost_rings or any(not order.muted for order in waiting))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.scanner_filter.started:
            return
        self.board.selection.touch(self._steady())
        if self.pages.press(event):
            return
        pressed = self._keyboard.press_anywhere if self.pages.page is not None else self._keyboard.press
        if not pressed(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.look.fit(self.width(), self.height())
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Update the times when the window is restored."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and not self.isMinimized():
            self._on_second()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.look.fill(QPainter(self), self.rect(), "ground")

    def _make_keyboard(self) -> Keyboard:
        """Return the table of keys; `Pages` handles the keys that open pages."""
        return Keyboard(
            self.board,
            self.minutes,
            accept=self.order_actions.accept,
            take_back=self.order_actions.take_back_last,
            is_pending=self.board_page.pending_accepts.is_pending,
            minutes_changed=self.board_page.refresh_minutes,
            scroll=self.detail.sheet.scroll_page,
            others={
                Qt.Key.Key_B: self.branches.step,
                Qt.Key.Key_K: self.dialogs.orders.ask_sold_out,
                Qt.Key.Key_G: self.order_actions.mark_seen,
                Qt.Key.Key_S: self.order_actions.start_now,
                Qt.Key.Key_T: self.detail.contact.copy_phone,
                Qt.Key.Key_A: self.detail.contact.copy_address,
                Qt.Key.Key_H: self.detail.contact.open_map,
                Qt.Key.Key_P: self.dialogs.kitchen_ticket_wanted.emit,
                Qt.Key.Key_F1: self.dialogs.show_shortcuts,
                Qt.Key.Key_F2: partial(self.order_actions.act, Action.ON_THE_WAY),
                Qt.Key.Key_F3: partial(self.order_actions.act, Action.COMPLETE),
                Qt.Key.Key_F4: partial(self.order_actions.act, Action.CANCEL),
                Qt.Key.Key_F5: self.dialogs.poll_now,
                Qt.Key.Key_F8: self.toggle_mute,
                Qt.Key.Key_F9: self.dialogs.show_checkup,
                Qt.Key.Key_F10: self.dialogs.show_menu,
            },
            together={
                Qt.Key.Key_Return: self.order_actions.accept_marked,
                Qt.Key.Key_Enter: self.order_actions.accept_marked,
                Qt.Key.Key_F3: self.order_actions.complete_marked,
                Qt.Key.Key_G: self.board_page.notices.confirm_all,
                Qt.Key.Key_P: self.dialogs.ticket_wanted.emit,
            },
        )

    def _add_widgets(self) -> None:
        self._inside = QWidget()
        self._layout = layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self.demo_strip is not None:
            layout.addWidget(self.demo_strip)
        layout.addWidget(self.header)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        self._inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setCentralWidget(self._inside)
        self.resize(1280, 720)

    def _connect(self) -> None:
        self.header.mute_pressed.connect(self.toggle_mute)
        self.header.menu_pressed.connect(self.dialogs.show_menu)
        self.header.rush_pressed.connect(self.dialogs.show_rush)
        self.header.poll_pressed.connect(self.dialogs.poll_now)
        self.banner.remedy_wanted.connect(self.dialogs.remedy)
        self.banner.explain_wanted.connect(self.dialogs.explain)
        self.banner.list_wanted.connect(self.dialogs.list_troubles)
        self.board_page.changed.connect(self._on_orders_changed)
        self.board.first_painted.connect(self.first_painted)
        self.detail.full_text_wanted.connect(self.dialogs.show_full_order)
        self.detail.contact.notified.connect(self.show_toast)
        self.detail.contact.sold_out_wanted.connect(self.dialogs.orders.ask_sold_out)
        self.dialogs.usual_time_chosen.connect(self.board_page.set_preparing_time)
        self.dialogs.order_wanted.connect(self.open_order)
        self.pages.page_changed.connect(self._on_page_changed)
        self.look.changed.connect(self._apply_theme)
        self.dialogs.front_wanted.connect(self.raise_to_front)

    def _apply_theme(self) -> None:
        """Apply palette and style sheet."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(self.look.palette())
        self.setStyleSheet(self.look.style_sheet())
        self.board_page.restyle()
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        self.board_page.arrange_for(self.width(), self.height())

    def _show_counts(self) -> None:
        waiting = self.board.waiting()
        self.branches.show_orders(waiting, self.board.others())
        muted = sum(1 for order in waiting if order.muted)
        self.header.show_sound(
            working=self._sound, waiting=len(waiting), muted=muted, lost_rings=self._lost_rings
        )
        self.pages.show_waiting(len(waiting))
        self._show_title()
        if self._tray is not None:
            lost, sound = self._connection.is_lost, self._sound is not False
            self._tray.show_state(waiting=len(waiting), muted=muted, receiving=not lost, sound=sound)

    def _show_title(self) -> None:
        waiting = len(self.board.waiting())
        title = f"Tezgâh ({waiting})" if waiting else "Tezgâh"
        if self.demo_strip is not None:
            title = f"{overview_words.demo()} · {title}"
        rest = order_words.capitals(tr("No sound")) if self._flash else self._name
        set_title(self, f"{title} – {rest}" if rest else title)

    def _show_message(self) -> None:
        self.board_page.show_state(self._connection, self.banner.troubles)

    def _on_second(self) -> None:
        if self._sound is False:
            # It calls people who look at another window; in this one the header says it.
            flash = self.isActiveWindow() or not self._flash
            if flash is not self._flash:
                self._flash = flash
                self._show_title()
        self.board_page.discard_answered()
        if not self.isVisible() or self.isMinimized():
            self.board.refresh_selection()
            return
        self.header.tick()
        self.board_page.tick()

    def _on_orders_changed(self) -> None:
        self._show_message()
        self._show_counts()

    def _on_page_changed(self) -> None:
        page = self.pages.page
        self.banner.set_handled(frozenset() if page is None else page.replaces_banner_for)
        if page is None:
            self.order_actions.key_pause.start(PAGE_PAUSE)
            self.board.input_pause.start()
            self.board.card_input_pause.start()
        self.take_keyboard()
