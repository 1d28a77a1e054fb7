"""The vendor's rules: state and a call -> an answer. No sockets, no threads; the caller passes the clocks.

Source: the vendor's API notes. Undocumented rules (a second accept, for example) are invented here and
marked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.cancel_reasons import KNOWN
from desktop.domain.orders.order import Courier, OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator.endpoints import ON_ORDERS, WITH_COOLDOWN
from desktop.simulator.sample_orders import BRANCHES, VARIABLES, menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

STATUS_TEXTS: Final[dict[int, str]] = {
    OrderStatus.RECEIVED: "Sipariş Geldi",
    OrderStatus.CONFIRMED: "Hazırlanıyor",
    OrderStatus.IN_DELIVERY: "Restoran Kuryeye Verildi",
    OrderStatus.DELIVERED: "Teslim Edildi",
    OrderStatus.CANCELLED: "İptal Edildi",
}
_ENDED: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})
_UUID: Final = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LONGEST_PREPARING_TIME: Final = 240
_HOUR: Final = 3600.0

WAIT_TEXT: Final = "Çok sık istek yapıldı. Lütfen {} saniye bekleyip tekrar deneyin."
"""Sentence of a 429; the vendor's own is not documented. `{}` stands for the seconds."""


@dataclass(frozen=True)
class EndpointAnswer:
    """An answer of the vendor: HTTP status and envelope."""

    http: int
    body: Mapping[str, Any]


@dataclass
class SimOrder:
    """An order at the vendor."""

    payload: dict[str, Any] | None
    """None for something that is no order; its bytes are in `raw`."""
    raw: bytes | None = None
    status_id: int = 1
    acknowledged: bool = False
    """Whether its present status was acknowledged."""
    accepts: list[int] = field(default_factory=list)
    """Minutes of each successful accept over the API."""
    minutes_elsewhere: int | None = None
    """Minutes of an accept in the web panel."""
    handed_out: int = 0
    """Number of `get-current` answers that contained it."""


