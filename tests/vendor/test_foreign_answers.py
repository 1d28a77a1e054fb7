"""An answer without the vendor's envelope says nothing about an order: each call × status × body has no answer.

Hotels' login pages, proxies and gateways answer with any status and any text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import (
    OutboxOutcome,
    OutboxVerdict,
    VendorAnswer,
    judge_accept,
    judge_acknowledgement,
    judge_action,
)
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import TroubleKind
from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.sync.vendor_outcomes import answer_to, poll_trouble
from desktop.vendor.errors import (
    MalformedAnswerError,
    RefusedError,
    ServerFailedError,
    UnauthorisedError,
    VendorError,
)
from desktop.vendor.factory import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from desktop.vendor.api import VendorApi

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"

CALLS: dict[str, Callable[[VendorApi], Awaitable[object]]] = {
    "get_current": lambda api: api.get_current(),
    "acknowledge": lambda api: api.acknowledge(KEY),
    "accept": lambda api: api.accept(KEY, 30),
    "on_the_way": lambda api: api.on_the_way(KEY),
    "complete": lambda api: api.complete(KEY),
    "cancel": lambda api: api.cancel(KEY, 1),
    "cancel_reasons": lambda api: api.cancel_reasons(),
    "restaurants": lambda api: api.restaurants(),
    "is_open": lambda api: api.is_open(KEY),
    "set_open": lambda api: api.set_open(KEY, is_open=True),
    "get_foods": lambda api: api.get_foods(),
    "set_on_sale": lambda api: api.set_on_sale(7, on_sale=True),
}

STATUSES = (200, 201, 204, 302, 400, 401, 403, 404, 407, 408, 418, 429, 451, 500, 502, 503, 511)

BODIES = {
    "nothing": b"",
    "a page": b"<!doctype html><html><h1>404 Not Found</h1></html>",
    "a page in Turkish": "<html>Sipariş bulunamadı, iptal edildi</html>".encode(),
    "words": b"Not Found",
    "a number": b"404",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "half an envelope": '{"status": false, "error": "sipariş bulun'.encode(),
    "a gateway": b'{"message": "no Route matched with those values"}',
    "another framework": b'{"timestamp": 1, "status": 404, "error": "Not Found", "path": "/api"}',
    "an error in numbers": b'{"status": false, "error": 404}',
    "an error in parts": b'{"status": false, "error": {"code": "sipari\\u015f bulunamad\\u0131"}}',
    "no error": b'{"status": false, "message": "Blocked by policy"}',
    "an empty error": b'{"status": false, "error": " "}',
    "no status": '{"error": "sipariş bulunamadı"}'.encode(),
    "a status in words": '{"status": "error", "error": "sipariş bulunamadı"}'.encode(),
    "a status of nothing": '{"status": null, "error": "yetkisiz erişim"}'.encode(),
}


def answer(status: int, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Some Reason\r\nConnection: close\r\nRetry-After: 3000\r\n"
    # These two have no body in HTTP.
    return head.encode() + b"\r\n" + (b"" if status == 204 else body)


def connected(base_url: str, credentials: str | tuple[str, str] = "invented-token-1") -> VendorApi:
    return connect(
        base_url,
        credentials,
        user_agent="Tezgah/test",
        now=lambda: datetime.now(UTC),
        steady=lambda: 0.0,
        zone=ISTANBUL,
    )


@pytest.mark.parametrize("call", CALLS)
async def test_an_answer_without_the_envelope_is_no_answer(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]], call: str
) -> None:
    async with fixed_server(b"") as fixed:
        api = connected(fixed.base_url)
        for status, (name, body) in product(STATUSES, BODIES.items()):
            fixed.answer = answer(status, body)
            with pytest.raises(VendorError) as caught:
                await CALLS[call](api)
            assert type(caught.value) in {MalformedAnswerError, ServerFailedError}, (status, name)
            assert caught.value.message == "", "its words are not the vendor's"
            assert poll_trouble(caught.value) in {TroubleKind.UNREACHABLE, TroubleKind.VENDOR_ERROR}
        await api.close()


async def test_no_foreign_answer_decides_about_an_order(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]],
) -> None:
    async with fixed_server(b"") as fixed:
        api = connected(fixed.base_url)
        for status, (name, body) in product(STATUSES, BODIES.items()):
            fixed.answer = answer(status, body)
            got = await answer_to(api.accept(KEY, 30))
            assert got.outcome in {OutboxOutcome.UNANSWERED, OutboxOutcome.SERVER_ERROR}, (status, name)
            assert got.wait is None
            assert verdicts(got) == {OutboxVerdict.RETRY}, (status, name)
        await api.close()


def verdicts(got: VendorAnswer) -> set[OutboxVerdict]:
    """Return the decisions on an answer, for each call about an order."""
    return {
        judge_acknowledgement(got),
        judge_accept(got, earlier_unanswered=False, status_id=OrderStatus.RECEIVED),
        judge_accept(got, earlier_unanswered=True, status_id=OrderStatus.RECEIVED),
        *(
            judge_action(action, got, earlier_unanswered=earlier, status_id=OrderStatus.CONFIRMED, attempts=9)
            for action in (Action.ON_THE_WAY, Action.COMPLETE, Action.CANCEL)
            for earlier in (False, True)
        ),
    }


async def test_a_foreign_401_neither_refuses_the_token_nor_logs_in_again(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]],
) -> None:
    login = b'{"status": true, "data": {"access_token": "invented-token-2"}}'
    async with fixed_server(answer(200, login)) as fixed:
        api = connected(fixed.base_url, (APP_SECRET_KEY, REST_SECRET_KEY))
        await api.set_open(KEY, is_open=True)
        fixed.answer = answer(401, BODIES["a page"])
        for _ in range(3):
            with pytest.raises(MalformedAnswerError):
                await api.get_current()
        await api.close()
    assert [request.split()[1] for request in fixed.requests].count(b"/api/auth/login") == 1


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_foreign_answer_to_the_login_does_not_refuse_the_keys(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]], status: int
) -> None:
    async with fixed_server(answer(status, BODIES["a page"])) as fixed:
        api = connected(fixed.base_url, (APP_SECRET_KEY, REST_SECRET_KEY))
        with pytest.raises(MalformedAnswerError):
            await api.get_current()
        await api.close()


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, "yetkisiz erişim", UnauthorisedError),
        (403, "URL hatalı", RefusedError),
        (404, "sipariş bulunamadı", RefusedError),
        (400, "eksik alan", RefusedError),
    ],
)
async def test_the_vendors_own_errors_count(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]],
    status: int,
    error: str,
    kind: type[VendorError],
) -> None:
    body = f'{{"status": false, "error": "{error}"}}'.encode()
    async with fixed_server(answer(status, body)) as fixed:
        api = connected(fixed.base_url)
        for call in CALLS.values():
            with pytest.raises(kind):
                await call(api)
        await api.close()


# What stands beside the data


@pytest.mark.parametrize(
    "header",
    [
        "Date: Mon, 30 Nov 2026 19:00:00 +99999999999999",
        "Date: Mon, 30 Nov 2026 19:00:00 -9959",
        "Date: Mon, 30 Nov 2026 99:99:99 GMT",
        "Date: 30 Nov 99999999999 19:00:00 GMT",
        "Date: ,,,,",
        "Date: \x01",
        "Date:",
        "Retry-After: x",
        "Content-Type: text/html; charset=none-such",
        "Content-Encoding: utf-8",
        "Content-Encoding: gzip",
        "Content-Encoding: br",
        "Set-Cookie: ;;;=; expires=\xff",
        "Location: http://[",
        "X-Odd: \xfc\xff",
    ],
)
async def test_no_header_throws_a_good_answer_away(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]], header: str
) -> None:
    head = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{header}\r\n\r\n".encode("latin-1")
    async with fixed_server(head + b'{"status": true, "data": []}') as fixed:
        api = connected(fixed.base_url)
        assert await api.get_current() == b"[]"
        await api.close()


async def test_one_odd_restaurant_does_not_hide_the_others(
    fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]],
) -> None:
    entries = f'[null, {{"id": 7, "name": null}}, "x", {{"id": "{KEY}", "name": "Merkez", "more": [1]}}]'
    body = f'{{"status": true, "data": {entries}}}'.encode()
    async with fixed_server(answer(200, body)) as fixed:
        api = connected(fixed.base_url)
        assert [(each.id, each.name) for each in await api.restaurants()] == [("", ""), (KEY, "Merkez")]
        await api.close()
