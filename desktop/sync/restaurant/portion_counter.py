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
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from desktop.domain.orders.order import Order
    from desktop.domain.restaurant.portions import PortionCount, Taken
    from desktop.store import BoardRow, Transaction

_log = logging.getLogger(__name__)

_DISHES_IN_DOUBT: Final = frozenset({DoubtKind.DISHES_UNREADABLE, DoubtKind.SECOND_DISH_LIST})


def count_portions(
    tx: Transaction,
    changed: Mapping[str, Order | None],
    now: datetime,
    *,
    cancelled: bool = False,
) -> None:
    """Take the portions of orders that are accepted, or give them back where they are not any more.

    Call it after each change of an order's status, in the same transaction.

    Args:
        tx: the transaction.
        changed: payment key -> the order as it was, where its dishes may have changed, else None.
        now: the time of the change.
        cancelled: whether the vendor says that the orders are cancelled, though their status does not.
    """
    if not changed:
        return
    rows = tx.board_rows(changed)
    taken = [row for row in rows if not cancelled and _takes_portions(row)]
    given_back = {row.payment_key for row in rows} - {row.payment_key for row in taken}
    for payment_key in sorted(tx.stop_counting(given_back)) if given_back else ():
        food_ids = {part.food_id for part in tx.portions_taken(payment_key)}
        tx.set_portions_taken(payment_key, ())
        apply_counts(tx, food_ids, now, payment_key)
    # Delivered, or nobody knows: such an order stays as it was counted.
    taken = [row for row in taken if row.gone_at is None]
    if not taken:
        return
    counts = counts_of(tx, now)
    first = tx.start_counting([row.payment_key for row in taken], now)
    is_listed = _menu_of(tx)
    for row in taken if counts else ():
        key = row.payment_key
        before = None if key in first else changed[key]
        if key not in first and before is None:
            continue
        had = tx.portions_taken(key)
        takes = _takes(row, before, had, counts, is_listed)
        tx.set_portions_taken(key, takes)
        apply_counts(tx, {part.food_id for part in (*had, *takes)}, now, key)


def _takes_portions(row: BoardRow) -> bool:
    return row.accepted_at is not None and row.status_id != OrderStatus.CANCELLED


def _takes(
    row: BoardRow,
    before: Order | None,
    had: Sequence[Taken],
    counts: Sequence[PortionCount],
    is_listed: Callable[[str], bool],
) -> tuple[Taken, ...]:
    """Return what an order takes; `before` is how it was when it was counted before, and `had` what it took then."""
    # An order for tomorrow takes nothing of today's portions.
    promised_for = board_order(row).promised_for
    counts = [count for count in counts if promised_for is None or not count.is_over(promised_for)]
    if not counts:
        return tuple(had)
    wanted = _taken_by(stored_order(row.raw, row.status_id), counts, is_listed)
    return wanted if before is None else after_change(had, _taken_by(before, counts, is_listed), wanted)


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
    order: Order, counts: Sequence[PortionCount], is_listed: Callable[[str], bool]
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
