"""The pages of tickets and printers: what they offer, and what a press asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from desktop.domain.printing.job import PrintJob, PrintJobState
from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.printing.words import problem_text
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.ui.printing.job_words import order_tickets
from desktop.ui.printing.printer_commands import ShownPrinter
from desktop.ui.printing.printer_form import PrinterForm
from desktop.ui.printing.printers_page import PrintersPage
from desktop.ui.printing.ticket_dialog import TicketDialog
from desktop.ui.printing.ticket_rows import ShownJob
from desktop.ui.printing.tickets_page import TicketsPage
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import Look
from tests.ui.made import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

PRINTER = Printer("1", "Mutfak", "tcp://10.0.0.9:9100", tickets=default_rules((TicketKind.KITCHEN,)))


class Recorded:
    """Commands of both pages that note their calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.found: list[ShownPrinter] = [ShownPrinter(PRINTER, "iyi", is_well=True)]
        self.problem = ""

    def __getattr__(self, name: str) -> Any:
        return lambda *values: self.calls.append((name, *values))

    def now(self) -> datetime:
        return NOW

    def printers(self) -> list[ShownPrinter]:
        return self.found

    def branches(self) -> list[tuple[str, str]]:
        return []

    def check_address(self, address: str) -> tuple[str, str]:
        return ("", self.problem) if self.problem else (f"tcp://{address}:9100", "")

    def add(self, address: str) -> tuple[str, str]:
        self.calls.append(("add", address))
        return ("", self.problem) if self.problem else ("1", "")


def job(number: int, state: PrintJobState, **fields: Any) -> PrintJob:
    made = PrintJob(
        number,
        f"key{number}",
        str(4800 + number),
        TicketKind.KITCHEN,
        PrintMoment.ACCEPT,
        "1",
        "1",
        1,
        state,
        NOW - timedelta(minutes=30 - number),
    )
    return replace(made, **fields)


def shown(*jobs: PrintJob) -> list[ShownJob]:
    return [ShownJob(each, "Mutfak", ("2", "Kasa")) for each in sorted(jobs, key=lambda job: -job.id)]


@pytest.fixture
def asked() -> Recorded:
    return Recorded()


@pytest.fixture
def page(qtbot: QtBot, asked: Recorded) -> TicketsPage:
    made = TicketsPage(Look("light", 100), asked, lambda: None)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_a_printer_that_was_not_tried_is_not_shown_as_well() -> None:
    inks = {state: ShownPrinter(PRINTER, "", is_well=state).ink for state in (True, False, None)}
    assert inks == {True: "accept_ink", False: "late_ink", None: "waiting_ink"}


def offered(page: QWidget) -> set[str]:
    return {button.objectName() for button in page.findChildren(QPushButton) if button.isVisible()}


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (PrintJobState.QUEUED, {"other7", "away7"}),
        (PrintJobState.NOT_BEGUN, {"now7", "other7", "away7"}),
        (PrintJobState.SENDING, {"stop7"}),
        (PrintJobState.PRINTED, {"again7"}),
        (PrintJobState.HANDED_OVER, {"again7"}),
        (PrintJobState.CANCELLED, {"again7"}),
        (PrintJobState.UNKNOWN, {"cameOut7", "notOut7"}),
        (PrintJobState.EXPIRED, {"expired7", "printExpired", "dropExpired"}),
    ],
)
def test_each_state_has_its_way_out(page: TicketsPage, state: PrintJobState, buttons: set[str]) -> None:
    page.show_jobs(shown(job(7, state)))
    assert offered(page) - {"ticketsBack", "ticketsPrinters"} == buttons


def press(page: TicketsPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_a_row_acts_on_the_job_that_it_shows_after_rows_came_and_went(
    page: TicketsPage, asked: Recorded
) -> None:
    page.show_jobs(shown(job(1, PrintJobState.NOT_BEGUN), job(2, PrintJobState.PRINTED)))
    page.show_jobs(shown(job(2, PrintJobState.PRINTED)))
    page.show_jobs(shown(job(2, PrintJobState.PRINTED), job(3, PrintJobState.NOT_BEGUN)))
    press(page, "away3")
    press(page, "other3")
    press(page, "again2")
    assert asked.calls == [("put_away", [3]), ("hand_to", 3, "2"), ("print_again", 2)]


def key_of(text: str) -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text)


def test_the_oldest_question_is_answered_by_keys_and_then_the_next(
    page: TicketsPage, asked: Recorded
) -> None:
    unknown = [job(number, PrintJobState.UNKNOWN) for number in (4, 5)]
    page.show_jobs(shown(*unknown))
    assert page.press(key_of("1"))
    page.show_jobs(shown(unknown[1]))
    assert page.press(key_of("2"))
    assert asked.calls == [("came_out", 4), ("print_again", 5)]
    page.show_jobs([])
    assert not page.press(key_of("1"))


