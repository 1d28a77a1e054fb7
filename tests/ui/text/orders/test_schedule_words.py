"""Texts about the time that a customer asked for."""

from __future__ import annotations

from datetime import datetime

import pytest

from desktop.domain.text.local_time import ISTANBUL
from desktop.ui.text.orders.schedule_words import day_and_time


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("now", "at", "text"),
    [
        ("2026-11-30 17:00", "2026-11-30 18:02", "18:02"),
        ("2026-11-30 17:00", "2026-12-01 18:02", "tomorrow 18:02"),
        ("2026-11-30 17:00", "2026-12-03 18:02", "03.12. 18:02"),
        # After midnight, but the same evening's work.
        ("2026-11-30 23:40", "2026-12-01 00:20", "00:20"),
        ("2026-11-30 23:40", "2026-12-01 04:59", "04:59"),
        ("2026-11-30 23:40", "2026-12-01 05:00", "tomorrow 05:00"),
        ("2026-11-30 23:40", "2026-12-02 00:20", "02.12. 00:20"),
        # The coming night has begun already: this is the night after it.
        ("2026-11-30 03:00", "2026-12-01 00:20", "tomorrow 00:20"),
    ],
)
def test_a_time_of_the_same_evening_has_no_day(now: str, at: str, text: str) -> None:
    assert day_and_time(moment(at), moment(now)) == text
