"""The report page: its requests, its figures, its keys, and the report on paper."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget

from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.report import figures, report
from desktop.domain.sales.sale import Sale, SoldLine
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Outage
from desktop.ui.sales.bar_chart import BarChart
from desktop.ui.sales.document import as_pdf, document
from desktop.ui.sales.page import SalesPage
from desktop.ui.sales.parts import ShareBar
from desktop.ui.text import day_words, sales_words
from desktop.ui.widgets.pages import Entry
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.domain.sales.report import SalesReport
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ISTANBUL)
TODAY = date(2026, 11, 22)
EVIL = "<b>Künefe</b> & <img src='x'>"


class Recorded:
    """Implements `SalesCommands`."""

    def __init__(self) -> None:
        self.periods: list[Period] = []
        self.files: list[tuple[str, bytes]] = []
        self.printed: list[Period] = []
        self.is_set_up = True

    def count(self, period: Period) -> None:
        self.periods.append(period)

    def save(self, path: str, data: bytes) -> None:
        self.files.append((path, data))

    def has_printer(self) -> bool:
        return self.is_set_up

    def print_ticket(self, period: Period) -> None:
        self.printed.append(period)

    def refuses(self, path: str) -> str:
        return "it is ours" if path.endswith("settings.json") else ""

    def now(self) -> datetime:
        return NOON

    def day_begins(self) -> time:
        return time(5)

    @property
    def last(self) -> tuple[str, str]:
        return self.periods[-1].span.value, self.periods[-1].first.isoformat()


@pytest.fixture
def asked() -> Recorded:
    return Recorded()


@pytest.fixture
def window(make_window: MakeWindow, asked: Recorded) -> MainWindow:
    window = make_window()
    build = lambda: SalesPage(window.look, asked)  # noqa: E731 - short
    window.pages.offer(Entry("report", "SalesReport", "F12", build))
    return window


def page_of(window: MainWindow) -> SalesPage:
    page = window.pages.page
    assert isinstance(page, SalesPage)
    return page


def counted(period: Period, dishes: int = 14) -> SalesReport:
    lines = tuple(
        SoldLine(f"Ürün {number:02}", Decimal(dishes - number), Decimal(100)) for number in range(dishes - 1)
    )
    sale = Sale(
        at=NOON,
        received_at=NOON,
        accepted_at=NOON + timedelta(seconds=90),
        total=Decimal("1417.50"),
        cancelled=False,
        payment_method="Nakit",
        lines=(*lines, SoldLine(EVIL, Decimal(1), None)),
    )
    gone = Sale(NOON, NOON, None, Decimal(90), cancelled=True, reason_id=3)
    before = Sale(NOON, NOON, None, Decimal(1000), cancelled=False)
    outage = Outage(NOON, NOON + timedelta(minutes=5), off=False)
    earlier = figures([before], (), period.since, period.until)
    return report(period, [sale, gone], [outage], earlier)


REASONS = {3: "Yoğunluk nedeniyle"}


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_a_key_opens_today_and_other_keys_change_the_period(
    window: MainWindow, asked: Recorded, settled: Callable[[MainWindow], None]
) -> None:
    steps = (
        (Qt.Key.Key_F12, ("day", "2026-11-22")),
        (Qt.Key.Key_Left, ("day", "2026-11-21")),
        (Qt.Key.Key_Left, ("day", "2026-11-20")),
        (Qt.Key.Key_Right, ("day", "2026-11-21")),
        (Qt.Key.Key_Home, ("day", "2026-11-22")),
        (Qt.Key.Key_2, ("week", "2026-11-16")),
        (Qt.Key.Key_3, ("month", "2026-11-01")),
        (Qt.Key.Key_Left, ("month", "2026-10-01")),
        (Qt.Key.Key_2, ("week", "2026-10-26")),
        (Qt.Key.Key_1, ("day", "2026-11-01")),
    )
    for key, expected in steps:
        QTest.keyClick(window, key)
        settled(window)
        assert asked.last == expected, key
    assert len(asked.periods) == len(steps)


def test_no_period_after_today_can_be_chosen(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    later = window.findChild(QPushButton, "reportLater")
    assert later is not None
    assert not later.isEnabled()
    page_of(window).chooser.step_on()
    assert len(asked.periods) == 1
    page_of(window).chooser.step_back()
    assert later.isEnabled()


def test_opening_the_page_again_refreshes_the_report(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page_of(window).chooser.choose(Span.WEEK)
    window.pages.close_page()
    window.pages.open("report")
    assert [period.span for period in asked.periods] == [Span.DAY, Span.WEEK, Span.WEEK]


def test_the_page_shows_the_figures(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.show_report(counted(asked.periods[-1]), REASONS)
    shown = texts(page)
    assert "±0% against a week before" in shown
    for text in ("1.417,50 TL", "+42% against a week before", "1:30", "5 min", "Nakit", "Yoğunluk nedeniyle"):
        assert text in shown, text
    chart = page.findChild(BarChart)
    assert chart is not None
    assert chart.accessibleDescription() == "12:00: 1"


def test_a_failure_is_shown(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.show_failure("disk I/O error")
    assert any("disk I/O error" in text for text in texts(page))
    for name in ("reportPicture", "reportPdf", "reportPrint"):
        button = page.findChild(QPushButton, name)
        assert button is not None
        assert not button.isEnabled()


def test_a_table_shows_ten_dishes_and_all_after_a_press(
    window: MainWindow, asked: Recorded, qtbot: QtBot
) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.show_report(counted(asked.periods[-1]), REASONS)
    assert EVIL not in texts(page)
    more = page.findChild(QPushButton, "reportDishesMore")
    assert more is not None
    assert more.text() == "All 14"
    more.click()
    # Texts are plain, and the new rows are laid out first.
    qtbot.waitUntil(lambda: EVIL in texts(page))
    more.click()
    qtbot.waitUntil(lambda: EVIL not in texts(page))


def test_the_pdf_has_the_figures_of_the_page(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.save_pdf("/nowhere/gün.pdf")
    assert asked.files == [], "nothing is counted yet"
    told = counted(asked.periods[-1])
    page.show_report(told, REASONS)
    page.save_pdf("/nowhere/gün.pdf")
    ((path, data),) = asked.files
    assert path == "/nowhere/gün.pdf"
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    text = document(told, REASONS).toPlainText()
    for each in ("1.417,50 TL", "Nakit", EVIL, "Yoğunluk nedeniyle", "12:00: 1"):
        assert each in text
    page.show_saved(path, "")
    assert f"Saved: {path}" in texts(page)
    page.show_saved(path, "No space left on device")
    assert any("No space left" in each for each in texts(page))


def test_a_print_into_one_of_our_own_files_is_refused(
    window: MainWindow, asked: Recorded, tmp_path: Path
) -> None:
    window.pages.open("report")
    page = page_of(window)
    told = counted(asked.periods[-1])
    page.show_report(told, REASONS)
    for name, written in (("settings.json", False), ("gün.pdf", True)):
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / name))
        page._print_on(printer, document(told, REASONS))
        assert (tmp_path / name).exists() == written
        assert any("it is ours" in each for each in texts(page)) or written


def test_the_picture_has_the_result_and_no_customer(
    window: MainWindow, asked: Recorded, qtbot: QtBot
) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.save_picture("/nowhere/gün.png")
    assert asked.files == [], "nothing is counted yet"
    page.show_report(counted(asked.periods[-1]), REASONS)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    # The key waits a moment: a scanner could have sent it.
    qtbot.waitUntil(lambda: page.findChild(QFileDialog, "reportChooser") is not None)
    chooser = page.findChild(QFileDialog, "reportChooser")
    assert chooser is not None
    assert chooser.selectedFiles()[0].endswith("tezgah-day-2026-11-22.png")
    chooser.reject()
    page.save_picture("/nowhere/gün.png")
    ((path, data),) = asked.files
    picture = QImage.fromData(data)
    assert path == "/nowhere/gün.png"
    assert (picture.width(), picture.isNull()) == (1080, False)
    # It is no empty page.
    assert len({picture.pixel(picture.width() // 4, y) for y in range(picture.height())}) > 4


@pytest.mark.parametrize("days", [0, 1, 30])
def test_only_a_day_that_ends_offers_its_picture(window: MainWindow, asked: Recorded, days: int) -> None:
    window.pages.open("report")
    page = page_of(window)
    for _ in range(days):
        page.chooser.step_back()
    page.show_report(counted(asked.periods[-1]), REASONS)
    offer = page.findChild(QPushButton, "reportOffer")
    assert offer is not None
    # At noon the day goes on; an earlier one is over.
    assert offer.isVisible() == (days > 0)
    always = page.findChild(QPushButton, "reportPicture")
    assert always is not None
    assert always.isHidden() == (days > 0), "one button for one thing"
    if days:
        assert any("1 order · 1.417,50 TL · " in text for text in texts(page))
        page.show_report(report(asked.periods[-1], (), (), counted(asked.periods[-1]).figures), {})
        assert not offer.isVisible()
        page.chooser.choose(Span.WEEK)
        page.show_report(counted(asked.periods[-1]), REASONS)
        assert not offer.isVisible()


def test_the_result_says_only_what_the_facts_show(window: MainWindow) -> None:
    period = Period(Span.DAY, TODAY)
    nothing = figures((), (), period.since, period.until)
    good = Sale(NOON, NOON, NOON + timedelta(seconds=30), Decimal(43120), cancelled=False)
    late = Sale(NOON, NOON, NOON + timedelta(minutes=9), Decimal("0.50"), cancelled=False)
    deaf = Outage(NOON, NOON + timedelta(minutes=12), off=False)
    stopped = Outage(NOON, NOON + timedelta(minutes=65), off=True, orders=3)
    for sales, outages, is_over, expected in (
        ([good], [], True, "1 order · 43.120 TL · none missed"),
        ([good], [], False, "1 order · 43.120 TL · none missed so far"),
        ([good, late], [], True, "2 orders · 43.120,50 TL · waited longer than 5 min: 1"),
        ([good], [deaf], True, "1 order · 43.120 TL · no orders could arrive for 12 min"),
        (
            [good],
            [stopped],
            True,
            "1 order · 43.120 TL · waited until Tezgâh could receive: 3 · Tezgâh was off for 1 h 5 min",
        ),
        ([], [], True, "no orders"),
    ):
        now = None if is_over else NOON + timedelta(hours=1)
        told = report(period, sales, outages, nothing, now=now)
        assert day_words.summary(told) == expected
        assert expected in document(told, {}).toPlainText().splitlines()[1]


def test_the_chart_of_a_week_has_days_with_the_week_before(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.chooser.choose(Span.WEEK)
    told = counted(asked.periods[-1])
    page.show_report(told, REASONS)
    chart = page.findChild(BarChart)
    assert chart is not None
    assert chart.accessibleName() == "Orders by day"
    assert chart.accessibleDescription() == "22 November: 1"
    earlier = [Sale(NOON - timedelta(days=7), NOON, None, None, cancelled=False)] * 2
    told = report(asked.periods[-1], (), (), told.figures, earlier=earlier)
    shown = sales_words.chart(told)
    assert [(bar.label, bar.orders, bar.before) for bar in shown.bars][-1] == ("Sun 22", 0, 2)
    assert shown.legend == "behind: 9 Nov – 15 Nov 2026"
    assert sales_words.chart_text(shown) == "22 November: 0 (before: 2)"


def test_bars_behind_the_dishes_compare_them(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    lines = (SoldLine("Ayran", Decimal(4), None), SoldLine("Pide", Decimal(1), None))
    sale = Sale(NOON, NOON, None, Decimal(1), cancelled=False, lines=lines)
    told = report(asked.periods[-1], [sale], (), figures((), (), NOON, NOON))
    page.show_report(told, {})
    dishes = sales_words.tables(told, {})[-1]
    assert [row.share for row in dishes.rows] == [1.0, 0.25]
    card = page.findChild(QWidget, "reportDishes")
    assert card is not None
    assert len(card.findChildren(ShareBar)) == 2


def test_a_long_report_continues_on_the_next_sheet(window: MainWindow) -> None:
    period = Period(Span.DAY, TODAY)
    short, long = (as_pdf(counted(period, dishes), REASONS) for dishes in (2, 300))
    assert short.count(b"/Type /Page\n") == 1
    assert long.count(b"/Type /Page\n") > 3


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="needs a computer without a printer")
def test_a_missing_printer_shows_a_message(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    page.show_report(counted(asked.periods[-1]), REASONS)
    page.print_out()
    assert any("No printer" in text for text in texts(page))


@pytest.mark.parametrize("scale", [100, 150])
def test_the_page_fits_a_small_screen_with_all_buttons(qtbot: QtBot, asked: Recorded, scale: int) -> None:
    page = SalesPage(Look("light", scale), asked)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    page.enter()
    page.show_report(counted(asked.periods[-1]), REASONS)
    qtbot.waitUntil(lambda: page.findChildren(BarChart)[0].width() > 0)
    assert page.minimumSizeHint().width() <= 1366
    assert page.minimumSizeHint().height() <= 768
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.objectName()
            assert button.accessibleName(), button.objectName()
            assert min(button.width(), button.height()) >= 44, button.objectName()
    assert not page.grab().isNull()


def test_a_day_without_orders_has_a_report(window: MainWindow, asked: Recorded) -> None:
    window.pages.open("report")
    page = page_of(window)
    period = asked.periods[-1]
    nothing = figures((), (), period.since, period.until)
    page.show_report(report(period, (), (), nothing), {})
    shown = texts(page)
    assert "0,00 TL" in shown
    assert shown.count("nothing to compare with") == 3
    assert as_pdf(report(period, (), (), nothing), {}).startswith(b"%PDF-")


@pytest.mark.parametrize("is_set_up", [True, False])
def test_the_shown_report_is_printed_as_a_ticket_where_a_printer_is_set_up(
    window: MainWindow, asked: Recorded, *, is_set_up: bool
) -> None:
    asked.is_set_up = is_set_up
    window.pages.open("report")
    page = page_of(window)
    key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert page.press(key)
    assert asked.printed == [], "nothing is counted yet"
    page.show_report(counted(asked.periods[-1]), REASONS)
    button = page.findChild(QPushButton, "reportTicket")
    assert button is not None
    assert button.isVisibleTo(page) is is_set_up
    guarded: list[str] = []

    def guard(door: str, go_on: Callable[[], None]) -> None:
        guarded.append(door)
        go_on()

    page.guard = guard
    page.press(key)
    assert asked.printed == ([asked.periods[-1]] if is_set_up else [])
    assert guarded == (["exports"] if is_set_up else [])
