"""Each transaction names what it changed, for the boards of other tills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.search import OrderEvent
from desktop.store import Changes, Kind
from desktop.store.rows import KitchenRow
from tests.store.made import NOON, key_of, receive, saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.store import Store, Transaction


def changes_of(work: Callable[[Transaction], object]) -> Callable[[Transaction], Changes]:
    def run(tx: Transaction) -> Changes:
        work(tx)
        return tx.changes

    return run


KEY = key_of(1)
ORDERS = frozenset({Kind.ORDERS})
CALLS = frozenset({Kind.ORDERS, Kind.OUTBOX})


@pytest.mark.parametrize(
    ("work", "kinds"),
    [
        (lambda tx: tx.update_order(saved(1)), ORDERS),
        (lambda tx: tx.set_status(KEY, 2, NOON), ORDERS),
        (lambda tx: tx.set_accepted(KEY, NOON, 20), ORDERS),
        (lambda tx: tx.set_muted(iter([KEY]), NOON), ORDERS),
        (lambda tx: tx.set_rang([KEY, "unknown"], NOON), ORDERS),
        (lambda tx: tx.set_gone(KEY, NOON), ORDERS),
        (lambda tx: tx.set_removed_from_board(KEY, NOON), ORDERS),
        (lambda tx: tx.set_unseen(KEY, "note"), ORDERS),
        (lambda tx: tx.set_reminded(iter([KEY]), NOON), ORDERS),
        (lambda tx: tx.add_event(OrderEvent(KEY, NOON, "muted", 1, "")), ORDERS),
        (lambda tx: tx.add_kitchen_rows(KitchenRow(KEY, "bump", NOON)), ORDERS),
        (lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOON), CALLS),
        (lambda tx: tx.enqueue_accept(KEY, 1, 20, NOON), CALLS),
        (lambda tx: tx.enqueue_action("cancel", KEY, 1, NOON, reason_id=1, not_before=None), CALLS),
        (lambda tx: tx.withdraw_unsent(KEY, NOON), CALLS),
    ],
)
async def test_changes_name_the_order(
    store: Store, work: Callable[[Transaction], object], kinds: frozenset[Kind]
) -> None:
    await store.write(receive)
    assert await store.write(changes_of(work)) == Changes(kinds, frozenset({KEY}))


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (lambda tx: tx.cache("cancel-reasons", "[]", NOON), Kind.LISTS),
        (lambda tx: tx.set_branches([("1", "Moda")]), Kind.RESTAURANT),
        (lambda tx: tx.put_on_sale(4, NOON), Kind.RESTAURANT),
        (lambda tx: tx.delete_portion_count(4), Kind.RESTAURANT),
        (lambda tx: tx.cancel_print_jobs([1], NOON), Kind.PRINTING),
        (lambda tx: tx.restart_print_jobs("restarted", NOON), Kind.PRINTING),
    ],
)
async def test_changes_name_their_kind(
    store: Store, work: Callable[[Transaction], object], kind: Kind
) -> None:
    assert await store.write(changes_of(work)) == Changes(frozenset({kind}))


async def test_a_read_changes_nothing(store: Store) -> None:
    await store.write(receive)
    assert not await store.read(changes_of(lambda tx: tx.board_rows([KEY])))


async def test_a_first_ring_that_was_heard_elsewhere_changes_nothing(store: Store) -> None:
    await store.write(receive)
    await store.write(lambda tx: tx.set_rang([KEY], NOON))
    assert not await store.write(changes_of(lambda tx: tx.set_rang([KEY], NOON)))
