"""Connects with the vendor while this till leads, and disconnects when it leads no more."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, Protocol

from desktop.domain.trouble import TroubleKind
from desktop.store import CannotSaveError
from desktop.sync.events import ConnectionChanged, LeadChanged
from desktop.sync.polling.poller import PERMIT_HOLDS

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.store import Lease
    from desktop.sync.events import EventBus
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.tasks import BackgroundTasks
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_MOST_FAILURES: Final = 2
"""Polls in a row after which another till may have better luck."""
_OF_THIS_TILL: Final = (TroubleKind.TOKEN_REFUSED, TroubleKind.UNREACHABLE, TroubleKind.UNTRUSTED)
"""Troubles of polls that another till may not have: its own line, its own key."""


class Line(Protocol):
    """The line to the vendor: poller, sender, restaurant."""

    async def connect(self, not_before: float) -> None:
        """Poll and send from now on.

        Args:
            not_before: when the cooldown of the till before ends, on the steady clock.
        """

    async def disconnect(self) -> None:
        """Poll and send no more; safe to call twice."""


class Leadership:
    """Call `run` in a task, and `use` when credentials or options change."""

    def __init__(
        self,
        lease: Lease,
        line: Line,
        reception: ReceptionMonitor,
        *,
        troubles: TroubleList,
        tasks: BackgroundTasks,
        events: EventBus,
        clock: Clock,
    ) -> None:
        self._lease = lease
        self._line = line
        self._reception = reception
        self._troubles = troubles
        self._tasks = tasks
        self._events = events
        self._clock = clock
        self._cooldown = 0.0
        self._connected: int | None = None
        """The epoch in which this till is connected, None while it is not."""
        self._told: LeadChanged | None = None
        self._elected_at = clock.steady()
        self._renewed = False
        self._woken = asyncio.Event()
        lease.may_lead = False
        lease.on_change(self._on_change)
        events.subscribe(ConnectionChanged, self._on_connection_changed)

    @property
    def is_connected(self) -> bool:
        """Whether this till polls and sends."""
        return self._connected is not None

    def use(self, *, may_lead: bool, cooldown: float) -> None:
        """Stand for election or not, and connect anew where this till leads.

        Args:
            may_lead: whether this till has credentials, and people let it poll.
            cooldown: seconds between polls.
        """
        self._cooldown = cooldown
        self._lease.may_lead = may_lead
        self._renewed = True
        self._woken.set()

    async def run(self) -> None:
        """Follow the lease until cancelled."""
        while True:
            self._woken.clear()
            await self._follow()
            await self._woken.wait()

    async def _follow(self) -> None:
        leads = self._lease.leads and self._lease.may_lead
        epoch = self._lease.epoch
        if self._connected is not None and (not leads or self._connected != epoch or self._renewed):
            await self._line.disconnect()
            self._connected = None
        self._renewed = False
        self._tell(LeadChanged(leads, epoch))
        if leads and self._connected is None:
            await self._line.connect(self._not_before())
            self._connected = epoch
        elif self._lease.leads and not self._lease.may_lead:
            # The key is gone, or people do not want this till to poll. The right to stand is asked again, not `leads`:
            # this till may have been elected since, and would rest for a minute.
            await self._give_back()

    async def _give_back(self) -> None:
        try:
            await self._lease.give_back()
        except CannotSaveError as error:
            # Without the database the lead ends by itself.
            _log.info("the lead cannot be given back: %s", error)

    def _not_before(self) -> float:
        """Return when the cooldown of the last poll ends, as far as the database and this till know of it."""
        polled_at = [float("-inf")]
        if (seconds := self._lease.seconds_since_poll) is not None:
            # The poll may have been sent as long after its permit.
            polled_at.append(self._elected_at - max(seconds, 0.0) + PERMIT_HOLDS)
        if self._reception.answered:
            polled_at.append(self._clock.steady() - self._reception.seconds)
        return max(polled_at) + self._cooldown

    def _tell(self, lead: LeadChanged) -> None:
        if self._told is None or lead.leads is not self._told.leads or (lead.leads and lead != self._told):
            _log.info("leads" if lead.leads else "follows", extra={"epoch": lead.epoch})
            self._told = lead
            self._events.emit(lead)

    def _on_change(self, _leads: object) -> None:
        if self._lease.leads:
            self._elected_at = self._clock.steady()
        self._woken.set()

    def _on_connection_changed(self, event: ConnectionChanged) -> None:
        if (
            self._connected is not None
            and event.connection.failures >= _MOST_FAILURES
            and self._lease.leads
            and self._troubles.holds(*_OF_THIS_TILL)
        ):
            _log.warning("the vendor cannot be polled from here: another till may lead")
            self._tasks.start(self._give_back(), "give the lead back")
