"""An order's text in the pane: the tree of its dishes, and its doubts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.orders.order import (
    Choice,
    Doubt,
    DoubtKind,
    Option,
    OptionGroup,
    OrderLine,
    UnreadField,
)
from desktop.ui.order.blocks import DishBlock
from desktop.ui.order.dish_rows import DishRow, Tone, dish_rows, price_of, quantity_of
from desktop.ui.order.order_text import DOUBTS_LIMIT, EXTRAS_LIMIT, detail_of, full_text
from desktop.ui.widgets.theme import Look
from tests.ui.made import NOW, made

REMOVED = OptionGroup((Option("Soğan", choice=Choice.REMOVED),), title="Çıkar", choice=Choice.REMOVED)
BURGER = Option("Burger", Decimal(3), price=Decimal(20), note="iyi pişmiş", groups=(REMOVED,))


def rows(line: OrderLine, **options: Any) -> list[tuple[int, str]]:
    return [(row.level, row.text.replace("\u00a0", " ")) for row in dish_rows(line, **options)]


def test_options_stand_below_what_they_belong_to() -> None:
    line = OrderLine(
        "Menü", Decimal(2), groups=(OptionGroup((BURGER, Option("Kola", Decimal(2))), title="Ana"),)
    )
    assert rows(line) == [
        (0, "Ana:"),
        (1, "+ 3 × Burger (2 × 3 = 6) (20,00)"),
        (2, "“iyi pişmiş”"),
        (2, "Çıkar:"),
        (3, "− Soğan"),
        (1, "+ 2 × Kola (2 × 2 = 4)"),
    ]


def test_plain_options_of_a_group_share_a_row_in_the_pane() -> None:
    groups = (OptionGroup((Option("Hardal", price=Decimal(15)), Option("Acı")), title="Sos:"), REMOVED)
    line = OrderLine("Burrito", groups=groups)
    assert rows(line, joined=True) == [(0, "Sos: + Hardal (15,00)    + Acı"), (0, "Çıkar: − Soğan")]
    assert rows(line) == [(0, "Sos:"), (1, "+ Hardal (15,00)"), (1, "+ Acı"), (0, "Çıkar:"), (1, "− Soğan")]


def test_what_is_unsure_is_neither_an_addition_nor_a_removal() -> None:
    unknown = Option("Sucuk", choice=Choice.UNKNOWN)
    line = OrderLine(
        "Pizza",
        groups=(
            OptionGroup((unknown,), "Ekstralar", Choice.UNKNOWN, received_choice="Ekle"),
            OptionGroup((Option("Ketçap"), Option("Mayonez", choice=Choice.NOT_CHOSEN)), title="Sos"),
        ),
    )
    assert dish_rows(line, joined=True) == [
        DishRow(0, Tone.FLAG, "Ekstralar: “Ekle”: with or without?"),
        DishRow(1, Tone.FLAG, "? Sucuk"),
        DishRow(0, Tone.OPTION, "Sos:"),
        DishRow(1, Tone.OPTION, "+ Ketçap"),
        DishRow(1, Tone.MUTED, "○ Mayonez — not chosen"),
    ]


def test_a_quantity_of_zero_or_in_words_is_never_one_piece() -> None:
    none = OrderLine("Lahmacun", Decimal(0), unit_price=Decimal(60))
    assert (quantity_of(none), price_of(none)) == ("0", "0,00")
    assert dish_rows(none) == [DishRow(0, Tone.FLAG, "Check the quantity")]
    egg, cheese = Option("Yumurta", Decimal(0)), Option("Kaşar", None, received_quantity="iki")
    odd = OrderLine("Pide", None, received_quantity="bir-iki", groups=(OptionGroup((egg, cheese)),))
    assert quantity_of(odd) == "“bir-iki”"
    assert dish_rows(odd)[1:] == [
        DishRow(0, Tone.FLAG, "+ 0 × Yumurta"),
        DishRow(0, Tone.FLAG, "+ “iki” × Kaşar"),
    ]


def test_a_long_text_for_a_quantity_leaves_room_for_the_name() -> None:
    line = OrderLine("Pide", None, received_quantity="iki tane büyük boy")
    order = made(1, lines=(line,))
    assert detail_of(order, NOW).shortened
    assert "“iki tane büyük boy” × Pide" in full_text(order, NOW)


def test_a_price_that_could_not_be_read_stands_in_its_place() -> None:
    line = OrderLine(
        "Tandır", unread=(UnreadField("items[0].price", "1.250"), UnreadField("items[0].pişme", "az"))
    )
    assert price_of(line) == "“1.250”"
    assert rows(line) == [(0, "items[0].pişme: az")]
    order = made(
        1, total=None, lines=(line,), unread=(UnreadField("total", "1.250"), UnreadField("order_tip", "?"))
    )
    text = full_text(order, NOW)
    assert text.splitlines()[0].endswith("“1.250”")
    assert "Tip: “?”" in text
    assert "total:" not in text


def test_the_pane_and_the_text_name_doubts_in_words_of_staff() -> None:
    doubts = (
        Doubt(DoubtKind.NO_ADDRESS, "address"),
        Doubt(DoubtKind.AMOUNT_AMBIGUOUS, "items[0].price", "1.250", "Kuzu Tandır"),
    )
    text = full_text(made(1, doubts=doubts), NOW)
    assert "Check: No address: ask before accepting." in text
    assert "Check: The price of “Kuzu Tandır” came as “1.250”: 1.250,00 TL or 1,25 TL?" in text
    assert "items[0]" not in text
    assert not detail_of(made(1, doubts=doubts), NOW).shortened
    assert detail_of(made(1, doubts=doubts * DOUBTS_LIMIT), NOW).shortened


def test_many_options_are_cut_in_the_pane_and_whole_in_the_text() -> None:
    options = tuple(Option(f"Seçenek {number}", note="az") for number in range(EXTRAS_LIMIT))
    order = made(1, lines=(OrderLine("Menü", groups=(OptionGroup(options),)),))
    assert detail_of(order, NOW).shortened
    assert all(option.name in full_text(order, NOW) for option in options)
    assert not detail_of(
        made(1, lines=(OrderLine("Menü", groups=(OptionGroup(options[:9]),)),)), NOW
    ).shortened


@pytest.mark.usefixtures("qapp")
def test_deeper_rows_are_indented_in_the_pane() -> None:
    look = Look("light", 100)
    line = OrderLine("Menü", groups=(OptionGroup((BURGER,), title="Ana"),))
    blocks = [
        block for block in detail_of(made(1, lines=(line,)), NOW).blocks if isinstance(block, DishBlock)
    ]
    (block,) = blocks
    indents = [extra.indent(look, 400) for extra in block.extras]
    assert [extra.level for extra in block.extras] == [0, 1, 2, 2]
    assert indents == sorted(indents)
    assert indents[0] == 0 < indents[1] < indents[2]
    assert max(extra.indent(Look("light", 200), 60) for extra in block.extras) == 20
