"""Periodic jobs that need no vendor: reminders for scheduled orders, expiry of mutes and rush hour, removal of old orders."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.clock_trust import JUMP
from desktop.store import CannotSaveError, Store
from desktop.sync.board.board_rows import board_since
from desktop.sync.jobs.maintenance import care_for, tidy_own_files

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.sync.board.order_flags import OrderFlags
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.jobs.auto_accept import AutoAccepter
    from desktop.sync.jobs.time_watch import TimeWatch
    from desktop.sync.settings import EngineSettings

_log = logging.getLogger(__name__)

_EVERY: Final = 10.0
"""Seconds between two runs of the jobs."""

_TIDY_EVERY: Final = 600.0
"""Seconds between two runs of `tidy`."""


class JobScheduler:
    """Call `run_due` each second, and keep `tidy` running."""

    def __init__(
        self,
        store: Store,
        *,
        flags: OrderFlags,
        auto_accepter: AutoAccepter,
        publisher: BoardPublisher,
        commands: CommandRunner,
        settings: EngineSettings,
        time_watch: TimeWatch,
        clock: Clock,
    ) -> None:
        self._store = store
        self._flags = flags
        self._auto_accepter = auto_accepter
        self._publisher = publisher
        self._commands = commands
        self._settings = settings
        self._time_watch = time_watch
        self._clock = clock
        self._next = clock.steady()

    def follow(self, settings: EngineSettings) -> None:
        """Use other settings from now on."""
        self._settings = settings
        self._next = self._clock.steady()

    def run_due(self) -> None:
        """Run the jobs that are due; call it each second."""
        self._follow_the_clock()
        if self._clock.steady() < self._next:
            return
        self._next = self._clock.steady() + _EVERY
        margin = timedelta(seconds=self._settings.begin_margin)
        self._auto_accepter.end_rush()
        if not self._store.lease.leads:
            return
        self._commands.run(self._flags.remind(margin))
        if self._settings.mute_for:
            self._commands.run(self._flags.ring_again(self._settings.mute_for))
        self._commands.run(self._auto_accepter.accept_waiting())

    async def tidy(self) -> None:
        """Remove old orders from the board and old personal data from the store, until cancelled."""
        while True:
            await asyncio.sleep(_TIDY_EVERY)
            try:
                await self._publisher.publish_board()
                # The clock may have been set since the last second.
                self._follow_the_clock()
                if not self._store.lease.leads:
                    if self._time_watch.is_sure:
                        keep_days = self._settings.keep_personal_data_days
                        await tidy_own_files(self._store, self._time_watch.now(), keep_days)
                    continue
                # The clock may have been set since the last second.
                self._follow_the_clock()
                self._time_watch.report()
                await care_for(
                    self._store,
                    self._time_watch.now(),
                    self._settings.keep_personal_data_days,
                    may_delete=self._time_watch.is_sure,
                )
                await self._time_watch.save()
            except CannotSaveError as error:
                # Nothing of today is lost, and a full disk shows as soon as an order is saved.
                _log.warning("the store could not be cared for", extra={"reason": str(error)})

    def _follow_the_clock(self) -> None:
        """Keep the ages of the orders on the board when the clock is set: it was wrong until now, or is wrong now."""
        jump = self._time_watch.check()
        if abs(jump) >= JUMP and self._store.lease.leads:
            self._commands.run(
                self._store.write(
                    lambda tx: tx.move_changes(board_since(tx.now() - jump), jump), as_leader=True
                )
            )
