"""(A typed number or key) -> the stored order of a ticket, with what the ticket needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.search import Filter
from desktop.store import FIRST_PAGE
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.ticket_facts import knowledge

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.tickets.options import Knowledge
    from desktop.store import Store, Transaction

_MOST = 200
"""Orders that a search by number looks through; it finds the latest first."""


async def find_order(
    store: Store, text: str, now: datetime, allergy_words: str
) -> tuple[BoardOrder, Knowledge] | None:
    """Return the latest order with a number or a payment key, None where none is stored.

    Args:
        store: open; reading is enough.
        text: as typed.
        now: the wall clock, aware.
        allergy_words: as the setting holds them.

    Raises:
        StoreError: the store could not be read.
    """
    return await store.read(lambda tx: _find(tx, text.strip().removeprefix("#"), now, allergy_words))


def _find(
    tx: Transaction, wanted: str, now: datetime, allergy_words: str
) -> tuple[BoardOrder, Knowledge] | None:
    rows = tx.board_rows([wanted.lower()])
    if not rows:
        # The latest orders are not in the search index yet.
        orders = [board_order(row) for row in tx.on_board(board_since(now))]
        found = [order for order in orders if order.order.number.removeprefix("#") == wanted]
        if found:
            latest = max(found, key=lambda order: order.received_at)
            return latest, knowledge(tx, allergy_words, with_menu=False)
        for stored in tx.found(Filter(text=wanted), FIRST_PAGE, _MOST):
            candidates = tx.board_rows([stored.payment_key])
            if candidates and board_order(candidates[0]).order.number.removeprefix("#") == wanted:
                rows = candidates
                break
    return (board_order(rows[0]), knowledge(tx, allergy_words, with_menu=False)) if rows else None
