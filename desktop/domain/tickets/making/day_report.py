"""(A report of sales) -> the ticket of a day: figures, payments, hours, dishes, cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.sales.reception_words import reception
from desktop.domain.text.capitals import capitals
from desktop.domain.text.format import count, money
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line
from desktop.domain.tickets.making.words import page_mark
from desktop.domain.tickets.ticket import Align, Bar, Row, Rule, Size, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from desktop.domain.sales.report import SalesReport
    from desktop.domain.tickets.options import Printing
    from desktop.domain.tickets.ticket import Block


def day_report_blocks(report: SalesReport, reasons: Mapping[int, str], printing: Printing) -> Iterator[Block]:
    """Yield the blocks of a report."""
    period = report.period
    days = f"{period.first:%d.%m.%Y}"
    if period.last != period.first:
        days = f"{days} – {period.last:%d.%m.%Y}"
    yield Bar(tr_context("ticket", "REPORT"), "")
    yield Text(days, Size.LARGE, align=Align.CENTRE)
    if not report.is_over:
        yield Text(tr("Not over yet: counted until now."), Size.NORMAL, align=Align.CENTRE)
    now = report.figures
    yield Rule(thick=True)
    yield Row(tr("Orders"), str(now.orders), Size.TEXT, bold=True)
    yield Row(tr("Revenue"), money(now.revenue), Size.TEXT, bold=True)
    yield Row(tr("Average order"), money(now.average) or "–")
    yield Row(tr_context("report", "Cancelled"), str(now.cancelled))
    if now.cancelled:
        yield Row(tr("Cancelled amount"), money(now.cancelled_amount))
    for fact in reception(report):
        yield Text(fact[:1].upper() + fact[1:], Size.NORMAL, bold=False)
    yield from _section(tr("Payment"), ((part.name, part.count, part.amount) for part in report.payments))
    ways = ((tr("Delivery"), report.delivery), (tr("Pickup"), report.pickup))
    extras = (
        (tr("Tips"), report.tips),
        (tr("Delivery fees"), report.delivery_fees),
        (tr("Discounts"), report.discounts),
    )
    for title, parts in ((tr("Delivery or pickup"), ways), (tr("Tips, delivery, discounts"), extras)):
        yield from _section(title, ((name, part.count, part.amount) for name, part in parts if part.count))
    yield from _section(
        tr("Hours"), ((f"{part.name}:00", part.count, part.amount) for part in report.hours if part.count)
    )
    yield from _section(tr("Dishes"), ((dish.name, dish.quantity, dish.amount) for dish in report.dishes))
    yield from _section(
        tr("Cancelled orders"),
        ((_reason(each.reason_id, reasons), each.count, each.amount) for each in report.cancels),
    )
    yield Rule(thick=True)
    yield Text(tr("For information only, no fiscal value."), Size.SMALL, bold=False, align=Align.CENTRE)
    yield Row(tr_context("ticket", "REPORT"), page_mark(printing), Size.SMALL)


def _section(title: str, rows: Iterable[tuple[str, int | Decimal, Decimal]]) -> Iterator[Block]:
    told = list(rows)
    if not told:
        return
    yield Rule()
    yield Text(capitals(title), Size.NORMAL)
    for name, number, amount in told:
        shown = str(number) if isinstance(number, int) else count(number)
        named = one_line(name) or tr("not given")
        yield Row(f"{shown} × {named}", money(amount))


def _reason(reason_id: int | None, reasons: Mapping[int, str]) -> str:
    if reason_id is None:
        return tr("elsewhere, reason not known")
    return reasons.get(reason_id) or str(reason_id)
