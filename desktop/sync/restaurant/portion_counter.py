"""Counts the portions of accepted orders, in the transaction that accepts or cancels them.

It compares what is saved of an order with what was counted of it: a repeat, a retry or a restart changes nothing.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from decimal import Decimal
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

_NONE_LEFT: Final = Decimal(0)

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
    stopped = tx.stop_counting(given_back) if given_back else set()
    # Delivered, or nobody knows: such an order stays as it was counted.
    taken = [row for row in taken if row.gone_at is None]
    first = tx.start_counting([row.payment_key for row in taken], now) if taken else set()
    counted = [row for row in taken if row.payment_key in first or changed[row.payment_key] is not None]
    if not stopped and not counted:
        return
    counts = counts_of(tx, now)
    keys = [*stopped, *(row.payment_key for row in counted if counts)]
    had = tx.portions_taken(keys) if keys else {}
    is_listed = _menu_of(tx)
    takes: dict[str, Sequence[Taken]] = dict.fromkeys(stopped, ())
    for row in counted if counts else ():
        key = row.payment_key
        before = None if key in first else changed[key]
        takes[key] = _takes(row, before, had.get(key, ()), counts, is_listed)
    takes = {key: parts for key, parts in takes.items() if parts or key in had}
    if takes:
        tx.set_portions_taken(takes)
        apply_counts(tx, _causes([row for row in rows if row.payment_key in takes], had, takes, counts), now)


def _causes(
    rows: Iterable[BoardRow],
    had: Mapping[str, Sequence[Taken]],
    takes: Mapping[str, Sequence[Taken]],
    counts: Iterable[PortionCount],
) -> dict[int, BoardRow]:
    """Return the dishes whose count changed, each with the order that sold it out, or gave its last portion back."""
    left = {count.food_id: count.left for count in counts}
    found: dict[int, BoardRow] = {}
    for row in rows:
        change: dict[int, Decimal] = defaultdict(Decimal)
        for part in had.get(row.payment_key, ()):
            change[part.food_id] += part.quantity
        for part in takes[row.payment_key]:
            change[part.food_id] -= part.quantity
        for food_id, portions in change.items():
            before = left.get(food_id, _NONE_LEFT)
            left[food_id] = before + portions
            if food_id not in found or (before > 0) is not (left[food_id] > 0):
                found[food_id] = row
    return found


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


def apply_counts(tx: Transaction, causes: Mapping[int, BoardRow | None], now: datetime) -> None:
    """Take dishes without portions off sale; put those back that only their count took off.

    Args:
        tx: the transaction.
        causes: the dishes whose count changed, each with the order that changed it, None for a person.
        now: the time of the change.
    """
    off = {dish.food_id: dish for dish in tx.off_sale()}
    for count in counts_of(tx, now):
        dish = off.get(count.food_id)
        is_off = dish is not None and dish.wanted_on is not True
        if count.food_id not in causes or count.is_sold_out is is_off:
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
        cause = causes[count.food_id]
        if cause is not None:
            kind = "dish sold out" if count.is_sold_out else "dish back on sale"
            tx.add_event(OrderEvent(cause.payment_key, now, kind, cause.status_id, count.name))


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
