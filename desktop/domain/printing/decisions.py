"""(An order before and after, printers) -> the jobs that the change causes. Each event causes each job once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.changes import ChangedPart, changed_parts
from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import OrderStatus
from desktop.domain.printing.job import NewPrintJob
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.make import has_dishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.printing.printer import Printer, TicketRule
    from desktop.domain.tickets.options import Knowledge

ORDER_TICKETS: Final = (TicketKind.KITCHEN, TicketKind.COURIER)
"""Tickets that are printed to work by; the slips correct them."""

_COOKED_BY: Final = frozenset({ChangedPart.DISHES, ChangedPart.NOTE, ChangedPart.TIME, ChangedPart.DELIVERY})
_DELIVERED_BY: Final = _COOKED_BY | {
    ChangedPart.ADDRESS,
    ChangedPart.CUSTOMER,
    ChangedPart.TOTAL,
    ChangedPart.PAYMENT,
}


class Occasion(NamedTuple):
    """A moment of one order's life, and the number that tells it from others of its kind."""

    moment: PrintMoment
    version: int


def occasions(
    before: BoardOrder | None, after: BoardOrder, now: datetime, *, cancelled: bool = False
) -> list[Occasion]:
    """Return the moments that lie between two saved states of an order, in the order of their time.

    Args:
        before: as it was saved, None for a new order.
        after: as it is saved now.
        now: the time of the change: two acceptances of one order, with a refusal between them, are two events.
        cancelled: whether the vendor says that it is cancelled, though its status does not.
    """
    version = _milliseconds(now)
    if after.order.status_id == OrderStatus.CANCELLED or cancelled:
        if before is not None and before.order.status_id == OrderStatus.CANCELLED:
            return []
        # One that was gone may have left the board without a slip: it gets one now, and no second one.
        gone_at = after.gone_at if before is None or before.gone_at is None else before.gone_at
        return [Occasion(PrintMoment.CANCEL, version if gone_at is None else _milliseconds(gone_at))]
    found = []
    if before is None:
        found.append(Occasion(PrintMoment.ARRIVAL, 0))
    is_revived = before is not None and before.order.status_id == OrderStatus.CANCELLED
    if after.accepted_at is not None and (before is None or before.accepted_at is None or is_revived):
        found.append(Occasion(PrintMoment.ACCEPT, version))
    if after.reminded_at is not None and (before is None or before.reminded_at is None):
        # Once for each promised time: a second reminder of the same one is a repeat.
        at = after.promised_for
        found.append(Occasion(PrintMoment.START, 0 if at is None else _milliseconds(at)))
    if before is not None and changed_parts(before.order, after.order):
        found.append(Occasion(PrintMoment.CHANGE, version))
    return found


def jobs_for(
    occasion: Occasion,
    order: BoardOrder,
    printers: Iterable[Printer],
    *,
    before: BoardOrder | None = None,
    detail: str = "",
    knowledge: Callable[[], Knowledge],
    has_begun: Callable[[str], bool],
) -> list[NewPrintJob]:
    """Return the jobs that a moment of an order causes.

    Args:
        occasion: the moment.
        order: as it is saved now.
        printers: of this till.
        before: the order before, for a change.
        detail: saved with a changed ticket, see `NewPrintJob.detail`.
        knowledge: returns what the restaurant knows of its dishes.
        has_begun: whether the printer with an id may have printed a ticket of this order: the others need no slip.
    """
    jobs = []
    for printer in printers:
        if printer.branches and order.order.restaurant_id not in printer.branches:
            continue
        if printer.options.categories and not has_dishes(order.order, printer.options, knowledge()):
            continue
        for rule in printer.tickets:
            if _prints(rule, occasion.moment, order, before, printer) and (
                rule.kind in ORDER_TICKETS or has_begun(printer.id)
            ):
                jobs += [
                    NewPrintJob(
                        order.payment_key,
                        rule.kind,
                        occasion.moment,
                        occasion.version,
                        printer.id,
                        copy,
                        detail if rule.kind is TicketKind.CHANGED else "",
                    )
                    for copy in range(1, rule.copies + 1)
                ]
    return jobs


def _prints(
    rule: TicketRule,
    moment: PrintMoment,
    order: BoardOrder,
    before: BoardOrder | None,
    printer: Printer,
) -> bool:
    if moment not in rule.moments:
        return False
    if rule.kind not in ORDER_TICKETS:
        if moment is not PrintMoment.CHANGE or before is None:
            return moment is PrintMoment.CANCEL
        parts = _DELIVERED_BY if printer.rule(TicketKind.COURIER) is not None else _COOKED_BY
        return not parts.isdisjoint(changed_parts(before.order, order.order))
    # An order for later is printed when it must start, where the printer knows that moment.
    waits_for_start = order.column is Column.LATER and PrintMoment.START in rule.moments
    return not (moment is PrintMoment.ACCEPT and waits_for_start)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
