"""The vendor's calls, one method each.

Ids are validated before they enter a path: a base URL does not confine the path behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.vendor.errors import MalformedAnswerError, NotFoundError, UnauthorisedError
from desktop.vendor.transport import CALL_SECONDS, LARGEST_ANSWER, LARGEST_LIST, LIST_SECONDS, Transport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.vendor.access_token import TokenSource

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STATUSES: Final = {"open": True, "closed": False}


class Restaurant(msgspec.Struct, frozen=True):
    """A branch that the token can access."""

    id: str = ""
    name: str = ""


class VendorApi:
    """The calls of the order API. Each can raise any subclass of `VendorError`."""

    def __init__(self, transport: Transport, tokens: TokenSource) -> None:
        self._transport = transport
        self._tokens = tokens

    async def get_current(self) -> bytes:
        """Return the JSON text of the list of current orders (`GET /orders/get-current`)."""
        return await self._call("GET", "/orders/get-current", seconds=LIST_SECONDS, largest=LARGEST_LIST)

    async def acknowledge(self, payment_key: str) -> None:
        """Acknowledge an order (`PUT /orders/success/{payment_key}`)."""
        await self._call("PUT", f"/orders/success/{_validated(payment_key)}")

    async def accept(self, payment_key: str, preparing_time: int) -> None:
        """Accept an order with a preparation time in minutes (`PUT /orders/accept/{payment_key}`)."""
        await self._call(
            "PUT", f"/orders/accept/{_validated(payment_key)}", json={"preparing_time": preparing_time}
        )

    async def on_the_way(self, payment_key: str) -> None:
        """Report that the restaurant's own courier has left (`PUT /orders/ontheway/{payment_key}`)."""
        await self._call("PUT", f"/orders/ontheway/{_validated(payment_key)}")

    async def complete(self, payment_key: str) -> None:
        """Report that an order was handed over (`PUT /orders/complete/{payment_key}`)."""
        await self._call("PUT", f"/orders/complete/{_validated(payment_key)}")

    async def cancel(self, payment_key: str, reason_id: int) -> None:
        """Cancel an order for one of the vendor's reasons (`PUT /orders/cancel/{payment_key}`)."""
        await self._call("PUT", f"/orders/cancel/{_validated(payment_key)}", json={"reason_id": reason_id})

    async def cancel_reasons(self) -> bytes:
        """Return the JSON text of the cancel reasons (`GET /orders/cancel-reasons`)."""
        return await self._call("GET", "/orders/cancel-reasons")

    async def restaurants(self) -> list[Restaurant]:
        """Return the restaurants of the token, in the vendor's order (`GET /restaurants/get`)."""
        data = await self._call("GET", "/restaurants/get")
        try:
            entries = msgspec.json.decode(data, type=list[Any])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            reason = "the list of restaurants could not be read"
            raise MalformedAnswerError(reason) from error
        return [_restaurant(entry) for entry in entries if isinstance(entry, dict)]

    async def is_open(self, restaurant_id: str) -> bool:
        """Return whether a branch takes orders (`GET /restaurants/status/get/{rest_id}`)."""
        data = await self._call("GET", f"/restaurants/status/get/{_validated(restaurant_id)}")
        try:
            return _STATUSES[msgspec.json.decode(data, type=str).strip().lower()]
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
            reason = "the restaurant's status could not be read"
            raise MalformedAnswerError(reason) from error

    async def set_open(self, restaurant_id: str, *, is_open: bool) -> None:
        """Open or close a branch (`PUT /restaurants/status/open/{rest_id}`, `…/close/…`); active orders continue."""
        way = "open" if is_open else "close"
        await self._call("PUT", f"/restaurants/status/{way}/{_validated(restaurant_id)}")

    async def get_foods(self) -> bytes:
        """Return the JSON text of the list of dishes (`GET /foods/get-foods`). The call has its own cooldown."""
        return await self._call("GET", "/foods/get-foods", seconds=LIST_SECONDS, largest=LARGEST_LIST)

    async def set_on_sale(self, food_id: int, *, on_sale: bool) -> None:
        """Put a dish on sale or take it off (`PUT /foods/status-active/{food_id}`, `…/status-passive/…`)."""
        await self._call("PUT", f"/foods/status-{'active' if on_sale else 'passive'}/{food_id:d}")

    @property
    def clock_ahead(self) -> float | None:
        """Seconds that this machine's clock is ahead of the vendor's; None before the first answer with a Date."""
        return self._transport.clock_ahead

    def drop_idle_connections(self) -> None:
        """Drop idle connections: after a sleep they are dead."""
        self._transport.drop_idle_connections()

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        seconds: float = CALL_SECONDS,
        largest: int = LARGEST_ANSWER,
    ) -> bytes:
        async def exchange(token: str) -> bytes:
            return await self._transport.exchange(
                method, path, headers={"Access-Token": token}, json=json, seconds=seconds, largest=largest
            )

        token = await self._tokens.token()
        try:
            data = await exchange(token)
        except UnauthorisedError:
            data = await exchange(await self._tokens.replace(token))
        self._tokens.mark_accepted()
        return data


def _restaurant(entry: Mapping[str, Any]) -> Restaurant:
    """Return a restaurant as far as it can be read: an odd name must not hide the other branches."""
    return Restaurant(
        *(value if isinstance(value := entry.get(name), str) else "" for name in ("id", "name"))
    )


def _validated(uuid: str) -> str:
    if not _UUID.fullmatch(uuid):
        reason = "the id is not a UUID"
        raise NotFoundError(reason)
    return uuid