class CallRefused(Exception):  # noqa: N818 - an answer, not a failure
    """A call that the vendor answers with an error."""

    def __init__(self, http: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.answer = EndpointAnswer(
            http, {"status": False, "error": error} | ({"message": message} if message else {})
        )


class Marketplace:
    """The state of the vendor."""

    def __init__(
        self,
        *,
        cooldown: float,
        access_token: str,
        app_secret_key: str,
        rest_secret_key: str,
        token_hours: float,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        wait_text: str = WAIT_TEXT,
        branches: int = 1,
    ) -> None:
        if not 1 <= branches <= len(BRANCHES):
            raise ValueError(f"there are 1 to {len(BRANCHES)} branches, not {branches}")
        self.branches = BRANCHES[:branches]
        """Id and name of the token's restaurants."""
        self.orders: dict[str, SimOrder] = {}
        self.access_token = access_token
        self.token_expired = False
        self.closed: set[str] = set()
        """Ids of branches."""
        self.off_sale: set[str] = set()
        """Ids of dishes, as text."""
        self.wait_text = wait_text
        self._cooldown = cooldown
        self._app_secret_key = app_secret_key
        self._rest_secret_key = rest_secret_key
        self._token_hours = token_hours
        self._clock = clock
        self._now = now
        self._cooling_since: dict[str, float] = {}
        self._logins = 0
        self._token_stem = access_token
        self._token_ends = self._token_expiry()

    def answer(
        self, name: str, item_id: str, token: str | None, body: Any, status_id: int | None = None
    ) -> EndpointAnswer:
        """Answer a call and apply its effect.

        Args:
            name: of the call, from `name_call`.
            item_id: the id in its path.
            token: of the Access-Token header.
            body: decoded JSON, None for none.
            status_id: the filter of `get-current`.
        """
        try:
            return EndpointAnswer(
                200, {"status": True, "data": self._result(name, item_id, token, body, status_id)}
            )
        except CallRefused as refused:
            return refused.answer

    def start_cooldown(self, name: str) -> None:
        """Start or restart a call's cooldown."""
        self._cooling_since[name] = self._clock()

    def clear_cooldown(self) -> None:
        """End all cooldowns."""
        self._cooling_since.clear()

    def set_status(self, order: SimOrder, status_id: int) -> None:
        """Change an order's status, which then needs a new acknowledgement."""
        order.status_id = status_id
        order.acknowledged = False
        if order.payload is not None:
            text = STATUS_TEXTS.get(status_id, f"Durum {status_id}")
            order.payload = order.payload | {"status_id": status_id, "status_text": text}

    def _result(self, name: str, item_id: str, token: str | None, body: Any, status_id: int | None) -> Any:
        if name == "login":
            return self._login(body)
        if token != self.access_token or self.token_expired or self._clock() >= self._token_ends:
            raise CallRefused(401, "yetkisiz erişim")
        if name in WITH_COOLDOWN:
            self._respect_cooldown(name)
            return self._current(status_id) if name == "get-current" else menu(len(self.branches))
        if name in ON_ORDERS:
            return self._on_order(name, item_id, body)
        return self._other_call(name, item_id)

    def _login(self, body: Any) -> dict[str, str]:
        keys = body if isinstance(body, dict) else {}
        for name in ("app_secret_key", "rest_secret_key"):
            if not keys.get(name):
                raise CallRefused(400, "eksik alan", f"{name} zorunludur")
        if (keys["app_secret_key"], keys["rest_secret_key"]) != (self._app_secret_key, self._rest_secret_key):
            raise CallRefused(401, "yetkisiz erişim")
        self._logins += 1
        self.access_token = f"{self._token_stem}.{self._logins}"
        self.token_expired = False
        self._token_ends = self._token_expiry()
        self.clear_cooldown()  # a cooldown belongs to a token, and this one is new
        expires = self._now().astimezone(ISTANBUL) + timedelta(hours=self._token_hours)
        return {"access_token": self.access_token, "expiration_date": expires.strftime("%Y-%m-%d %H:%M:%S")}

    def _token_expiry(self) -> float:
        """Return when the token expires, in seconds of the clock.

        Zero or less hours simulate a vendor with a wrong clock: the reported expiry has passed, but the token
        works.
        """
        return self._clock() + self._token_hours * _HOUR if self._token_hours > 0 else math.inf

    def _respect_cooldown(self, name: str) -> None:
        since = self._cooling_since.get(name)
        if since is not None:
            left = self._cooldown - (self._clock() - since)
            if left > 0:
                seconds = math.ceil(left) if self._cooldown >= 1 else round(left, 3)
                raise CallRefused(429, "çok fazla istek", self.wait_text.format(seconds))
        self.start_cooldown(name)

    def _current(self, status_id: int | None) -> list[Any]:
        listed = []
        for order in self.orders.values():
            if order.acknowledged or order.status_id in _ENDED:
                continue
            if status_id is not None and order.status_id != status_id:
                continue
            order.handed_out += 1
            listed.append(order.raw if order.payload is None else order.payload)
        return listed

    def _on_order(self, name: str, item_id: str, body: Any) -> str:
        if not _UUID.fullmatch(item_id):
            raise CallRefused(403, "URL hatalı")
        order = self.orders.get(item_id.lower())
        if order is None:
            raise CallRefused(404, "sipariş bulunamadı")
        if name == "success":
            # The call contains no status: it acknowledges the present one.
            order.acknowledged = True
        elif name == "accept":
            self._accept(order, body)
        elif name == "ontheway":
            self._require_status(order, OrderStatus.CONFIRMED)
            if order.payload is None or order.payload.get("courier_type") != Courier.RESTAURANT:
                raise CallRefused(400, "geçersiz durum", "Bu sipariş restoran kuryesiyle gönderilmiyor")
            self.set_status(order, OrderStatus.IN_DELIVERY)
        elif name == "complete":
            self._require_status(order, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY)
            self.set_status(order, OrderStatus.DELIVERED)
        else:
            if not isinstance(body, dict) or body.get("reason_id") not in {reason.id for reason in KNOWN}:
                raise CallRefused(400, "eksik alan", "reason_id zorunludur")
            self._require_status(
                order, *(OrderStatus.RECEIVED, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY)
            )
            self.set_status(order, OrderStatus.CANCELLED)
        return "OK"

    def _accept(self, order: SimOrder, body: Any) -> None:
        minutes = body.get("preparing_time") if isinstance(body, dict) else None
        if type(minutes) is not int or not 1 <= minutes <= _LONGEST_PREPARING_TIME:
            raise CallRefused(400, "eksik alan", "preparing_time zorunludur")
        self._require_status(order, OrderStatus.RECEIVED)
        order.accepts.append(minutes)
        self.set_status(order, OrderStatus.CONFIRMED)

    def _require_status(self, order: SimOrder, *statuses: int) -> None:
        """Refuse a call that does not fit the status. The sentence is invented: the vendor's is not documented."""
        if order.status_id not in statuses:
            text = STATUS_TEXTS.get(order.status_id, str(order.status_id))
            raise CallRefused(400, "geçersiz durum", f"Siparişin durumu buna uygun değil: {text}")

    def _other_call(self, name: str, item_id: str) -> Any:
        if name == "cancel-reasons":
            return [{"id": reason.id, "reason": reason.reason} for reason in KNOWN]
        if name == "variables":
            return VARIABLES
        if name == "restaurants":
            return [{"id": item_id, "name": name} for item_id, name in self.branches]
        if name.startswith("restaurant-"):
            return self._restaurant(name, item_id)
        if name.startswith("food-"):
            if item_id not in {str(food["food_id"]) for food in menu(len(self.branches))}:
                raise CallRefused(404, "ürün bulunamadı")
            (self.off_sale.add if name.endswith("passive") else self.off_sale.discard)(item_id)
            return "OK"
        raise CallRefused(404, "sayfa bulunamadı")

    def _restaurant(self, name: str, item_id: str) -> str:
        if not _UUID.fullmatch(item_id):
            raise CallRefused(403, "URL hatalı")
        item_id = item_id.lower()
        if item_id not in dict(self.branches):
            raise CallRefused(404, "restoran bulunamadı")
        if name == "restaurant-status":
            return "Closed" if item_id in self.closed else "Open"
        (self.closed.discard if name == "restaurant-open" else self.closed.add)(item_id)
        return "OK"
