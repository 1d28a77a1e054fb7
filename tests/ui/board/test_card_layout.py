from __future__ import annotations

import pytest
from PySide6.QtGui import QFont

from desktop.domain.orders.lifecycle import Column
from desktop.ui.board.card_layout import CardLayouter
from desktop.ui.widgets.theme import CARD_SIZES, CardLook, Look
from tests.ui.made import NOW, made


@pytest.mark.parametrize("cards", CARD_SIZES)
@pytest.mark.parametrize("scale", [100, 125, 150, 175])
@pytest.mark.parametrize("where", [Column.NEW, Column.PREPARING, Column.ON_THE_WAY])
def test_a_number_is_not_cut_in_a_narrow_column(qapp: object, cards: str, scale: int, where: Column) -> None:
    # 228 pixels: a column of a window of 1366 whose cards need a scroll bar.
    look = CardLook(Look("light", scale))
    look.set_size(cards)

    card = CardLayouter(look).lay_out(made(1031), where, 228, NOW)

    assert "#1031" in [part.text for part in card.parts]


def test_the_age_of_an_order_on_the_way_stands_beside_its_number(qapp: object) -> None:
    order = made(1031, 16, accepted_at=NOW, preparing_time=30)
    card = CardLayouter(CardLook(Look("light"))).lay_out(order, Column.ON_THE_WAY, 243, NOW)
    assert order.due_at is not None
    assert card.age.top() == next(part.rect.top() for part in card.parts if part.text == "#1031")


def test_a_narrow_card_has_a_smaller_number_rather_than_another_line(qapp: object) -> None:
    layouter = CardLayouter(CardLook(Look("light")))
    heights = []
    for width, size in ((215, 24), (190, 28)):
        card = layouter.lay_out(made(1031), Column.NEW, width, NOW)
        number = next(part for part in card.parts if part.text == "#1031")
        assert number.style.pixels == size
        heights.append(card.height)
    assert heights[0] < heights[1], "below that width the age stands below"


def test_a_gap_separates_a_number_from_its_age(qapp: object) -> None:
    look = CardLook(Look("light"))
    layouter = CardLayouter(look)
    for width in range(180, 300):
        card = layouter.lay_out(made(31), Column.NEW, width, NOW)
        number = next(part for part in card.parts if part.text == "#31")
        ends = number.rect.left() + look.metrics(number.style.pixels, number.style.weight).horizontalAdvance(
            "#31"
        )
        assert card.age.top() > number.rect.top() or card.age.left() - ends >= 8, width


def test_a_text_becomes_smaller_before_it_is_cut(qapp: object) -> None:
    look = CardLook(Look("light"))
    whole = "Halaskargazi Şube"
    width = look.metrics(14, QFont.Weight.DemiBold).horizontalAdvance(whole) - 2 + look.px(30)
    layouter = CardLayouter(look)
    layouter.shows_branch = True
    card = layouter.lay_out(made(1031, 2, restaurant_name=whole), Column.PREPARING, width, NOW)
    assert [part.style.pixels for part in card.parts if part.text == whole] == [13]


def test_a_number_is_large_if_it_fits(qapp: object) -> None:
    card = CardLayouter(CardLook(Look("light"))).lay_out(made(1031), Column.NEW, 280, NOW)

    assert [part.style.pixels for part in card.parts if part.text == "#1031"] == [28]
