"""The report of a day, a week or a month, in the place of the board. It asks for figures and is given them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.sales.hours_chart import HoursChart
from desktop.ui.sales.parts import TableCard, Tile
from desktop.ui.sales.period_chooser import PeriodChooser
from desktop.ui.text import order_words, sales_words
from desktop.ui.text.format import one_line
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.file_dialog import ask_file
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from desktop.domain.sales.report import SalesReport
    from desktop.ui.widgets.theme import Look


_FIGURES = 8
_IN_A_ROW = 4
_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class SalesCommands:
    """What the page may ask for. All return at once."""

    count: Callable[[Period], None]
    """Count a period; `show_report` or `show_failure` is told."""
    save: Callable[[str, bytes], None]
    """Write a PDF to this path; `tell_saved` is told."""
    now: Callable[[], datetime]
    """The time of day, aware."""


class SalesPage(Page):
    """Chooser, tiles, hours and tables."""

    def __init__(self, look: Look, commands: SalesCommands) -> None:
        super().__init__(look, "report", order_words.report_title())
        self._commands = commands
        self._report: SalesReport | None = None
        self._reasons: Mapping[int, str] = {}
        self._pdf = self._button("reportPdf", tr("Save as PDF…"), "Ctrl S", self.ask_where)
        self._print = self._button("reportPrint", tr("Print…"), "Ctrl P", self.print_out)
        self.chooser = PeriodChooser(look, lambda: commands.now().astimezone(ISTANBUL).date())
        self.chooser.chosen.connect(self._ask)
        self.body.addWidget(self.chooser)
        self._tiles = [Tile(look) for _ in range(_FIGURES)]
        self._chart = HoursChart(look)
        self._tables = {
            name: TableCard(look, name)
            for name in ("reportPayments", "reportWays", "reportCancels", "reportDishes")
        }
        self._build_body()
        look.changed.connect(self._space)
        self._space()

    def _button(self, name: str, text: str, hint: str, press: Callable[[], None]) -> Button:
        button = Button(self.look, name=name)
        button.set_text(text, hint=hint)
        button.clicked.connect(lambda _checked=False: press())
        self.head.addWidget(button)
        return button

    def _build_body(self) -> None:
        self._message = Label(self.look, 16)
        self._message.setObjectName("reportMessage")
        self._message.setWordWrap(True)
        self._message.hide()
        self.body.addWidget(self._message)
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        tiles = QGridLayout()
        for place, tile in enumerate(self._tiles):
            tiles.addWidget(tile, place // _IN_A_ROW, place % _IN_A_ROW)
        for column in range(_IN_A_ROW):
            tiles.setColumnStretch(column, 1)
        left = QVBoxLayout()
        for name in ("reportPayments", "reportWays", "reportCancels"):
            left.addWidget(self._tables[name])
        left.addStretch(1)
        sides = QHBoxLayout()
        sides.addLayout(left, 1)
        sides.addWidget(self._tables["reportDishes"], 1)
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
        # The page's own ground shows through.
        self._area.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self._content.hide()
        scroll_by_finger(self._area)
        self.body.addWidget(self._area, 1)

    # What people ask for

    def enter(self) -> None:
        """Count anew what was shown last: orders came since."""
        super().enter()
        self._ask(self.chooser.period)

    def _ask(self, period: Period) -> None:
        self._report = None
        self._pdf.setEnabled(False)
        self._print.setEnabled(False)
        self._say(tr("Counting…"), "muted")
        self._commands.count(period)

    def ask_where(self) -> None:
        """Ask where the PDF is to be written."""
        if self._report is None:
            return
        period = self._report.period
        name = f"tezgah-{period.span.value}-{period.first.isoformat()}.pdf"
        title = tr("Save as PDF…")
        ask_file(self, title, name, "*.pdf", self.save_pdf, save=True, object_name="reportChooser")

    def save_pdf(self, path: str) -> None:
        """Write the report that is in view to a PDF."""
        if self._report is not None:
            from desktop.ui.sales.document import as_pdf

            self._commands.save(path, as_pdf(self._report, self._reasons))

    def print_out(self) -> None:
        """Ask for a printer and print the report that is in view; without any printer say so."""
        report, reasons = self._report, self._reasons
        if report is None:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        from desktop.ui.sales.document import document

        if not QPrinterInfo.availablePrinterNames():
            # Qt would write a PDF somewhere and say nothing.
            self._say(tr("No printer is set up on this computer. Save as PDF instead."), "late_ink")
            return
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: document(report, reasons).print_(printer))
        # Not open(): of a print dialog that wants a slot by its name.
        dialog.setModal(True)
        dialog.show()

    # What the program answers

    def show_report(self, report: SalesReport, reasons: Mapping[int, str]) -> None:
        """Show figures; those of a period that is not asked for any more are let go."""
        if report.period != self.chooser.period:
            return
        self._report, self._reasons = report, reasons
        self._message.hide()
        for tile, figure in zip(self._tiles, sales_words.figures(report), strict=True):
            tile.show_figure(figure)
        self._chart.show_report(report)
        for table in sales_words.tables(report, reasons):
            self._tables[table.name].show_table(table)
        self._content.show()
        self._pdf.setEnabled(True)
        self._print.setEnabled(True)

    def show_failure(self, period: Period, reason: str) -> None:
        """Say that a period could not be counted, and why."""
        if period == self.chooser.period:
            self._content.hide()
            text = tr("The orders cannot be read now ({reason}). Try again in a moment.")
            self._say(text.format(reason=one_line(reason, 120)), "late_ink")

    def tell_saved(self, path: str, reason: str) -> None:
        """Say whether the PDF was written; `reason` why not, else ""."""
        if reason:
            text = tr("It could not be saved ({reason}). Choose another place.")
            self._say(text.format(reason=one_line(reason, 120)), "late_ink")
        else:
            self._say(tr("Saved: {path}").format(path=one_line(path, 160)), "accept_ink")

    def _say(self, text: str, token: str) -> None:
        self._message.set_text(text, token)
        self._message.show()

    # The keyboard, and measures

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; tell whether it said anything."""
        bar = self._area.verticalScrollBar()
        commands: dict[int, Callable[[], None]] = {}
        if event.modifiers() == _CONTROL:
            commands = {Qt.Key.Key_S: self.ask_where, Qt.Key.Key_P: self.print_out}
        elif event.modifiers() & ~_KEYPAD == _PLAIN:
            commands = {
                Qt.Key.Key_Left: lambda: self.chooser.step(-1),
                Qt.Key.Key_Right: lambda: self.chooser.step(1),
                Qt.Key.Key_Home: self.chooser.choose_today,
                Qt.Key.Key_1: lambda: self.chooser.choose(Span.DAY),
                Qt.Key.Key_2: lambda: self.chooser.choose(Span.WEEK),
                Qt.Key.Key_3: lambda: self.chooser.choose(Span.MONTH),
                Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - self.look.px(60)),
                Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + self.look.px(60)),
                Qt.Key.Key_PageUp: lambda: bar.setValue(bar.value() - bar.pageStep()),
                Qt.Key.Key_PageDown: lambda: bar.setValue(bar.value() + bar.pageStep()),
            }
        command = commands.get(event.key())
        if command is None:
            return False
        command()
        return True

    def _space(self) -> None:
        self._rows.setSpacing(self.look.px(12))
