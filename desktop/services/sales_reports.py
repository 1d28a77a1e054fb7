"""From stored orders to a report. The store's thread only fetches; reading and counting is done on another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.cancel_reasons import KNOWN, CancelReason, read_reasons
from desktop.domain.sales.report import SalesReport, figures, report
from desktop.domain.sales.sale import PLACED_EARLIER, PLACED_LATER, Sale, read_goods, was_cancelled
from desktop.domain.trouble import Outage
from desktop.store import SoldRow

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.sales.period import Period
    from desktop.store import Store, Transaction

_REASONS: Final = "cancel-reasons"
"""Under which `sync.reasons` keeps the vendor's list."""


class Counted(msgspec.Struct, frozen=True):
    """A report, and the words for its numbers."""

    report: SalesReport
    reasons: tuple[CancelReason, ...]
    """Why orders can be cancelled, in the vendor's words."""


class _Fetched(msgspec.Struct, frozen=True):
    rows: list[SoldRow]
    outages: list[Outage]
    earlier_rows: list[SoldRow]
    earlier_outages: list[Outage]
    reasons: str | None


async def count(store: Store, period: Period, now: datetime) -> Counted:
    """Count a period.

    Args:
        store: the orders.
        period: which.
        now: a period that is not over is compared with as much of the other.

    Raises:
        StoreError: the orders cannot be read.
    """
    other_until = period.compared_until(now)
    fetched = await store.read(lambda tx: _fetch(tx, period, other_until))
    return await asyncio.to_thread(_count, fetched, period, other_until)


def _fetch(tx: Transaction, period: Period, other_until: datetime) -> _Fetched:
    other = period.compared()
    return _Fetched(
        rows=_sold(tx, period.since, period.until, payloads=True),
        outages=tx.outages(period.since, period.until),
        earlier_rows=_sold(tx, other.since, other_until, payloads=False),
        earlier_outages=tx.outages(other.since, other_until),
        reasons=tx.cached(_REASONS),
    )


def _sold(tx: Transaction, since: datetime, until: datetime, *, payloads: bool) -> list[SoldRow]:
    return list(tx.sold(since, until, earlier=PLACED_EARLIER, later=PLACED_LATER, payloads=payloads))


def _count(fetched: _Fetched, period: Period, other_until: datetime) -> Counted:
    before = figures(
        map(_sale, fetched.earlier_rows),
        fetched.earlier_outages,
        period.compared().since,
        other_until,
    )
    counted = report(period, map(_sale, fetched.rows), fetched.outages, before)
    return Counted(counted, _reasons(fetched.reasons))


def _sale(row: SoldRow) -> Sale:
    goods = read_goods(row.raw) if row.raw else None
    return Sale(
        at=row.at,
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        total=row.total,
        cancelled=was_cancelled(row.status_id, confirmed=row.cancel_confirmed, gone_message=row.gone_message),
        reason_id=row.reason_id,
        payment_method="" if goods is None else goods.payment_method,
        pickup=goods is not None and goods.pickup,
        lines=() if goods is None else goods.lines,
    )


def _reasons(kept: str | None) -> tuple[CancelReason, ...]:
    try:
        return KNOWN if kept is None else read_reasons(kept)
    except ValueError:
        return KNOWN
