"""(An order) -> what is unsure about it, in whole sentences for a ticket; nothing is guessed, and nothing is shortened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import DoubtKind
from desktop.domain.orders.reading.doubt_words import sentence
from desktop.domain.text.translation import tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.ticket import Boxed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.orders.order import Doubt, Order

_NOT_FOR_COOKS: Final = frozenset(
    {
        DoubtKind.NO_ADDRESS,
        DoubtKind.NO_PHONE,
        DoubtKind.NO_CUSTOMER,
        DoubtKind.CUSTOMER_UNREADABLE,
        DoubtKind.AMOUNT_AMBIGUOUS,
        DoubtKind.AMOUNT_UNREADABLE,
        DoubtKind.TOTAL_MISSING,
        DoubtKind.SUM_DIFFERS,
    }
)
"""About money, or about the customer, of whom a kitchen needs a short name only."""
_WHOLE: Final = frozenset({DoubtKind.POSSIBLE_NOTE, DoubtKind.SECOND_DISH_LIST, DoubtKind.DISHES_UNREADABLE})
"""The received text may be long, and a cook needs all of it."""
_QUOTED: Final = 120
"""Characters that a sentence quotes."""
_ADDRESS: Final = "address"
_PERSONAL: Final = (_ADDRESS, "customer", "client", "phone")


def doubt_boxes(order: Order, *, for_cooks: bool) -> Iterator[Boxed]:
    """Yield a box with the sentences about an order, and one for each text that has to be read whole."""
    doubts = [doubt for doubt in order.doubts if not for_cooks or _is_for_cooks(doubt)]
    title = tr_context("ticket", "CHECK")
    if told := [doubt for doubt in doubts if doubt.kind is not DoubtKind.POSSIBLE_NOTE]:
        lines = dict.fromkeys(f"• {one_line(str(sentence(doubt)))}" for doubt in told)
        yield Boxed(title, "\n".join(lines))
    for doubt in doubts:
        if doubt.kind in _WHOLE or len(doubt.received) > _QUOTED:
            name = tr_context("ticket", "MAYBE A NOTE")
            if doubt.kind is not DoubtKind.POSSIBLE_NOTE:
                name = tr_context("ticket", "AS RECEIVED")
            yield Boxed(name, printable(doubt.received))
    for field in order.unread:
        # Nothing of it could be read: all of it is all that is known. It may name the customer.
        if field.path == "payload" and not for_cooks:
            yield Boxed(tr_context("ticket", "AS RECEIVED"), printable(field.text))


def _is_for_cooks(doubt: Doubt) -> bool:
    if doubt.kind is DoubtKind.POSSIBLE_NOTE:
        # A customer who wrote it at the wrong place may have meant the dish; only the way to the door is none of the cooks'.
        return not doubt.path.lower().startswith(_ADDRESS)
    return doubt.kind not in _NOT_FOR_COOKS and not doubt.path.lower().startswith(_PERSONAL)
