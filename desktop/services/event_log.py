"""Logs what the engine publishes, without customers' data, for the people who help."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.sync.events import Cause, OrdersChanged, PollEnded, TroublesChanged

if TYPE_CHECKING:
    from desktop.domain.trouble import Trouble
    from desktop.sync.events import EventBus

_log = logging.getLogger(__name__)


def log_events(events: EventBus) -> None:
    """Log events from now on."""
    troubles: tuple[Trouble, ...] = ()

    def log_new_troubles(event: TroublesChanged) -> None:
        nonlocal troubles
        before = {trouble.identity for trouble in troubles}
        for trouble in event.troubles:
            if trouble.identity not in before:
                _log.warning("trouble began", extra={"kind": trouble.kind, "detail": trouble.loggable_detail})
        troubles = event.troubles

    events.subscribe(PollEnded, _log_poll)
    events.subscribe(OrdersChanged, _log_commands)
    events.subscribe(TroublesChanged, log_new_troubles)


def _log_poll(event: PollEnded) -> None:
    if event.outcome is not PollOutcome.ANSWERED:
        _log.info("poll failed", extra={"outcome": event.outcome, "reason": event.reason})
    elif event.new:
        _log.info("orders came", extra={"orders": event.orders, "new": event.new})


def _log_commands(event: OrdersChanged) -> None:
    for order in event.orders:
        extra = {"order": order.payment_key}
        if event.cause is Cause.ACCEPT and (accept := order.accept) is not None:
            _log.info("accept", extra=extra | {"state": accept.state, "attempts": accept.attempts})
        elif event.cause is Cause.ACTION and (action := order.action) is not None:
            extra |= {"action": action.action, "state": action.state}
            _log.info("action", extra=extra | {"attempts": action.attempts})
