"""The history page: search, filters, pages, one order in full, and export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QDate, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QWidget

from desktop.domain.orders.order import Order
from desktop.domain.orders.search import Filter, FoundOrder, OrderEvent
from desktop.domain.restaurant.branch import Branch
from desktop.domain.text.local_time import ISTANBUL
from desktop.ui.history.model import HistoryColumn
from desktop.ui.history.page import HistoryPage
from desktop.ui.text import history_words
from desktop.ui.text.history_words import DayChoice
from desktop.ui.widgets.pages import Entry
from tests.ui.made import NOW, Clock, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"


@dataclass
class Recorded:
    """Implements `HistoryCommands`."""

    now: Callable[[], datetime]
    found: list[Filter] = field(default_factory=list)
    more: list[tuple[Filter, int]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    saved: list[tuple[Filter, str]] = field(default_factory=list)
    printed: list[tuple[str, str, bool]] = field(default_factory=list)
    shown_branches: tuple[Branch, ...] = (Branch(FIRST, "Halaskargazi Şube"),)

    def find(self, wanted: Filter) -> None:
        self.found.append(wanted)

    def find_more(self, wanted: Filter, before: int) -> None:
        self.more.append((wanted, before))

    def open_order(self, payment_key: str) -> None:
        self.opened.append(payment_key)

    def save(self, wanted: Filter, path: str) -> None:
        self.saved.append((wanted, path))

    def print_ticket(self, payment_key: str, number: str, *, is_cancelled: bool) -> None:
        self.printed.append((payment_key, number, is_cancelled))

    def has_printer(self) -> bool:
        return True

    def branches(self) -> tuple[Branch, ...]:
        return self.shown_branches

    def day_begins(self) -> time:
        return time(5)


@pytest.fixture
def asked(clock: Clock) -> Recorded:
    return Recorded(clock.now)


@pytest.fixture
def page(make_window: MakeWindow, asked: Recorded) -> HistoryPage:
    window = make_window(made(1))
    window.pages.offer(Entry("history", "History", "F7", lambda: HistoryPage(window.look, asked)))
    window.pages.open("history")
    page = window.pages.page
    assert isinstance(page, HistoryPage)
    return page


def found(number: int, **fields: Any) -> FoundOrder:
    said: dict[str, Any] = {
        "number": str(number),
        "status_id": 2,
        "customer_name": f"Müşteri {number}",
        "payment_method": "Nakit",
        "total": Decimal("1417.5"),
        "restaurant_name": "Halaskargazi Şube",
    }
    return FoundOrder(number, Order(key(number), **{**said, **fields}), NOW, None)


def listed(page: HistoryPage, numbers: range, *, has_more: bool = False) -> None:
    page.show_orders([found(number) for number in numbers], has_more=has_more)


def cells(page: HistoryPage, row: int) -> list[str]:
    return [page.model.index(row, column).data() for column in range(page.model.columnCount())]


def press_key(page: HistoryPage, wanted: Qt.Key, settled: Callable[[MainWindow], None]) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    focus: QWidget | None = window.focusWidget()
    QTest.keyClick(window if focus is None else focus, wanted)
    settled(window)


def label(page: HistoryPage, name: str) -> QLabel:
    shown = page.findChild(QLabel, name)
    assert shown is not None
    return shown


def test_the_page_opens_with_all_orders_and_focuses_the_search(page: HistoryPage, asked: Recorded) -> None:
    assert asked.found == [Filter()]
    assert page.filters.search.hasFocus()


def test_an_order_is_a_row(page: HistoryPage) -> None:
    listed(page, range(7, 6, -1))
    assert cells(page, 0) == [
        "#7",
        "14:32",
        "Müşteri 7",
        "Delivery",
        "Nakit",
        "1.417,50 TL",
        "Preparing",
        "Halaskargazi Şube",
    ]


def test_an_unknown_status_is_shown_in_the_vendors_words() -> None:
    assert history_words.status(Order(key(1), status_id=77, status_text="Ödeme Bekliyor")) == "Ödeme Bekliyor"
    assert history_words.status(Order(key(1), status_id=77)) == "Status 77"
    assert history_words.status_at_vendor(Order(key(1), status_id=2, status_text="Onaylandı")) == "Onaylandı"
    assert history_words.status_at_vendor(Order(key(1), status_id=2)) == "Preparing"


def test_typing_searches_after_a_pause(page: HistoryPage, asked: Recorded, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.filters.changed):
        QTest.keyClicks(page.filters.search, "isk")
    assert asked.found[1:] == [Filter(text="isk")]


def test_each_choice_is_part_of_the_filter(page: HistoryPage, asked: Recorded) -> None:
    page.show_payment_methods({"Nakit": ("Nakit",), "Kredi Kartı": ("Kredi Kartı", "CREDIT_CARD")})
    asked.shown_branches = (Branch(FIRST, "Halaskargazi Şube"), Branch(SECOND, "Kadıköy Şube"))
    page.filters.show_branches(asked.shown_branches)
    for choice, text in (
        (page.filters.payment, "Kredi Kartı"),
        (page.filters.shipping, "Pickup"),
        (page.filters.status, "Cancelled"),
        (page.filters.branch, "Kadıköy Şube"),
        (page.filters.days, "Yesterday"),
    ):
        choice.setCurrentText(text)
    begin = datetime(2026, 1, 15, 5, tzinfo=ISTANBUL)
    assert asked.found[-1] == Filter(
        since=begin,
        until=begin + timedelta(days=1),
        status_ids=(6,),
        payment_methods=("Kredi Kartı", "CREDIT_CARD"),
        restaurant_id=SECOND,
        pickup=True,
    )
    clear = page.findChild(QPushButton, "historyClear")
    assert clear is not None
    clear.click()
    assert asked.found[-1] == Filter()


def test_the_clear_button_is_shown_only_with_a_filter(page: HistoryPage) -> None:
    clear = page.findChild(QPushButton, "historyClear")
    assert clear is not None
    assert not clear.isVisible()
    page.filters.days.setCurrentText("Yesterday")
    assert clear.isVisible()
    clear.setFocus()
    clear.click()
    assert not clear.isVisible()
    assert page.filters.search.hasFocus()


def test_one_day_can_be_chosen(page: HistoryPage, asked: Recorded) -> None:
    assert not page.filters.day.isVisible()
    page.filters.days.setCurrentIndex(page.filters.days.findData(DayChoice.ONE_DAY))
    assert page.filters.day.isVisible()
    page.filters.day.setDate(QDate(2025, 12, 31))
    assert asked.found[-1].since == datetime(2025, 12, 31, 5, tzinfo=ISTANBUL)
    assert asked.found[-1].until == datetime(2026, 1, 1, 5, tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("when", "first", "after"),
    [
        (DayChoice.TODAY, (2026, 1, 16), (2026, 1, 17)),
        (DayChoice.YESTERDAY, (2026, 1, 15), (2026, 1, 16)),
        (DayChoice.WEEK, (2026, 1, 12), (2026, 1, 19)),
        (DayChoice.MONTH, (2026, 1, 1), (2026, 2, 1)),
    ],
)
def test_days_start_and_end_in_the_zone_of_istanbul(
    when: DayChoice, first: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    for begins in (time(5), time(0)):
        since, until = history_words.time_range(when, NOW, begins)
        assert since == datetime.combine(date(*first), begins, ISTANBUL)
        assert until == datetime.combine(date(*after), begins, ISTANBUL)


def test_today_is_still_yesterday_before_the_business_day_begins() -> None:
    night = datetime(2026, 1, 16, 1, 30, tzinfo=ISTANBUL)
    since, until = history_words.time_range(DayChoice.TODAY, night, time(5))
    assert since == datetime(2026, 1, 15, 5, tzinfo=ISTANBUL)
    assert until == datetime(2026, 1, 16, 5, tzinfo=ISTANBUL)


def test_a_filter_is_remembered_when_the_page_is_opened_again(page: HistoryPage, asked: Recorded) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    page.filters.shipping.setCurrentText("Pickup")
    window.pages.close_page()
    window.pages.open("history")
    assert asked.found[-1] == Filter(pickup=True)


def test_the_end_of_the_table_requests_the_next_page_once(page: HistoryPage, asked: Recorded) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    listed(page, range(200, 100, -1), has_more=True)
    page.table.scrollToBottom()
    QTest.qWait(0)
    page.model.fetchMore(QModelIndex())
    page.model.fetchMore(QModelIndex())
    assert asked.more == [(Filter(), 101)]
    page.show_more([found(number) for number in range(100, 50, -1)], has_more=False)
    assert page.model.rowCount() == 150
    assert not page.model.canFetchMore(QModelIndex())
    assert tester.model() is page.model


def test_the_selected_order_is_shown_with_its_events(
    page: HistoryPage, asked: Recorded, settled: Callable[[MainWindow], None]
) -> None:
    listed(page, range(3, 0, -1))
    assert asked.opened[-1] == key(3)
    press_key(page, Qt.Key.Key_Down, settled)
    assert page.table.hasFocus()
    press_key(page, Qt.Key.Key_Down, settled)
    assert asked.opened[-1] == key(2)
    events = [
        OrderEvent(key(2), NOW, "received", 1, ""),
        OrderEvent(key(2), NOW + timedelta(seconds=21), "accept pressed", 1, "30 min"),
        OrderEvent(key(2), NOW + timedelta(days=1), "something new", 1, ""),
    ]
    page.show_timeline(made(2), events)
    assert page.sheet.accessibleDescription().splitlines() == [
        "14:32:00 Received and saved",
        "14:32:21 Accept pressed (30 min)",
        "14:32:00 something new",
    ]
    press_key(page, Qt.Key.Key_Escape, settled)
    assert page.filters.search.hasFocus()
    press_key(page, Qt.Key.Key_Escape, settled)
    window: MainWindow = page.window()  # type: ignore[assignment]
    assert window.pages.page is None


def test_each_stored_kind_of_event_has_a_text() -> None:
    import re
    from pathlib import Path

    import desktop.sync

    folder = Path(desktop.sync.__file__).parent
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    kinds = set(re.findall(r'OrderEvent\(\s*[\w.]+,\s*[\w.()]+,\s*"([a-z ]+)"', text))
    kinds |= set(re.findall(r'_(?:told|record)\(tx, [^"]*?"([a-z ]+)"', text))
    assert len(kinds) > 10
    for kind in kinds:
        assert history_words.event_text(OrderEvent(key(1), NOW, kind, 1, "")) != kind


def test_an_empty_history_explains_itself(page: HistoryPage) -> None:
    listed(page, range(0))
    assert label(page, "historyNothing").isVisible()
    assert label(page, "historyNothing").text() == "No order is stored here yet."
    page.filters.shipping.setCurrentText("Pickup")
    listed(page, range(0))
    assert "No order found" in label(page, "historyNothing").text()
    page.show_failure("disk I/O error")
    assert "disk I/O error" in label(page, "historyNothing").text()


def test_the_message_about_no_result_stands_below_the_search(page: HistoryPage) -> None:
    page.filters.days.setCurrentText("Yesterday")
    page.show_orders([], has_more=False)
    QApplication.processEvents()
    nothing = label(page, "historyNothing")
    assert nothing.isVisible()
    assert nothing.y() - page.filters.geometry().bottom() < 40


def test_the_branch_column_is_shown_if_no_heading_is_cut(page: HistoryPage, asked: Recorded) -> None:
    asked.shown_branches = (Branch(FIRST, "Halaskargazi Şube"), Branch(SECOND, "Kadıköy Şube"))
    listed(page, range(3))
    window = page.window()
    for width, hidden in ((1366, False), (1280, True), (1366, False)):
        window.resize(width, 768)
        QApplication.processEvents()
        assert page.table.isColumnHidden(HistoryColumn.BRANCH) is hidden, width
        header = page.table.horizontalHeader()
        for column in range(page.model.columnCount()):
            if not header.isSectionHidden(column):
                said = str(page.model.headerData(column, Qt.Orientation.Horizontal))
                assert header.fontMetrics().horizontalAdvance(said) <= header.sectionSize(column) - 2 * 8


def test_the_page_shows_the_number_of_results(page: HistoryPage) -> None:
    page.show_count(214, is_more=False, unindexed=0)
    assert label(page, "historyCount").text() == "214 orders"
    page.show_count(214, is_more=False, unindexed=1)
    assert label(page, "historyCount").text() == "214 orders", "it is found within seconds"
    page.show_count(10_000, is_more=True, unindexed=500)
    assert label(page, "historyCount").text() == "more than 10000 orders · 500 more cannot be found yet"


@pytest.mark.parametrize(
    ("name", "kind"), [("historyCsv", "csv"), ("historyXlsx", "xlsx"), ("historyJson", "json")]
)
def test_the_results_are_saved_to_the_chosen_file(
    page: HistoryPage, asked: Recorded, name: str, kind: str
) -> None:
    listed(page, range(3, 0, -1))
    page.show_count(3, is_more=False, unindexed=0)
    button = page.findChild(QPushButton, name)
    assert button is not None
    button.click()
    chooser = page.findChild(QFileDialog, "historyChooser")
    assert chooser is not None
    assert chooser.defaultSuffix() == kind
    chooser.fileSelected.emit(f"/somewhere/x.{kind}")
    assert asked.saved == [(Filter(), f"/somewhere/x.{kind}")]
    chooser.reject()


def test_the_message_about_a_saved_file() -> None:
    assert history_words.saved("/x/y.csv", 3, "") == "3 orders saved: /x/y.csv"
    assert "No space left" in history_words.saved("/x/y.csv", 0, "No space left")


@pytest.mark.parametrize("scale", [100, 150])
def test_the_page_fits_a_small_screen(page: HistoryPage, scale: int) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    window.look.set_text_scale(scale)
    window.look.fit(1366, 768)
    listed(page, range(30, 0, -1))
    QTest.qWait(0)
    for kind in (QPushButton, QComboBox):
        for widget in page.findChildren(kind):
            if widget.isVisible():
                assert page.rect().contains(widget.mapTo(page, widget.rect().center()))
                assert widget.height() >= 44
    columns = sum(page.table.columnWidth(column) for column in range(page.model.columnCount()))
    assert columns <= page.table.viewport().width() + 1


def test_p_asks_for_a_ticket_of_the_selected_order(page: HistoryPage, asked: Recorded) -> None:
    listed(page, range(3, 1, -1))
    page.table.setFocus()
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier, "p")
    assert page.press(event)
    assert asked.printed == [(key(3), "#3", False)]
