"""The page of the tickets: questions first, then what became of each ticket, with its way out.

Of the customer it shows nothing but the order's number.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.printing.job import PrintJobState
from desktop.domain.text.translation import tr
from desktop.domain.trouble import TroubleKind
from desktop.ui.printing.job_words import question
from desktop.ui.printing.scrolling import scrolling
from desktop.ui.printing.ticket_rows import Expired, Question, ShownJob, TicketCommands, TicketRow
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.widgets.theme import Look

MOST_ROWS: Final = 60


class TicketsPage(Page):
    """Shows jobs and asks."""

    replaces_banner_for = frozenset({TroubleKind.PRINT_UNKNOWN, TroubleKind.PRINT_EXPIRED})

    def __init__(self, look: Look, commands: TicketCommands, open_printers: Callable[[], None]) -> None:
        """Build the page.

        Args:
            look: the theme.
            commands: of the buttons.
            open_printers: opens the page of the printers.
        """
        super().__init__(look, "tickets", tr("Tickets"))
        self._commands = commands
        printers = Button(look, name="ticketsPrinters")
        printers.set_text(tr("Printers…"))
        printers.clicked.connect(lambda _on=False: open_printers())
        self.head.addWidget(printers)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(look.px(8))
        self._questions = QVBoxLayout()
        self._questions.setSpacing(look.px(8))
        self._expired = Expired(look, commands)
        self._nothing = Label(look, 17, token="muted")
        self._nothing.setWordWrap(True)
        self._nothing.set_text(tr("No ticket has been printed yet."))
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(look.px(4))
        self._list.addLayout(self._questions)
        self._list.addWidget(self._expired)
        self._list.addWidget(self._nothing)
        self._list.addLayout(self._rows_layout)
        self._list.addStretch(1)
        area = scrolling(look, inner)
        self._area = area
        self.body.addWidget(area, 1)
        self._asked: dict[int, Question] = {}
        self._rows: dict[int, TicketRow] = {}
        # Rows are used again and never destroyed: Qt for Python confuses the items of a layout that is destroyed with
        # those of a later one.
        self._free_questions: list[Question] = []
        self._free_rows: list[TicketRow] = []

    def show_jobs(self, shown: Sequence[ShownJob]) -> None:
        """Show these jobs, the latest first."""
        now = self._commands.now()
        unknown = [each for each in shown if each.job.asks and each.job.state is PrintJobState.UNKNOWN]
        self._show_questions(sorted(unknown, key=lambda each: each.job.id))
        expired = [each for each in shown if each.job.asks and each.job.state is PrintJobState.EXPIRED]
        self._expired.show_jobs(sorted(expired, key=lambda each: each.job.id))
        latest = [each for each in shown if not each.job.asks][:MOST_ROWS]
        self._show_rows(latest, now)
        self._nothing.setVisible(not shown)
        self._order_tabs(latest)

    def press(self, event: QKeyEvent) -> bool:
        """Handle the keys of the first question and of the expired tickets, and scroll."""
        first = next(iter(self._asked.values()), None)
        buttons = {
            "1": first and first.yes,
            "2": first and first.no,
            "3": self._expired.print_now,
            "4": self._expired.away,
        }
        button = buttons.get(event.text())
        if isinstance(button, Button) and button.isVisible():
            if not event.isAutoRepeat():
                button.click()
            return True
        bar = self._area.verticalScrollBar()
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is not None:
            bar.setValue(bar.value() + step * self._area.height())
            return True
        return False

    def _order_tabs(self, latest: Sequence[ShownJob]) -> None:
        """Let Tab go from the top to the bottom: rows come at any time."""
        widgets = [button for row in self._asked.values() for button in (row.yes, row.no)]
        widgets += self._expired.buttons()
        # Not by `itemAt`: Qt for Python keeps what it returns, and takes a later item at its address for it.
        widgets += [button for each in latest for button in self._rows[each.job.id].buttons()]
        for before, after in pairwise(widgets):
            if before.nextInFocusChain() is not after:
                QWidget.setTabOrder(before, after)

    def _show_questions(self, shown: Sequence[ShownJob]) -> None:
        present = {each.job.id for each in shown}
        for job_id in [job_id for job_id in self._asked if job_id not in present]:
            row = self._asked.pop(job_id)
            row.hide()
            self._free_questions.append(row)
        for each in shown:
            if each.job.id not in self._asked:
                if self._free_questions:
                    row = self._free_questions.pop()
                    self._questions.removeWidget(row)
                else:
                    row = Question(self.look, self._commands)
                self._asked[each.job.id] = row
                row.show_job(each)
                self._questions.addWidget(row)
                row.show()
                announce(self, question(each.job), urgent=True)
        for place, row in enumerate(self._asked.values()):
            # One question at a time is answered by keys.
            row.show_keys(shown=place == 0)

    def _show_rows(self, shown: Sequence[ShownJob], now: datetime) -> None:
        present = {each.job.id for each in shown}
        for job_id in [job_id for job_id in self._rows if job_id not in present]:
            gone = self._rows.pop(job_id)
            gone.hide()
            self._rows_layout.removeWidget(gone)
            self._free_rows.append(gone)
        for place, each in enumerate(shown):
            row = self._rows.get(each.job.id)
            if row is None:
                row = self._free_rows.pop() if self._free_rows else TicketRow(self.look, self._commands)
                self._rows[each.job.id] = row
            if self._rows_layout.indexOf(row) != place:
                self._rows_layout.insertWidget(place, row)
            row.show_job(each, now)
            row.show()
