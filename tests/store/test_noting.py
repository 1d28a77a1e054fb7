"""The changes that a transaction notes for other tills, from the statements that it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from desktop.store.changes import Changes, Kind
from desktop.store.queries.noting import LISTENED_AT, changes_of
from desktop.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.store import Transaction

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("work", "kinds", "orders"),
    [
        (lambda tx: tx.set_muted(["a", "b"], NOW), {Kind.ORDERS}, {"a", "b"}),
        (lambda tx: tx.set_rang(["a", "b"], NOW), {Kind.ORDERS}, {"a", "b"}),
        (lambda tx: tx.set_gone("a", NOW), {Kind.ORDERS}, {"a"}),
        (lambda tx: tx.move_changes(NOW, NOW - NOW), {Kind.ORDERS}, None),
        (lambda tx: tx.withdraw_unsent("a", NOW), {Kind.ORDERS, Kind.OUTBOX}, {"a"}),
        (lambda tx: tx.settle(7, "done", "", NOW), {Kind.ORDERS, Kind.OUTBOX}, set()),
        (lambda tx: tx.set_value(LISTENED_AT, 1), {Kind.POLL}, set()),
        (lambda tx: tx.set_value("rush_until", 1), {Kind.VALUES}, set()),
        (lambda tx: tx.set_value("time_was_sure_at", 1), set(), set()),
        (lambda tx: tx.cache("variables", "[]", NOW), {Kind.LISTS}, set()),
        (lambda tx: tx.delete_portion_count(1), {Kind.RESTAURANT}, set()),
        (lambda tx: tx.cancel_print_jobs([1], NOW), {Kind.PRINTING}, set()),
        (lambda tx: tx.save_rejected("f", "{}", NOW), set(), set()),
        (lambda tx: tx.board_rows(["a"]), set(), set()),
    ],
)
async def test_a_transaction_notes_its_changes(
    tmp_path: Path, work: Callable[[Transaction], Any], kinds: set[Kind], orders: set[str] | None
) -> None:
    def both(tx: Transaction) -> Changes:
        work(tx)
        return tx.changes

    store = await SqliteStore.open(tmp_path)
    changes = await store.write(both)
    await store.close()
    assert changes == Changes(frozenset(kinds), None if orders is None else frozenset(orders))


def test_the_search_index_changes_no_board() -> None:
    assert not changes_of("WITH given AS (SELECT 1) UPDATE orders SET indexed = true WHERE true", [{}])
