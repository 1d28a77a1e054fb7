"""The pieces of a ticket on the screen, and the sounds of the kitchen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from desktop.domain.kitchen.card import Tone, pieces
from desktop.domain.kitchen.chimes import Chime, chimes
from desktop.domain.kitchen.stations import Kitchens, read_stations
from desktop.domain.orders.kitchen_entries import PASS
from desktop.domain.orders.order import Choice, Option, OptionGroup
from desktop.domain.tickets.ticket import Boxed, Dish, DishNote, Inverse, Part, Row, Sign
from tests.domain.kitchen.made import NOW, bumped, changed, cooking, dish, stand

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder

WORDS = ("fıstık", "alerji")


def test_a_note_is_inverse_and_an_allergy_is_named_in_the_colour_of_an_alarm() -> None:
    (ticket,) = stand(cooking(note="Fıstık alerjim var"))
    first, note, *_ = pieces(ticket, NOW, WORDS)
    assert isinstance(first.blocks[0], Inverse)
    assert "FISTIK" in first.blocks[0].text
    assert isinstance(note.blocks[0], Boxed)
    assert note.blocks[0].loud
    assert {first.tone, note.tone} == {Tone.ALARM}


def test_the_tree_below_a_dish_has_any_depth_with_what_is_left_out() -> None:
    deep = OptionGroup((Option("Et", groups=(OptionGroup((Option("Az", groups=(OptionGroup((Option("Tuz", choice=Choice.REMOVED),)),)),)),)),))  # fmt: skip
    (ticket,) = stand(cooking(1, dish("Burrito", groups=(deep,), note="buzsuz")))
    (piece,) = pieces(ticket, NOW, WORDS)
    (block,) = piece.blocks
    assert isinstance(block, Dish)
    parts = [(part.level, part.sign, part.text) for part in block.parts if isinstance(part, Part)]
    assert parts == [(0, Sign.PLUS, "Et"), (1, Sign.PLUS, "Az"), (2, Sign.REMOVED, "Tuz")]
    assert [part.text for part in block.parts if isinstance(part, DishNote)] == ["buzsuz"]


def test_what_was_cancelled_is_struck_through() -> None:
    (ticket,) = stand(cooking(status=6))
    blocks = [block for piece in pieces(ticket, NOW, ()) for block in piece.blocks if isinstance(block, Dish)]
    assert [block.struck for block in blocks] == [True, True]


def test_the_pass_counts_no_open_dishes_of_what_was_cancelled() -> None:
    kitchens = Kitchens(read_stations("Izgara: Etler; Soğuk: Salatalar"))
    order = cooking()

    def rows(view: BoardOrder) -> list[str]:
        (ticket,) = stand(view, station=PASS, kitchens=kitchens)
        blocks = [block for piece in pieces(ticket, NOW, ()) for block in piece.blocks]
        return [f"{block.left} {block.right}" for block in blocks if isinstance(block, Row)]

    assert rows(order) == ["Izgara 0/2", "Soğuk 0/2"]
    assert rows(structs.replace(order, order=structs.replace(order.order, status_id=6))) == []


def test_a_changed_dish_shows_what_was_and_what_is() -> None:
    (ticket,) = stand(changed(cooking(), lines=(dish("Lahmacun", "5"), dish("Ayran"))))
    piece = next(each for each in pieces(ticket, NOW, ()) if each.dish is not None)
    dishes = [block for block in piece.blocks if isinstance(block, Dish)]
    assert [(block.quantity, block.struck) for block in dishes] == [("2×", True), ("5×", False)]
    assert piece.tone is Tone.CHANGED


@pytest.mark.parametrize(
    ("before", "after", "heard"),
    [
        ([], [cooking()], [Chime.NEW]),
        ([cooking()], [cooking()], []),
        ([cooking()], [cooking(), cooking(2)], [Chime.NEW]),
        ([cooking()], [changed(cooking(), note="acısız")], [Chime.CHANGED]),
        ([cooking()], [cooking(status=6)], [Chime.CANCELLED]),
        ([cooking()], [cooking(gone_at=NOW)], [Chime.CANCELLED]),
        ([], [changed(bumped(cooking()), note="acısız")], [Chime.CHANGED]),
        ([], [structs.replace(bumped(cooking()), order=cooking(status=6).order)], [Chime.CANCELLED]),
        ([cooking()], [], []),
        ([cooking()], [cooking(preparing_time=45)], []),
        ([], [cooking(), cooking(2, status=6)], [Chime.CANCELLED, Chime.NEW]),
    ],
)
def test_chimes(before: list[object], after: list[object], heard: list[Chime]) -> None:
    assert chimes(stand(*before), stand(*after)) == heard  # type: ignore[arg-type]


def test_a_later_time_is_no_other_ticket() -> None:
    (one,) = stand(cooking())
    (other,) = stand(cooking(preparing_time=45))
    assert one.content == other.content
    assert other.due_at - one.due_at == timedelta(minutes=15)
