"""Checks each second whether the machine slept, whether orders still arrive, and which periodic jobs are due."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.sync.events import EventBus, Resumed

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.sync.jobs.scheduler import JobScheduler
    from desktop.sync.polling.vendor_link import VendorLink

_log = logging.getLogger(__name__)

_EVERY: Final = 1.0
"""Seconds between checks."""

_SLEPT: Final = 10.0
"""Seconds between two checks that no busy machine explains: it was asleep. The steady clock counts sleep, and setting
the time of day does not change it."""


async def watch(clock: Clock, link: VendorLink, scheduler: JobScheduler, events: EventBus) -> None:
    """Check until cancelled."""
    last = clock.steady()
    while True:
        await asyncio.sleep(_EVERY)
        now = clock.steady()
        passed, last = now - last, now
        if passed >= _SLEPT:
            _log.info("resumed", extra={"seconds": round(passed)})
            link.resume()
            events.emit(Resumed(passed))
        link.check_reception()
        scheduler.run_due()
