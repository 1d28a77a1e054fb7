"""Contract of the store: the orders of a sales report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.domain.orders.search import OrderEvent
from desktop.domain.sales.period import Period, Span
from desktop.domain.trouble import Outage
from desktop.services.sales_reports import count_sales
from desktop.store import SavedOrder

if TYPE_CHECKING:
    from desktop.store import SoldRow, Store, Transaction

SINCE = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)  # 22 November, 00:00 in Istanbul
UNTIL = SINCE + timedelta(days=1)
NOON = SINCE + timedelta(hours=12)


def put(
    tx: Transaction, key: str, received_at: datetime, placed_at: datetime | None = None, status_id: int = 2
) -> None:
    raw = (
        f'{{"payment_key": "{key}", "payment_method": "Nakit", "items": [{{"name": "Ayran", "total": 45}}]}}'
    )
    tx.insert_order(
        SavedOrder(key, "", status_id, "", Decimal("45.10"), placed_at, None, raw), received_at, None
    )


async def sold(store: Store) -> dict[str, SoldRow]:
    """Return the orders of the day by their keys."""

    def work(tx: Transaction) -> dict[str, SoldRow]:
        rows = list(tx.sold(SINCE, UNTIL, payloads=True))
        return {row.raw.decode().split('"')[3]: row for row in rows}

    return await store.read(work)


async def test_an_order_belongs_to_the_day_it_was_placed(store: Store) -> None:
    second = timedelta(seconds=1)

    def work(tx: Transaction) -> None:
        put(tx, "received in it", SINCE)
        put(tx, "received after it", UNTIL)
        put(tx, "received before it", SINCE - second)
        put(tx, "placed in it, received after", UNTIL + timedelta(days=6), UNTIL - second)
        put(tx, "placed before, received in it", SINCE + second, SINCE - second)
        put(tx, "placed in it, says a fast clock", SINCE - second, SINCE)
        put(tx, "mistyped year", NOON, NOON.replace(year=2062))
        put(tx, "mistyped month", NOON, NOON.replace(month=1))

    await store.write(work)
    found = await sold(store)
    assert set(found) == {
        "received in it",
        "placed in it, received after",
        "placed in it, says a fast clock",
        "mistyped year",
        "mistyped month",
    }
    assert found["mistyped year"].at == NOON
    assert found["placed in it, received after"].at == UNTIL - second


async def test_a_date_without_a_time_belongs_to_that_business_day(store: Store) -> None:
    midnight = SINCE  # 22 November, 00:00 in Istanbul
    begin, end = midnight + timedelta(hours=5), midnight + timedelta(hours=29)

    def work(tx: Transaction) -> None:
        for key, date, placed_at in (
            ("no time", "2026-11-22", None),
            ("read as midnight", "2026-11-22", midnight),
            ("midnight", "2026-11-22 00:00:00", midnight),
            ("no date", "", None),
        ):
            raw = f'{{"payment_key": "{key}", "date": "{date}"}}'
            # They arrived in the night before the business day begins.
            tx.insert_order(SavedOrder(key, "", 1, "", None, placed_at, None, raw), midnight, None)

    await store.write(work)
    for payloads in (True, False):
        rows = await store.read(lambda tx, p=payloads: list(tx.sold(begin, end, payloads=p)))  # type: ignore[misc]
        assert [row.at for row in rows] == [begin, begin]
        assert all(bool(row.raw) == payloads for row in rows)
    before = await store.read(lambda tx: list(tx.sold(begin - timedelta(days=1), begin, payloads=False)))
    assert [row.at for row in before] == [midnight, midnight]


async def test_a_cancel_is_ours_or_the_vendors(store: Store) -> None:
    def cancel(tx: Transaction, key: str, state: str, reason_id: int) -> None:
        assert tx.enqueue_action("cancel", key, 1, NOON, reason_id=reason_id, not_before=None)
        tx.settle(max(row.id for row in tx.queued()), state, "", NOON)

    def work(tx: Transaction) -> None:
        for key in ("ours", "refused", "gone", "open again", "none"):
            put(tx, key, NOON)
        cancel(tx, "ours", "refused", 2)
        cancel(tx, "ours", "done", 3)
        cancel(tx, "refused", "refused", 4)
        for key in ("gone", "open again"):
            tx.set_gone(key, NOON)
            tx.add_event(OrderEvent(key, NOON, "gone", 1, "Sipariş iptal edildi"))
        tx.set_gone("open again", None)

    await store.write(work)
    found = await sold(store)
    cancels = {key: (row.cancel_confirmed, row.reason_id, row.gone_message) for key, row in found.items()}
    assert cancels == {
        "ours": (True, 3, None),
        "refused": (False, None, None),
        "gone": (False, None, "Sipariş iptal edildi"),
        "open again": (False, None, None),
        "none": (False, None, None),
    }


async def test_a_day_is_counted(store: Store) -> None:
    period = Period.of(Span.DAY, datetime(2026, 11, 22, tzinfo=UTC).date())

    def work(tx: Transaction) -> None:
        for number, week in enumerate((0, 0, 1)):
            put(tx, f"00000000-0000-4000-8000-{number:012}", NOON - timedelta(weeks=week))
        put(tx, "00000000-0000-4000-8000-000000000009", NOON, status_id=6)
        tx.add_outage(Outage(NOON, NOON + timedelta(minutes=5), off=False, orders=0, longest_wait=None))
        tx.cache("cancel-reasons", '[{"id": 1, "reason": "Bitti"}]', NOON)

    await store.write(work)
    counted = await count_sales(store, period, UNTIL)
    report = counted.report
    assert (report.figures.orders, report.figures.revenue, report.figures.cancelled) == (
        2,
        Decimal("90.20"),
        1,
    )
    assert (report.before.orders, report.before.revenue) == (1, Decimal("45.10"))
    assert (report.figures.not_listening, report.figures.off) == (300, 0)
    assert [(part.name, part.count) for part in report.payments] == [("Nakit", 2)]
    assert report.dishes[0].amount == 90
    assert [reason.reason for reason in counted.reasons] == ["Bitti"]
    # In the morning, nothing of the earlier day is compared yet.
    assert (await count_sales(store, period, NOON - timedelta(hours=1))).report.before.orders == 0
