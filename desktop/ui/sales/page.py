"""The page of sales reports: a day, a week or a month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import tr
from desktop.ui.pressing.guard import unguarded
from desktop.ui.sales.bar_chart import BarChart
from desktop.ui.sales.parts import DayEndCard, TableCard, Tile
from desktop.ui.sales.period_chooser import PeriodChooser
from desktop.ui.text import sales_words
from desktop.ui.text.format import one_line
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.file_dialog import ask_file
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, time

    from PySide6.QtGui import QKeyEvent, QTextDocument
    from PySide6.QtPrintSupport import QPrinter

    from desktop.domain.sales.report import SalesReport
    from desktop.ui.pressing.guard import Guard
    from desktop.ui.widgets.theme import Look


_FIGURES = 8
_IN_A_ROW = 4
_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class SalesCommands(Protocol):
    """Commands of the page; all return at once."""

    def count(self, period: Period) -> None:
        """Count a period; `show_report` or `show_failure` follows."""

    def save(self, path: str, data: bytes) -> None:
        """Write a PDF or a picture to a file; `show_saved` follows."""

    def has_printer(self) -> bool:
        """Whether there is a printer of tickets."""

    def print_ticket(self, period: Period) -> None:
        """Print a period's report on the printer of the tickets."""

    def refuses(self, path: str) -> str:
        """Return why a file must not be written, "" where it may be."""

    def now(self) -> datetime:
        """Return the wall clock, aware."""

    def day_begins(self) -> time:
        """Return the local time at which the business day begins."""


