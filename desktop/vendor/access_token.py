"""The access token: entered by hand, or fetched with the two secret keys and renewed in time.

A token lives 24 hours. It is renewed one hour before it expires, and after a 401. Concurrent calls with an
expired token share one login. After a login that did not help, the next one waits, longer each time. Source:
the vendor's `/auth/login`.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.vendor.errors import (
    MalformedAnswerError,
    RefusedError,
    ServerFailedError,
    UnauthorisedError,
    VendorError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.vendor.transport import Transport

RENEW_BEFORE: Final = timedelta(hours=1)

_FIRST_PAUSE: Final = 60.0
_LONGEST_PAUSE: Final = 600.0
"""Seconds between logins that did not help."""

_USABLE_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,4096}")


class KeyPair(msgspec.Struct, frozen=True):
    """The secret keys of an app and of a restaurant."""

    app_secret_key: str
    rest_secret_key: str

    def __repr__(self) -> str:
        """Hide the keys."""
        return "KeyPair(…)"


class _Login(msgspec.Struct):
    access_token: str
    expiration_date: object = None
    """May have any type: only the token is needed."""


class TokenSource:
    """Supplies the token for every call, and logs in when one is needed.

    `credentials` is an access token, or the keys to fetch one. `zone` is the time zone of the vendor's naive times.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: str | KeyPair,
        *,
        now: Callable[[], datetime],
        steady: Callable[[], float],
        zone: tzinfo,
    ) -> None:
        self._transport = transport
        self._keys = credentials if isinstance(credentials, KeyPair) else None
        self._token = credentials if isinstance(credentials, str) else None
        self._now = now
        self._monotonic = steady
        self._zone = zone
        self._renew_at: datetime | None = None
        self._lock = asyncio.Lock()
        self._not_before = float("-inf")
        self._failed_logins = 0
        self._unproven = False
        """True until the vendor first accepts or refuses the present token."""

    async def token(self) -> str:
        """Return the token for the next call, after a login where one is due.

        Raises:
            VendorError: there is no token, and none can be fetched now.
        """
        due = self._renew_at is not None and self._now() >= self._renew_at
        if self._token is not None and not due:
            return self._token
        async with self._lock:
            due = self._renew_at is not None and self._now() >= self._renew_at
            if self._token is not None and not due:
                return self._token
            try:
                return await self._login()
            except VendorError:
                if self._token is None:
                    raise
                # The old token is valid for another hour. Retry later, not at each call.
                self._renew_at = self._now() + timedelta(minutes=5)
                return self._token

    def mark_accepted(self) -> None:
        """Record that the vendor accepted the token."""
        self._unproven = False
        self._failed_logins = 0

    async def replace(self, refused: str) -> str:
        """Return another token after the vendor answered 401 to this one.

        Raises:
            UnauthorisedError: there is no other token, or the last login is too recent.
            VendorError: the login failed.
        """
        async with self._lock:
            if self._token is not None and self._token != refused:
                return self._token
            if self._keys is None:
                reason = "the access token was refused"
                raise UnauthorisedError(reason)
            if self._unproven:
                # The vendor refuses a token straight from the login, so another login would not help now.
                # Counted once per token: otherwise each poll would postpone the next login, and it would
                # never happen.
                self._unproven = False
                self._delay_next_login()
            return await self._login()

    async def _login(self) -> str:
        keys = self._keys
        if keys is None:
            reason = "there is no access token"
            raise UnauthorisedError(reason)
        if self._monotonic() < self._not_before:
            reason = "the last login did not help; waiting before the next"
            raise UnauthorisedError(reason)
        try:
            data = await self._transport.exchange(
                "POST", "/auth/login", headers={}, json=msgspec.structs.asdict(keys)
            )
            login = _read_login(data)
        except RefusedError as error:
            if error.passing:
                # The vendor did not reject the keys. This is no `RefusedError`, which would mean a refusal of
                # the call itself.
                raise ServerFailedError(str(error), message=error.message) from error
            self._delay_next_login()
            raise UnauthorisedError(str(error), message=error.message) from error
        except UnauthorisedError:
            self._delay_next_login()
            raise
        self._token = login.access_token
        self._renew_at = self._renewal_time(login)
        self._unproven = True
        return self._token

    def _delay_next_login(self) -> None:
        self._failed_logins += 1
        self._not_before = self._monotonic() + min(
            _FIRST_PAUSE * 2 ** min(self._failed_logins - 1, 8), _LONGEST_PAUSE
        )

    def _renewal_time(self, login: _Login) -> datetime | None:
        """Return when to renew; None if the vendor gives no usable time (a 401 then triggers the renewal)."""
        try:
            if not isinstance(login.expiration_date, str):
                return None
            expires = datetime.fromisoformat(login.expiration_date.strip())
            if expires.tzinfo is None:
                expires = expires.replace(tzinfo=self._zone)
            renew_at = (expires - RENEW_BEFORE).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        # A clock that is hours wrong must not cause a login before every call.
        return max(renew_at, self._now() + timedelta(minutes=10))


def _read_login(data: bytes) -> _Login:
    try:
        login = msgspec.json.decode(data, type=_Login)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = "the login's answer could not be read"
        raise MalformedAnswerError(reason) from error
    if not _USABLE_TOKEN.fullmatch(login.access_token):
        reason = "the login's answer has no usable token"
        raise MalformedAnswerError(reason)
    return login
