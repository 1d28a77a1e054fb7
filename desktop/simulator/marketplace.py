"""The vendor's rules: state and a call -> an answer. No sockets, no threads; time comes from a clock that is given.

Source: the vendor's API notes. What is not documented there (how it refuses an accept that comes twice) is invented
here once, and marked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.order import Courier, OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator.endpoints import COOLED, ON_ORDERS
from desktop.simulator.sample_orders import BRANCHES, CANCEL_REASONS, VARIABLES, menu

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
"""What a 429 says; the vendor's own wording is not documented. `{}` stands for the seconds."""


@dataclass(frozen=True)
class EndpointAnswer:
    """An answer of the vendor: HTTP status and the envelope."""

    http: int
    body: Mapping[str, Any]


@dataclass
class SimOrder:
    """An order at the vendor."""

    payload: dict[str, Any] | None
    """None for something that is no order, kept in `raw`."""
    raw: bytes | None = None
    status_id: int = 1
    acknowledged: bool = False
    """Whether its present status was acknowledged."""
    accepts: list[int] = field(default_factory=list)
    """Minutes of each accept over the API that took effect."""
    minutes_elsewhere: int | None = None
    """Minutes of an accept in the web panel."""
    handed_out: int = 0
    """How often `get-current` has told of it."""


