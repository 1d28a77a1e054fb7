"""Old personal data and the state of a shared database: statements of transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.privacy import LONGEST_SCHEDULE
from desktop.store.queries.base import IN_GIVEN, as_list
from desktop.store.rows import optional_milliseconds, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.store.queries.transaction import Transaction

# The conditions are those of `sqlite.maintenance`, which explains them.
_DUE: Final = """
SELECT payment_key, raw FROM orders WHERE blanked_at IS NULL AND received_at < :before
   AND (scheduled_at IS NULL OR scheduled_at < :before OR received_at < :longest)
   AND coalesce(placed_at, 0) NOT BETWEEN :before AND :now
   AND (CAST(:board AS BIGINT) IS NULL OR put_away_at IS NOT NULL OR status_id IN (5, 6) OR
        (accepted_at IS NOT NULL AND changed_at <= :board AND coalesce(scheduled_at, 0) <= :board))
 ORDER BY received_at LIMIT :limit
"""
_BLANKED: Final = (
    "UPDATE orders SET raw = :raw, blanked_at = :now, unseen = '', indexed = false WHERE payment_key = :key"
)
_BESIDE: Final = tuple(
    f"{change} WHERE payment_key {IN_GIVEN} AND {condition}"
    for change, condition in (
        ("UPDATE print_jobs SET detail = ''", "detail <> ''"),
        ("DELETE FROM kitchen_bumps", "true"),
        ("UPDATE order_facts SET words = NULL", "true"),
        ("UPDATE outbox SET message = ''", "message <> ''"),
        ("UPDATE events SET detail = ''", "detail <> '' AND kind NOT IN ('accept pressed', 'accepted')"),
    )
)


def blank_orders(
    tx: Transaction,
    before: datetime,
    blank: Callable[[str], str],
    limit: int,
    board_since: datetime | None,
) -> int:
    """Do what `Store.blank` says, for one batch; return the number of changed orders and deleted payloads.

    The server keeps the old version of a row until it is vacuumed, and in its own backups.
    """
    execute = tx.connection.execute
    now = to_milliseconds(tx.now())
    orders = execute(
        _DUE,
        {
            "before": to_milliseconds(before),
            "longest": to_milliseconds(before - LONGEST_SCHEDULE),
            "now": now,
            "board": optional_milliseconds(board_since),
            "limit": limit,
        },
    ).fetchall()
    if orders:
        rows: list[dict[str, object]] = [{"key": key, "raw": blank(raw), "now": now} for key, raw in orders]
        tx.connection.executemany(_BLANKED, rows)
        given = {"given": as_list(key for key, _ in orders)}
        for statement in _BESIDE:
            execute(statement, given)
    rejected = execute(
        "DELETE FROM rejected WHERE fingerprint IN (SELECT fingerprint FROM rejected WHERE last_seen < :before"
        " LIMIT :limit)",
        {"before": to_milliseconds(before), "limit": limit},
    )
    return len(orders) + rejected.rowcount


def find_damage(tx: Transaction) -> str:
    """Return ``ok``, or an index that the server does not use because it is not whole."""
    row = tx.connection.execute(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND NOT i.indisvalid LIMIT 1"
    ).fetchone()
    return "ok" if row is None else f"index {row[0]} is not valid"
