"""The page about dishes: search, and commands to take a dish off sale and put it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyleOptionViewItem, QWidget

from desktop.domain.orders.order import OrderLine
from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.menu import Dish, FoodMenu
from desktop.domain.restaurant.off_sale import OffFor, OffSale
from desktop.domain.restaurant.portions import PortionCount
from desktop.ui.order.dialogs import SoldOutDialog
from desktop.ui.restaurant.dish_delegate import DishDelegate, Part, PartKind
from desktop.ui.restaurant.dish_rows import BranchDish, DishRow
from desktop.ui.restaurant.dishes_page import DishesPage
from desktop.ui.restaurant.portions_dialog import PortionsDialog
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.announce import ANNOUNCEMENTS
from desktop.ui.widgets.pages import Entry
from tests.ui.made import NOW, Clock, made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"
ISKENDER = Dish(1, "İskender", "Ana yemek", FIRST, Decimal(460))
TAVUK = Dish(2, "Tavuk İskender", "Ana yemek", FIRST, Decimal(340))
AYRAN = Dish(3, "Ayran 300 ml", "İçecek", FIRST, None)
MENU = FoodMenu((ISKENDER, TAVUK, AYRAN))
OFF = OffSale(2, FIRST, "Tavuk İskender", since=NOW)


@dataclass
class RecordedCommands:
    """The commands of the page, recorded."""

    now: Callable[[], datetime]
    off: list[tuple[int, OffFor]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    portions: list[tuple[int, int | None, bool]] = field(default_factory=list)
    polls: int = 0

    def take_off_sale(self, dishes: Sequence[Dish], duration: OffFor) -> None:
        self.off += [(dish.food_id, duration) for dish in dishes]

    def put_back_on_sale(self, dishes: Sequence[Dish]) -> None:
        self.back += [dish.food_id for dish in dishes]

    def set_portions(self, portions: Sequence[tuple[Dish, int | None]], *, only_today: bool) -> None:
        self.portions += [(dish.food_id, number, only_today) for dish, number in portions]

    def poll_dishes(self) -> None:
        self.polls += 1


@pytest.fixture
def sent(clock: Clock) -> RecordedCommands:
    return RecordedCommands(clock.now)


@pytest.fixture
def page(make_window: MakeWindow, sent: RecordedCommands) -> DishesPage:
    window = make_window(made(1))
    window.pages.offer(Entry("dishes", "Dishes", "F6", lambda: DishesPage(window.look, sent)))
    window.pages.open("dishes")
    page = window.pages.page
    assert isinstance(page, DishesPage)
    page.show_menu(MENU, NOW, "")
    return page


def rows(page: DishesPage) -> list[str]:
    return [page.model.index(row).data() for row in range(page.model.rowCount())]


def press_key(
    page: DishesPage,
    wanted: Qt.Key,
    settled: Callable[[MainWindow], None],
    target: QWidget | None = None,
    **options: object,
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    focus: QWidget | None = target or window.focusWidget()
    QTest.keyClick(window if focus is None else focus, wanted, **options)  # type: ignore[call-overload]
    settled(window)


def test_dishes_off_sale_come_first_then_each_category(page: DishesPage) -> None:
    assert rows(page) == [
        "Ana yemek",
        "İskender, 460,00 TL, On sale",
        "Tavuk İskender, 340,00 TL, On sale",
        "İçecek",
        "Ayran 300 ml, On sale",
    ]
    page.show_off_sale((OFF,))
    assert rows(page)[:3] == ["Off sale", "Tavuk İskender, 340,00 TL, Off sale", "Ana yemek"]


TWO = (Branch(FIRST, "Halaskargazi Şube"), Branch(SECOND, "Kadıköy Şube"))
THERE = Dish(1001, "İSKENDER", "Ana Yemek", SECOND, Decimal(480))
OFF_THERE = OffSale(1001, SECOND, "İskender", since=NOW)


def part_of(page: DishesPage, place: int, kind: PartKind, which: int = 0) -> Part:
    parts = page.list.parts(page.model.index(place))
    return [part for part in parts if part.kind is kind][which]


def press_part(page: DishesPage, place: int, kind: PartKind, which: int = 0) -> None:
    QTest.mouseClick(
        page.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=part_of(page, place, kind, which).area.center(),
    )


@pytest.fixture
def branches_page(page: DishesPage) -> DishesPage:
    page.show_branches(TWO)
    page.show_menu(FoodMenu((THERE, ISKENDER, TAVUK, AYRAN)), NOW, "")
    return page


def test_a_dish_of_several_branches_is_one_row_with_the_state_in_each(branches_page: DishesPage) -> None:
    page = branches_page
    page.show_off_sale((OFF_THERE,))
    both = (
        "İskender, 460,00–480,00 TL, Halaskargazi Şube: On sale, Kadıköy Şube: Off sale",
        "Tavuk İskender, 340,00 TL, Halaskargazi Şube: On sale",
    )
    assert rows(page)[:4] == ["Off sale", both[0], "Ana yemek", both[0]]
    assert [part.text for part in page.list.parts(page.model.index(1))][:2] == [
        "Halaskargazi Şube",
        "Kadıköy Şube · Off sale",
    ]


def test_a_chip_changes_one_branch_and_the_button_all(
    branches_page: DishesPage, sent: RecordedCommands
) -> None:
    page = branches_page
    press_part(page, 1, PartKind.BRANCH, 1)
    assert sent.off == [(1001, OffFor.UNTIL_CLOSING)]
    page.show_off_sale((OFF_THERE,))
    press_part(page, 1, PartKind.BRANCH, 1)
    assert sent.back == [1001]
    # The rest of the branches goes off too, then all come back.
    press_part(page, 1, PartKind.SALE)
    assert sent.off[1:] == [(1, OffFor.UNTIL_CLOSING)]
    page.show_off_sale((OFF_THERE, OffSale(1, FIRST, "İskender", since=NOW)))
    press_part(page, 1, PartKind.SALE)
    assert sent.back[1:] == [1, 1001]


def test_arrows_choose_a_branch_and_enter_changes_it(
    branches_page: DishesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    page = branches_page
    page.list.setFocus()
    heard: list[str] = []
    ANNOUNCEMENTS.made.connect(lambda text, _urgent: heard.append(text))
    press_key(page, Qt.Key.Key_Right, settled)
    press_key(page, Qt.Key.Key_Right, settled)
    press_key(page, Qt.Key.Key_Return, settled)
    assert heard[-1] == "Take off sale: İskender, Kadıköy Şube: On sale"
    assert sent.off == [(1001, OffFor.UNTIL_CLOSING)]
    # Another dish begins with all its branches.
    press_key(page, Qt.Key.Key_Down, settled)
    press_key(page, Qt.Key.Key_Return, settled)
    assert sent.off[1:] == [(2, OffFor.UNTIL_CLOSING)]


def test_a_chip_that_does_not_fit_stands_in_the_next_line(branches_page: DishesPage) -> None:
    page = branches_page
    delegate = page.list.itemDelegate()
    assert isinstance(delegate, DishDelegate)
    row = page.model.row(page.model.index(1))
    for width in (1200, 420):
        delegate.width = width
        height = delegate.sizeHint(QStyleOptionViewItem(), page.model.index(1)).height()
        areas = [part.area for part in delegate.parts(QRect(0, 0, width, height), row)]
        assert not any(one.intersects(other) for one, other in combinations(areas, 2))
        assert all(QRect(0, 0, width, height).contains(area) for area in areas)


@pytest.mark.parametrize("width", [560, 760, 1100])
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("branch", ["", "Halaskargazi Şube"])
def test_no_text_overlaps_the_name_of_a_dish(page: DishesPage, width: int, scale: int, branch: str) -> None:
    page.look.set_text_scale(scale)
    delegate = page.list.itemDelegate()
    assert isinstance(delegate, DishDelegate)
    delegate.width = width
    for off in (OFF, None):
        row = DishRow("", (BranchDish(TAVUK, off, None, branch),))
        area = QRect(0, 0, width, page.look.px(96))
        texts = delegate.texts(area, row)
        name = next(text for text in texts if text.text == TAVUK.name)
        metrics = page.look.metrics(name.style.pixels, name.style.weight)
        assert metrics.horizontalAdvance(TAVUK.name) <= name.area.width()
        others = [text.area for text in texts if text.text and text is not name]
        others += [part.area for part in delegate.parts(area, row)]
        assert not any(name.area.intersects(other) for other in others)


COUNT = PortionCount(1, FIRST, "İskender", 10, NOW)


@pytest.mark.parametrize(
    ("taken", "doubtful", "text"),
    [
        ("0", False, "10 left"),
        ("8.5", False, "1,5 left"),
        ("9", True, "≈ 1 left"),
        ("10", False, "None left"),
        ("12", False, "2 sold too many"),
    ],
)
def test_the_portions_left_stand_in_the_row(page: DishesPage, taken: str, doubtful: bool, text: str) -> None:
    page.show_portions((msgspec.structs.replace(COUNT, taken=Decimal(taken), doubtful=doubtful),))
    assert rows(page)[1] == f"İskender, 460,00 TL, On sale, {text}"
    assert part_of(page, 1, PartKind.PORTIONS).text == text
    assert part_of(page, 2, PartKind.PORTIONS).text == "Portions…"


def open_portions(page: DishesPage) -> PortionsDialog:
    dialog = page.findChild(PortionsDialog)
    assert dialog is not None
    return dialog


def save(dialog: PortionsDialog) -> None:
    button = dialog.findChild(QPushButton, "savePortions")
    assert button is not None
    button.click()


def test_portions_are_set_by_keyboard(
    page: DishesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    page.search.setText("ayr")
    press_key(page, Qt.Key.Key_Return, settled, modifier=Qt.KeyboardModifier.ControlModifier)
    dialog = open_portions(page)
    dialog.fields[0].setText("12")  # typed digits would look like a barcode scanner
    press_key(page, Qt.Key.Key_Return, settled, target=dialog.fields[0])
    assert sent.portions == [(3, 12, False)]
    assert sent.off == []


def test_portions_are_set_by_touch_for_today(page: DishesPage, sent: RecordedCommands) -> None:
    page.show_portions((COUNT,))
    press_part(page, 1, PartKind.PORTIONS)
    dialog = open_portions(page)
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    assert dialog.fields[0].text() == "10"
    for text in ("0", "2", "5", "⌫", "+", "Only today (until 05:00)", "Save"):
        buttons[text].click()
    assert sent.portions == [(1, 3, True)]


def test_an_empty_field_counts_no_more_and_an_untouched_one_changes_nothing(
    branches_page: DishesPage, sent: RecordedCommands
) -> None:
    page = branches_page
    there = PortionCount(1001, SECOND, "İskender", 4, NOW)
    for emptied, expected in ((None, []), (1, [(1001, None, False)])):
        page.show_portions((COUNT, there))
        press_part(page, 1, PartKind.PORTIONS)
        dialog = open_portions(page)
        if emptied is not None:
            dialog.fields[emptied].clear()
        save(dialog)
        dialog.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert sent.portions == expected


def test_a_doubtful_number_that_a_person_confirms_is_set_again(
    page: DishesPage, sent: RecordedCommands
) -> None:
    page.show_portions((msgspec.structs.replace(COUNT, doubtful=True),))
    press_part(page, 1, PartKind.PORTIONS)
    save(open_portions(page))
    assert sent.portions == [(1, 10, False)]


def test_the_header_names_the_dish_with_the_fewest_portions(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window()
    chip = window.header.portions
    assert not chip.isVisible()
    low = msgspec.structs.replace(COUNT, taken=Decimal(7))
    window.header.show_portions((COUNT, low), {})
    assert chip.isVisible()
    assert chip.text() == "İskender 3 left"
    oversold = PortionCount(1001, SECOND, "Künefe", 4, NOW, taken=Decimal(6))
    window.header.show_portions((low, oversold), {SECOND: "Kadıköy"})
    assert chip.fitted(1000) == "Künefe 2 sold too many  +1"
    assert chip.accessibleName() == (
        "Künefe Kadıköy 2 sold too many; İskender 3 left. Press to see the dishes (F6)"
    )
    wanted: list[int] = []
    chip.dish_pressed.connect(wanted.append)
    chip.click()
    assert wanted == [1001]
    window.header.show_portions((COUNT,), {})
    assert not chip.isVisible()


def test_a_dish_is_found_whatever_was_searched(page: DishesPage) -> None:
    page.search.setText("ayr")
    page.choose_dish(1)
    chosen = page.list.chosen
    assert chosen is not None
    assert chosen.name == "İskender"


def test_the_model_passes_the_checks_of_qt(page: DishesPage) -> None:
    with_errors = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.model, with_errors)
    page.show_off_sale((OFF,))
    page.search.setText("isk")
    page.search.setText("nothing like it")
    page.search.setText("")
    assert tester.model() is page.model


@pytest.mark.parametrize(("typed", "found"), [("isk", 2), ("ayr", 1), ("zzz", 0)])
def test_typing_filters_the_list(page: DishesPage, typed: str, found: int) -> None:
    QTest.keyClicks(page.search, typed)
    assert sum("sale" in row for row in rows(page)) == found
    nothing = page.findChild(QLabel, "dishesNothing")
    assert nothing is not None
    assert nothing.isVisible() is (found == 0)


def test_enter_takes_the_only_result_off_sale(
    page: DishesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    assert page.search.hasFocus()
    page.search.setText("ayr")
    press_key(page, Qt.Key.Key_Return, settled)
    assert sent.off == [(3, OffFor.UNTIL_CLOSING)]


def test_arrows_choose_one_of_several_results(
    page: DishesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    page.search.setText("isk")
    press_key(page, Qt.Key.Key_Return, settled)
    assert sent.off == []
    assert page.list.hasFocus()
    press_key(page, Qt.Key.Key_Down, settled)
    press_key(page, Qt.Key.Key_2, settled, modifier=Qt.KeyboardModifier.ControlModifier)
    press_key(page, Qt.Key.Key_Return, settled)
    assert sent.off == [(2, OffFor.FEW_HOURS)]


def test_a_press_on_the_button_takes_off_sale_and_puts_back(page: DishesPage, sent: RecordedCommands) -> None:
    name = page.list.visualRect(page.model.index(1)).center()
    name.setX(40)
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=name)
    assert sent.off == []
    press_part(page, 1, PartKind.SALE)
    assert sent.off == [(1, OffFor.UNTIL_CLOSING)]
    page.show_off_sale((OFF,))
    press_part(page, 1, PartKind.SALE)
    assert sent.back == [2]
    assert len(sent.off) == 1


def test_a_press_that_moves_to_another_part_does_nothing(page: DishesPage, sent: RecordedCommands) -> None:
    view = page.list.viewport()
    for place, kind in ((2, PartKind.SALE), (1, PartKind.PORTIONS)):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=part_of(page, 1, PartKind.SALE).area.center())
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=part_of(page, place, kind).area.center())
    assert (sent.off, sent.back) == ([], [])
    assert page.findChild(PortionsDialog) is None


def test_the_list_keeps_its_place_when_a_dish_changes(page: DishesPage) -> None:
    page.show_off_sale((OFF,))
    page.list.choose(3)
    page.show_off_sale((OffSale(2, FIRST, "Tavuk İskender", since=NOW, until=NOW + timedelta(hours=4)),))
    chosen = page.list.chosen
    assert chosen is not None
    assert chosen.dishes[0].dish == AYRAN
    assert rows(page)[1] == "Tavuk İskender, 340,00 TL, Off sale until 18:32"


def test_a_dish_off_sale_is_shown_although_the_vendor_no_longer_lists_it(page: DishesPage) -> None:
    page.show_off_sale((OffSale(99, FIRST, "Eski Tatlı", since=NOW),))
    assert rows(page)[1] == "Eski Tatlı, Off sale"


@pytest.mark.parametrize(
    ("off", "text"),
    [
        (OffSale(1, FIRST, "x", since=NOW, until_closing=True, until=NOW), "Off sale until closing"),
        (OffSale(1, FIRST, "x", since=NOW, wanted_on=False), "Going off sale…"),
        (OffSale(1, FIRST, "x", since=NOW, until=NOW, by_count=True), "Off sale: sold out"),
        (OffSale(1, FIRST, "x", since=NOW, wanted_on=True), "Going back on sale…"),
        (None, "On sale"),
    ],
)
def test_each_sale_state_has_a_text(off: OffSale | None, text: str) -> None:
    assert restaurant_words.sale_state(off, NOW).text == text


def test_the_age_of_the_list_is_shown_if_it_could_not_be_refreshed(page: DishesPage) -> None:
    age = page.findChild(QLabel, "dishesAge")
    assert age is not None
    assert age.text() == ""
    page.show_menu(MENU, NOW, "HTTP 502")
    assert age.text() == "As of 14:32: the dishes could not be refreshed (HTTP 502)"
    assert len(rows(page)) == 5


def test_opening_the_page_refreshes_the_list(page: DishesPage, sent: RecordedCommands) -> None:
    assert sent.polls == 1
    again = page.findChild(QPushButton, "dishesLook")
    assert again is not None
    again.click()
    assert sent.polls == 2


def test_esc_clears_the_search_first(page: DishesPage, settled: Callable[[MainWindow], None]) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    page.search.setText("isk")
    press_key(page, Qt.Key.Key_Escape, settled)
    assert page.search.text() == ""
    assert window.pages.page is page
    press_key(page, Qt.Key.Key_Escape, settled)
    assert window.pages.page is None


def test_the_header_counts_the_dishes_off_sale(make_window: MakeWindow) -> None:
    window = make_window()
    chip = window.findChild(QPushButton, "offSaleChip")
    assert chip is not None
    window.header.show_off_sale(3)
    assert chip.isVisible()
    assert chip.text() == "3 off sale"
    window.header.show_off_sale(0)
    assert not chip.isVisible()


# From an order


def test_a_number_takes_a_dish_of_an_order_off_sale(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    lines = tuple(OrderLine(name=name) for name in ("iskender", "Bilinmeyen", "AYRAN 300 ML", "iskender"))
    window = make_window(made(1, restaurant_id=FIRST, lines=lines))
    window.dialogs.orders.menu = MENU
    taken: list[Dish] = []
    window.dialogs.orders.dish_sold_out.connect(taken.append)
    QTest.keyClick(window, Qt.Key.Key_K)
    settled(window)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, SoldOutDialog)
    named = [
        button.text()
        for button in dialog.findChildren(QPushButton)
        if button.objectName().startswith("soldOut")
    ]
    assert named == ["İskender", "Ayran 300 ml"]
    QTest.keyClick(dialog, Qt.Key.Key_2)
    settled(window)
    assert taken == [AYRAN]
    assert window.dialogs.dialog is None


def test_without_a_matching_dish_the_dialog_offers_the_whole_list(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, restaurant_id=FIRST))
    opened: list[str] = []
    window.pages.offer(Entry("dishes", "Dishes", "F6", lambda: _page(window, opened)))
    button = window.findChild(QPushButton, "soldOut")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.dialogs.dialog
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_F6)
    settled(window)
    assert opened == ["built"]


def _page(window: MainWindow, opened: list[str]) -> DishesPage:
    opened.append("built")
    return DishesPage(window.look, RecordedCommands(lambda: NOW))


def test_a_scanner_fills_the_search_and_takes_nothing_off_sale(
    page: DishesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    QTest.keyClicks(page.search, "ayran")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settled(window)
    assert page.search.text() == "ayran"
    assert sent.off == []
