"""What a poll brought: saved, and only then handed on to be acknowledged and told.

What was begun is finished, also when the line is cut meanwhile: what is saved once is not told again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError, Store
from desktop.sync.events import Event, PollEnded, Saved
from desktop.sync.polling.save_poll import save_poll

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.polling.save_poll import SavedPoll
    from desktop.sync.polling.vendor_link import VendorLink
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

WRONG_CLOCK: Final = 120.0
"""Seconds that this clock and the vendor's may differ: answers and their dates are never further apart."""

_CLOCK_SLACK: Final = 10.0

_FINISH: Final = 2.0
"""Seconds that whoever cuts the line waits for an answer that is being saved: a disk can hang."""


class PollHandler:
    """Takes one answer at a time."""

    def __init__(
        self,
        store: Store,
        publisher: BoardPublisher,
        listening: ReceptionMonitor,
        troubles: TroubleList,
        *,
        emit: Callable[[Event], None],
        now: Callable[[], datetime],
        line: Callable[[], VendorLink | None],
        on_cannot_save: Callable[[str], None],
        on_saved: Callable[[], None],
        on_told: Callable[[], None],
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            publisher: tells what is wrong with the store.
            listening: knows since when nothing was heard.
            troubles: where troubles go.
            emit: where reports go.
            now: the wall clock, aware.
            line: the line that there is.
            on_cannot_save: called with the reason when an answer cannot be saved; it comes again.
            on_saved: called when one was saved.
            on_told: called when its orders were told.
        """
        self._store = store
        self._publisher = publisher
        self._reception = listening
        self._troubles = troubles
        self._emit = emit
        self._now = now
        self._line = line
        self._on_cannot_save = on_cannot_save
        self._on_saved = on_saved
        self._on_told = on_told
        self._told_rejected: set[str] = set()
        """Of this run: what the vendor still lists at the next start is said again, whoever read it before."""
        self._taking: asyncio.Task[bool] | None = None

    async def take(self, data: bytes, asked_at: datetime) -> bool:
        """Save an answer; only after that acknowledge and tell. False where it could not be saved.

        Args:
            data: JSON text of the list of orders.
            asked_at: when it was asked for.

        Raises:
            PayloadError: the answer is no list of orders.
        """
        taking = self._taking = asyncio.ensure_future(self._take(data, asked_at))
        # Whoever asked may be gone by then.
        taking.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(taking)

    async def finish(self) -> None:
        """Wait a moment for an answer that is being saved and told."""
        if self._taking is not None:
            await asyncio.wait([self._taking], timeout=_FINISH)

    async def _take(self, data: bytes, asked_at: datetime) -> bool:
        silent_for, after = self._reception.silent_for, self._reception.after
        try:
            # The time is that of the transaction: it may have waited behind one that confirmed an accept, and what that
            # stored must not look as if it came from the future.
            result = await self._store.write(
                lambda tx: save_poll(
                    tx, data, asked_at, self._now(), silent_for=silent_for, outage_after=after
                )
            )
        except CannotSaveError as error:
            self._on_cannot_save(str(error))
            self._emit(PollEnded(PollOutcome.FAILED, reason=str(error)))
            return False
        self._on_saved()
        self._reception.heard()
        line = self._line()
        if line is not None:
            line.enqueue(result.queued, result.in_doubt)
            line.retry_now()
        self._tell(result)
        self._compare_clocks(None if line is None else line.clock_ahead)
        await self._publisher.publish_damage(is_shown=True)
        await self._publisher.publish_refused()
        return True

    def _tell(self, result: SavedPoll) -> None:
        self._emit(PollEnded(PollOutcome.ANSWERED, result.orders, len(result.new)))
        if result.changed:
            self._emit(Saved(result.changed, result.announced, result.altered, result.new))
        self._on_told()
        if untold := result.rejected - self._told_rejected:
            self._told_rejected |= untold
            self._troubles.begin(TroubleKind.REJECTED_PAYLOAD, count=len(untold), dismissible=True)
        if result.outage is not None and (result.outage.orders or not result.outage.off):
            # Of a night in which nobody ordered there is nothing to say.
            self._troubles.begin(TroubleKind.NOT_LISTENED, dismissible=True, outage=result.outage)

    def _compare_clocks(self, ahead: float | None) -> None:
        if ahead is None:
            return
        if abs(ahead) > WRONG_CLOCK:
            self._troubles.begin(TroubleKind.WRONG_CLOCK, str(round(ahead)))
        elif abs(ahead) < WRONG_CLOCK - _CLOCK_SLACK:
            self._troubles.end(TroubleKind.WRONG_CLOCK)
