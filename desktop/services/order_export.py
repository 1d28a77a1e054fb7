"""Stored orders as records of the columns; `order_json` writes JSON, `exports` tables. Nothing here changes an order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.domain.orders.privacy import is_due, without_personal_data
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.exports.columns import plain_number, read, values
from desktop.sync.board.board_rows import stored_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.services.exports.columns import Value
    from desktop.store.rows import StoredOrder


def without_old_personal_data(rows: Iterable[StoredOrder], before: datetime | None) -> Iterator[StoredOrder]:
    """Yield the orders; remove personal data from old ones that the store has not blanked yet.

    Args:
        rows: stored orders.
        before: orders received before it are old; None for no limit.
    """
    for row in rows:
        if before is not None and row.received_at < before:
            scheduled_at = stored_order(row.raw, row.status_id).open_until
            if is_due(row.received_at, scheduled_at, before):
                yield msgspec.structs.replace(row, raw=without_personal_data(row.raw))
                continue
        yield row


def record(row: StoredOrder) -> dict[str, Any]:
    """Return the exported columns of one stored order: times in ISO 8601 in Europe/Istanbul, exact amounts as text."""
    return {name: _json_value(value) for name, value in values(row, read(row)).items()}


def _json_value(value: Value) -> int | str | None:
    if isinstance(value, datetime):
        return value.astimezone(ISTANBUL).isoformat(timespec="seconds")
    return plain_number(value) if isinstance(value, Decimal) else value
