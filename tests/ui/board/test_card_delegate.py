"""Layouts of cards are kept while a card shows the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from desktop.domain.orders.board import AcknowledgementState
from desktop.domain.orders.lifecycle import Column
from tests.ui.made import NOW, made

if TYPE_CHECKING:
    from tests.ui.conftest import MakeWindow


def test_a_confirmed_acknowledgement_and_the_first_ring_keep_the_layout(make_window: MakeWindow) -> None:
    order = made(1)
    cards = make_window(order).board.views[Column.NEW].cards
    before = cards.card(order)
    seen = structs.replace(order, acknowledgement=AcknowledgementState.DONE, rang_at=NOW)
    assert cards.card(seen) is before
    assert before.order is seen


def test_what_a_card_shows_makes_a_new_layout(make_window: MakeWindow) -> None:
    order = made(1)
    cards = make_window(order).board.views[Column.NEW].cards
    before = cards.card(order)
    refused = structs.replace(order, acknowledgement=AcknowledgementState.NEEDS_PERSON)
    assert cards.card(refused) is not before
    noted = structs.replace(order, order=structs.replace(order.order, note="Zili çalmayın"))
    assert cards.card(noted).height > before.height
