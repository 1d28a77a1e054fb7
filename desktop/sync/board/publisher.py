"""Tells what the store holds: the board, what was marked on it, what needs a person, that the file was damaged.

What changes while a poll or a call is worked on is told by whoever works on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.trouble import TroubleKind
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.events import BoardChanged, BoardReplaced, Event

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.store import Store
    from desktop.sync.troubles import TroubleList


class BoardPublisher:
    """All methods raise CannotSaveError where the store cannot be read."""

    def __init__(
        self, store: Store, troubles: TroubleList, emit: Callable[[Event], None], clock: Clock
    ) -> None:
        self._store = store
        self._troubles = troubles
        self._emit = emit
        self._clock = clock
        self._told_aside: Path | None = None

    async def publish_board(self) -> None:
        """Tell the whole board."""
        since = board_since(self._clock.now())
        orders = await self._store.read(lambda tx: [board_order(row) for row in tx.on_board(since)])
        self._emit(BoardReplaced(tuple(orders)))

    async def publish_flags(self, marking: Awaitable[list[BoardOrder]]) -> None:
        """Tell what was marked, see `OrderFlags`; what was put away needs no person any more."""
        orders = await marking
        if orders:
            self._emit(BoardChanged(tuple(orders)))
            await self.publish_refused()

    async def publish_refused(self) -> None:
        """Tell which acknowledgements were refused and need a person."""
        rows = await self._store.read(
            lambda tx: [(row, tx.board_rows([row.payment_key])[0]) for row in tx.refused_acknowledgements()]
        )
        details = {row.payment_key: board_order(shown).order.number for row, shown in rows}
        self._troubles.set_of_orders(TroubleKind.ACKNOWLEDGEMENT_REFUSED, details)

    async def publish_damage(self, *, is_shown: bool) -> None:
        """Say that the database was damaged; where a board is shown already, show what is left of it."""
        aside = self._store.moved_aside
        if aside is None or aside == self._told_aside:
            return
        first, self._told_aside = self._told_aside is None, aside
        self._troubles.begin(TroubleKind.NOTICE, f"database:{aside.name}", dismissible=True)
        if is_shown or not first:
            await self.publish_board()
