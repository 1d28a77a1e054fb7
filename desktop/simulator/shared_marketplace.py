"""A marketplace for any thread: its state and the journal of calls are protected by one lock.

Holds events outside the API, such as presses in the web panel. `marketplace` holds the rules of calls.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.order import OrderStatus
from desktop.simulator.faults import Faults
from desktop.simulator.marketplace import STATUS_TEXTS, SimOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator.marketplace import Marketplace
    from desktop.simulator.sample_orders import SampleOrders


@dataclass(frozen=True)
class JournalEntry:
    """A received call. Tokens are not recorded."""

    at: float
    """Seconds of the simulator's clock."""
    call: str
    payment_key: str
    status_id: int
    """The order's status when the call arrived, 0 for none."""
    http: int
    """HTTP status of the answer, 0 for none."""
    took_effect: bool
    body: Any = None
    """Body of a call about an order: JSON, or text if it is none. None for other calls."""


class SharedMarketplace:
    """A marketplace with notification of changes."""

    def __init__(self, market: Marketplace, samples: SampleOrders) -> None:
        self._market = market
        self._samples = samples
        self._changed = threading.Condition(threading.RLock())
        self.faults = Faults()
        self.latency = 0.0
        """Seconds before each answer."""
        self.journal: list[JournalEntry] = []
        """All received calls in order."""

    @property
    def access_token(self) -> str:
        """The valid token."""
        return self._market.access_token

    def add_order(self, raw: object = None, **fields: Any) -> str:
        """Add an order; return its payment key.

        Args:
            raw: replaces the order: bytes are copied into the list unchanged, other values become JSON.
            fields: replace fields of the invented order; `...` removes one.
        """
        with self._changed:
            if isinstance(raw, dict) and _key_in(raw):
                payload = raw
            elif raw is not None:
                text = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
                return self._add(f"raw-{len(self._market.orders)}", SimOrder(None, raw=text))
            else:
                if isinstance(fields.get("status_id"), int):
                    status_id = fields["status_id"]
                    fields.setdefault("status_text", STATUS_TEXTS.get(status_id, f"Durum {status_id}"))
                market = self._market
                takes = [i for i, (item_id, _) in enumerate(market.branches) if item_id not in market.closed]
                made = self._samples.make(
                    datetime.now(UTC), takes or range(len(market.branches)), market.off_sale, **fields
                )
                payload = {name: value for name, value in made.items() if value is not ...}
            status = payload.get("status_id")
            key = _key_in(payload) or f"raw-{len(self._market.orders)}"
            return self._add(key, SimOrder(payload, status_id=status if isinstance(status, int) else 1))

    def _add(self, key: str, order: SimOrder) -> str:
        self._market.orders[key] = order
        self._changed.notify_all()
        return key

    def add_orders(self, count: int) -> list[str]:
        """Add many orders at once."""
        with self._changed:
            return [self.add_order() for _ in range(count)]

    def change_order(self, payment_key: str, **fields: Any) -> None:
        """Change fields of an order, which then needs a new acknowledgement."""
        with self._changed:
            order = self._market.orders[payment_key]
            order.payload = (order.payload or {}) | fields
            order.acknowledged = False
            self._changed.notify_all()

    def set_status(self, payment_key: str, status_id: int) -> None:
        """Change an order's status, like the web panel or a courier."""
        with self._changed:
            self._market.set_status(self._market.orders[payment_key], status_id)
            self._changed.notify_all()

    def accept_elsewhere(self, payment_key: str, minutes: int = 30) -> None:
        """Accept an order in the web panel. `get-current` does not contain the minutes."""
        with self._changed:
            self._market.orders[payment_key].minutes_elsewhere = minutes
            self.set_status(payment_key, OrderStatus.CONFIRMED)

    def cancel_elsewhere(self, payment_key: str) -> None:
        """Cancel an order in the web panel; `get-current` never shows it."""
        self.set_status(payment_key, OrderStatus.CANCELLED)

    def expire_token(self) -> None:
        """Make the present token invalid; a login creates a new one."""
        with self._changed:
            self._market.token_expired = True
            self._changed.notify_all()

    def clear_cooldown(self) -> None:
        """End all cooldowns."""
        with self._changed:
            self._market.clear_cooldown()
            self._changed.notify_all()

    @property
    def open(self) -> bool:
        """Whether any branch is open. Scenarios add no orders to closed branches; `add_order` does."""
        return len(self._market.closed) < len(self._market.branches)

    @property
    def closed(self) -> frozenset[str]:
        """Ids of the closed branches."""
        with self._changed:
            return frozenset(self._market.closed)

    @property
    def off_sale(self) -> frozenset[str]:
        """Ids of the dishes off sale, as text."""
        with self._changed:
            return frozenset(self._market.off_sale)

    def set_open(self, restaurant_id: str, *, is_open: bool) -> None:
        """Open or close a branch, like the web panel."""
        with self._changed:
            (self._market.closed.discard if is_open else self._market.closed.add)(restaurant_id)
            self._changed.notify_all()

    @property
    def orders(self) -> dict[str, SimOrder]:
        """A copy of the dict of orders by payment key; the orders in it keep changing."""
        with self._changed:
            return dict(self._market.orders)

    def calls(self, call: str) -> list[JournalEntry]:
        with self._changed:
            return [entry for entry in self.journal if entry.call == call]

    def wait_for(self, condition: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Wait for a condition, checked after each change; return False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)


def _key_in(payload: dict[str, Any]) -> str | None:
    key = payload.get("payment_key")
    return key.lower() if isinstance(key, str) else None
