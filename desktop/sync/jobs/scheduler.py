"""What is looked at from time to time, whatever the vendor says: orders to begin, mutes and rushes that end, old orders.

Nothing is asked of the vendor here.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.store import CannotSaveError, Store
from desktop.sync.board.board_rows import board_since
from desktop.sync.events import BeginNow, BoardChanged, Event
from desktop.sync.jobs.maintenance import care_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.domain.clock import Clock
    from desktop.sync.board.order_flags import OrderFlags
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.jobs.auto_accept import AutoAccepter
    from desktop.sync.settings import EngineSettings

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 10.0
"""Seconds between looks for orders that are to ring again, or to be begun."""

CLOCK_SET_ON: Final = timedelta(hours=1)
"""A clock that jumps so far was wrong until now."""

_TIDY_EVERY: Final = 600.0
"""Seconds between looks for orders that have left the board by age."""


class JobScheduler:
    """Call `look` each second, and keep `tidy` running."""

    def __init__(
        self,
        store: Store,
        marks: OrderFlags,
        pace: AutoAccepter,
        publisher: BoardPublisher,
        *,
        begin: Callable[[Callable[[], Awaitable[object]]], None],
        emit: Callable[[Event], None],
        clock: Clock,
        rules: EngineSettings,
    ) -> None:
        """Take what is needed.

        Args:
            store: open.
            marks: writes down what was said of orders.
            pace: the rush.
            publisher: tells the board.
            begin: runs what reads and writes the store, and tells when that failed.
            emit: where reports go.
            clock: gives wall time and steady time.
            rules: what people chose.
        """
        self._store = store
        self._flags = marks
        self._auto_accepter = pace
        self._publisher = publisher
        self._begin = begin
        self._emit = emit
        self._clock = clock
        self._rules = rules
        self._next = clock.steady()
        self._looked_at = (clock.now(), clock.steady())

    def follow(self, rules: EngineSettings) -> None:
        """Go by other rules from now on."""
        self._rules = rules
        self._next = self._clock.steady()

    def look(self) -> bool:
        """Begin what is due; whether it was time to look."""
        self._follow_the_clock()
        if self._clock.steady() < self._next:
            return False
        self._next = self._clock.steady() + _LOOK_EVERY
        self._begin(self._remind)
        self._auto_accepter.look()
        if self._rules.mute_for:
            self._begin(lambda: self._publisher.publish_flags(self._flags.ring_again(self._rules.mute_for)))
        return True

    async def tidy(self) -> None:
        """Take old orders off the board and old personal data out of the store, until cancelled."""
        while True:
            await asyncio.sleep(_TIDY_EVERY)
            await self._publisher.publish_board()
            try:
                await care_for(self._store, self._clock.now(), self._rules.keep_personal_data_days)
            except CannotSaveError as error:
                # Nothing of today is lost by it; a disk that is full is told by what cannot be saved.
                _log.warning("the store could not be cared for", extra={"reason": str(error)})

    def _follow_the_clock(self) -> None:
        """Keep on the board what is there, though the clock was set on: by that it did not grow old."""
        (day, steady), self._looked_at = self._looked_at, (self._clock.now(), self._clock.steady())
        jump = self._looked_at[0] - day - timedelta(seconds=self._looked_at[1] - steady)
        if jump >= CLOCK_SET_ON:
            since = board_since(day)
            self._begin(lambda: self._store.write(lambda tx: tx.move_changes(since, jump)))

    async def _remind(self) -> None:
        margin = timedelta(seconds=self._rules.begin_margin)
        orders = await self._flags.remind(margin, board_since(self._clock.now()))
        if orders:
            self._emit(BoardChanged(tuple(orders)))
            self._emit(BeginNow(tuple(orders)))
