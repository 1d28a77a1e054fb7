"""Whether orders were missed: the claim is made only where no stored fact speaks against it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from desktop.domain.sales.reception import Reception, reception
from desktop.domain.sales.sale import Sale
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Outage

SINCE = datetime(2026, 11, 22, 5, 0, tzinfo=ISTANBUL)
UNTIL = SINCE + timedelta(days=1)
NOON = SINCE + timedelta(hours=7)
MINUTE = timedelta(minutes=1)
GOOD = Sale(NOON, NOON, NOON + MINUTE, Decimal(10), cancelled=False)


def found(*sales: Sale, outages: tuple[Outage, ...] = ()) -> Reception:
    return reception(sales, outages, SINCE, UNTIL, late_after=5 * MINUTE)


def like(**fields: object) -> Sale:
    return msgspec.structs.replace(GOOD, **fields)


def test_nothing_was_missed() -> None:
    assert found(GOOD, like(accepted_at=NOON + 5 * MINUTE)).none_missed
    # Somebody dealt with it: it was cancelled here, or taken on elsewhere.
    assert found(like(accepted_at=None, cancelled=True, reason_id=3)).none_missed
    assert found(like(accepted_at=None, progressed=True)).none_missed
    # The computer was off at night: the gaps reach over the ends of the business day.
    night = Outage(SINCE - timedelta(hours=4), SINCE + timedelta(hours=3), off=True)
    assert found(GOOD, outages=(night,)).none_missed
    assert found(GOOD, outages=(msgspec.structs.replace(night, orders=2, longest_wait=200),)).none_missed


@pytest.mark.parametrize(
    ("field", "sale"),
    [
        ("late", like(accepted_at=NOON + 5.1 * MINUTE)),
        ("unanswered", like(accepted_at=None)),
        ("unanswered", like(accepted_at=None, cancelled=True)),
    ],
)
def test_an_order_speaks_against_it(field: str, sale: Sale) -> None:
    told = found(GOOD, sale)
    assert getattr(told, field) == 1
    assert not told.none_missed


def test_an_order_that_has_just_arrived_is_not_missed_yet() -> None:
    waiting = like(accepted_at=None)
    for minutes, unanswered in ((4, 0), (5, 0), (6, 1)):
        told = reception([waiting], (), SINCE, UNTIL, late_after=5 * MINUTE, now=NOON + minutes * MINUTE)
        assert told.unanswered == unanswered
    # It was placed an hour ago and has only now arrived: the customer has waited.
    placed_long_ago = msgspec.structs.replace(waiting, at=NOON - 60 * MINUTE)
    told = reception([placed_long_ago], (), SINCE, UNTIL, late_after=5 * MINUTE, now=NOON + MINUTE)
    assert told.unanswered == 1


@pytest.mark.parametrize(
    ("field", "outage"),
    [
        ("deaf", Outage(NOON, NOON + 3 * MINUTE, off=False)),
        ("stopped", Outage(NOON, NOON + 3 * MINUTE, off=True)),
        ("waited_unseen", Outage(SINCE - MINUTE, NOON, off=True, orders=2, longest_wait=301)),
        ("waited_unseen", Outage(SINCE - MINUTE, NOON, off=True, orders=2, longest_wait=None)),
    ],
)
def test_an_outage_speaks_against_it(field: str, outage: Outage) -> None:
    told = found(GOOD, outages=(outage,))
    assert getattr(told, field) == {"deaf": 180, "stopped": 180, "waited_unseen": 2}[field]
    assert not told.none_missed
    assert found(
        GOOD, outages=(msgspec.structs.replace(outage, began_at=UNTIL, ended_at=UNTIL + MINUTE),)
    ).none_missed
