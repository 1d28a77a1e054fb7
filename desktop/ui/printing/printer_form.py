"""The form of one printer, with a live preview of its tickets beside it; a change is in force at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.printing.printer import WIDTHS, Printer, TicketRule
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.options import TextSize
from desktop.domain.tickets.sample import sample_tickets
from desktop.ui.printing.form_fields import Choices, Lines, Number, Row, Text, Toggle
from desktop.ui.printing.job_words import ticket_name
from desktop.ui.printing.scrolling import scrolling
from desktop.ui.tickets.preview import TicketPreview
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.domain.tickets.options import TicketOptions
    from desktop.ui.printing.printer_commands import PrinterCommands, ShownPrinter
    from desktop.ui.widgets.theme import Look

_BESIDE: Final = 980
"""Pixels at 100 % from which the preview stands beside the form."""
_MOST_COPIES: Final = 9
_WORK: Final = (TicketKind.KITCHEN, TicketKind.COURIER)
_SLIPS: Final = ((TicketKind.CHANGED, PrintMoment.CHANGE), (TicketKind.CANCELLED, PrintMoment.CANCEL))


class PrinterForm(QWidget):
    """All that can be chosen for one printer."""

    done = Signal()
    """A person goes back to the list."""

    def __init__(
        self,
        look: Look,
        commands: PrinterCommands,
        shown: ShownPrinter,
        others: Sequence[tuple[str, str]],
    ) -> None:
        """Build the form.

        Args:
            look: the theme.
            commands: take the changes.
            shown: the printer.
            others: ids and names of the other printers, for the stand-in.
        """
        super().__init__()
        self.setObjectName("printerForm")
        self._look = look
        self._commands = commands
        self._printer = shown.printer
        form = QWidget()
        self._column = QVBoxLayout(form)
        self._column.setContentsMargins(0, 0, look.px(12), 0)
        self._column.setSpacing(look.px(12))
        self._add_head(shown)
        self._add_basics()
        self._add_tickets()
        self._add_scope(others)
        self._add_paper()
        self._column.addStretch(1)
        self._scroll: QScrollArea = scrolling(look, form)
        self._preview = TicketPreview(look, sample_tickets(self._printer.options), self._printer.width)
        self._sides = QHBoxLayout(self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(look.px(16))
        self._swap_back = Button(look, name="formPreviewBack")
        # "Settings" would read as the page of that name.
        self._swap_back.set_text("‹ " + tr("Back"))
        self._swap_back.clicked.connect(lambda _on=False: self._show_preview(False))
        right = QVBoxLayout()
        right.addWidget(self._swap_back)
        right.addWidget(self._preview, 1)
        self._sides.addWidget(self._scroll, 1)
        self._sides.addLayout(right, 1)
        self._arrange()

    @property
    def printer(self) -> Printer:
        """The printer as the form has it."""
        return self._printer

    def enter(self) -> None:
        """Put the cursor into the first field."""
        self._back.setFocus()

    def show_state(self, shown: ShownPrinter) -> None:
        """Show the printer's state."""
        self._state.set_text(shown.state, shown.ink)

    def show_answer(self, sentence: str, *, good: bool) -> None:
        """Show what became of the test ticket."""
        self._answer.set_text(sentence, "ink" if good else "late_ink")
        self._answer.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the preview beside the form where both fit, else in its place by a press."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= self._look.px(_BESIDE)
        swapped = not beside and self._swap.isChecked()
        self._swap.setVisible(not beside)
        self._swap_back.setVisible(swapped)
        self._scroll.setVisible(not swapped)
        self._preview.setVisible(beside or swapped)
        # A layout without visible widgets would keep its share of the width.
        self._sides.setStretch(0, 0 if swapped else 1)
        self._sides.setStretch(1, 1 if beside or swapped else 0)

    def _show_preview(self, shown: bool) -> None:  # noqa: FBT001 - a signal's slot
        self._swap.setChecked(shown)
        self._arrange()
        (self._swap_back if shown else self._swap).setFocus()

    def _add_head(self, shown: ShownPrinter) -> None:
        look = self._look
        self._back = Button(look, name="printersList")
        self._back.set_text("‹ " + tr("All printers"), hint="Esc")
        self._back.clicked.connect(self.done)
        test = Button(look, name="formTest")
        test.set_text(tr("Test ticket"))
        test.clicked.connect(lambda _on=False: self._commands.test(self._printer.id))
        row = FlowLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self._back)
        row.addWidget(test)
        self._swap = Button(look, name="formPreview")
        self._swap.setCheckable(True)
        self._swap.set_text(tr("Preview"))
        self._swap.clicked.connect(self._show_preview)
        row.addWidget(self._swap)
        row.addStretch(1)
        self._column.addLayout(row)
        self._state = Label(look, 15)
        self._answer = Label(look, 15)
        for label in (self._state, self._answer):
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._answer.hide()
        self.show_state(shown)

    def _row(self, title: str, hint: str = "") -> Row:
        row = Row(self._look, title, hint)
        self._column.addWidget(row)
        return row

    def _add_basics(self) -> None:
        printer = self._printer
        name = Text(self._row(tr("Name")), "printerName", printer.name)
        name.chosen.connect(self._rename)
        self._address = Text(self._row(tr("Address")), "printerFormAddress", printer.address)
        self._address.chosen.connect(self._readdress)
        width = self._row(
            tr("Width of the paper"),
            tr(
                "The test ticket has a ruler: the largest number that is whole on paper is the printer's dots."
            ),
        )
        millimetres = [(tr("{millimetres} mm").format(millimetres=mm), dots) for mm, dots in WIDTHS.items()]
        self._widths = Choices(width, "printerWidth", millimetres, printer.width)
        self._dots = Number(width, "printerDots", printer.width, (200, 1000), step=8, unit=tr("dots"))
        self._widths.chosen.connect(self._set_width)
        self._dots.chosen.connect(self._set_width)

    def _add_tickets(self) -> None:
        for kind in _WORK:
            row = self._row(ticket_name(kind), tr("Nothing chosen: only by hand") if kind is _WORK[0] else "")
            rule = self._printer.rule(kind)
            on = Toggle(row, f"prints_{kind}", ticket_name(kind), on=rule is not None)
            moments = Choices(
                row,
                f"when_{kind}",
                [
                    (tr("On arrival"), PrintMoment.ARRIVAL),
                    (tr("On acceptance"), PrintMoment.ACCEPT),
                    (tr("When a later order must start"), PrintMoment.START),
                ],
                () if rule is None else rule.moments,
                several=True,
            )
            copies = Number(
                row,
                f"copies_{kind}",
                1 if rule is None else rule.copies,
                (1, _MOST_COPIES),
                unit=tr("copies"),
            )
            moments.set_enabled(rule is not None)
            copies.set_enabled(rule is not None)
            on.chosen.connect(
                lambda value, kind=kind, parts=(moments, copies): self._switch(kind, value, parts)
            )
            moments.chosen.connect(
                lambda value, kind=kind: self._set_rule(kind, moments=value or (PrintMoment.HAND,))
            )
            copies.chosen.connect(lambda value, kind=kind: self._set_rule(kind, copies=int(value)))
        slips = self._row(
            tr("Slips"), tr("When an order changes or is cancelled that this printer has printed")
        )
        for kind, moment in _SLIPS:
            slip = Toggle(
                slips,
                f"prints_{kind}",
                ticket_name(kind),
                on=self._printer.rule(kind) is not None,
                captioned=True,
            )
            slip.chosen.connect(
                lambda value, kind=kind, moment=moment: (
                    self._set_rule(kind, moments=(moment,)) if value else self._drop_rule(kind)
                )
            )

    def _add_scope(self, others: Sequence[tuple[str, str]]) -> None:
        printer = self._printer
        branches = self._commands.branches()
        if len(branches) > 1:
            row = self._row(tr("Branches"), tr("Nothing chosen: all"))
            chosen = Choices(
                row,
                "printerBranches",
                [(name, each) for each, name in branches],
                printer.branches,
                several=True,
            )
            chosen.chosen.connect(lambda value: self._change(branches=tuple(value)))
        categories = Text(
            self._row(tr("Dish categories"), tr("Separated by commas; empty for all dishes")),
            "printerCategories",
            ", ".join(printer.options.categories),
        )
        categories.chosen.connect(
            lambda text: self._option(
                categories=tuple(part.strip() for part in text.split(",") if part.strip())
            )
        )
        if others:
            row = self._row(tr("Stand-in"), tr("Prints what this printer cannot print for half a minute"))
            names = [(tr("none"), ""), *((name, each) for each, name in others)]
            stand_in = Choices(row, "printerStandIn", names, printer.stand_in)
            stand_in.chosen.connect(lambda value: self._change(stand_in=value))

    def _add_paper(self) -> None:
        printer, options = self._printer, self._printer.options
        sizes = [
            (tr("Normal"), TextSize.NORMAL),
            (tr("Large"), TextSize.LARGE),
            (tr("Very large"), TextSize.VERY_LARGE),
        ]
        size = Choices(self._row(tr("Letters")), "printerSize", sizes, options.size)
        size.chosen.connect(lambda value: self._option(size=value))
        header = Lines(self._row(tr("Lines at the top")), "printerHeader", options.header)
        header.chosen.connect(lambda value: self._option(header=value))
        footer = Lines(self._row(tr("Lines at the bottom")), "printerFooter", options.footer)
        footer.chosen.connect(lambda value: self._option(footer=value))
        rail = Number(
            self._row(tr("White paper at the top"), tr("In millimetres, where a rail covers the ticket")),
            "printerRail",
            options.rail_millimetres,
            (0, 100),
            step=5,
        )
        rail.chosen.connect(lambda value: self._option(rail_millimetres=int(value)))
        cuts = [(tr("Cut through"), "full"), (tr("Cut in part"), "partial"), (tr("Do not cut"), "none")]
        cut = Choices(self._row(tr("Paper")), "printerCut", cuts, printer.cut)
        cut.chosen.connect(lambda value: self._change(cut=value))
        row = self._row(tr("Sound and drawer"), tr("The printer's own beep; try it with the test ticket"))
        beeps = [(tr("No beep"), "none"), (tr("Beep (Epson)"), "epson"), (tr("Beep (others)"), "clone")]
        beep = Choices(row, "printerBeep", beeps, printer.beep)
        beep.chosen.connect(lambda value: self._change(beep=value))
        drawer = Toggle(row, "printerDrawer", tr("Open the drawer"), on=printer.drawer, captioned=True)
        drawer.chosen.connect(lambda value: self._change(drawer=value))
        if printer.text_mode or printer.address.startswith("serial:"):
            text = Toggle(
                self._row(tr("Letters instead of a picture"), tr("For slow serial lines")),
                "printerTextMode",
                tr("Letters instead of a picture"),
                on=printer.text_mode,
            )
            text.chosen.connect(lambda value: self._change(text_mode=value))

    # Changes

    def _change(self, **fields: Any) -> None:
        changed = replace(self._printer, **fields)
        if changed != self._printer:
            self._printer = changed
            self._commands.change(changed)

    def _option(self, **fields: Any) -> None:
        options: TicketOptions = replace(self._printer.options, **fields)
        self._change(options=options)
        self._preview.set_tickets(sample_tickets(options))

    def _rename(self, text: str) -> None:
        name = " ".join(text.split())[:60]
        if name:
            self._change(name=name)

    def _readdress(self, text: str) -> None:
        address, problem = self._commands.check_address(text)
        self._address.show_problem(problem)
        if address:
            self._address.set_value(address)
            self._change(address=address)

    def _set_width(self, dots: object) -> None:
        width = int(str(dots).partition(".")[0])
        self._widths.set_value(width)
        self._dots.set_value(width)
        self._change(width=width)
        self._preview.set_width(width)

    def _switch(self, kind: TicketKind, on: object, parts: tuple[Choices, Number]) -> None:
        moments, copies = parts
        moments.set_enabled(bool(on))
        copies.set_enabled(bool(on))
        if on:
            moments.set_value((PrintMoment.ACCEPT,))
            self._set_rule(kind, moments=(PrintMoment.ACCEPT,), copies=int(copies.value))
        else:
            self._drop_rule(kind)

    def _set_rule(self, kind: TicketKind, **fields: Any) -> None:
        rule = replace(self._printer.rule(kind) or TicketRule(kind), **fields)
        others = [each for each in self._printer.tickets if each.kind is not kind]
        self._change(tickets=(*others, rule))

    def _drop_rule(self, kind: TicketKind) -> None:
        self._change(tickets=tuple(each for each in self._printer.tickets if each.kind is not kind))
