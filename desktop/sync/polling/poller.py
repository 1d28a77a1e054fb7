"""Polls the vendor when `domain.orders.poll_schedule` says so, and hands the answers over. Knows the connection's state."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Final, Protocol

from desktop.domain.orders import poll_schedule
from desktop.domain.orders.poll_schedule import PollOutcome, Schedule
from desktop.domain.orders.reading.payload import PayloadError
from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.store import CannotSaveError
from desktop.sync.events import ConnectionChanged, EventBus, PollEnded
from desktop.sync.vendor_outcomes import poll_outcome, poll_trouble
from desktop.vendor.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.store import Lease
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_NAP: Final = 1.0
"""Seconds between looks at the network while polls fail."""
_CALM_NAP: Final = 10.0
"""Seconds between looks at the clock while all is well: it counts sleep, the loop's timers may not. `sleep_watch` looks each
second, and nudges after a resume."""

PERMIT_HOLDS: Final = 2.0
"""Seconds after which a permit is not used any more."""
_PERMIT_AGAIN: Final = 1.0
"""Seconds until another permit is asked for."""

OF_A_POLL: Final = (
    TroubleKind.TOKEN_REFUSED,
    TroubleKind.UNREACHABLE,
    TroubleKind.UNTRUSTED,
    TroubleKind.VENDOR_ERROR,
)
"""The troubles that a failed poll may cause."""


class AnswerHandler(Protocol):
    """Takes the answers of polls."""

    async def take(self, data: bytes, asked_at: datetime) -> bool:
        """Save an answer and publish it; return False when it could not be saved.

        Args:
            data: JSON text of the list of orders.
            asked_at: when the poll was sent, by the store's time.

        Raises:
            PayloadError: the answer is no list of orders.
        """
        ...


class Poller:
    """The poll loop of one token."""

    def __init__(
        self,
        api: VendorApi,
        handler: AnswerHandler,
        reception: ReceptionMonitor,
        troubles: TroubleList,
        *,
        lease: Lease,
        events: EventBus,
        clock: Clock,
        has_route: Callable[[], bool],
        cooldown: float,
        not_before: float = float("-inf"),
    ) -> None:
        """Prepare; `run` polls.

        Args:
            api: the vendor.
            handler: saves each answer.
            reception: knows since when no orders can arrive.
            troubles: receives the problems of polls.
            lease: permits each poll.
            events: publishes events.
            clock: gives wall time and steady time.
            has_route: whether the machine has any network now; cheap.
            cooldown: seconds between polls.
            not_before: when the cooldown of the connection before with the same token ends, or that of the till that polled
                before, on the steady clock.
        """
        self._api = api
        self._handler = handler
        self._reception = reception
        self._troubles = troubles
        self._lease = lease
        self._events = events
        self._clock = clock
        self._has_route = has_route
        self._had_route = True
        not_before = min(not_before, clock.steady() + cooldown + PERMIT_HOLDS)
        self._schedule = Schedule(cooldown=cooldown, next_at=not_before, earliest=not_before)
        self._link = Link.STARTING
        self._answered = False
        self._last_answer_at: datetime | None = None
        self._nudge = asyncio.Event()
        self._wanted = False
        """Whether `poll_now` was called since the last poll began."""
        self._silent = False
        """Whether the connection was last published as one without orders."""

    @property
    def answered(self) -> bool:
        """Whether the vendor answered the last poll; what it brought may still be being saved."""
        return self._answered

    @property
    def cooldown_ends(self) -> float:
        """When the vendor allows the next poll with this token, on the steady clock; -inf after a failed poll."""
        return float("-inf") if self._schedule.failures else self._schedule.earliest

    def poll_now(self) -> None:
        """Poll as soon as the cooldown allows; while a poll is under way, as soon as that allows after it."""
        self._wanted = True
        self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())
        self._nudge.set()

    def on_contact(self) -> None:
        """Poll soon where polls fail: another call was answered."""
        if self._link is Link.LOST:
            self.poll_now()

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            await self._until_due()
            await self.poll_once()

    async def _until_due(self) -> None:
        self._publish_connection()
        while (left := self._schedule.next_at - self._clock.steady()) > 0:
            self._nudge.clear()
            try:
                nap = _CALM_NAP if self._link is Link.CONNECTED else _NAP
                async with asyncio.timeout(min(left, nap)):
                    await self._nudge.wait()
            except TimeoutError:
                self._watch_network()
            else:
                self._publish_connection()

    def _watch_network(self) -> None:
        """Poll at once when the machine has got its network back."""
        if self._link is Link.CONNECTED:
            return
        had, self._had_route = self._had_route, self._has_route()
        if self._had_route and not had:
            self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())
            self._publish_connection()

    async def poll_once(self) -> None:
        """Make one poll, whatever the schedule says, and plan the next; without a permit ask for another one soon."""
        asked_steady = self._clock.steady()
        asked_at = await self._permit()
        if asked_at is None:
            self._schedule = poll_schedule.delayed(self._schedule, self._clock.steady() + _PERMIT_AGAIN)
            return
        self._wanted = False
        try:
            data = await self._api.get_current()
        except VendorError as error:
            self._failed(error, asked_steady)
            return
        self._plan(PollOutcome.ANSWERED, asked_steady)
        self._answered = True
        try:
            saved = await self._handler.take(data, asked_at)
        except PayloadError as error:
            # The vendor answers, but no order can arrive.
            self._lost(TroubleKind.VENDOR_ERROR, str(error)[:200])
            self._events.emit(PollEnded(PollOutcome.FAILED, reason=str(error)[:200]))
            return
        # Orders that cannot be saved have not arrived, however well the vendor answers.
        self._link = Link.CONNECTED if saved else Link.LOST
        self._last_answer_at = self._clock.now()
        self._troubles.end(*OF_A_POLL)
        if not self._schedule.contested:
            self._troubles.end(TroubleKind.COOLDOWN)

    async def _permit(self) -> datetime | None:
        """Return the store's time at which the poll is asked, None where there must be none now."""
        asked = self._clock.steady()
        try:
            asked_at = await self._lease.permit()
        except CannotSaveError as error:
            # Its orders could not be saved. Nothing of the cooldown is used up.
            self._troubles.cannot_save(error)
            self._link = Link.LOST
            return None
        # The machine may have slept meanwhile, and another till may poll by now.
        return asked_at if self._clock.steady() - asked <= PERMIT_HOLDS else None

    def _failed(self, error: VendorError, asked_steady: float) -> None:
        outcome = poll_outcome(error)
        kind = poll_trouble(error)
        self._plan(outcome, asked_steady, getattr(error, "wait", None) or 0.0)
        if outcome is PollOutcome.TOO_SOON:
            # The vendor answers, so the connection is good. Now and then it counts the cooldown differently.
            if self._schedule.blocked:
                # Not good for as long as it asks: said at once, not after the silence.
                self._link = Link.LOST
            if self._schedule.contested or self._schedule.blocked:
                self._troubles.begin(kind, error.message)
        else:
            self._lost(kind, error.message or str(error))
        # Without the vendor's own sentence: this is logged, and a sentence may name a customer.
        self._events.emit(PollEnded(outcome, reason=str(error)))

    def _lost(self, kind: TroubleKind, reason: str) -> None:
        self._link = Link.LOST
        self._answered = False
        self._had_route = self._has_route()
        for other in OF_A_POLL:
            if other is not kind:
                self._troubles.end(other)
        self._troubles.end(TroubleKind.COOLDOWN)
        # One failure may be over in a moment, and the header shows it. A trouble is for what does not pass by itself.
        if self._schedule.failures != 1 or kind in {TroubleKind.TOKEN_REFUSED, TroubleKind.UNTRUSTED}:
            self._troubles.begin(kind, reason)

    def _plan(self, outcome: PollOutcome, asked_steady: float, wait: float = 0.0) -> None:
        self._schedule = poll_schedule.after(
            self._schedule,
            outcome,
            asked_at=asked_steady,
            ended_at=self._clock.steady(),
            wait=wait,
            jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        )
        if self._wanted and outcome is not PollOutcome.ANSWERED:
            # Somebody asked during this poll, and it brought nothing.
            self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())

    def check_reception(self) -> None:
        """Publish the connection where "no orders can arrive" began or ended by the passing of time."""
        if (self._reception.silent_since is not None) is not self._silent:
            self._publish_connection()

    def _publish_connection(self) -> None:
        silent_since = self._reception.silent_since
        self._silent = silent_since is not None
        left = self._schedule.next_at - self._clock.steady()
        self._events.emit(
            ConnectionChanged(
                Connection(
                    link=self._link,
                    last_answer_at=self._last_answer_at,
                    next_poll_in=left if left > 0 else None,
                    failures=self._schedule.failures,
                    silent_since=silent_since,
                )
            )
        )
