"""Builds the vendor's API from an address and credentials.

Loading httpx and building its client takes about as long as showing the window. This module is therefore
imported after the board is visible, possibly on another thread.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop.vendor.access_token import KeyPair, TokenSource
from desktop.vendor.api import VendorApi
from desktop.vendor.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo


def connect(
    base_url: str,
    credentials: str | tuple[str, str],
    *,
    user_agent: str,
    now: Callable[[], datetime],
    steady: Callable[[], float],
    zone: tzinfo,
    call_clock: Callable[[], float] = time.monotonic,
) -> VendorApi:
    """Return the API; nothing is sent yet.

    `credentials` is an access token, or the secret keys of the app and the restaurant. `steady` and `call_clock` count
    monotonic seconds; `call_clock` limits calls. `zone` is the time zone of the vendor's naive times.
    """
    transport = Transport(base_url, user_agent=user_agent, clock=call_clock, now=now)
    keys = credentials if isinstance(credentials, str) else KeyPair(*credentials)
    return VendorApi(transport, TokenSource(transport, keys, now=now, steady=steady, zone=zone))
