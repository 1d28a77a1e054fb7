"""Dialogs about the program: an unexpected error, quitting, all shortcuts, all problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.widgets.dialog import Dialog, question
from desktop.ui.widgets.label import Label
from desktop.ui.window.banner import TroubleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.trouble import Trouble
    from desktop.ui.widgets.theme import Look

_ROOM_FOR_TWO: Final = 1180
"""Pixels of the window at 100 % from which the shortcuts have two columns."""


def crash(parent: QWidget, look: Look, kind: str) -> Dialog:
    """Return the dialog that reports an unexpected error; `accepted` asks for the support package."""
    dialog = Dialog(parent, look, "crashDialog", tr("Something unexpected happened"))
    dialog.add_text(
        tr(
            "Tezgâh keeps running: orders are saved before anything else happens. If something on the screen "
            "looks wrong, quit the program and start it again.\n\nThe support package shows the person who helps "
            "you what happened.",
        )
    )
    dialog.add_text(kind, 14, "muted")
    helped = dialog.add_button("supportButton", tr("Support package…"))
    helped.clicked.connect(dialog.accept)
    close = dialog.add_button("closeButton", tr("Close"), hint="Esc")
    close.clicked.connect(dialog.reject)
    close.setFocus()
    return dialog


def quit_question(parent: QWidget, look: Look, waiting: int) -> Dialog:
    """Return the dialog that asks whether to quit; it names the number of waiting orders."""
    dialog = question(
        parent,
        look,
        "quitDialog",
        title=tr("Quit Tezgâh?"),
        text=tr("While Tezgâh is not running, no orders arrive here and nothing rings."),
        yes=tr("Quit"),
    )
    if waiting:
        label = Label(look, 20, QFont.Weight.Bold, "late_ink")
        label.setWordWrap(True)
        label.set_text(f"⚠ {plurals.waiting(waiting)}")
        dialog.body.insertWidget(0, label)
    return dialog


def keys() -> tuple[tuple[str, str], ...]:
    """Return all keys with their meanings, in the order in which they are shown."""
    return (
        ("Enter", tr("Accept the selected order")),
        ("0 … 9, ⌫", tr("Type another preparation time, then Enter")),
        ("← ↑ ↓ →, Home, End", tr("Select another order")),
        ("Page ↑ ↓", tr("Scroll the selected order")),
        (
            tr("Space"),
            tr("Mark the selected order, to accept or complete several together"),
        ),
        ("Ctrl + Enter", tr("Accept the marked orders")),
        ("Ctrl + F3", tr("Report the marked orders as delivered or picked up")),
        ("Ctrl + G", tr("All changes were seen")),
        ("G, S", tr("Selected order: its changes were seen, start it now")),
        ("T, A, H", tr("Copy the phone, copy the address, show it on the map")),
        ("K", tr("Take a dish of the selected order off sale")),
        ("P", tr("Print the kitchen ticket of the selected order")),
        ("Ctrl + P", tr("Print another ticket of the selected order")),
        ("Ctrl + T", tr("Tickets: what was printed, and what was not")),
        ("B", tr("Show one branch after the other, then all")),
        ("Ctrl + ,", tr("Settings")),
        ("Esc", tr("Take back the last press; clear the typed time; back")),
        ("F1", tr("These keys")),
        ("F2", tr("Report the selected order as on the way")),
        ("F3", tr("Report the selected order as delivered or picked up")),
        ("F4", tr("Cancel the selected order")),
        ("F5", tr("Check for orders now")),
        ("F6", tr("Dishes: take off sale, put back; Ctrl + Enter: portions left")),
        ("F7", tr("History: search all stored orders")),
        ("F8", tr("Mute the waiting orders, or unmute them")),
        ("F9", tr("Check-up: can orders arrive and be heard?")),
        ("F10", tr("Menu")),
        ("F11", tr("Restaurant: open or close")),
        ("F12", tr("Report of the day, the week or the month")),
    )


def shortcuts(parent: QWidget, look: Look) -> Dialog:
    """Return a dialog with all keys, in two columns if they fit."""
    dialog = Dialog(parent, look, "shortcutsDialog", tr("Keys"))
    every = keys()
    columns = 2 if parent.width() >= look.px(_ROOM_FOR_TWO) else 1
    height = -(-len(every) // columns)
    width = min(look.px(380 if columns > 1 else 600), parent.width() // 2)
    beside = QHBoxLayout()
    beside.setSpacing(look.px(32))
    for first in range(0, len(every), height):
        beside.addLayout(_key_column(look, every[first : first + height], width), 1)
    dialog.body.addLayout(beside)
    close = dialog.add_button("closeButton", tr("Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    close.setFocus()
    return dialog


def _key_column(look: Look, lines: Sequence[tuple[str, str]], width: int) -> QGridLayout:
    """Return keys and meanings in rows; a meaning is at least `width` pixels wide."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(20))
    grid.setVerticalSpacing(look.px(8))
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(1, width)
    for row, (key, meaning) in enumerate(lines):
        name = Label(look, 16, QFont.Weight.Bold)
        name.set_text(key)
        text = Label(look, 16)
        text.setWordWrap(True)
        text.set_text(meaning)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(len(lines), 1)
    return grid


class TroublesDialog(Dialog):
    """The list of all problems."""

    remedy_wanted = Signal(object)
    explain_wanted = Signal(object)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, "troublesDialog", tr("Problems"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(8))
        self._rows.addStretch(1)
        self.body.addLayout(self._rows, 1)
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.accept)
        close.setFocus()
        self.resize(min(parent.width() - 40, look.px(760)), min(parent.height() - 40, look.px(480)))

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show these problems; close the dialog if there are none."""
        while self._rows.count() > 1:
            item = self._rows.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        for position, trouble in enumerate(troubles):
            row = TroubleRow(self.look)
            row.show_trouble(trouble)
            row.remedy_wanted.connect(self.remedy_wanted)
            row.explain_wanted.connect(self.explain_wanted)
            self._rows.insertWidget(position, row)
        if not troubles:
            self.accept()
