"""Daily maintenance of the store: a backup, and removal of old personal data from store and backups."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.privacy import redact_before, without_personal_data
from desktop.domain.text.local_time import ISTANBUL
from desktop.sync.board.board_rows import board_since

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.store import Store

BACKUPS_KEPT: Final = 7

QUIET_HOUR: Final = time(4, 0)
"""Local time from which the daily backup is made: copying blocks the store for a second or two on a slow disk."""


async def care_for(store: Store, now: datetime, keep_days: int, *, may_delete: bool = True) -> None:
    """Do the jobs of today; cheap when all are done.

    Args:
        store: open.
        now: aware.
        keep_days: days after which personal data are removed, 0 for never.
        may_delete: whether the time is sure enough to remove data and backups by their age. What is on the board keeps
            its data in any case.

    Raises:
        CannotSaveError: a job failed; it stays due.
    """
    local = now.astimezone(ISTANBUL)
    keep = BACKUPS_KEPT if may_delete else None
    made = await store.back_up(local.date(), keep) if local.time() >= QUIET_HOUR else None
    if not may_delete:
        return
    before = redact_before(now, keep_days)
    if before is None:
        return
    changed = 0
    while batch := await store.blank(before, without_personal_data, board_since=board_since(now)):
        changed += batch
    if changed or made is not None:
        await store.tidy_files(before, without_personal_data)


async def tidy_own_files(store: Store, now: datetime, keep_days: int) -> None:
    """Remove old personal data from this computer's files, where another till cares for the database."""
    before = redact_before(now, keep_days)
    if before is not None:
        await store.tidy_files(before, without_personal_data)
