"""The page of the printers: the list with each one's state, adding by address or by search, and the form of one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.printing.printer_form import PrinterForm
from desktop.ui.printing.scrolling import scrolling
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.ui.printing.printer_commands import PrinterCommands, ShownPrinter
    from desktop.ui.widgets.theme import Look


class PrintersPage(Page):
    """Shows the printers of this computer; a change is in force at once."""

    def __init__(self, look: Look, commands: PrinterCommands) -> None:
        super().__init__(look, "printers", tr("Printers"))
        self._commands = commands
        tickets = Button(look, name="printersTickets")
        tickets.set_text(tr("Tickets"), hint="Ctrl+T")
        tickets.clicked.connect(lambda _on=False: commands.open_tickets())
        self.head.addWidget(tickets)
        self._found_chips: list[Button] = []
        self._free_chips: list[Button] = []
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack, 1)
        self._stack.addWidget(self._build_list())
        self._form: PrinterForm | None = None
        self._edited = ""
        self._rows: dict[str, _PrinterRow] = {}

    def enter(self) -> None:
        """Show the list, and put the cursor into the address where there is no printer yet."""
        self._show_list()
        self.refresh()
        if self._rows:
            next(iter(self._rows.values())).test.setFocus()
        else:
            self.address.setFocus()

    def refresh(self) -> None:
        """Show the printers as they are now."""
        shown = self._commands.printers()
        present = {each.printer.id for each in shown}
        for printer_id in [printer_id for printer_id in self._rows if printer_id not in present]:
            # Never destroyed, see `TicketsPage`: a printer is seldom removed.
            self._rows.pop(printer_id).hide()
        for place, each in enumerate(shown):
            row = self._rows.get(each.printer.id) or self._add_row(each.printer.id, place)
            row.show_printer(each)
        self._nothing.setVisible(not shown)
        # Rows come at any time, and stand above the fields: Tab goes from the top to the bottom.
        order = [button for each in shown for button in self._rows[each.printer.id].buttons]
        for before, after in pairwise(
            [*order, self.address, self._add_button, self._search, *self._found_chips]
        ):
            if before.nextInFocusChain() is not after:
                QWidget.setTabOrder(before, after)
        if self._form is not None and self._stack.currentIndex() > 0:
            if self._edited in present:
                self._form.show_state(next(each for each in shown if each.printer.id == self._edited))
            else:
                self._show_list()

    def show_found(self, sentence: str, found: Sequence[tuple[str, str]], *, again: str = "") -> None:
        """Show what a search found.

        Args:
            sentence: what happened.
            found: address and name of each printer.
            again: the text on the button for the next search, "" for the first one's.
        """
        self._answer.set_text(sentence)
        self._answer.setVisible(bool(sentence))
        announce(self, sentence)
        self._search.set_text(again or tr("Search"))
        for chip in self._found_chips:
            chip.hide()
        free, self._found_chips = self._found_chips + self._free_chips, []
        for address, name in found:
            chip = free.pop(0) if free else self._new_chip()
            chip.setObjectName(f"found_{address}")
            chip.setProperty("address", address)
            text = name or address
            chip.set_text(f"+ {text}", spoken=tr("Add {name}").format(name=text))
            chip.show()
            self._found_chips.append(chip)
        self._free_chips = free
        if found:
            self._found_chips[0].setFocus()

    def show_test_answer(self, printer_id: str, sentence: str, *, good: bool) -> None:
        """Show what became of a test ticket."""
        row = self._rows.get(printer_id)
        if row is not None:
            row.show_answer(sentence, good=good)
        if self._form is not None and self._edited == printer_id:
            self._form.show_answer(sentence, good=good)
        announce(self, sentence, urgent=not good)

    def edit(self, printer_id: str) -> None:
        """Open the form of one printer."""
        shown = next((each for each in self._commands.printers() if each.printer.id == printer_id), None)
        if shown is None:
            return
        others = [(each.printer.id, each.printer.name) for each in self._commands.printers()]
        self._form = PrinterForm(
            self.look, self._commands, shown, [each for each in others if each[0] != printer_id]
        )
        self._form.done.connect(self._show_list)
        self._edited = printer_id
        self._stack.addWidget(self._form)
        self._stack.setCurrentWidget(self._form)
        self._form.enter()

    @property
    def is_editing(self) -> bool:
        """Whether the form of a printer is open."""
        return self._stack.currentIndex() > 0

    def press(self, event: QKeyEvent) -> bool:
        """Esc leads from the form to the list."""
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            self._show_list()
            return True
        return False

    def _show_list(self) -> None:
        was = self.is_editing
        self._stack.setCurrentIndex(0)
        row = self._rows.get(self._edited)
        if was and row is not None:
            row.change.setFocus()

    def _build_list(self) -> QWidget:
        look = self.look
        inner = QWidget()
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(8))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(self._list)
        self._nothing = Label(look, 17, token="muted")
        self._nothing.setWordWrap(True)
        self._nothing.set_text(
            tr("No printer yet. A kitchen ticket then comes out when an order is accepted.")
        )
        column.addWidget(self._nothing)
        caption = Label(look, 17, QFont.Weight.DemiBold)
        caption.setWordWrap(True)
        caption.set_text(tr("Add a printer"))
        column.addWidget(caption)
        self.address = QLineEdit()
        self.address.setObjectName("printerAddress")
        self.address.setAccessibleName(tr("Address of the printer"))
        self.address.setPlaceholderText("192.168.1.50")
        self.address.setFont(look.font(17))
        self.address.setMinimumHeight(look.px(44))
        self.address.setMinimumWidth(look.px(260))
        self.address.returnPressed.connect(lambda: self._add(self.address.text()))
        add = self._add_button = _button(look, "addPrinter", ButtonKind.LOUD)
        add.set_text(tr("Add"), hint="Enter")
        add.clicked.connect(lambda _on=False: self._add(self.address.text()))
        self._search = _button(look, "searchPrinters")
        self._search.set_text(tr("Search"))
        self._search.clicked.connect(lambda _on=False: self._commands.search())
        row = FlowLayout()
        row.setSpacing(look.px(8))
        for widget in (self.address, add, self._search):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        self._answer = Label(look, 15)
        self._answer.setWordWrap(True)
        self._answer.hide()
        column.addWidget(self._answer)
        self._found = FlowLayout()
        self._found.setSpacing(look.px(8))
        column.addLayout(self._found)
        hint = Label(look, 14, token="muted")
        hint.setWordWrap(True)
        hint.set_text(
            tr(
                "A printer on the network has a number such as 192.168.1.50: its self-test prints it (switch it on "
                "while you hold its paper button). USB on Linux: usb:/dev/usb/lp0. A printer of this computer: "
                "queue:NAME, on Windows winspool:NAME."
            )
        )
        column.addWidget(hint)
        column.addStretch(1)
        return scrolling(look, inner)

    def _add_row(self, printer_id: str, place: int) -> _PrinterRow:
        row = self._rows[printer_id] = _PrinterRow(self.look, printer_id, self._commands)
        row.change.clicked.connect(lambda _on=False: self.edit(printer_id))
        self._list.insertWidget(place, row)
        return row

    def _new_chip(self) -> Button:
        chip = _button(self.look, "")
        chip.clicked.connect(lambda _on=False: self._add(str(chip.property("address"))))
        self._found.addWidget(chip)
        return chip

    def _add(self, address: str) -> None:
        printer_id, problem = self._commands.add(address)
        self._answer.set_text(problem)
        self._answer.setVisible(bool(problem))
        if problem:
            announce(self, problem, urgent=True)
            self.address.setFocus()
            return
        self.address.clear()
        self.refresh()
        row = self._rows.get(printer_id)
        if row is not None:
            # The next Enter prints the test ticket.
            row.test.setFocus()


class _PrinterRow(QWidget):
    """One printer of the list."""

    def __init__(self, look: Look, printer_id: str, commands: PrinterCommands) -> None:
        super().__init__()
        self._look = look
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(12), px(10))
        column.setSpacing(px(4))
        self._name = Label(look, 18, QFont.Weight.Bold)
        self._state = Label(look, 15)
        self._answer = Label(look, 15, QFont.Weight.DemiBold)
        for label in (self._name, self._state, self._answer):
            label.setWordWrap(True)
            column.addWidget(label)
        self._answer.hide()
        self.test = _button(look, f"test_{printer_id}")
        self.test.clicked.connect(lambda _on=False: commands.test(printer_id))
        self.change = _button(look, f"change_{printer_id}")
        self._remove = _button(look, f"remove_{printer_id}")
        self._remove.clicked.connect(lambda _on=False: commands.ask_to_remove(printer_id))
        self.buttons = (self.test, self.change, self._remove)
        row = FlowLayout()
        row.setSpacing(px(8))
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def show_printer(self, shown: ShownPrinter) -> None:
        """Show a printer's name and state."""
        printer = shown.printer
        self._name.set_text(f"{printer.name} · {printer.address}")
        self._state.set_text(shown.state, shown.ink)
        for button, text in (
            (self.test, tr("Test ticket")),
            (self.change, tr("Change…")),
            (self._remove, tr("Remove…")),
        ):
            button.set_text(text, spoken=f"{text}: {printer.name}")

    def show_answer(self, sentence: str, *, good: bool) -> None:
        """Show what became of the test ticket."""
        self._answer.set_text(sentence, "ink" if good else "late_ink")
        self._answer.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.color("card"))


def _button(look: Look, name: str, kind: ButtonKind = ButtonKind.PLAIN) -> Button:
    button = Button(look, kind, name=name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
