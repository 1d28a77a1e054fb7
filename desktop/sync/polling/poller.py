"""Asks the vendor for orders when `orders.schedule` says so, and hands the answers on.

Keeps the state of the connection. What an answer brings is not its business.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Final

from desktop.domain.orders import poll_schedule
from desktop.domain.orders.payload import PayloadError
from desktop.domain.orders.poll_schedule import PollOutcome, Schedule
from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.sync.events import ConnectionChanged, Event, PollEnded
from desktop.sync.vendor_outcomes import poll_outcome, poll_trouble
from desktop.vendor.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.sync.troubles import TroubleList
    from desktop.vendor.api import VendorApi

_LONGEST_NAP: Final = 1.0
"""Seconds. The steady clock counts sleep, the loop's timers may not: looking at it each second notices a resume."""

OF_A_POLL: Final = (
    TroubleKind.TOKEN_REFUSED,
    TroubleKind.UNREACHABLE,
    TroubleKind.UNTRUSTED,
    TroubleKind.VENDOR_ERROR,
)
"""What a poll that fails may be told by."""


class Poller:
    """The poll loop of one token."""

    def __init__(
        self,
        api: VendorApi,
        *,
        cooldown: float,
        take: Callable[[bytes, datetime], Awaitable[bool]],
        emit: Callable[[Event], None],
        troubles: TroubleList,
        clock: Clock,
        has_route: Callable[[], bool],
        silent_since: Callable[[], datetime | None],
        not_before: float = float("-inf"),
    ) -> None:
        """Take what is needed.

        Args:
            api: the vendor.
            cooldown: seconds between polls.
            take: saves an answer (JSON text of the list, when it was asked for) and tells of it; False when it could
                not be saved. Raises PayloadError when it is no list of orders.
            emit: where reports go.
            troubles: where troubles go.
            clock: gives wall time and steady time.
            has_route: whether the machine has any network now; cheap.
            silent_since: since when no orders can arrive, None while they can.
            not_before: when the cooldown of an earlier line with the same token is over, on the steady clock.
        """
        self._silent_since = silent_since
        self._api = api
        self._take = take
        self._emit = emit
        self._troubles = troubles
        self._clock = clock
        self._has_route = has_route
        self._had_route = True
        not_before = min(not_before, clock.steady() + cooldown)
        self._schedule = Schedule(cooldown=cooldown, next_at=not_before, earliest=not_before)
        self._link = Link.STARTING
        self._answered = False
        self._last_answer_at: datetime | None = None
        self._nudge = asyncio.Event()
        self._wanted = False
        """Whether somebody asked to look now since the last poll began."""

    @property
    def link(self) -> Link:
        """Whether the last poll was answered."""
        return self._link

    @property
    def answered(self) -> bool:
        """Whether the vendor answered the last poll; what it brought may still be being saved."""
        return self._answered

    @property
    def cooldown_ends(self) -> float:
        """When the vendor allows the next poll with this token, steady; the past where the last one was not answered."""
        return float("-inf") if self._schedule.failures else self._schedule.earliest

    def poll_now(self) -> None:
        """Poll as soon as the cooldown allows; while a poll is under way, as soon as that allows after it."""
        self._wanted = True
        self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())
        self._nudge.set()

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            await self._until_due()
            await self.poll_once()

    async def _until_due(self) -> None:
        self.publish_connection()
        while (left := self._schedule.next_at - self._clock.steady()) > 0:
            self._nudge.clear()
            try:
                async with asyncio.timeout(min(left, _LONGEST_NAP)):
                    await self._nudge.wait()
            except TimeoutError:
                self._watch_network()
            else:
                self.publish_connection()

    def _watch_network(self) -> None:
        """Poll at once when the machine has got its network back."""
        if self._link is Link.CONNECTED:
            return
        had, self._had_route = self._had_route, self._has_route()
        if self._had_route and not had:
            self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())
            self.publish_connection()

    async def poll_once(self) -> None:
        """Make one poll, whatever the schedule says, and plan the next."""
        asked_at, asked_steady = self._clock.now(), self._clock.steady()
        self._wanted = False
        try:
            data = await self._api.get_current()
        except VendorError as error:
            self._failed(error, asked_steady)
            return
        self._plan(PollOutcome.ANSWERED, asked_steady)
        self._answered = True
        try:
            saved = await self._take(data, asked_at)
        except PayloadError as error:
            # It answers, and no order can reach us all the same.
            self._lost(TroubleKind.VENDOR_ERROR, str(error)[:200])
            self._emit(PollEnded(PollOutcome.FAILED, reason=str(error)[:200]))
            return
        # What cannot be saved has not arrived, however well the vendor answers.
        self._link = Link.CONNECTED if saved else Link.LOST
        self._last_answer_at = self._clock.now()
        self._troubles.end(*OF_A_POLL)
        if not self._schedule.contested:
            self._troubles.end(TroubleKind.COOLDOWN)

    def _failed(self, error: VendorError, asked_steady: float) -> None:
        outcome = poll_outcome(error)
        kind = poll_trouble(error)
        self._plan(outcome, asked_steady, getattr(error, "wait", None) or 0.0)
        if outcome is PollOutcome.TOO_SOON:
            # The vendor answers, so the line is good; once in a while it may count otherwise than we do.
            if self._schedule.contested:
                self._troubles.begin(kind, error.message)
        else:
            self._lost(kind, error.message or str(error))
        # Not the vendor's own sentence: this is logged, and its words may name a customer.
        self._emit(PollEnded(outcome, reason=str(error)))

    def _lost(self, kind: TroubleKind, reason: str) -> None:
        self._link = Link.LOST
        self._answered = False
        self._had_route = self._has_route()
        for other in OF_A_POLL:
            if other is not kind:
                self._troubles.end(other)
        self._troubles.end(TroubleKind.COOLDOWN)
        # One failure may be over in a moment, and the header shows it at once; what will not mend itself is told.
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
            # Asked for while this one was under way, and this one brought nothing.
            self._schedule = poll_schedule.at_once(self._schedule, self._clock.steady())

    def publish_connection(self) -> None:
        """Tell the state of the connection as it is now."""
        left = self._schedule.next_at - self._clock.steady()
        self._emit(
            ConnectionChanged(
                Connection(
                    link=self._link,
                    last_answer_at=self._last_answer_at,
                    next_poll_in=left if left > 0 else None,
                    failures=self._schedule.failures,
                    silent_since=self._silent_since(),
                )
            )
        )
