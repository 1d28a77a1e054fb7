"""Watches the time of day, and tells people while nothing is deleted because it is unsure."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain import clock_trust
from desktop.domain.clock_trust import ClockTrust
from desktop.domain.trouble import TroubleKind
from desktop.store.rows import from_milliseconds, to_milliseconds

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.store import Store, Transaction
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_LAST_SEEN: Final = "time_was_sure_at"
_LISTENED: Final = "listened_at"


class TimeWatch:
    """Knows whether the time of day is sure."""

    def __init__(self, store: Store, troubles: TroubleList, clock: Clock) -> None:
        self._store = store
        self._troubles = troubles
        self._clock = clock
        self._read = (clock.now(), clock.steady())
        self._trust = ClockTrust()

    async def load(self) -> None:
        """Compare the time with the last one that was stored.

        Raises:
            CannotSaveError: the store cannot be read.
        """

        def last_seen(tx: Transaction) -> tuple[datetime, int | None]:
            stored = tx.value(_LAST_SEEN)
            return tx.now(), tx.value(_LISTENED) if stored is None else stored

        now, stored = await self._store.read(last_seen)
        self._set(clock_trust.started(now, None if stored is None else from_milliseconds(stored)))

    def start_anew(self) -> None:
        """Take the present time as no jump: the clock shows that of a shared database from now on."""
        self._read = (self._clock.now(), self._clock.steady())

    @property
    def is_sure(self) -> bool:
        """Whether things may be deleted by their age."""
        return self._trust.is_sure

    def now(self) -> datetime:
        """Return the vendor's time where the two clocks contradict each other, else that of this machine."""
        return self._clock.now() - (self._trust.vendor_ahead or timedelta())

    def check(self) -> timedelta:
        """Return by how much the clock jumped since the last call; call it each second."""
        (day, steady), self._read = self._read, (self._clock.now(), self._clock.steady())
        by_day, by_steady = self._read[0] - day, timedelta(seconds=self._read[1] - steady)
        self._set(clock_trust.passed(self._trust, by_day, by_steady))
        return by_day - by_steady

    def vendor_said(self, ahead: float) -> None:
        """Compare with the vendor's clock; this one is ahead by so many seconds."""
        self._set(clock_trust.vendor_said(timedelta(seconds=ahead)))

    def confirm(self) -> None:
        """Take the time as right: a person says so."""
        self._set(clock_trust.confirmed(self._trust))

    def report(self) -> None:
        """Tell people where the time is unsure now that something would be deleted."""
        if not self.is_sure:
            by_hand = self._trust.vendor_ahead is None
            self._troubles.begin(TroubleKind.TIME_UNSURE, dismissible=by_hand)

    async def save(self) -> None:
        """Store the time where it is sure.

        Raises:
            CannotSaveError: it was not stored.
        """
        if self.is_sure:
            await self._store.write(
                lambda tx: tx.set_value(_LAST_SEEN, to_milliseconds(tx.now())), as_leader=True
            )

    def _set(self, trust: ClockTrust) -> None:
        if trust.is_sure is not self._trust.is_sure:
            _log.warning(
                "the time is sure again" if trust.is_sure else "the time is unsure: nothing old is deleted"
            )
        self._trust = trust
        if trust.is_sure:
            self._troubles.end(TroubleKind.TIME_UNSURE)
