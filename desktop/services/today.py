"""Counts the running day from stored orders, without reading their payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.sales import today
from desktop.domain.sales.sale import Sale, was_cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from desktop.domain.sales.period import Period
    from desktop.store import SoldRow, Store, Transaction


async def count_today(store: Store, day: Period, now: datetime) -> today.Today:
    """Count a day and the same day a week ago, in one short transaction.

    Args:
        store: open.
        day: the day.
        now: aware.

    Raises:
        StoreError: the orders cannot be read.
    """

    def read(tx: Transaction) -> tuple[list[SoldRow], list[SoldRow]]:
        before = day.compared()
        return (
            list(tx.sold(day.since, day.until, payloads=False)),
            list(tx.sold(before.since, before.until, payloads=False)),
        )

    rows, earlier = await store.read(read)
    return today.count(day.since, now, _sales(rows), _sales(earlier))


def _sales(rows: list[SoldRow]) -> Iterator[Sale]:
    for row in rows:
        cancelled = was_cancelled(
            row.status_id, confirmed=row.cancel_confirmed, gone_message=row.gone_message
        )
        yield Sale(row.at, row.received_at, row.accepted_at, row.total, cancelled)
