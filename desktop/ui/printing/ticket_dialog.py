"""A small menu: which ticket of an order is printed by hand, and on which printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.ui.printing.job_words import ticket_name
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.theme import Look


class TicketDialog(Dialog):
    """One press prints; before it, another printer can be chosen."""

    print_wanted = Signal(TicketKind, str)
    """The ticket, and the printer's id, "" for the usual one."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        number: str,
        printers: Sequence[tuple[str, str]],
        *,
        is_changed: bool = False,
        is_cancelled: bool = False,
    ) -> None:
        """Build the dialog.

        Args:
            parent: the window.
            look: the theme.
            number: the order's, as people see it.
            printers: their ids and names.
            is_changed: whether there is a change to say: a slip about none would lie.
            is_cancelled: whether the order is: of one that is cooked, a slip that says "do not cook" would lie.
        """
        super().__init__(parent, look, "ticketDialog", tr("Print a ticket of {number}").format(number=number))
        self._printer = ""
        self._tickets: list[Button] = []
        self._chips: dict[str, Button] = {}
        if len(printers) > 1:
            row = FlowLayout()
            row.setSpacing(look.px(8))
            for printer_id, name in (("", tr("The usual printer")), *printers):
                chip = Button(look, name=f"ticketPrinter{printer_id}", size=15)
                chip.setCheckable(True)
                chip.setChecked(not printer_id)
                chip.set_text(name)
                chip.clicked.connect(lambda _on=False, printer_id=printer_id: self._choose(printer_id))
                self._chips[printer_id] = chip
                row.addWidget(chip)
            self.body.addLayout(row)
        offered = [TicketKind.KITCHEN, TicketKind.COURIER]
        if is_changed:
            offered.append(TicketKind.CHANGED)
        if is_cancelled:
            offered.append(TicketKind.CANCELLED)
        for place, kind in enumerate(offered, 1):
            button = Button(look, name=f"print_{kind}", size=18)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.set_text(ticket_name(kind), hint=str(place))
            button.clicked.connect(lambda _on=False, kind=kind: self._print(kind))
            self._tickets.append(button)
            self.body.addWidget(button)
        back = self.add_button("backButton", tr("Back"), hint="Esc")
        back.clicked.connect(self.reject)
        self._tickets[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Print by the number of a ticket."""
        number = int(event.text()) if event.text() in {"1", "2", "3", "4"} else 0
        if 0 < number <= len(self._tickets) and not event.isAutoRepeat():
            self._tickets[number - 1].click()
            return
        super().keyPressEvent(event)

    def _choose(self, printer_id: str) -> None:
        self._printer = printer_id
        for each, chip in self._chips.items():
            chip.setChecked(each == printer_id)

    def _print(self, kind: TicketKind) -> None:
        self.print_wanted.emit(kind, self._printer)
        self.accept()
