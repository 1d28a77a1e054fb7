"""Dishes on the cards of orders that are being prepared, and the time on the Accept buttons of scheduled orders."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import Choice, Option, OptionGroup, OrderLine
from desktop.ui.board.card_layout import CardLayout, CardLayouter
from desktop.ui.order import card_words
from desktop.ui.widgets.theme import CardLook, Look
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from tests.ui.conftest import MakeWindow

BURRITO = OrderLine(
    "Beef Burrito",
    quantity=Decimal(3),
    groups=(
        OptionGroup(
            (
                Option("Ballı Hardal"),
                Option("Soğan", choice=Choice.REMOVED),
                Option("Turşu", choice=Choice.NOT_CHOSEN),
            )
        ),
    ),
)
AYRAN = OrderLine("Ayran")


def card(*lines: OrderLine, size: str = "normal", column: Column = Column.PREPARING) -> CardLayout:
    look = CardLook(Look("light"))
    look.set_size(size)
    order = made(1, 2, accepted_at=NOW, preparing_time=30, lines=lines)
    return CardLayouter(look).lay_out(order, column, 260, NOW)


def texts(layout: CardLayout) -> list[str]:
    return [part.text for part in layout.parts]


def test_a_card_names_its_dishes_with_bold_quantities_and_short_options(qapp: QApplication) -> None:
    layout = card(BURRITO, AYRAN)
    shown = texts(layout)
    assert shown[shown.index("3 ×") + 1 :][:2] == ["Beef Burrito", "+ Ballı Hardal, − Soğan"]
    assert shown[shown.index("1 ×") + 1] == "Ayran"
    weights = {part.text: part.style.weight for part in layout.parts}
    assert weights["3 ×"] == QFont.Weight.Bold
    assert weights["1 ×"] == QFont.Weight.Normal


@pytest.mark.parametrize(("size", "named"), [("normal", 6), ("compact", 3)])
def test_dishes_that_have_no_room_are_counted(size: str, named: int, qapp: QApplication) -> None:
    dishes = [OrderLine(f"Yemek {number}") for number in range(9)]
    shown = texts(card(*dishes, size=size))
    assert [text for text in shown if text.startswith("Yemek")] == [
        f"Yemek {number}" for number in range(named)
    ]
    assert f"+ {9 - named} more dishes" in shown


def test_a_compact_card_shows_that_a_dish_has_options(qapp: QApplication) -> None:
    long = OrderLine("Çok uzun adlı karışık büyük pizza tabağı", groups=BURRITO.groups)
    layout = card(long, size="compact")
    (options,) = [part for part in layout.parts if part.style.token == "info"]
    assert options.text.startswith("+")


def test_new_orders_keep_their_short_cards(qapp: QApplication) -> None:
    assert "Ayran" not in texts(card(AYRAN, column=Column.NEW))


def test_options_of_options_and_pieces_are_told_apart() -> None:
    inner = OptionGroup((Option("Buz", choice=Choice.REMOVED),))
    menu = OrderLine(
        "Menü",
        quantity=Decimal(2),
        note="acele",
        groups=(OptionGroup((Option("Lahmacun", Decimal(3)), Option("Kola", groups=(inner,)))),),
    )
    assert card_words.dish(menu).options == "+ 3 × Lahmacun (2 × 3 = 6), + Kola (− Buz), “acele”"


def test_a_scheduled_order_is_accepted_for_its_time(make_window: MakeWindow) -> None:
    window = make_window(made(1, scheduled_at=NOW + timedelta(hours=27.5)))
    accept = window.findChild(QPushButton, "acceptButton")
    assert accept is not None
    assert accept.text() == "ACCEPT · tomorrow 18:02"
    order = window.board.selected
    assert order is not None
    assert window.board.views[Column.NEW].cards._label(order) == "Accept · tomorrow 18:02"
    window.minutes.type_digit(order.payment_key, "4")
    window.board_page.refresh_minutes()
    assert accept.text() == "ACCEPT · 4_ min", "typed minutes are echoed all the same"
