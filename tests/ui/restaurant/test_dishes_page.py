"""Dishes in the window: found by typing, taken off sale and put back by one press or one key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.orders.order import OrderLine
from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.menu import Dish, FoodMenu
from desktop.domain.restaurant.off_sale import OffFor, OffSale
from desktop.ui.order.dialogs import SoldOutDialog
from desktop.ui.restaurant.dish_list import DishDelegate, DishRow
from desktop.ui.restaurant.dishes_page import DishCommands, DishesPage
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.pages import Entry
from tests.ui.made import NOW, Clock, made

if TYPE_CHECKING:
    from collections.abc import Callable

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
class Asked:
    off: list[tuple[int, OffFor]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    looks: int = 0

    def look(self) -> None:
        self.looks += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def page(make_window: MakeWindow, asked: Asked, clock: Clock) -> DishesPage:
    window = make_window(made(1))
    commands = DishCommands(
        take_off=lambda dish, lasts: asked.off.append((dish.food_id, lasts)),
        put_back=asked.back.append,
        look=asked.look,
        show_toast=asked.said.append,
        now=clock.now,
    )
    window.pages.offer(Entry("dishes", "Dishes", "F6", lambda: DishesPage(window.look, commands)))
    window.pages.open("dishes")
    page = window.pages.page
    assert isinstance(page, DishesPage)
    page.show_menu(MENU, NOW, "")
    return page


def rows(page: DishesPage) -> list[str]:
    return [page.model.index(row).data() for row in range(page.model.rowCount())]


def press_key(
    page: DishesPage, wanted: Qt.Key, settled: Callable[[MainWindow], None], **options: object
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    focus: QWidget | None = window.focusWidget()
    QTest.keyClick(window if focus is None else focus, wanted, **options)  # type: ignore[call-overload]
    settled(window)


def test_dishes_stand_in_their_categories_and_what_is_off_sale_first(page: DishesPage) -> None:
    assert rows(page) == [
        "Ana yemek",
        "İskender, 460,00 TL, On sale",
        "Tavuk İskender, 340,00 TL, On sale",
        "İçecek",
        "Ayran 300 ml, On sale",
    ]
    page.show_off_sale((OFF,))
    assert rows(page)[:3] == ["Off sale", "Tavuk İskender, 340,00 TL, Off sale", "Ana yemek"]


def test_the_branch_is_told_where_there_are_several(page: DishesPage) -> None:
    page.show_branches((Branch(FIRST, "Halaskargazi Şube"), Branch(SECOND, "Kadıköy Şube")))
    assert rows(page)[1] == "İskender, Halaskargazi Şube, 460,00 TL, On sale"


def test_branches_stand_below_each_other_whether_a_price_is_known_or_not(page: DishesPage) -> None:
    delegate = page.list.itemDelegate()
    assert isinstance(delegate, DishDelegate)
    places = set()
    for dish, off in ((ISKENDER, None), (TAVUK, OFF), (AYRAN, None)):
        texts = delegate.texts(QRect(0, 0, 1100, 48), DishRow("", dish, off, "Kadıköy"), dish)
        places |= {place.left() for place, text, _, _ in texts if text == "Kadıköy"}
    assert len(places) == 1


@pytest.mark.parametrize("width", [560, 760, 1100])
@pytest.mark.parametrize("scale", [100, 150])
def test_a_dishs_name_has_room_and_nothing_is_painted_over_it(
    page: DishesPage, width: int, scale: int
) -> None:
    page.look.set_text_scale(scale)
    delegate = page.list.itemDelegate()
    assert isinstance(delegate, DishDelegate)
    for off in (OFF, None):
        row = DishRow("", TAVUK, off, "Halaskargazi Şube")
        texts = delegate.texts(QRect(0, 0, width, page.look.px(48)), row, TAVUK)
        assert {text for _, text, _, _ in texts} >= {TAVUK.name, "Halaskargazi Şube"}
        name, ink = next((place, style) for place, text, style, _ in texts if text == TAVUK.name)
        assert page.look.metrics(ink.pixels, ink.weight).horizontalAdvance(TAVUK.name) <= name.width()
        others = [place for place, text, _, _ in texts if text and text != TAVUK.name]
        assert not any(name.intersects(place) for place in others)


def test_the_model_keeps_qts_promises(page: DishesPage) -> None:
    with_errors = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.model, with_errors)
    page.show_off_sale((OFF,))
    page.look_for("isk")
    page.look_for("nothing like it")
    page.look_for("")
    assert tester.model() is page.model


@pytest.mark.parametrize(("typed", "found"), [("isk", 2), ("ayr", 1), ("zzz", 0)])
def test_typing_finds(page: DishesPage, typed: str, found: int) -> None:
    QTest.keyClicks(page.search, typed)
    assert sum("sale" in row for row in rows(page)) == found
    nothing = page.findChild(QLabel, "dishesNothing")
    assert nothing is not None
    assert nothing.isVisible() is (found == 0)


def test_one_dish_left_enter_means_it(
    page: DishesPage, asked: Asked, settled: Callable[[MainWindow], None]
) -> None:
    assert page.search.hasFocus()
    page.look_for("ayr")
    press_key(page, Qt.Key.Key_Return, settled)
    assert asked.off == [(3, OffFor.UNTIL_CLOSING)]
    assert asked.said == [restaurant_words.was_taken_off("Ayran 300 ml", OffFor.UNTIL_CLOSING)]


def test_of_several_a_person_chooses_with_the_arrows(
    page: DishesPage, asked: Asked, settled: Callable[[MainWindow], None]
) -> None:
    page.look_for("isk")
    press_key(page, Qt.Key.Key_Return, settled)
    assert asked.off == []
    assert page.list.hasFocus()
    press_key(page, Qt.Key.Key_Down, settled)
    press_key(page, Qt.Key.Key_2, settled, modifier=Qt.KeyboardModifier.ControlModifier)
    press_key(page, Qt.Key.Key_Return, settled)
    assert asked.off == [(2, OffFor.FEW_HOURS)]


def test_a_press_on_the_words_at_the_right_takes_off_and_puts_back(page: DishesPage, asked: Asked) -> None:
    index = page.model.index(1)
    view = page.list.viewport()
    name = page.list.visualRect(index).center()
    name.setX(40)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=name)
    assert asked.off == []
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=page.list.press_area(index).center())
    assert asked.off == [(1, OffFor.UNTIL_CLOSING)]
    page.show_off_sale((OFF,))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=page.list.press_area(page.model.index(1)).center())
    assert asked.back == [2]
    assert len(asked.off) == 1


def test_a_finger_that_slides_to_another_dish_presses_nothing(page: DishesPage, asked: Asked) -> None:
    view = page.list.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=page.list.press_area(page.model.index(1)).center())
    QTest.mouseRelease(
        view, Qt.MouseButton.LeftButton, pos=page.list.press_area(page.model.index(2)).center()
    )
    assert (asked.off, asked.back) == ([], [])


def test_the_list_stays_where_it_is_when_a_dish_only_changes(page: DishesPage) -> None:
    page.show_off_sale((OFF,))
    page.list.choose(3)
    page.show_off_sale((OffSale(2, FIRST, "Tavuk İskender", since=NOW, until=NOW + timedelta(hours=4)),))
    chosen = page.list.chosen
    assert chosen is not None
    assert chosen.dish == AYRAN
    assert rows(page)[1] == "Tavuk İskender, 340,00 TL, Off sale until 18:32"


def test_a_dish_that_is_off_sale_and_not_listed_any_more_can_be_put_back(page: DishesPage) -> None:
    page.show_off_sale((OffSale(99, FIRST, "Eski Tatlı", since=NOW),))
    assert rows(page)[1] == "Eski Tatlı, Off sale"


@pytest.mark.parametrize(
    ("off", "text"),
    [
        (OffSale(1, FIRST, "x", since=NOW, until_closing=True, until=NOW), "Off sale until closing"),
        (OffSale(1, FIRST, "x", since=NOW, wanted_on=False), "Going off sale…"),
        (OffSale(1, FIRST, "x", since=NOW, wanted_on=True), "Going back on sale…"),
        (None, "On sale"),
    ],
)
def test_a_dishs_state_in_words(off: OffSale | None, text: str) -> None:
    assert restaurant_words.sale_state(off, NOW).text == text


def test_how_old_the_list_is_is_said_where_it_could_not_be_fetched(page: DishesPage) -> None:
    age = page.findChild(QLabel, "dishesAge")
    assert age is not None
    assert age.text() == ""
    page.show_menu(MENU, NOW, "HTTP 502")
    assert age.text() == "As of 14:32: the dishes could not be fetched anew (HTTP 502)"
    assert len(rows(page)) == 5


def test_opened_it_asks_for_a_fresh_list(page: DishesPage, asked: Asked) -> None:
    assert asked.looks == 1
    again = page.findChild(QPushButton, "dishesLook")
    assert again is not None
    again.click()
    assert asked.looks == 2


def test_escape_clears_the_search_first(page: DishesPage, settled: Callable[[MainWindow], None]) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    page.look_for("isk")
    press_key(page, Qt.Key.Key_Escape, settled)
    assert page.search.text() == ""
    assert window.pages.page is page
    press_key(page, Qt.Key.Key_Escape, settled)
    assert window.pages.page is None


def test_the_header_counts_what_is_off_sale(make_window: MakeWindow) -> None:
    window = make_window()
    chip = window.findChild(QPushButton, "offSaleChip")
    assert chip is not None
    window.header.show_off_sale(3)
    assert chip.isVisible()
    assert chip.text() == "3 off sale"
    window.header.show_off_sale(0)
    assert not chip.isVisible()


# From an order


def test_an_orders_dish_is_taken_off_sale_by_its_number(
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


def test_where_no_dish_is_found_the_whole_list_is_offered(
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
    commands = DishCommands(
        take_off=lambda _dish, _lasts: None,
        put_back=lambda _id: None,
        look=lambda: None,
        show_toast=lambda _text: None,
        now=lambda: NOW,
    )
    return DishesPage(window.look, commands)


def test_a_scanner_writes_into_the_search_and_takes_nothing_off_sale(
    page: DishesPage, asked: Asked, settled: Callable[[MainWindow], None]
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    QTest.keyClicks(page.search, "ayran")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settled(window)
    assert page.search.text() == "ayran"
    assert asked.off == []
