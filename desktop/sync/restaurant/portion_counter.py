"""Counts the portions of accepted orders, in the transaction that accepts or cancels them.

It compares what is saved of an order with what was counted of it: a repeat, a retry or a restart changes nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import DoubtKind, OrderStatus
from desktop.domain.orders.search import OrderEvent
from desktop.domain.restaurant.menu import STORED_AS, read_menu
from desktop.domain.restaurant.portions import after_change, taken_by
from desktop.sync.board.board_rows import board_order, stored_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.domain.orders.order import Order
    from desktop.domain.restaurant.portions import PortionCount, Taken
    from desktop.store import Transaction

_log = logging.getLogger(__name__)

_DISHES_IN_DOUBT: Final = frozenset({DoubtKind.DISHES_UNREADABLE, DoubtKind.SECOND_DISH_LIST})


def count_portions(
    tx: Transaction, payment_key: str, now: datetime, *, before: Order | None = None, cancelled: bool = False
) -> None:
    """Take the portions of an order that is accepted, or give them back where it is not any more.

    Call it after each change of an order's status, in the same transaction.

    Args:
        tx: the transaction.
        payment_key: of the order.
        now: the time of the change.
        before: the order as it was, where its dishes may have changed.
        cancelled: whether the vendor says that the order is cancelled, though its status does not.
    """
    rows = tx.board_rows([payment_key])
    if not rows:
        return
    row = rows[0]
    if cancelled or row.accepted_at is None or row.status_id == OrderStatus.CANCELLED:
        if tx.stop_counting(payment_key):
            food_ids = {part.food_id for part in tx.portions_taken(payment_key)}
            tx.set_portions_taken(payment_key, ())
            apply_counts(tx, food_ids, now, payment_key)
        return
    if row.gone_at is not None:
        # Delivered, or nobody knows: it stays as it was counted.
        return
    # An order for tomorrow takes nothing of today's portions.
    promised_for = board_order(row).promised_for
    counts = [
        count for count in counts_of(tx, now) if promised_for is None or not count.is_over(promised_for)
    ]
    first = tx.start_counting(payment_key, now)
    if not counts or not (first or before is not None):
        return
    is_listed = _menu_of(tx)
    taken = tx.portions_taken(payment_key)
    wanted = _taken_by(stored_order(row.raw, row.status_id), counts, is_listed)
    if not first and before is not None:
        wanted = after_change(taken, _taken_by(before, counts, is_listed), wanted)
    tx.set_portions_taken(payment_key, wanted)
    apply_counts(tx, {part.food_id for part in (*taken, *wanted)}, now, payment_key)


def counts_of(tx: Transaction, now: datetime) -> list[PortionCount]:
    """Return the counts that have not ended by themselves."""
    return [count for count in tx.portion_counts() if not count.is_over(now)]


def apply_counts(tx: Transaction, food_ids: Iterable[int], now: datetime, payment_key: str = "") -> None:
    """Take dishes without portions off sale; put those back that only their count took off.

    Args:
        tx: the transaction.
        food_ids: the dishes whose count changed.
        now: the time of the change.
        payment_key: of the order that changed them, "" for a person.
    """
    wanted = set(food_ids)
    off = {dish.food_id: dish for dish in tx.off_sale()}
    for count in counts_of(tx, now):
        dish = off.get(count.food_id)
        is_off = dish is not None and dish.wanted_on is not True
        if count.food_id not in wanted or count.is_sold_out is is_off:
            continue
        if count.is_sold_out:
            tx.take_off_sale(
                count.food_id,
                count.restaurant_id,
                count.name,
                now,
                until=count.until,
                until_closing=False,
                by_count=True,
            )
        elif dish is not None and dish.by_count:
            tx.put_on_sale(count.food_id, now)
        else:
            continue
        _log.info("portions", extra={"food": count.food_id, "sold_out": count.is_sold_out})
        if payment_key:
            kind = "dish sold out" if count.is_sold_out else "dish back on sale"
            status_id = tx.board_rows([payment_key])[0].status_id
            tx.add_event(OrderEvent(payment_key, now, kind, status_id, count.name))


def _taken_by(
    order: Order, counts: list[PortionCount], is_listed: Callable[[str], bool]
) -> tuple[Taken, ...]:
    complete = all(doubt.kind not in _DISHES_IN_DOUBT for doubt in order.doubts)
    return taken_by(order.lines, order.restaurant_id, counts=counts, is_listed=is_listed, complete=complete)


def _menu_of(tx: Transaction) -> Callable[[str], bool]:
    """Return whether the vendor's stored list has an id; the list is read at the first question."""
    known: set[str] | None = None

    def is_listed(ident: str) -> bool:
        nonlocal known
        if known is None:
            known = set()
            stored = tx.cached(STORED_AS)
            if stored is not None:
                try:
                    known = {str(dish.food_id) for dish in read_menu(stored).dishes}
                except ValueError:
                    _log.warning("the stored dishes cannot be read")
        return ident in known

    return is_listed
