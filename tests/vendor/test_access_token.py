"""Tokens of a real vendor: fetched, renewed in time, one login for many calls, and no flood of logins."""

from __future__ import annotations

import asyncio
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator import ACCESS_TOKEN, APP_SECRET_KEY, REST_SECRET_KEY, Simulator
from desktop.vendor.access_token import KeyPair
from desktop.vendor.errors import (
    MalformedAnswerError,
    NotFoundError,
    ServerFailedError,
    UnauthorisedError,
    UnreachableError,
    VendorError,
)
from desktop.vendor.factory import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from desktop.vendor.api import VendorApi

KEYS = (APP_SECRET_KEY, REST_SECRET_KEY)
WRONG_KEYS = ("invented-app-key-1", "invented-rest-key-1")


class Clocks:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.seconds)

    def steady(self) -> float:
        return 500.0 + self.seconds

    def go_on(self, **time: float) -> None:
        self.seconds += timedelta(**time).total_seconds()


class Client:
    """Builds APIs and closes them."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.clocks = Clocks()
        self.made: list[VendorApi] = []

    def api(self, credentials: str | tuple[str, str] = KEYS) -> VendorApi:
        self.made.append(
            connect(
                self.sim.base_url,
                credentials,
                user_agent="Tezgah/test",
                now=self.clocks.now,
                steady=self.clocks.steady,
                zone=ISTANBUL,
            )
        )
        return self.made[-1]

    @property
    def logins(self) -> int:
        """Return the number of login attempts."""
        return len(self.sim.calls("login"))


@pytest.fixture
async def client(sim: Simulator) -> AsyncIterator[Client]:
    made = Client(sim)
    yield made
    for api in made.made:
        await api.close()


async def refused(api: VendorApi) -> VendorError:
    with pytest.raises(VendorError) as caught:
        await api.get_current()
    return caught.value


# A token entered by hand


async def test_an_entered_token_is_used_as_it_is(client: Client) -> None:
    assert await client.api(ACCESS_TOKEN).get_current() == b"[]"
    assert [entry.call for entry in client.sim.journal] == ["get-current"]


async def test_a_refused_entered_token_causes_no_login(client: Client) -> None:
    api = client.api("invented-token-1")
    for _ in range(3):
        assert type(await refused(api)) is UnauthorisedError
    assert client.logins == 0
    assert len(client.sim.calls("get-current")) == 3


async def test_an_entered_token_is_tried_again(client: Client) -> None:
    api = client.api(ACCESS_TOKEN)
    client.sim.faults.add("get-current", "status", http=401)
    await refused(api)
    assert await api.get_current() == b"[]"


# Logging in


async def test_the_first_call_logs_in_and_later_calls_reuse_the_token(client: Client) -> None:
    api = client.api()
    key = client.sim.add_order()
    await api.get_current()
    await api.acknowledge(key)
    await api.accept(key, 30)
    assert [entry.call for entry in client.sim.journal] == ["login", "get-current", "success", "accept"]
    assert client.sim.access_token != ACCESS_TOKEN


async def test_concurrent_first_calls_share_one_login(client: Client) -> None:
    api = client.api()
    client.sim.faults.add("login", "latency", seconds=0.1)
    keys = client.sim.add_orders(20)
    await asyncio.gather(*(api.acknowledge(key) for key in keys))
    assert client.logins == 1
    assert all(client.sim.orders[key].acknowledged for key in keys)


async def test_concurrent_calls_with_an_expired_token_share_one_login(client: Client) -> None:
    api = client.api()
    await api.get_current()
    keys = client.sim.add_orders(20)
    client.sim.latency = 0.05
    client.sim.expire_token()
    await asyncio.gather(*(api.acknowledge(key) for key in keys))
    assert client.logins == 2
    assert all(client.sim.orders[key].acknowledged for key in keys)


async def test_the_token_is_renewed_an_hour_before_it_expires(client: Client) -> None:
    api = client.api()
    await api.get_current()
    client.clocks.go_on(hours=22, minutes=59)
    await api.get_current()
    assert client.logins == 1
    client.clocks.go_on(minutes=2)
    await asyncio.gather(*(api.get_current() for _ in range(10)))
    assert client.logins == 2
    assert [entry.http for entry in client.sim.calls("get-current")] == [200] * 12


async def test_a_failed_renewal_keeps_the_old_token(client: Client) -> None:
    api = client.api()
    await api.get_current()
    client.clocks.go_on(hours=23, minutes=1)
    client.sim.faults.add("login", "status", http=500, times=-1)
    for _ in range(9):
        assert await api.get_current() == b"[]"
        client.clocks.go_on(seconds=30)
    assert client.logins == 2, "tried again after minutes, not at each call"
    client.clocks.go_on(minutes=5)
    client.sim.faults.clear()
    assert await api.get_current() == b"[]"
    assert client.logins == 3


@pytest.mark.parametrize("hours", [-5, 0, 0.5, 1])
async def test_a_clock_hours_off_causes_no_flood_of_logins(hours: float) -> None:
    with Simulator(cooldown=0.0, token_hours=hours) as sim:
        client = Client(sim)
        api = client.api()
        for _ in range(20):
            await api.get_current()
            client.clocks.go_on(seconds=30)
        await api.close()
        assert client.logins == 1


@pytest.mark.parametrize(
    "expiry",
    [
        '"soon"',
        '""',
        "null",
        "1800000000",
        "1800000000.5",
        "-1e99",
        "true",
        "[]",
        '{"date": "2026-01-15"}',
        '"0001-01-01 00:00:00+14:00"',
        '"9999-12-31 23:59:59-14:00"',
        '"01.12.2026 12:00"',
        '"2026-01-15T23:59:59+99:99"',
    ],
)
async def test_an_unreadable_expiry_waits_for_a_401(
    client: Client, fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]], expiry: str
) -> None:
    data = f'{{"access_token": "invented-token-1", "expiration_date": {expiry}}}'
    body = f'{{"status": true, "data": {data}}}'.encode()
    async with fixed_server(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body) as fixed:
        api = connect(
            fixed.base_url,
            KEYS,
            user_agent="Tezgah/test",
            now=client.clocks.now,
            steady=client.clocks.steady,
            zone=ISTANBUL,
        )
        await api.get_current()
        client.clocks.go_on(days=400)
        await api.get_current()
        await api.close()
        assert [request.split()[1] for request in fixed.requests].count(b"/api/auth/login") == 1


# Limits


async def poll_for(client: Client, api: VendorApi, minutes: float) -> set[type[VendorError]]:
    """Poll every 30 s for some time; return the kinds of errors."""
    kinds = set()
    for _ in range(int(minutes * 2)):
        kinds.add(type(await refused(api)))
        client.clocks.go_on(seconds=30)
    return kinds


async def test_wrong_keys_are_tried_with_growing_pauses(client: Client) -> None:
    api = client.api(WRONG_KEYS)
    assert await poll_for(client, api, 10) == {UnauthorisedError}
    assert client.logins == 4  # after 0, 1, 3 and 7 minutes
    await poll_for(client, api, 120)
    assert 11 <= client.logins - 4 <= 13, "about every ten minutes, and never given up"


async def test_concurrent_calls_with_wrong_keys_share_one_login(client: Client) -> None:
    api = client.api(WRONG_KEYS)
    keys = client.sim.add_orders(20)
    ended = await asyncio.gather(*(api.acknowledge(key) for key in keys), return_exceptions=True)
    assert {type(error) for error in ended} == {UnauthorisedError}
    assert client.logins == 1


async def test_a_token_refused_right_after_its_login_causes_no_flood(client: Client) -> None:
    api = client.api()
    client.sim.faults.add("get-current", "status", http=401, times=-1)
    assert await poll_for(client, api, 10) == {UnauthorisedError}
    assert client.logins == 4
    await poll_for(client, api, 120)
    assert 11 <= client.logins - 4 <= 13, "about every ten minutes, and never given up"


async def test_calls_work_again_when_a_login_helps(client: Client) -> None:
    api = client.api()
    client.sim.faults.add("get-current", "status", http=401, times=-1)
    await poll_for(client, api, 60)
    client.sim.expire_token()
    client.sim.faults.clear()
    before = client.logins
    for _ in range(20):
        try:
            await api.get_current()
        except UnauthorisedError:
            client.clocks.go_on(seconds=30)
        else:
            break
    assert client.logins == before + 1
    # The pauses start again at the shortest.
    client.sim.expire_token()
    assert await api.get_current() == b"[]"
    assert client.logins == before + 2


async def test_a_vendor_without_answer_does_not_stop_logins(client: Client) -> None:
    api = client.api()
    client.sim.refuse_connections()
    assert type(await refused(api)) is UnreachableError
    client.sim.refuse_connections(refused=False)
    client.sim.faults.add("login", "status", http=502)
    assert type(await refused(api)) is ServerFailedError
    assert await api.get_current() == b"[]"


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        b"[]",
        b"{}",
        b'{"access_token": 7}',
        b'{"access_token": ""}',
        b'{"access_token": "a\\r\\nX: b"}',
    ],
)
async def test_a_login_without_a_usable_token_is_malformed(
    client: Client, fixed_server: Callable[[bytes], AbstractAsyncContextManager[Any]], data: bytes
) -> None:
    answer = b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"status": true, "data": ' + data + b"}"
    async with fixed_server(answer) as fixed:
        api = connect(
            fixed.base_url,
            KEYS,
            user_agent="Tezgah/test",
            now=client.clocks.now,
            steady=client.clocks.steady,
            zone=ISTANBUL,
        )
        assert type(await refused(api)) is MalformedAnswerError
        await api.close()


# Ids


@pytest.mark.parametrize(
    "key",
    [
        "",
        "1031",
        "../../evil",
        "..",
        "http://127.0.0.1:9/x",
        "//127.0.0.1:9/x",
        "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e/../../accept",
        "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e?x=1",
        "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e\n",
        "３e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
        "3e9caf875cb74c4eadcbfc2ec54cf24e",
    ],
)
async def test_a_payment_key_that_is_no_uuid_is_not_sent(client: Client, key: str) -> None:
    api = client.api(ACCESS_TOKEN)
    with pytest.raises(NotFoundError):
        await api.acknowledge(key)
    with pytest.raises(NotFoundError):
        await api.accept(key, 30)
    assert client.sim.journal == []


# Secrets


async def test_no_error_contains_a_secret(client: Client) -> None:
    token, app, rest = "invented-token-1", *WRONG_KEYS
    errors: list[BaseException] = []
    for kind in ("status", "reset-before", "truncate", "garble", "html", "redirect", "envelope-false"):
        for call, credentials in (("get-current", ACCESS_TOKEN), ("login", WRONG_KEYS)):
            client.sim.faults.add(call, kind)
            errors.append(await refused(client.api(credentials)))
            client.sim.faults.clear()
    errors.append(await refused(client.api(token)))
    errors.append(await refused(client.api(WRONG_KEYS)))
    client.sim.refuse_connections()
    errors.append(await refused(client.api(token)))
    errors.append(await refused(client.api(WRONG_KEYS)))
    for error in errors:
        text = "".join(traceback.format_exception(error)) + repr(error) + str(error)
        for secret in (token, ACCESS_TOKEN, app, rest):
            assert secret not in text


def test_the_repr_of_keys_hides_them() -> None:
    keys = KeyPair(*WRONG_KEYS)
    for text in (repr(keys), str(keys), f"{keys}", repr([keys])):
        assert "invented" not in text
