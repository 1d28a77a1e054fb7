"""Bumps of the kitchen screen: saved, published, taken back; and changes of orders that are being cooked.

A bump names what stood on the screen. Where the order changed meanwhile, the bump does not cover the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.kitchen.dish_keys import cooked_otherwise
from desktop.domain.kitchen.tickets import is_in_kitchen
from desktop.domain.orders.kitchen_entries import EntryKind, bumps_in_force
from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.search import OrderEvent
from desktop.store.rows import KitchenRow
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.board.unseen import Unseen, encode
from desktop.sync.events import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import BoardRow, Store, Transaction
    from desktop.sync.board.publisher import BoardPublisher

RECALLABLE: Final = 20
"""The number of bumps that can be taken back."""
_LOOKED_THROUGH: Final = 200
"""Bumps that are looked through for these: the orders of most of them have left the kitchen."""


class KitchenBumps:
    """All methods raise CannotSaveError."""

    def __init__(self, store: Store, publisher: BoardPublisher) -> None:
        self._store = store
        self._publisher = publisher

    async def orders(self) -> list[BoardOrder]:
        """Return the orders of the board, and those that were cancelled since."""

        def work(tx: Transaction) -> list[BoardOrder]:
            since = board_since(tx.now())
            rows = [*tx.on_board(since), *tx.board_rows(tx.cancelled_since(since))]
            return [board_order(row) for row in rows]

        return await self._store.read(work)

    async def bump(
        self, payment_key: str, station: str, dishes: tuple[str, ...], content: str, by: str = ""
    ) -> None:
        """Save that a ticket or a dish is ready; a second time changes nothing.

        Args:
            payment_key: of the order.
            station: where it was cooked.
            dishes: the keys of the dishes that are ready.
            content: what the ticket said, "" for a single dish.
            by: the screen.
        """

        def work(tx: Transaction) -> tuple[None, list[BoardRow]]:
            rows = tx.board_rows([payment_key])
            for row in rows:
                order = board_order(row)
                if not is_in_kitchen(order) or _is_covered(order, station, dishes, content):
                    return None, []
                now = tx.now()
                tx.add_kitchen_rows(
                    KitchenRow(payment_key, EntryKind.BUMP, now, station, dishes, content, by=by)
                )
                kind = "kitchen ready" if content else "kitchen dish ready"
                tx.add_event(OrderEvent(payment_key, now, kind, row.status_id, station))
            return None, tx.board_rows([payment_key])

        await self._publisher.write(Cause.KITCHEN, work)

    async def recall(self, payment_key: str, bump_id: int) -> bool:
        """Take a bump back; return False where it was taken back before, or the order has left the kitchen."""

        def work(tx: Transaction) -> tuple[bool, list[BoardRow]]:
            return self._recall(tx, payment_key, bump_id)

        return await self._publisher.write(Cause.KITCHEN, work)

    async def recall_last(self, station: str) -> bool:
        """Take back the latest bump of a station whose order is still in the kitchen; return False where there is none."""
        chosen: list[tuple[int, BoardOrder]] = []

        def work(tx: Transaction) -> tuple[bool, list[BoardRow]]:
            # A second run, where the commit of the first one got no answer, must not take back the one before too.
            chosen[:] = chosen or _recallable(tx, station, 1)
            for bump_id, order in chosen:
                return self._recall(tx, order.payment_key, bump_id)
            return False, []

        return await self._publisher.write(Cause.KITCHEN, work)

    async def recallable(self, station: str) -> list[tuple[int, BoardOrder]]:
        """Return the latest bumps that can be taken back, the latest first: id and order."""
        return await self._store.read(lambda tx: _recallable(tx, station, RECALLABLE))

    def _recall(self, tx: Transaction, payment_key: str, bump_id: int) -> tuple[bool, list[BoardRow]]:
        for row in tx.board_rows([payment_key]):
            order = board_order(row)
            bump = next((each for each in bumps_in_force(order.kitchen) if each.id == bump_id), None)
            if bump is None or not is_in_kitchen(order):
                break
            now = tx.now()
            tx.add_kitchen_rows(KitchenRow(payment_key, EntryKind.RECALL, now, bump.station, recalls=bump.id))
            tx.add_event(OrderEvent(payment_key, now, "kitchen recalled", row.status_id, bump.station))
            return True, tx.board_rows([payment_key])
        return False, []


def _is_covered(order: BoardOrder, station: str, dishes: tuple[str, ...], content: str) -> bool:
    bumps = [bump for bump in bumps_in_force(order.kitchen) if bump.station == station]
    if content:
        return any(bump.content == content for bump in bumps)
    return set(dishes) <= {key for bump in bumps for key in bump.dishes}


def _recallable(tx: Transaction, station: str, limit: int) -> list[tuple[int, BoardOrder]]:
    found: list[tuple[int, BoardOrder]] = []
    for bump_id, payment_key in tx.bumped(station, _LOOKED_THROUGH):
        rows = tx.board_rows([payment_key])
        if rows and is_in_kitchen(order := board_order(rows[0])):
            found.append((bump_id, order))
            if len(found) == limit:
                break
    return found


def note_changes(tx: Transaction, before: Iterable[BoardRow], now: datetime) -> None:
    """Save orders as they were before a change, if they were being cooked. Call it after the changes, in their transaction.

    Args:
        tx: the transaction.
        before: the orders as they were saved.
        now: the time of the changes.
    """
    cooked = {row.payment_key: row for row in before if board_order(row).column is Column.PREPARING}
    changes = []
    for row in tx.board_rows(cooked):
        was = cooked[row.payment_key]
        if cooked_otherwise(board_order(was).order, board_order(row).order):
            # In the form in which unseen changes are saved: one reader of orders finds from and to.
            text = encode(Unseen(raw=was.raw, status_id=was.status_id))
            changes.append(KitchenRow(row.payment_key, EntryKind.CHANGE, now, before=text))
    if changes:
        tx.add_kitchen_rows(*changes)
