"""The figures of a report, and that the parts add up to the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.report import Cancels, DishSales, SalesPart, change, figures, report
from desktop.domain.sales.sale import Goods, Sale, SoldLine, read_goods, read_slowly, was_cancelled
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Outage

DAY = Period(Span.DAY, date(2026, 11, 22))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ISTANBUL)
NOTHING = figures((), (), DAY.since, DAY.until)


def sale(
    hour: int = 12, total: str | None = "100.00", *, waited: int | None = None, **fields: object
) -> Sale:
    at = NOON.replace(hour=hour).astimezone(UTC)
    accepted = None if waited is None else at + timedelta(seconds=waited)
    plain = Sale(at, at, accepted, None if total is None else Decimal(total), cancelled=False)
    return msgspec.structs.replace(plain, **fields)


@pytest.mark.parametrize(
    ("span", "day", "first", "last", "compared"),
    [
        (Span.DAY, "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-15"),
        (Span.WEEK, "2026-11-22", "2026-11-16", "2026-11-22", "2026-11-09"),
        (Span.WEEK, "2026-11-23", "2026-11-23", "2026-11-29", "2026-11-16"),
        (Span.MONTH, "2026-11-22", "2026-11-01", "2026-11-30", "2026-10-01"),
        (Span.MONTH, "2028-02-29", "2028-02-01", "2028-02-29", "2028-01-01"),
        (Span.MONTH, "2026-12-31", "2026-12-01", "2026-12-31", "2026-11-01"),
        (Span.MONTH, "2027-01-31", "2027-01-01", "2027-01-31", "2026-12-01"),
    ],
)
def test_the_days_of_a_period(span: Span, day: str, first: str, last: str, compared: str) -> None:
    period = Period.of(span, date.fromisoformat(day))
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.compared().first.isoformat() == compared
    assert period.since == datetime.fromisoformat(f"{first}T05:00:00+03:00")
    assert period.until == period.after().since


@given(st.sampled_from(Span), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_follow_each_other_without_holes(span: Span, day: date) -> None:
    period = Period.of(span, day)
    assert period.first <= day <= period.last
    assert period.after().before() == period
    assert Period.of(span, period.last) == period


def test_an_unfinished_period_is_compared_with_the_same_share_of_the_earlier_one() -> None:
    assert DAY.compared_until(NOON) == NOON - timedelta(days=7)
    assert DAY.compared_until(DAY.since - timedelta(hours=1)) == DAY.compared().since
    assert DAY.compared_until(DAY.until) == DAY.compared().until
    # The 31st of March has no like in February: all of it counts.
    march = Period.of(Span.MONTH, date(2026, 3, 31))
    assert march.compared_until(datetime(2026, 3, 31, 12, tzinfo=ISTANBUL)) == march.since


def test_cancelled_orders_are_counted_separately() -> None:
    lines = (SoldLine("İskender", Decimal(2), Decimal(200)),)
    told = report(
        DAY,
        [
            sale(lines=lines, payment_method="Nakit"),
            sale(total="50.50", lines=lines, payment_method="Nakit", pickup=True),
            sale(total="70", cancelled=True, reason_id=3, lines=lines, payment_method="Nakit"),
            sale(total="30", cancelled=True, reason_id=3),
            sale(total="900", cancelled=True),
        ],
        (),
        NOTHING,
    )
    assert (told.figures.orders, told.figures.cancelled, told.figures.placed) == (2, 3, 5)
    assert told.figures.revenue == Decimal("150.50")
    assert told.figures.average == Decimal("75.25")
    assert told.figures.cancelled_amount == 1000
    assert told.cancels == (Cancels(3, 2, Decimal(100)), Cancels(None, 1, Decimal(900)))
    assert told.payments == (SalesPart("Nakit", 2, Decimal("150.50")),)
    assert told.dishes == (DishSales("İskender", Decimal(4), Decimal(400)),)
    assert (told.delivery.amount, told.pickup.amount) == (Decimal(100), Decimal("50.50"))


def test_hours_are_those_of_the_restaurant() -> None:
    late = datetime(2026, 11, 22, 20, 59, tzinfo=UTC)  # 23:59 in Istanbul
    later = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # 00:00 in Istanbul
    told = report(DAY, [sale(at=late), sale(at=later), sale(at=later)], (), NOTHING, earlier=[sale()])
    # They begin with the business day.
    assert [part.name for part in told.hours] == [f"{hour % 24:02}" for hour in range(5, 29)]
    assert {part.name: part.count for part in told.hours if part.count} == {"00": 2, "23": 1}
    assert {part.name: part.count for part in told.hours_before if part.count} == {"12": 1}
    assert [(part.name, part.count) for part in told.days] == [("2026-11-22", 3)]


def test_the_days_of_a_week_stand_beside_those_of_the_week_before() -> None:
    week = Period.of(Span.WEEK, date(2026, 11, 22))
    night = datetime(2026, 11, 23, 2, 0, tzinfo=ISTANBUL)  # still Sunday's business
    told = report(
        week, [sale(), sale(at=night)], (), NOTHING, earlier=[sale(at=NOON - timedelta(days=7)), sale()]
    )
    assert [part.name for part in told.days] == [f"2026-11-{day}" for day in range(16, 23)]
    assert [part.count for part in told.days] == [0] * 6 + [2]
    assert [part.name for part in told.days_before] == [f"2026-11-{day:02}" for day in range(9, 16)]
    assert [part.count for part in told.days_before] == [0] * 6 + [1]


def test_each_payment_method_has_one_row_in_all_its_spellings() -> None:
    told = report(
        DAY,
        [
            sale(payment_method=text)
            for text in (
                "NAKİT",
                "nakit",
                "Cash",
                "CASH",
                "Kredi Kartı",
                "KREDI KARTI",
                "Sodexo",
                "SODEXO",
                "Sodexo",
                "",
            )
        ],
        (),
        NOTHING,
    )
    assert [(part.name, part.count) for part in told.payments] == [
        ("Nakit", 4),
        ("Sodexo", 3),
        ("Kredi Kartı", 2),
        ("", 1),
    ]


def test_tips_delivery_fees_and_discounts_are_summed() -> None:
    told = report(
        DAY,
        [
            sale(tip=Decimal("10.50"), delivery_fee=Decimal(20), discount=Decimal("157.5")),
            sale(tip=Decimal(0), delivery_fee=Decimal(15)),
            sale(tip=Decimal(99), cancelled=True),
        ],
        (),
        NOTHING,
    )
    assert (told.tips.count, told.tips.amount) == (1, Decimal("10.50"))
    assert (told.delivery_fees.count, told.delivery_fees.amount) == (2, Decimal(35))
    assert (told.discounts.count, told.discounts.amount) == (1, Decimal("157.5"))


def test_waiting_times_until_the_accept() -> None:
    waits = (30, 60, 61, 180, 301)
    told = figures([sale(waited=each) for each in waits], (), DAY.since, DAY.until).accepting
    assert (told.count, told.median, told.worst, told.within) == (5, 61, 301, (2, 4, 4))
    # One that came accepted already, one that nobody accepted, one from before the clock was set back.
    told = figures([sale(waited=0), sale(), sale(waited=-5)], (), DAY.since, DAY.until).accepting
    assert (told.count, told.median, told.worst, told.within) == (0, None, None, (0, 0, 0))


def test_outages_are_cut_to_the_period_and_overlaps_count_once() -> None:
    def silence(begin: float, end: float, *, off: bool = False) -> Outage:
        return Outage(DAY.since + timedelta(hours=begin), DAY.since + timedelta(hours=end), off)

    told = figures(
        (),
        [silence(-3, 1), silence(0.5, 2), silence(23, 30), silence(-9, -8), silence(3, 5, off=True)],
        DAY.since,
        DAY.until,
    )
    assert (told.not_listening, told.off) == (3 * 3600, 2 * 3600)


def test_an_unreadable_total_counts_as_zero() -> None:
    told = figures([sale(total=None), sale(total="10")], (), DAY.since, DAY.until)
    assert (told.orders, told.revenue, told.average) == (2, Decimal(10), Decimal("5.00"))
    assert NOTHING.average is None


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (112, 100, 12),
        (50, 100, -50),
        (0, 100, -100),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
        (0, 0, None),
    ],
)
def test_change_in_per_cent(now: float | None, before: float | None, expected: int | None) -> None:
    assert change(now, before) == expected


@pytest.mark.parametrize(
    ("status_id", "confirmed", "message", "expected"),
    [
        (5, False, None, False),
        (6, False, None, True),
        (1, True, None, True),
        (1, False, "Sipariş iptal edildi", True),
        (1, False, "SİPARİŞ İPTAL EDİLMİŞ", True),
        (1, False, "Sipariş teslim edildi", False),
        (1, False, "", False),
    ],
)
def test_cancelled_by_status_confirmation_or_the_vendors_message(
    status_id: int, confirmed: bool, message: str | None, expected: bool
) -> None:
    assert was_cancelled(status_id, confirmed=confirmed, gone_message=message) is expected


amounts = st.decimals(0, 9999, places=2)
made_lines = st.builds(
    SoldLine,
    st.sampled_from(["İskender", "Ayran", "Künefe"]),
    st.integers(1, 9).map(Decimal),
    st.none() | amounts,
)
made_sales = st.lists(
    st.builds(
        Sale,
        at=st.integers(0, 24 * 60 - 1).map(lambda minute: DAY.since + timedelta(minutes=minute)),
        received_at=st.just(NOON),
        accepted_at=st.none() | st.integers(-5, 900).map(lambda each: NOON + timedelta(seconds=each)),
        total=st.none() | amounts,
        cancelled=st.booleans(),
        reason_id=st.none() | st.integers(1, 8),
        payment_method=st.sampled_from(["Nakit", "NAKİT", "Kredi Kartı", ""]),
        pickup=st.booleans(),
        lines=st.lists(made_lines, max_size=3).map(tuple),
    ),
    max_size=30,
)


@given(made_sales)
def test_the_parts_make_up_the_whole(sales: list[Sale]) -> None:
    told = report(DAY, sales, (), NOTHING)
    whole = (told.figures.orders, told.figures.revenue)
    for parts in (told.payments, told.hours, told.days, (told.delivery, told.pickup)):
        assert (sum(part.count for part in parts), sum(part.amount for part in parts)) == whole
    lost = (told.figures.cancelled, told.figures.cancelled_amount)
    assert (sum(each.count for each in told.cancels), sum(each.amount for each in told.cancels)) == lost
    assert told.figures.placed == len(sales)
    kept = [line for sale in sales if not sale.cancelled for line in sale.lines]
    assert sum(dish.quantity for dish in told.dishes) == sum(line.quantity for line in kept)
    assert sum(dish.amount for dish in told.dishes) == sum(line.amount or 0 for line in kept)
    steps = told.figures.accepting.within
    assert list(steps) == sorted(steps)
    assert steps[-1] <= told.figures.accepting.count


KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
odd = (
    st.none()
    | st.booleans()
    | st.integers(-2, 10**10)
    | st.sampled_from(
        [
            "",
            " ",
            "2",
            "157,5",
            "1.417,50 TL",
            "NaN",
            "Infinity",
            " 12.50 ",
            "Ayran",
            "1_0",
            "-3",
            0.5,
            2.0,
            [],
            {},
            [1],
            {"a": 1},
        ]
    )
)
words = st.sampled_from(["", " ", "İskender", " Ayran ", "pickup", "come_get", "Nakit"])
dish = st.dictionaries(
    st.sampled_from(
        ["name", "food_name", "title", "quantity", "adet", "count", "price", "total", "total_price", "note"]
    ),
    odd | words,
) | st.fixed_dictionaries(
    {"name": words, "quantity": st.integers(0, 5)},
    optional={"price": st.integers(0, 500) | amounts.map(str), "total": amounts.map(float), "options": odd},
)
payload = st.fixed_dictionaries(
    {"payment_key": st.just(KEY)},
    optional={
        "payment_method": words | odd,
        "shipping_method": words | odd,
        "courier_type": words | odd,
        "items": st.lists(dish | odd, max_size=3) | odd,
        "foods": st.lists(dish, max_size=2) | odd,
        "orders": st.lists(dish, max_size=2),
        "total": odd,
        "discount": odd,
        "courier_fee": odd,
        "order_tip": odd,
        "customer": odd,
    },
)


@given(payload)
def test_the_quick_reader_agrees_with_the_tolerant_one(source: dict[str, object]) -> None:
    raw = msgspec.json.encode(source)
    assert read_goods(raw) == read_slowly(raw)


# What is no proper dish may hold anything, and is taken out with the personal data.
usual = st.fixed_dictionaries(
    {
        "payment_key": st.just(KEY),
        "payment_method": st.sampled_from(["Nakit", "Kredi Kartı"]),
        "courier_type": st.sampled_from(["come_get", "restaurant"]),
        "items": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from(["İskender", "Ayran"]), "quantity": st.integers(1, 5)},
                optional={"price": st.integers(0, 500), "total": amounts.map(str), "note": words},
            ),
            max_size=3,
        ),
    },
    optional={
        "shipping_method": st.sampled_from(["pickup", "delivery"]),
        "note": words,
        "customer": words,
        "order_tip": amounts.map(str),
        "courier_fee": st.integers(0, 60),
        "discount": amounts.map(float),
    },
)


@given(usual)
def test_a_report_is_the_same_without_personal_data(source: dict[str, object]) -> None:
    raw = msgspec.json.encode(source)
    assert read_goods(without_personal_data(raw.decode()).encode()) == read_goods(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'{"payment_key": "x"}',
        b'{"payment_key": "%s", "items": "x", "total": NaN}' % KEY.encode(),
        b'{"payment_key": "%s", "items": {"0": {"name": "Ayran"}}}' % KEY.encode(),
        b'{"payment_key": "%s", "items": [{"name": "a", "name": "b"}], "items": [{"name": "c"}]}'
        % KEY.encode(),
        b'{"payment_key": "%s", "note": "\\ud800", "items": [{"name": "Ayran"}]}' % KEY.encode(),
        b'{"payment_key": "%s", "items": [{"name": "Ayran", "total": 1e999999999}]}' % KEY.encode(),
        b'{"payment_key": "%s", "items": [{"name": "Ayran", "price": "1e999999999"}]}' % KEY.encode(),
    ],
)
def test_both_readers_agree_on_odd_payloads(raw: bytes) -> None:
    assert read_goods(raw) == read_slowly(raw)


def test_the_goods_of_a_payload() -> None:
    raw = msgspec.json.encode(
        {
            "payment_key": KEY,
            "payment_method": "Kredi Kartı",
            "courier_type": "come_get",
            "items": [
                {"name": "İskender", "quantity": 2, "price": "460.00"},
                {"food_name": "Ayran", "adet": 3, "price": 45, "total": 130.5},
                {"name": "Künefe"},
            ],
            "order_tip": "12,50",
            "courier_fee": 0,
            "discount": "157.5",
        }
    )
    assert read_goods(raw) == Goods(
        "Kredi Kartı",
        pickup=True,
        lines=(
            SoldLine("İskender", Decimal(2), Decimal("920.00")),
            SoldLine("Ayran", Decimal(3), Decimal("130.5")),
            SoldLine("Künefe", Decimal(1), None),
        ),
        tip=Decimal("12.50"),
        delivery_fee=Decimal(0),
        discount=Decimal("157.5"),
    )


@pytest.mark.parametrize("discount", [20, -20, "-20", "20,00"])
def test_a_discount_with_a_minus_is_taken_off_too(discount: object) -> None:
    raw = msgspec.json.encode({"payment_key": KEY, "discount": discount})
    assert read_goods(raw).discount == read_slowly(raw).discount == Decimal(20)
