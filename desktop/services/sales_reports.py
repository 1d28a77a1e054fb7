"""Sales reports from stored orders, and their files.

The store's thread only fetches; payloads are read and counted on another thread.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.cancel_reasons import KNOWN, CancelReason, read_reasons
from desktop.domain.orders.lifecycle import was_accepted
from desktop.domain.sales.payment import VARIABLES, stored_names
from desktop.domain.sales.reception import LATE_AFTER
from desktop.domain.sales.report import SalesReport, figures, report
from desktop.domain.sales.sale import Sale, read_goods, was_cancelled
from desktop.domain.trouble import Outage
from desktop.store import SoldRow
from desktop.system.files.chosen_file import write_chosen

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from desktop.domain.sales.period import Period
    from desktop.store import Store, Transaction

_REASONS: Final = "cancel-reasons"
"""`sync.jobs.vendor_lists` caches the vendor's list under this name."""


class CountedSales(msgspec.Struct, frozen=True):
    """A report, and the vendor's words for its cancel reasons."""

    report: SalesReport
    reasons: tuple[CancelReason, ...]


class _Fetched(msgspec.Struct, frozen=True):
    rows: list[SoldRow]
    outages: list[Outage]
    earlier_rows: list[SoldRow]
    earlier_outages: list[Outage]
    reasons: str | None
    variables: str | None


async def count_sales(
    store: Store, period: Period, now: datetime, late_after: timedelta = LATE_AFTER
) -> CountedSales:
    """Count the sales of a period and compare them with the period before.

    Args:
        store: open.
        period: the period.
        now: a period that is not over is compared with the same share of the earlier one.
        late_after: longest wait for an accept that is not late.

    Raises:
        StoreError: the orders cannot be read.
    """
    earlier_until = period.compared_until(now)
    fetched = await store.read(lambda tx: _fetch(tx, period, earlier_until))
    return await asyncio.to_thread(_count, fetched, period, now, late_after)


async def save_report(path: str, data: bytes, data_dir: Path) -> None:
    """Write a report to a file, whole or not at all.

    Raises:
        OSError: it could not be written, or is a file of Tezgâh itself.
    """
    await asyncio.to_thread(write_chosen, Path(path), [data], data_dir)


def _fetch(tx: Transaction, period: Period, earlier_until: datetime) -> _Fetched:
    earlier = period.compared()
    sold = partial(tx.sold, day_begins=period.begins)
    return _Fetched(
        rows=list(sold(period.since, period.until, payloads=True)),
        outages=tx.outages(period.since, period.until),
        earlier_rows=list(sold(earlier.since, earlier.until, payloads=False)),
        earlier_outages=tx.outages(earlier.since, earlier_until),
        reasons=tx.cached(_REASONS),
        variables=tx.cached(VARIABLES),
    )


def _count(fetched: _Fetched, period: Period, now: datetime, late_after: timedelta) -> CountedSales:
    earlier_until = period.compared_until(now)
    earlier = [_sale(row) for row in fetched.earlier_rows]
    before = figures(
        (sale for sale in earlier if sale.at < earlier_until),
        fetched.earlier_outages,
        period.compared().since,
        earlier_until,
    )
    counted = report(
        period,
        map(_sale, fetched.rows),
        fetched.outages,
        before,
        earlier=earlier,
        names=stored_names(fetched.variables),
        late_after=late_after,
        now=now,
    )
    return CountedSales(counted, _reasons(fetched.reasons))


def _sale(row: SoldRow) -> Sale:
    goods = read_goods(row.raw) if row.raw else None
    return Sale(
        at=row.at,
        received_at=row.received_at,
        accepted_at=row.accepted_at,
        total=row.total,
        cancelled=was_cancelled(row.status_id, confirmed=row.cancel_confirmed, gone_message=row.gone_message),
        reason_id=row.reason_id,
        progressed=was_accepted(row.status_id),
        payment_method="" if goods is None else goods.payment_method,
        pickup=goods is not None and goods.pickup,
        lines=() if goods is None else goods.lines,
        tip=None if goods is None else goods.tip,
        delivery_fee=None if goods is None else goods.delivery_fee,
        discount=None if goods is None else goods.discount,
    )


def _reasons(cached: str | None) -> tuple[CancelReason, ...]:
    try:
        return KNOWN if cached is None else read_reasons(cached)
    except ValueError:
        return KNOWN
