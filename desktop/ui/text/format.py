"""The formats of `domain.text.format`, where the views look for texts."""

from __future__ import annotations

from desktop.domain.text.format import (
    HOUR,
    MINUTE,
    amount_only,
    clock,
    clock_with_seconds,
    count,
    day_and_clock,
    money,
    one_line,
    order_number,
    phone,
    plain,
    stopwatch,
)

__all__ = [
    "HOUR",
    "MINUTE",
    "amount_only",
    "clock",
    "clock_with_seconds",
    "count",
    "day_and_clock",
    "money",
    "one_line",
    "order_number",
    "phone",
    "plain",
    "stopwatch",
]
