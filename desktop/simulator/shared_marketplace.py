"""A marketplace that any thread may use: all its state, and the journal of what came in, behind one lock.

What happens there by itself or in the web panel; what a call does is `marketplace`'s, what HTTP does `simulator`'s.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.order import OrderStatus
from desktop.simulator.marketplace import STATUS_TEXTS, SimOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator.marketplace import Marketplace
    from desktop.simulator.sample_orders import SampleOrders


@dataclass(frozen=True)
class JournalEntry:
    """A call that came in. Tokens are never kept."""

    at: float
    """Seconds of the simulator's clock."""
    call: str
    payment_key: str
    status_id: int
    """The order's status when the call came, 0 for none."""
    http: int
    """What was answered, 0 for nothing."""
    took_effect: bool
    body: Any = None
    """What came with a call on an order: its JSON, or its text where it was none. Of no other call."""


class SharedMarketplace:
    """A marketplace, and who wants to know when something happens there."""

    def __init__(self, market: Marketplace, maker: SampleOrders) -> None:
        self._market = market
        self._maker = maker
        self._changed = threading.Condition(threading.RLock())
        self.journal: list[JournalEntry] = []
        """All that came in, in order."""

    @property
    def access_token(self) -> str:
        """The token that opens it now."""
        return self._market.access_token

    def add_order(self, raw: object = None, **fields: Any) -> str:
        """Let an order come in; returns its payment key.

        Args:
            raw: instead of an order: bytes that stand in the list as they are, or any JSON value.
            fields: replace fields of the invented order; `...` leaves one out.
        """
        with self._changed:
            if isinstance(raw, dict) and _key_in(raw):
                payload = raw
            elif raw is not None:
                text = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
                return self._put(f"raw-{len(self._market.orders)}", SimOrder(None, raw=text))
            else:
                if isinstance(fields.get("status_id"), int):
                    status_id = fields["status_id"]
                    fields.setdefault("status_text", STATUS_TEXTS.get(status_id, f"Durum {status_id}"))
                market = self._market
                takes = [i for i, (ident, _) in enumerate(market.branches) if ident not in market.closed]
                made = self._maker.make(
                    datetime.now(UTC), takes or range(len(market.branches)), market.off_sale, **fields
                )
                payload = {name: value for name, value in made.items() if value is not ...}
            status = payload.get("status_id")
            key = _key_in(payload) or f"raw-{len(self._market.orders)}"
            return self._put(key, SimOrder(payload, status_id=status if isinstance(status, int) else 1))

    def _put(self, key: str, order: SimOrder) -> str:
        self._market.orders[key] = order
        self._changed.notify_all()
        return key

    def add_orders(self, count: int) -> list[str]:
        """Let many orders come in at once."""
        with self._changed:
            return [self.add_order() for _ in range(count)]

    def change_order(self, payment_key: str, **fields: Any) -> None:
        """Change fields of an order; it is to be acknowledged anew."""
        with self._changed:
            order = self._market.orders[payment_key]
            order.payload = (order.payload or {}) | fields
            order.acknowledged = False
            self._changed.notify_all()

    def set_status(self, payment_key: str, status_id: int) -> None:
        """Change an order's status, as the web panel or a courier does."""
        with self._changed:
            self._market.set_status(self._market.orders[payment_key], status_id)
            self._changed.notify_all()

    def accept_elsewhere(self, payment_key: str, minutes: int = 30) -> None:
        """Accept an order in the web panel. `get-current` does not tell the minutes."""
        with self._changed:
            self._market.orders[payment_key].minutes_elsewhere = minutes
            self.set_status(payment_key, OrderStatus.CONFIRMED)

    def cancel_elsewhere(self, payment_key: str) -> None:
        """Cancel an order in the web panel; `get-current` never tells of it."""
        self.set_status(payment_key, OrderStatus.CANCELLED)

    def expire_token(self) -> None:
        """Let the present token be refused; a login gives a new one."""
        with self._changed:
            self._market.token_expired = True
            self._changed.notify_all()

    def clear_cooldown(self) -> None:
        """Allow the next call at once."""
        with self._changed:
            self._market.clear_cooldown()
            self._changed.notify_all()

    @property
    def open(self) -> bool:
        """Whether any branch takes orders. Scenarios bring none to closed ones; `add_order` does."""
        return len(self._market.closed) < len(self._market.branches)

    @property
    def closed(self) -> frozenset[str]:
        """The ids of the branches that take no orders."""
        with self._changed:
            return frozenset(self._market.closed)

    @property
    def off_sale(self) -> frozenset[str]:
        """The ids of the dishes that cannot be ordered, as text."""
        with self._changed:
            return frozenset(self._market.off_sale)

    def set_open(self, restaurant_id: str, *, is_open: bool) -> None:
        """Open or close a branch, as the web panel does."""
        with self._changed:
            (self._market.closed.discard if is_open else self._market.closed.add)(restaurant_id)
            self._changed.notify_all()

    @property
    def orders(self) -> dict[str, SimOrder]:
        """The orders there are now, by payment key. The dict is yours; what stands in it goes on changing."""
        with self._changed:
            return dict(self._market.orders)

    def calls(self, call: str) -> list[JournalEntry]:
        """Return the journal of one call."""
        with self._changed:
            return [entry for entry in self.journal if entry.call == call]

    def wait_for(self, condition: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Wait until a condition holds, looked at whenever something happens; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)


def _key_in(payload: dict[str, Any]) -> str | None:
    key = payload.get("payment_key")
    return key.lower() if isinstance(key, str) else None
