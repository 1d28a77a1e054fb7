"""The board that a start shows first: the stored one, or the last one while a shared database is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.errors import CannotSaveError
from desktop.sync.board.board_rows import stored_board

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import Store


async def first_board(store: Store, data_dir: Path) -> tuple[tuple[BoardOrder, ...], datetime | None]:
    """Return the board to show at the start, and the time that it is of, None where that is now.

    Raises:
        CannotSaveError: the store of this computer cannot be read.
    """
    if not store.line.is_lost:
        try:
            return await stored_board(store), None
        except CannotSaveError:
            if not store.line.is_lost:
                raise
    from desktop.services.database.alone.board_copy import read_last_board

    last = await read_last_board(data_dir)
    return ((), store.line.lost_since) if last is None else (last.orders, last.as_of)
