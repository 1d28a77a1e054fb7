"""Handles one poll answer: saves it, then queues acknowledgements and publishes events.

A save that has started always completes, even if the connection closes meanwhile: a saved answer is published once only.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError, NotLeaderError, Store
from desktop.sync.events import Cause, EventBus, OrdersChanged, PollEnded
from desktop.sync.polling.save_poll import save_poll

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.store.journal import Journal
    from desktop.sync.board.print_planner import PrintPlanner
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.jobs.auto_accept import AutoAccepter
    from desktop.sync.jobs.time_watch import TimeWatch
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.polling.save_poll import SavedPoll
    from desktop.sync.polling.vendor_link import VendorLink
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

WRONG_CLOCK: Final = 120.0
"""Seconds that this clock and the vendor's may differ: answers and their dates are never further apart."""

_CLOCK_SLACK: Final = 10.0

_FINISH: Final = 2.0
"""Seconds that a disconnect waits for an answer that is being saved: a disk can hang."""


class PollHandler:
    """Handles one answer at a time."""

    def __init__(
        self,
        store: Store,
        link: VendorLink,
        *,
        publisher: BoardPublisher,
        planner: PrintPlanner,
        reception: ReceptionMonitor,
        auto_accepter: AutoAccepter,
        commands: CommandRunner,
        troubles: TroubleList,
        events: EventBus,
        time_watch: TimeWatch,
    ) -> None:
        self._store = store
        self._link = link
        self._publisher = publisher
        self._planner = planner
        self._reception = reception
        self._auto_accepter = auto_accepter
        self._commands = commands
        self._troubles = troubles
        self._events = events
        self._time_watch = time_watch
        self._reported: set[str] = set()
        """Fingerprints that were reported in this run; the next start reports them again."""
        self._taking: asyncio.Task[bool] | None = None
        self.journal: Journal | None = None
        """None where one program alone uses the store."""

    async def take(self, data: bytes, asked_at: datetime) -> bool:
        """Save an answer; only after that acknowledge and publish it. Return False where it could not be saved.

        Args:
            data: JSON text of the list of orders.
            asked_at: when the poll was sent, by the store's time.

        Raises:
            PayloadError: the answer is no list of orders.
        """
        taking = self._taking = asyncio.ensure_future(self._take(data, asked_at))
        # The poller may have ended by then.
        taking.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(taking)

    async def finish(self) -> None:
        """Wait a moment for an answer that is being saved and published."""
        if self._taking is not None:
            await asyncio.wait([self._taking], timeout=_FINISH)

    async def _take(self, data: bytes, asked_at: datetime) -> bool:
        silent_for, after = self._reception.silent_for, self._reception.after
        try:
            result = await self._store.write(
                lambda tx: save_poll(
                    tx,
                    data,
                    asked_at,
                    silent_for=silent_for,
                    outage_after=after,
                    planner=self._planner,
                ),
                # An acknowledged order is never handed out again: it must not stand in the log alone.
                into_file=True,
                as_leader=True,
            )
        except CannotSaveError as error:
            self._troubles.cannot_save(error)
            self._events.emit(PollEnded(PollOutcome.FAILED, reason=str(error)))
            return False
        except NotLeaderError:
            # The vendor repeats these orders to the till that leads now.
            _log.info("an answer is dropped: another till leads")
            return False
        self._troubles.saved_again()
        self._reception.answer_saved()
        self._events.emit(PollEnded(PollOutcome.ANSWERED, result.orders, len(result.new)))
        if result.changed:
            self._publisher.publish(
                OrdersChanged(result.changed, Cause.POLL, result.new, result.announced, result.altered)
            )
        if self.journal is not None and result.to_acknowledge:
            # Before the vendor forgets them: the database may be replaced by a replica that does not have them yet.
            await self.journal.note(result.to_acknowledge)
        self._link.enqueue(result.queued, result.in_doubt)
        self._link.retry_now()
        # Also the orders that waited before: while the vendor does not answer, none is accepted.
        self._commands.run(self._auto_accepter.accept_waiting())
        self._report(result)
        self._compare_clocks(self._link.clock_ahead)
        await self._publisher.publish_damage(is_shown=True)
        await self._publisher.publish_refused()
        return True

    def _report(self, result: SavedPoll) -> None:
        """Report what a person should know of an answer beside its orders."""
        if unreported := result.rejected - self._reported:
            self._reported |= unreported
            self._troubles.begin(TroubleKind.REJECTED_PAYLOAD, count=len(unreported), dismissible=True)
        if result.outage is not None and (result.outage.orders or not result.outage.off):
            # A night without orders is not worth a notice.
            self._troubles.begin(TroubleKind.NOT_LISTENED, dismissible=True, outage=result.outage)

    def _compare_clocks(self, ahead: float | None) -> None:
        if ahead is None:
            return
        self._time_watch.vendor_said(ahead)
        if abs(ahead) > WRONG_CLOCK:
            self._troubles.begin(TroubleKind.WRONG_CLOCK, str(round(ahead)))
        elif abs(ahead) < WRONG_CLOCK - _CLOCK_SLACK:
            self._troubles.end(TroubleKind.WRONG_CLOCK)
