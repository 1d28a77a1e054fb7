"""Publishes stored state: changed orders, the board, acknowledgements that need attention, a damaged database."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from desktop.domain.trouble import TroubleKind
from desktop.store.changes import Kind
from desktop.sync.board.board_rows import board_order, stored_board
from desktop.sync.events import BoardReplaced, OrdersChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import BoardRow, Store, Transaction
    from desktop.sync.events import Acknowledged, Cause, EventBus
    from desktop.sync.troubles import TroubleList


_T = TypeVar("_T")


class BoardPublisher:
    """The one place that publishes orders. All asynchronous methods raise CannotSaveError."""

    def __init__(self, store: Store, troubles: TroubleList, events: EventBus) -> None:
        self._store = store
        self._troubles = troubles
        self._events = events
        self._reported_damage: Path | None = None

    async def write(
        self,
        cause: Cause,
        work: Callable[[Transaction], tuple[_T, Sequence[BoardRow]]],
        acknowledged: tuple[Acknowledged, ...] = (),
        *,
        as_leader: bool = False,
    ) -> _T:
        """Run a transaction, publish the orders that it changed after the commit, and return its result.

        Args:
            cause: of the change.
            work: returns its result, and the rows of the changed orders as they are then.
            acknowledged: the acknowledgements that the vendor has confirmed.
            as_leader: whether only the till that leads may do this; another one gets NotLeaderError.
        """

        def marked(tx: Transaction) -> tuple[_T, Sequence[BoardRow]]:
            result, rows = work(tx)
            if rows:
                tx.changed(Kind.ORDERS, *(row.payment_key for row in rows))
            return result, rows

        result, rows = await self._store.write(marked, as_leader=as_leader)
        if rows:
            self.publish(OrdersChanged(tuple(map(board_order, rows)), cause, acknowledged=acknowledged))
        return result

    def publish(self, changed: OrdersChanged) -> None:
        """Publish orders that are saved."""
        self._events.emit(changed)

    async def publish_board(self) -> None:
        """Publish the whole board."""
        self.replace(await stored_board(self._store))

    def replace(self, board: tuple[BoardOrder, ...]) -> None:
        """Publish the whole board as it was read."""
        self._events.emit(BoardReplaced(board))

    async def publish_refused(self) -> None:
        """Publish the acknowledgements that were refused and need a person, as troubles."""
        rows = await self._store.read(
            lambda tx: tx.board_rows(dict.fromkeys(row.payment_key for row in tx.refused_acknowledgements()))
        )
        details = {row.payment_key: board_order(row).order.number for row in rows}
        self._troubles.set_of_orders(TroubleKind.ACKNOWLEDGEMENT_REFUSED, details)

    async def publish_damage(self, *, is_shown: bool) -> None:
        """Publish that the database was damaged; where a board is shown already, publish the rest of it."""
        aside = self._store.moved_aside
        if aside is None or aside == self._reported_damage:
            return
        first, self._reported_damage = self._reported_damage is None, aside
        self._troubles.begin(TroubleKind.NOTICE, f"database:{aside.name}", dismissible=True)
        if is_shown or not first:
            await self.publish_board()