class SalesPage(Page):
    """Shows the period, its figures, its hours and its tables."""

    def __init__(self, look: Look, commands: SalesCommands) -> None:
        super().__init__(look, "report", order_words.report_title())
        self._commands = commands
        self.guard: Guard = unguarded
        self._report: SalesReport | None = None
        self._reasons: Mapping[int, str] = {}
        self._picture = self._button("reportPicture", tr("Save as picture…"), "Ctrl R", self.ask_picture_name)
        self._pdf = self._button("reportPdf", tr("Save as PDF…"), "Ctrl S", self.ask_file_name)
        self._print = self._button("reportPrint", tr("Print…"), "Ctrl P", self.print_out)
        self._ticket = self._button("reportTicket", tr("Print as ticket"), "Ctrl Y", self.print_ticket)
        self.chooser = PeriodChooser(look, commands.now, commands.day_begins)
        self.chooser.chosen.connect(self._request)
        self.body.addWidget(self.chooser)
        self._tiles = [Tile(look) for _ in range(_FIGURES)]
        self._chart = BarChart(look)
        self._tables = {
            name: TableCard(look, name)
            for name in ("reportPayments", "reportWays", "reportExtras", "reportCancels", "reportDishes")
        }
        self._build_body()
        look.changed.connect(self._restyle)
        self._restyle()

    def _button(self, name: str, text: str, hint: str, slot: Callable[[], None]) -> Button:
        button = Button(self.look, name=name)
        button.set_text(text, hint=hint)
        button.clicked.connect(slot)
        self.head.addWidget(button)
        return button

    def _build_body(self) -> None:
        self._message = Label(self.look, 16)
        self._message.setObjectName("reportMessage")
        self._message.setWordWrap(True)
        self._message.hide()
        self.body.addWidget(self._message)
        self._offer = DayEndCard(self.look)
        self._offer.save.clicked.connect(self.ask_picture_name)
        self._offer.hide()
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        tiles = QGridLayout()
        for place, tile in enumerate(self._tiles):
            tiles.addWidget(tile, place // _IN_A_ROW, place % _IN_A_ROW)
        for column in range(_IN_A_ROW):
            tiles.setColumnStretch(column, 1)
        left = QVBoxLayout()
        for name in ("reportPayments", "reportWays", "reportExtras", "reportCancels"):
            left.addWidget(self._tables[name])
        left.addStretch(1)
        sides = QHBoxLayout()
        sides.addLayout(left, 1)
        sides.addWidget(self._tables["reportDishes"], 1)
        self._rows.addWidget(self._offer)
        self._rows.addLayout(tiles)
        self._rows.addWidget(self._chart)
        self._rows.addLayout(sides)
        self._rows.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("reportArea")
        self._area.setAccessibleName(order_words.report_title())
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._content)
        # The background of the page shows through.
        self._area.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self._content.hide()
        scroll_by_finger(self._area)
        self.body.addWidget(self._area, 1)

    def enter(self) -> None:
        """Request the last period again: it may have more orders now."""
        super().enter()
        self._ticket.setVisible(self._commands.has_printer())
        self._request(self.chooser.period)

    def _request(self, period: Period) -> None:
        self._report = None
        self._enable_files(enabled=False)
        self._show_message(tr("Counting…"), "muted")
        self._commands.count(period)

    def _enable_files(self, *, enabled: bool) -> None:
        for button in (self._picture, self._pdf, self._print, self._ticket):
            button.setEnabled(enabled)

    def ask_file_name(self) -> None:
        """Ask for the file to save the PDF to."""
        self._ask(tr("Save as PDF…"), "pdf", self.save_pdf)

    def ask_picture_name(self) -> None:
        """Ask for the file to save the picture to."""
        self._ask(tr("Save as picture…"), "png", self.save_picture)

    def _ask(self, title: str, kind: str, save: Callable[[str], None]) -> None:
        if self._report is None:
            return
        period = self._report.period
        name = f"tezgah-{period.span.value}-{period.first.isoformat()}.{kind}"
        self.guard(
            "exports",
            lambda: ask_file(self, title, name, f"*.{kind}", save, save=True, object_name="reportChooser"),
        )

    def save_picture(self, path: str) -> None:
        """Save the result of the shown period as a picture."""
        if self._report is not None:
            from desktop.ui.sales.picture import as_picture

            self._commands.save(path, as_picture(self._report))

    def save_pdf(self, path: str) -> None:
        """Save the shown report as a PDF."""
        if self._report is not None:
            from desktop.ui.sales.document import as_pdf

            self._commands.save(path, as_pdf(self._report, self._reasons))

    def print_out(self) -> None:
        """Ask for a printer and print the shown report; without a printer, show a message."""
        self.guard("exports", self._print_out)

    def print_ticket(self) -> None:
        """Print the shown report on the printer of the tickets."""
        report = self._report
        if report is not None and self._commands.has_printer():
            self.guard("exports", lambda: self._commands.print_ticket(report.period))

    def _print_out(self) -> None:
        report, reasons = self._report, self._reasons
        if report is None:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        from desktop.ui.sales.document import document

        if not QPrinterInfo.availablePrinterNames():
            # Qt would write a PDF to a folder that nobody chose.
            self._show_message(tr("No printer is set up on this computer. Save as PDF instead."), "late_ink")
            return
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._print_on(printer, document(report, reasons)))
        # QPrintDialog.open() needs the name of a slot.
        dialog.setModal(True)
        dialog.show()

    def _print_on(self, printer: QPrinter, pages: QTextDocument) -> None:
        """Print; a printer that writes a file writes none of Tezgâh's own."""
        file = printer.outputFileName()
        reason = self._commands.refuses(file) if file else ""
        if reason:
            self.show_saved(file, reason)
        else:
            pages.print_(printer)

    def show_report(self, report: SalesReport, reasons: Mapping[int, str]) -> None:
        """Show a report; `reasons` are the vendor's words for its cancel reasons."""
        self._report, self._reasons = report, reasons
        self._message.hide()
        for tile, figure in zip(self._tiles, sales_words.figures(report), strict=True):
            tile.show_figure(figure)
        self._chart.show_report(report)
        is_day = report.period.span is Span.DAY
        if is_day and report.figures.placed and report.period.is_ending(self._commands.now()):
            self._offer.show_report(report)
        else:
            self._offer.hide()
        # One button for one thing; Ctrl+R acts without it.
        self._picture.setVisible(self._offer.isHidden())
        for table in sales_words.tables(report, reasons):
            self._tables[table.name].show_table(table)
        self._content.show()
        self._enable_files(enabled=True)

    def show_failure(self, reason: str) -> None:
        """Say that the period could not be counted, and why."""
        self._content.hide()
        text = tr("The orders cannot be read now ({reason}). Try again in a moment.")
        self._show_message(text.format(reason=one_line(reason, 120)), "late_ink")

    def show_saved(self, path: str, reason: str) -> None:
        """Say whether the file was written; `reason` says why not, else ""."""
        if reason:
            text = tr("It could not be saved ({reason}). Choose another place.")
            self._show_message(text.format(reason=one_line(reason, 120)), "late_ink")
        else:
            self._show_message(tr("Saved: {path}").format(path=one_line(path, 160)), "accept_ink")

    def _show_message(self, text: str, token: str) -> None:
        self._message.set_text(text, token)
        self._message.show()

    def press(self, event: QKeyEvent) -> bool:
        """Run the command of a key. Return whether it has one."""
        commands: dict[int, Callable[[], None]] = {}
        if event.modifiers() == _CONTROL:
            commands = {
                Qt.Key.Key_R: self.ask_picture_name,
                Qt.Key.Key_S: self.ask_file_name,
                Qt.Key.Key_P: self.print_out,
                Qt.Key.Key_Y: self.print_ticket,
            }
        elif event.modifiers() & ~_KEYPAD == _PLAIN:
            line, page = self.look.px(60), self._area.verticalScrollBar().pageStep()
            commands = {
                Qt.Key.Key_Left: self.chooser.step_back,
                Qt.Key.Key_Right: self.chooser.step_on,
                Qt.Key.Key_Home: self.chooser.choose_today,
                Qt.Key.Key_1: partial(self.chooser.choose, Span.DAY),
                Qt.Key.Key_2: partial(self.chooser.choose, Span.WEEK),
                Qt.Key.Key_3: partial(self.chooser.choose, Span.MONTH),
                Qt.Key.Key_Up: partial(self._scroll, -line),
                Qt.Key.Key_Down: partial(self._scroll, line),
                Qt.Key.Key_PageUp: partial(self._scroll, -page),
                Qt.Key.Key_PageDown: partial(self._scroll, page),
            }
        command = commands.get(event.key())
        if command is None:
            return False
        command()
        return True

    def _scroll(self, pixels: int) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def _restyle(self) -> None:
        self._rows.setSpacing(self.look.px(12))
