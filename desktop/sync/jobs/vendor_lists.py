"""Lists of the vendor that rarely change: cancel reasons and payment methods.

They are read once a day, and stored for when the vendor cannot be reached.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.cancel_reasons import KNOWN as KNOWN_REASONS
from desktop.domain.orders.cancel_reasons import read_reasons
from desktop.domain.sales.payment import KNOWN as KNOWN_METHODS
from desktop.domain.sales.payment import VARIABLES, read_names
from desktop.sync.events import Event, EventBus, PaymentNamesChanged, ReasonsChanged
from desktop.vendor.errors import VendorError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.store import Store
    from desktop.vendor.api import VendorApi

_log = logging.getLogger(__name__)

_EVERY: Final = 24 * 3600.0
_AFTER_FAILURE: Final = 600.0
_NOT_AT_ONCE: Final = 5.0
"""Seconds after the start in which orders and the outbox go first."""


class _VendorList(NamedTuple):
    """One list."""

    name: str
    """Under which it is stored."""
    call: Callable[[VendorApi], Awaitable[bytes]]
    read: Callable[[bytes | str], Event]
    """Returns the event that publishes the list; raises ValueError where it cannot be read."""
    known: Event
    """Publishes the documented list."""


_LISTS: Final = (
    _VendorList(
        "cancel-reasons",
        lambda api: api.cancel_reasons(),
        lambda data: ReasonsChanged(read_reasons(data)),
        ReasonsChanged(KNOWN_REASONS),
    ),
    _VendorList(
        VARIABLES,
        lambda api: api.variables(),
        lambda data: PaymentNamesChanged(read_names(data)),
        PaymentNamesChanged(KNOWN_METHODS),
    ),
)


async def publish_stored(store: Store, events: EventBus) -> None:
    """Publish the stored lists, or those that are built in."""
    for each in _LISTS:
        stored = await store.read(lambda tx, name=each.name: tx.cached(name))  # type: ignore[misc]
        event = each.known
        if stored is not None:
            try:
                event = each.read(stored)
            except ValueError:
                _log.warning("the stored list cannot be read: %s", each.name)
        events.emit(event)


async def refresh_lists(api: VendorApi, store: Store, events: EventBus) -> None:
    """Read the lists once a day, until cancelled; those that failed sooner."""
    await asyncio.sleep(_NOT_AT_ONCE)
    while True:
        due = list(_LISTS)
        while due:
            due = [each for each in due if not await _refresh(each, api, store, events)]
            await asyncio.sleep(_AFTER_FAILURE if due else _EVERY)


async def _refresh(wanted: _VendorList, api: VendorApi, store: Store, events: EventBus) -> bool:
    try:
        data = await wanted.call(api)
        event = wanted.read(data)
    except (VendorError, ValueError) as error:
        _log.info("no list of %s: %s", wanted.name, type(error).__name__)
        return False
    await store.write(lambda tx: tx.cache(wanted.name, data.decode(), tx.now()), as_leader=True)
    events.emit(event)
    return True
