"""(The store) -> facts that a ticket needs beside its order: the vendor's lists of payments, reasons and dishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.allergies import split_words
from desktop.domain.orders.cancel_reasons import KNOWN, read_reasons
from desktop.domain.restaurant.menu import STORED_AS, read_menu
from desktop.domain.sales.payment import VARIABLES, stored_names
from desktop.domain.tickets.options import Knowledge

if TYPE_CHECKING:
    from desktop.store import Transaction

_REASONS: Final = "cancel-reasons"


def knowledge(tx: Transaction, allergy_words: str, *, with_menu: bool) -> Knowledge:
    """Return what tickets need to know.

    Args:
        tx: reads the store.
        allergy_words: as the setting holds them.
        with_menu: whether the menu is read, which takes milliseconds; only tickets by dish category need it.
    """
    menu = tx.cached(STORED_AS) if with_menu else None
    stored = tx.cached(_REASONS)
    try:
        reasons = KNOWN if stored is None else read_reasons(stored)
    except ValueError:
        reasons = KNOWN
    try:
        dishes = () if menu is None else read_menu(menu).dishes
    except ValueError:
        dishes = ()
    return Knowledge(
        allergy_words=split_words(allergy_words),
        payments=stored_names(tx.cached(VARIABLES)),
        menu=dishes,
        reasons={reason.id: reason.reason for reason in reasons},
    )