def test_expired_tickets_are_oldest_first_and_one_can_be_left_out(page: TicketsPage, asked: Recorded) -> None:
    page.show_jobs(shown(*(job(number, PrintJobState.EXPIRED) for number in (3, 1, 2))))
    press(page, "expired2")
    press(page, "printExpired")
    press(page, "dropExpired")
    assert asked.calls == [("print_expired", [1, 3]), ("put_away", [1, 3])]


def test_a_form_changes_a_printer_at_once(qtbot: QtBot, asked: Recorded) -> None:
    form = PrinterForm(Look("light", 100), asked, asked.found[0], [("2", "Kasa")])
    qtbot.addWidget(form)
    form.show()

    def click(name: str) -> Printer:
        button = form.findChild(QPushButton, name)
        assert button is not None, name
        button.click()
        return form.printer

    assert click("printerWidth_384").width == 384
    assert click("printerCut_none").cut == "none"
    assert click("printerStandIn_2").stand_in == "2"
    rule = click("when_kitchen_arrival").rule(TicketKind.KITCHEN)
    assert rule is not None
    assert rule.moments == (PrintMoment.ARRIVAL, PrintMoment.ACCEPT)
    click("when_kitchen_arrival")
    rule = click("when_kitchen_accept").rule(TicketKind.KITCHEN)
    assert rule is not None
    assert rule.moments == (PrintMoment.HAND,), "nothing chosen: only by hand"
    assert click("prints_courier").rule(TicketKind.COURIER) is not None
    assert click("prints_courier").rule(TicketKind.COURIER) is None
    assert click("prints_cancelled").rule(TicketKind.CANCELLED) is None
    header = form.findChild(QLineEdit, "printerHeader1")
    assert header is not None
    header.setText("Kadıköy")
    header.editingFinished.emit()
    assert form.printer.options.header == ("Kadıköy",)
    assert asked.calls[-1] == ("change", form.printer)


def test_a_wrong_address_says_so_and_changes_nothing(qtbot: QtBot, asked: Recorded) -> None:
    page = PrintersPage(Look("light", 100), asked)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    asked.problem = "olmaz"
    page.address.setText("??")
    page._add(page.address.text())
    assert page._answer.text() == "olmaz"
    assert page.address.text() == "??"
    page.edit("1")
    assert page._form is not None
    before = page._form.printer
    page._form._readdress("??")
    assert page._form.printer == before


def test_what_an_order_shows_of_its_tickets() -> None:
    names = {"1": "Mutfak"}
    printed = job(1, PrintJobState.PRINTED, ended_at=NOW)
    assert order_tickets([printed], names, NOW).problem == ""
    assert order_tickets([printed, job(2, PrintJobState.NOT_BEGUN)], names, NOW).problem != ""
    assert order_tickets([job(2, PrintJobState.QUEUED)], names, NOW).problem == ""
    assert order_tickets([job(2, PrintJobState.QUEUED)], names, NOW, {"1"}).problem != "", "its printer fails"
    assert order_tickets([job(2, PrintJobState.QUEUED)], names, NOW, {"2"}).problem == ""
    unknown = job(3, PrintJobState.UNKNOWN)
    assert order_tickets([unknown], names, NOW).problem != ""
    assert order_tickets([replace(unknown, answered_at=NOW)], names, NOW).problem == ""
    assert order_tickets([job(4, PrintJobState.CANCELLED)], names, NOW).lines == ()


@pytest.mark.parametrize("is_changed", [False, True])
@pytest.mark.parametrize("is_cancelled", [False, True])
def test_an_order_gets_only_slips_that_do_not_lie(
    page: TicketsPage, *, is_changed: bool, is_cancelled: bool
) -> None:
    # Windows of other tests, with their filters for scanners, are gone only then.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    look = Look("light", 100)
    dialog = TicketDialog(
        page, look, "4821", [("1", "Mutfak")], is_changed=is_changed, is_cancelled=is_cancelled
    )
    wanted: list[TicketKind] = []
    dialog.print_wanted.connect(lambda kind, _printer: wanted.append(kind))
    assert (dialog.findChild(QPushButton, "print_changed") is not None) is is_changed
    assert (dialog.findChild(QPushButton, "print_cancelled") is not None) is is_cancelled
    QTest.keyClick(dialog, Qt.Key.Key_3)
    first_slip = TicketKind.CHANGED if is_changed else TicketKind.CANCELLED
    assert wanted == ([first_slip] if is_changed or is_cancelled else [])


def test_each_ticket_behind_a_failing_printer_says_why_it_waits(page: TicketsPage) -> None:
    waiting = [
        ShownJob(job(number, PrintJobState.QUEUED), "Mutfak", problem="paper_out") for number in (2, 1)
    ]
    page.show_jobs([*waiting, ShownJob(job(3, PrintJobState.PRINTED), "Mutfak", problem="paper_out")])
    says = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert sum(problem_text("paper_out") in text for text in says) == 2
