"""An order as this till last published it, and as another till changed it -> the reason, and whether people must hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.changes import ChangedPart, changed_parts
from desktop.domain.orders.order import OrderStatus
from desktop.sync.events import Cause, OrdersChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.domain.orders.board import BoardOrder


def changes_since(before: Mapping[str, BoardOrder], now: Iterable[BoardOrder]) -> list[OrdersChanged]:
    """Return the changes of orders, one event for each reason; orders that are as before are left out.

    Args:
        before: payment key -> the order as it was published.
        now: the orders as they are stored.
    """
    by_cause: dict[Cause, list[BoardOrder]] = {}
    for order in now:
        was = before.get(order.payment_key)
        if was != order:
            by_cause.setdefault(_cause(was, order), []).append(order)
    return [_event(cause, by_cause[cause], before) for cause in Cause if cause in by_cause]


def _event(cause: Cause, orders: list[BoardOrder], before: Mapping[str, BoardOrder]) -> OrdersChanged:
    new = tuple(order.payment_key for order in orders if order.payment_key not in before)
    announced: tuple[str, ...] = ()
    if cause is Cause.POLL:
        announced = tuple(
            order.payment_key
            for order in orders
            if order.waits
            and not order.in_doubt
            and ((was := before.get(order.payment_key)) is None or not was.waits)
        )
    altered = tuple(
        order.payment_key
        for order in orders
        if (was := before.get(order.payment_key)) is not None and _is_altered(was, order)
    )
    return OrdersChanged(tuple(orders), cause, new, announced, altered)


def _cause(was: BoardOrder | None, now: BoardOrder) -> Cause:
    if was is None:
        return Cause.POLL
    if was.accept != now.accept and now.accept is not None:
        return Cause.ACCEPT
    # A poll brought it again, and it rings as a new one.
    is_open_again = was.gone_at is not None and now.gone_at is None
    # A confirmed action is shown no more.
    if not is_open_again and (was.action != now.action or was.gone_at != now.gone_at):
        return Cause.ACTION
    if is_open_again or was.order != now.order or (was.unseen != now.unseen and now.unseen):
        return Cause.POLL
    if was.acknowledgement is not now.acknowledgement:
        return Cause.ACKNOWLEDGEMENT
    if was.kitchen != now.kitchen:
        return Cause.KITCHEN
    is_reminded = was.reminded_at is None and now.reminded_at is not None
    return Cause.REMINDER if is_reminded else Cause.FLAGS


def _is_altered(was: BoardOrder, now: BoardOrder) -> bool:
    """Whether somebody else changed the order, as `polling.save_poll` finds it: usual progress is silent but for an accept."""
    if was.order == now.order:
        # The doubt about an accept is no change of the order.
        return bool(set(now.unseen) - {*was.unseen, ChangedPart.ACCEPTANCE})
    if now.moved_elsewhere and was.order.status_id != now.order.status_id == OrderStatus.CONFIRMED:
        return True
    return bool(set(now.unseen) & set(changed_parts(was.order, now.order)))