class CallRefused(Exception):  # noqa: N818 - an answer, not a failure
    """A call that the vendor answers with an error."""

    def __init__(self, http: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.answer = EndpointAnswer(
            http, {"status": False, "error": error} | ({"message": message} if message else {})
        )


class Marketplace:
    """All that the vendor knows."""

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
        """Id and name of the restaurants that the key reaches."""
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
        self._token_ends = self._end_of_token()

    def answer(
        self, name: str, ident: str, token: str | None, body: Any, status_id: int | None = None
    ) -> EndpointAnswer:
        """Answer a call and let it take effect.

        Args:
            name: of the call, from `name_call`.
            ident: the id in its path.
            token: of the Access-Token header.
            body: decoded JSON, None where there was none.
            status_id: the filter of `get-current`.
        """
        try:
            return EndpointAnswer(
                200, {"status": True, "data": self._data(name, ident, token, body, status_id)}
            )
        except CallRefused as refused:
            return refused.answer

    def cool(self, name: str) -> None:
        """Begin a call's cooldown (anew)."""
        self._cooling_since[name] = self._clock()

    def clear_cooldown(self) -> None:
        """Forget all cooldowns."""
        self._cooling_since.clear()

    def set_status(self, order: SimOrder, status_id: int) -> None:
        """Change an order's status; it is to be acknowledged anew."""
        order.status_id = status_id
        order.acknowledged = False
        if order.payload is not None:
            text = STATUS_TEXTS.get(status_id, f"Durum {status_id}")
            order.payload = order.payload | {"status_id": status_id, "status_text": text}

    def _data(self, name: str, ident: str, token: str | None, body: Any, status_id: int | None) -> Any:
        if name == "login":
            return self._login(body)
        if token != self.access_token or self.token_expired or self._clock() >= self._token_ends:
            raise CallRefused(401, "yetkisiz erişim")
        if name in COOLED:
            self._respect_cooldown(name)
            return self._current(status_id) if name == "get-current" else menu(len(self.branches))
        if name in ON_ORDERS:
            return self._on_order(name, ident, body)
        return self._rest(name, ident)

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
        self._token_ends = self._end_of_token()
        self.clear_cooldown()  # it is counted per token, and this is a new one
        expires = self._now().astimezone(ISTANBUL) + timedelta(hours=self._token_hours)
        return {"access_token": self.access_token, "expiration_date": expires.strftime("%Y-%m-%d %H:%M:%S")}

    def _end_of_token(self) -> float:
        """Return when the token ends, on the clock.

        Zero or less hours are a vendor whose own clock is wrong: the end that it tells is past, the token is good.
        """
        return self._clock() + self._token_hours * _HOUR if self._token_hours > 0 else math.inf

    def _respect_cooldown(self, name: str) -> None:
        since = self._cooling_since.get(name)
        if since is not None:
            left = self._cooldown - (self._clock() - since)
            if left > 0:
                seconds = math.ceil(left) if self._cooldown >= 1 else round(left, 3)
                raise CallRefused(429, "çok fazla istek", self.wait_text.format(seconds))
        self.cool(name)

    def _current(self, status_id: int | None) -> list[Any]:
        told = []
        for order in self.orders.values():
            if order.acknowledged or order.status_id in _ENDED:
                continue
            if status_id is not None and order.status_id != status_id:
                continue
            order.handed_out += 1
            told.append(order.raw if order.payload is None else order.payload)
        return told

    def _on_order(self, name: str, ident: str, body: Any) -> str:
        if not _UUID.fullmatch(ident):
            raise CallRefused(403, "URL hatalı")
        order = self.orders.get(ident.lower())
        if order is None:
            raise CallRefused(404, "sipariş bulunamadı")
        if name == "success":
            # It names no status: whatever the status is now counts as acknowledged.
            order.acknowledged = True
        elif name == "accept":
            self._accept(order, body)
        elif name == "ontheway":
            self._expect(order, OrderStatus.CONFIRMED)
            if order.payload is None or order.payload.get("courier_type") != Courier.RESTAURANT:
                raise CallRefused(400, "geçersiz durum", "Bu sipariş restoran kuryesiyle gönderilmiyor")
            self.set_status(order, OrderStatus.IN_DELIVERY)
        elif name == "complete":
            self._expect(order, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY)
            self.set_status(order, OrderStatus.DELIVERED)
        else:
            if not isinstance(body, dict) or body.get("reason_id") not in range(1, len(CANCEL_REASONS) + 1):
                raise CallRefused(400, "eksik alan", "reason_id zorunludur")
            self._expect(order, *(OrderStatus.RECEIVED, OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY))
            self.set_status(order, OrderStatus.CANCELLED)
        return "OK"

    def _accept(self, order: SimOrder, body: Any) -> None:
        minutes = body.get("preparing_time") if isinstance(body, dict) else None
        if type(minutes) is not int or not 1 <= minutes <= _LONGEST_PREPARING_TIME:
            raise CallRefused(400, "eksik alan", "preparing_time zorunludur")
        self._expect(order, OrderStatus.RECEIVED)
        order.accepts.append(minutes)
        self.set_status(order, OrderStatus.CONFIRMED)

    def _expect(self, order: SimOrder, *statuses: int) -> None:
        """Refuse what does not fit the status. The vendor's words for it are not documented: these are invented."""
        if order.status_id not in statuses:
            text = STATUS_TEXTS.get(order.status_id, str(order.status_id))
            raise CallRefused(400, "geçersiz durum", f"Siparişin durumu buna uygun değil: {text}")

    def _rest(self, name: str, ident: str) -> Any:
        if name == "cancel-reasons":
            return [{"id": index, "reason": reason} for index, reason in enumerate(CANCEL_REASONS, 1)]
        if name == "variables":
            return VARIABLES
        if name == "restaurants":
            return [{"id": ident, "name": name} for ident, name in self.branches]
        if name.startswith("restaurant-"):
            return self._restaurant(name, ident)
        if name.startswith("food-"):
            if ident not in {str(food["food_id"]) for food in menu(len(self.branches))}:
                raise CallRefused(404, "ürün bulunamadı")
            (self.off_sale.add if name.endswith("passive") else self.off_sale.discard)(ident)
            return "OK"
        raise CallRefused(404, "sayfa bulunamadı")

    def _restaurant(self, name: str, ident: str) -> str:
        if not _UUID.fullmatch(ident):
            raise CallRefused(403, "URL hatalı")
        ident = ident.lower()
        if ident not in dict(self.branches):
            raise CallRefused(404, "restoran bulunamadı")
        if name == "restaurant-status":
            return "Closed" if ident in self.closed else "Open"
        (self.closed.discard if name == "restaurant-open" else self.closed.add)(ident)
        return "OK"
