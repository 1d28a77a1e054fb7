"""Builds the vendor's API from an address and credentials.

Importing httpx and building its client takes about as long as showing the window, so this module is imported when
the board is on the screen already, and may be run on another thread.
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

    Args:
        base_url: of the API, checked already.
        credentials: an access token, or the app's and the restaurant's secret keys.
        user_agent: name and version of the program.
        now: the wall clock, aware.
        steady: seconds that never go back.
        zone: in which the vendor writes its naive times.
        call_clock: seconds that never go back, on which the longest time of a call is counted.
    """
    transport = Transport(base_url, user_agent=user_agent, clock=call_clock, now=now)
    keys = credentials if isinstance(credentials, str) else KeyPair(*credentials)
    return VendorApi(transport, TokenSource(transport, keys, now=now, steady=steady, zone=zone))
