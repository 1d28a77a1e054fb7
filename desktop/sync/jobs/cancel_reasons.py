"""The vendor's reasons for a cancel: read once a day, and stored for when the vendor cannot be reached."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.cancel_reasons import KNOWN, CancelReason, read_reasons
from desktop.sync.events import EventBus, ReasonsChanged
from desktop.vendor.errors import VendorError

if TYPE_CHECKING:
    from desktop.domain.clock import Clock
    from desktop.store import Store
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_NAME: Final = "cancel-reasons"
_EVERY: Final = 24 * 3600.0
_AFTER_FAILURE: Final = 600.0
_NOT_AT_ONCE: Final = 5.0
"""Seconds after the start in which orders and the outbox go first."""


async def publish_stored(store: Store, events: EventBus) -> None:
    """Publish the stored reasons, or those that are built in."""
    stored = await store.read(lambda tx: tx.cached(_NAME))
    reasons: tuple[CancelReason, ...] = KNOWN
    if stored is not None:
        try:
            reasons = read_reasons(stored)
        except ValueError:
            _log.warning("the stored reasons cannot be read")
    events.emit(ReasonsChanged(reasons))


async def refresh_reasons(
    api: VendorApi,
    store: Store,
    events: EventBus,
    clock: Clock,
) -> None:
    """Read the reasons once a day, until cancelled."""
    await asyncio.sleep(_NOT_AT_ONCE)
    while True:
        try:
            data = await api.cancel_reasons()
            reasons = read_reasons(data)
        except (VendorError, ValueError) as error:
            _log.info("no reasons for a cancel: %s", type(error).__name__)
            await asyncio.sleep(_AFTER_FAILURE)
            continue
        text = data.decode()
        await store.write(lambda tx, text=text: tx.cache(_NAME, text, clock.now()))  # type: ignore[misc]
        events.emit(ReasonsChanged(reasons))
        await asyncio.sleep(_EVERY)
