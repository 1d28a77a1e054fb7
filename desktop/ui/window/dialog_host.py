"""Opens the menu and all dialogs of the window. `order_prompts` holds the questions about orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from desktop.domain.text.translation import tr
from desktop.domain.trouble import TroubleKind
from desktop.ui.text import trouble_words
from desktop.ui.text.format import one_line
from desktop.ui.text.trouble_words import Remedy
from desktop.ui.widgets.dialog import question, statement
from desktop.ui.window.header import minutes_left
from desktop.ui.window.order_prompts import OrderPrompts
from desktop.ui.window.prompts import Prompts
from desktop.ui.window.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from desktop.domain.trouble import Trouble
    from desktop.ui.board.board import OrderBoard
    from desktop.ui.commands import OrderCommands
    from desktop.ui.help.checkup_dialog import CheckRow, CheckupDialog
    from desktop.ui.order.preparation_times import PreparationTimes
    from desktop.ui.widgets.dialog import Dialog
    from desktop.ui.widgets.pages import Pages
    from desktop.ui.widgets.theme import Look
    from desktop.ui.window import program_dialogs
    from desktop.ui.window.top_window import TopWindow


_PAGES = {Remedy.OPEN_BRANCHES: "shop", Remedy.OPEN_DISHES: "dishes", Remedy.OPEN_TICKETS: "tickets"}
"""The page that a remedy opens."""

_WITHOUT_CREDENTIALS = frozenset({TroubleKind.NO_CREDENTIALS, TroubleKind.CREDENTIALS_UNREADABLE})


class DialogHost(QObject):
    """Opens one dialog at a time; afterwards the board gets the focus again."""

    usual_time_chosen = Signal(int)
    order_wanted = Signal(str)
    connect_wanted = Signal()
    """The credentials are to be entered or changed."""
    setting_wanted = Signal(str)
    """The settings are to be opened at the one with this name."""
    front_wanted = Signal()
    """The window is to come to the front."""
    update_wanted = Signal()
    licences_wanted = Signal()
    store_help_wanted = Signal(str)
    kitchen_wanted = Signal()
    """The kitchen screen is to be opened."""
    kitchen_ticket_wanted = Signal()
    """The selected order's kitchen ticket is to be printed."""
    ticket_wanted = Signal()
    """A person chooses a ticket of the selected order."""

    def __init__(
        self,
        window: TopWindow,
        commands: OrderCommands,
        *,
        look: Look,
        board: OrderBoard,
        pages: Pages,
        minutes: PreparationTimes,
        menu_button: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._look = look
        self._board = board
        self._pages = pages
        self._minutes = minutes
        self._menu_button = menu_button
        self._toast = Toast(look, pages, board, board.multi_select_bar)
        self._troubles: list[Trouble] = []
        self._dialog: Dialog | None = None
        self._troubles_dialog: program_dialogs.TroublesDialog | None = None
        self._checkup: CheckupDialog | None = None
        self.prompts = Prompts(window, look, self.open)
        """Questions about PINs and files."""
        self.orders = OrderPrompts(
            window, commands, look=look, board=board, minutes=minutes, prompts=self.prompts, show=self.open
        )
        """Questions about orders."""
        self.orders.dishes_wanted.connect(lambda: pages.open("dishes"))
        self.automatic = False
        """Whether a rule accepts orders."""
        self.offered_version: Callable[[], str | None] = lambda: None
        """Returns the newer version, "" for none, None if no address for updates is set."""
        self.rush_until: datetime | None = None
        """The end of a rush, None for none."""
        self._board.tally_wanted.connect(self.show_all_day)
        self.auto_accept_rule = ""
        """The rule in words."""

    @property
    def dialog(self) -> Dialog | None:
        """The open dialog, None for none."""
        return self._dialog

    @property
    def toast(self) -> Toast:
        """The widget that shows a text for some seconds."""
        return self._toast

    def show_toast(self, text: str) -> None:
        """Show a text for some seconds."""
        self._toast.show_text(text)

    def poll_now(self) -> None:
        """Poll as soon as the cooldown allows; without credentials, show that they are missing."""
        missing = next((each for each in self._troubles if each.kind in _WITHOUT_CREDENTIALS), None)
        if missing is not None:
            self.show_toast(trouble_words.describe(missing).sentence)
            return
        self._commands.poll_now()
        self.show_toast(tr("The next check follows as soon as Dükkango allows it"))

    def show_menu(self) -> None:
        """Open the main menu below its button."""
        from desktop.ui.window.menu import MainMenu

        menu = MainMenu(self._window, self._minutes.usual, list(self._pages), self._minutes.presets)
        menu.page_wanted.connect(self._pages.open)
        menu.setting_wanted.connect(self.setting_wanted)
        menu.set_auto_accept(on=self.automatic)
        menu.kitchen_wanted.connect(self.kitchen_wanted)
        menu.rush_wanted.connect(self.show_rush)
        menu.auto_accept_wanted.connect(self._on_auto_accept_wanted)
        menu.usual_time_chosen.connect(self.choose_usual)
        menu.other_usual_time_wanted.connect(self.ask_usual)
        menu.sound_test_wanted.connect(self.test_sound)
        menu.poll_wanted.connect(self.poll_now)
        menu.checkup_wanted.connect(self.show_checkup)
        menu.shortcuts_wanted.connect(self.show_shortcuts)
        menu.about_wanted.connect(self.show_about)
        menu.offer_updates(self.offered_version())
        menu.update_wanted.connect(self.update_wanted)
        menu.quit_wanted.connect(self.ask_to_quit)
        menu.widget.aboutToHide.connect(menu.deleteLater)
        menu.widget.aboutToHide.connect(menu.widget.deleteLater)
        button = self._menu_button
        corner = button.mapToGlobal(
            QPoint(button.width() - menu.widget.sizeHint().width(), button.height() + 4)
        )
        menu.widget.popup(corner)

    def show_rush(self) -> None:
        """Ask for the minutes and the duration of a rush, or whether to end it."""
        from desktop.ui.kitchen.rush_dialog import RushDialog

        until = self.rush_until
        left = 0 if until is None else minutes_left(until, self._commands.now())
        dialog = RushDialog(self._window, self._look, minutes=self._minutes.rush, left=left)
        dialog.rush_wanted.connect(self._commands.start_rush)
        self.open(dialog)

    def show_all_day(self) -> None:
        """Show all dishes that are being cooked; the list follows the board."""
        from desktop.ui.kitchen.all_day_dialog import AllDayDialog

        dialog = AllDayDialog(self._window, self._look, self._board.cooking)
        self._board.changed.connect(dialog.refresh)
        self.open(dialog)

    def show_shortcuts(self) -> None:
        from desktop.ui.window import program_dialogs

        self.open(program_dialogs.shortcuts(self._window, self._look))

    def show_about(self) -> None:
        """Show version and parts of the program, and request the texts of the licences."""
        from desktop.ui.help.about_dialog import AboutDialog

        self.open(AboutDialog(self._window, self._look))
        self.licences_wanted.emit()

    def show_licences(self, text: str) -> None:
        """Show the licences of all parts of the program."""
        from desktop.ui.help.about_dialog import AboutDialog

        if isinstance(self._dialog, AboutDialog):
            self._dialog.show_licences(text)

    def show_checkup(self) -> None:
        """Open the check-up and start it."""
        from desktop.ui.help.checkup_dialog import CheckupDialog

        dialog = CheckupDialog(self._window, self._look)
        dialog.again_wanted.connect(self._on_again_wanted)
        dialog.support_wanted.connect(self.gather_support)
        dialog.remedy_wanted.connect(self._on_checkup_remedy)
        self.open(dialog)
        self._checkup = dialog
        self._commands.check_up()

    def show_check(self, row: CheckRow) -> None:
        """Show one more finding."""
        if self._checkup is not None:
            self._checkup.add_row(row)

    def end_checkup(self) -> None:
        """Show the result of the check-up."""
        if self._checkup is not None:
            self._checkup.end()

    def gather_support(self) -> None:
        """Request a support package, after the PIN where it guards what leaves the computer; `show_support` follows."""
        self.prompts.guard("exports", self._gather_support)

    def _gather_support(self) -> None:
        self._commands.gather_support()
        self.show_toast(tr("Preparing the support package…"))

    def show_support(self, files: Sequence[tuple[str, bytes]], suggested: str) -> None:
        """Show a support package before it is saved."""
        from desktop.ui.help.support_dialog import SupportDialog

        dialog = SupportDialog(self._window, self._look, files, suggested)
        dialog.save_wanted.connect(self._commands.save_support)
        self.open(dialog)

    def show_support_saved(self, path: str, reason: str) -> None:
        """Show that the support package was saved, or the reason why not."""
        if reason:
            text = tr("The file could not be saved ({reason}). Choose another place.")
            self.show_toast(text.format(reason=one_line(reason, 120)))
        else:
            self.show_toast(tr("Saved: {path}").format(path=one_line(path, 160)))

    def show_crash(self, kind: str) -> None:
        """Report an unexpected error, unless another dialog is open: the banner reports it as well."""
        from desktop.ui.window import program_dialogs

        if self._dialog is None:
            dialog = program_dialogs.crash(self._window, self._look, kind)
            dialog.accepted.connect(self.gather_support)
            self.open(dialog)

    def show_full_order(self, text: str) -> None:
        from desktop.ui.order import dialogs

        self.open(dialogs.full_order(self._window, self._look, text))

    def ask_usual(self) -> None:
        """Ask for the usual preparation time."""
        from desktop.ui.order import dialogs

        title = tr("Usual preparation time")
        dialog = dialogs.MinutesDialog(self._window, self._look, self._minutes.usual, title)
        dialog.minutes_chosen.connect(self.choose_usual)
        self.open(dialog)

    def choose_usual(self, minutes: int) -> None:
        """Save the usual preparation time."""
        self._commands.choose_preparing_time(minutes)
        self.usual_time_chosen.emit(minutes)
        self.show_toast(tr("The usual time is {minutes} min now").format(minutes=minutes))

    def _on_auto_accept_wanted(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        if on:
            self.ask_auto_accept(lambda: self._commands.set_auto_accept(True))
        else:
            self._commands.set_auto_accept(False)

    def ask_auto_accept(self, go_on: Callable[[], None]) -> None:
        """Show the rule and ask before it accepts orders."""
        dialog = question(
            self._window,
            self._look,
            "autoAcceptDialog",
            title=tr("Accept orders by rule?"),
            text=self.auto_accept_rule,
            yes=tr("Accept by rule"),
        )
        dialog.accepted.connect(go_on)
        self.open(dialog)

    def ask_to_quit(self) -> None:
        """Ask whether to quit: afterwards no order arrives."""
        self._window.guard_leaving(self._ask_to_quit)

    def _ask_to_quit(self) -> None:
        from desktop.ui.window import program_dialogs

        dialog = program_dialogs.quit_question(self._window, self._look, len(self._board.waiting()))
        dialog.accepted.connect(self._commands.quit)
        self.open(dialog)

    def quit_from_tray(self) -> None:
        """Quit; where orders wait, show them and ask first: from the tray nobody sees them."""
        if self._board.waiting():
            self.front_wanted.emit()
            self.ask_to_quit()
        else:
            self._window.guard_leaving(self._commands.quit)

    def list_troubles(self) -> None:
        """Show the list of all problems."""
        from desktop.ui.window import program_dialogs

        dialog = program_dialogs.TroublesDialog(self._window, self._look)
        dialog.show_troubles(self._troubles)
        dialog.remedy_wanted.connect(self.remedy)
        dialog.explain_wanted.connect(self.explain)
        self.open(dialog)
        self._troubles_dialog = dialog

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Update the list, if it is open."""
        self._troubles = list(troubles)
        if self._troubles_dialog is not None:
            self._troubles_dialog.show_troubles(troubles)

    def test_sound(self) -> None:
        """Ring once, and say so: where nothing is heard, the press would seem to do nothing."""
        self._commands.test_sound()
        self.show_toast(tr("Trying the bell. If you hear nothing, check the loudspeaker"))

    def remedy(self, trouble: Trouble) -> None:
        """Carry out the remedy that the button of a problem names."""
        remedy = trouble_words.describe(trouble).remedy
        simple: dict[Remedy, Callable[[], None]] = {
            Remedy.POLL_NOW: self.poll_now,
            Remedy.TRY_STORE: self._commands.try_store,
            Remedy.TEST_SOUND: self.test_sound,
            Remedy.DISMISS: lambda: self._commands.dismiss_trouble(trouble),
            Remedy.EXPLAIN: lambda: self.explain(trouble),
        }
        if remedy in simple:
            simple[remedy]()
            return
        # The other remedies leave the open dialog.
        if self._dialog is not None:
            self._dialog.reject()
        if remedy is Remedy.CONNECT:
            self.connect_wanted.emit()
        elif remedy is Remedy.OPEN_UPDATE:
            self._commands.dismiss_trouble(trouble)
            self.update_wanted.emit()
        elif remedy is Remedy.OPEN_ORDER:
            self.order_wanted.emit(trouble.payment_key)
        elif self._pages.page is None or self._pages.page.objectName() != _PAGES[remedy]:
            self._pages.open(_PAGES[remedy])

    def _on_checkup_remedy(self, remedy: Remedy) -> None:
        if remedy is Remedy.TEST_SOUND:
            self.test_sound()
        elif remedy is Remedy.CONNECT and self._checkup is not None:
            self._checkup.accept()
            self.connect_wanted.emit()

    def explain(self, trouble: Trouble) -> None:
        if trouble.kind is TroubleKind.STORE_LOST:
            self.store_help_wanted.emit(trouble.detail)
            return
        title = trouble_words.describe(trouble).sentence
        text = trouble_words.explain(trouble)
        self.open(statement(self._window, self._look, "explanationDialog", title, text))

    def open(self, dialog: Dialog) -> None:
        """Open a dialog; it replaces an open one."""
        if self._dialog is not None:
            self._dialog.reject()
        self._dialog = dialog
        dialog.finished.connect(lambda _result: self._on_finished(dialog))
        dialog.open()

    def _on_again_wanted(self) -> None:
        if self._checkup is not None:
            self._checkup.start()
            self._commands.check_up()

    def _on_finished(self, dialog: Dialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        if self._troubles_dialog is dialog:
            self._troubles_dialog = None
        if self._checkup is dialog:
            self._checkup = None
        if dialog.was_active:
            self._window.activateWindow()
        # What stands where the dialog stood was not meant by a press that comes now.
        self._board.input_pause.start()
        self._board.card_input_pause.start()
        page = self._pages.page
        if page is None:
            self._board.take_keyboard()
        else:
            page.setFocus()
