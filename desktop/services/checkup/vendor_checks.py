"""Checks of the credentials and of the connection to the vendor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message
from desktop.services.checkup.finding import Finding, Level
from desktop.system.machine.clock import now
from desktop.system.secrets.secret_store import SecretPlace
from desktop.system.settings.addresses import display_base_url
from desktop.system.settings.credentials import AccessToken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop.system.settings.options import Options
    from desktop.vendor.api import VendorApi
    from desktop.vendor.probe import Reached

_CLOCK_ADVICE: Final = 30.0
_CLOCK_TROUBLE: Final = 120.0
"""Seconds by which two clocks may differ."""


def token(options: Options) -> Finding:
    """Check that there are credentials, without showing them."""
    found = options.credentials
    if found is None and options.secret_place:
        return Finding(
            "token",
            Level.TROUBLE,
            Message(
                "The saved key cannot be read: unlock the keyring if it is locked; enter the key again if it belongs to another address"
            ),
            options.secret_place,
        )
    if found is None:
        return Finding(
            "token",
            Level.TROUBLE,
            Message(
                "There is no access token: no orders can be received. Copy it in Dükkango's panel and enter it here"
            ),
        )
    if options.secret_place == SecretPlace.FILE:
        return Finding(
            "token",
            Level.ADVICE,
            Message(
                "The key is saved unencrypted in a private file of this user: move it into a keyring when there is one"
            ),
        )
    if isinstance(found, AccessToken):
        return Finding(
            "token",
            Level.OK,
            Message("There is an access token ({number} characters)", number=len(found.token)),
        )
    return Finding("token", Level.OK, Message("There are two secret keys"))


async def examine_credentials(options: Options) -> tuple[Finding, tuple[str, ...]]:
    """Test the options' credentials; returns the finding and the names of the restaurants.

    With secret keys this is a login. It may end the token of a running program, which then takes the new keys over.
    """
    from desktop.vendor.probe import ProbeStage, probe

    credentials = options.credentials
    assert credentials is not None  # noqa: S101 - the caller has set them
    api = _build_api(
        options,
        credentials.token
        if isinstance(credentials, AccessToken)
        else (credentials.app_secret_key, credentials.rest_secret_key),
    )
    try:
        reached = await probe(options.base_url, api)
    finally:
        await api.close()
    if reached.stage is ProbeStage.ANSWER and not isinstance(credentials, AccessToken):
        refused = Finding(
            "vendor",
            Level.TROUBLE,
            Message("Dükkango does not accept these two secret keys: they may be swapped; copy them again"),
        )
        return refused, ()
    if reached.stage is ProbeStage.TOKEN and not reached.restaurants:
        nothing = Finding(
            "vendor",
            Level.TROUBLE,
            Message(
                "Dükkango accepts this key, but it has no restaurant: copy the restaurant's key from the panel"
            ),
        )
        return nothing, ()
    return _reached(reached, options, asked=True), reached.restaurants


async def vendor(options: Options, running: VendorApi | None) -> AsyncIterator[Finding]:
    """Check the connection to the vendor and this computer's clock; `running` is the program's own API."""
    from desktop.vendor.probe import probe

    own = None
    if running is None and isinstance(options.credentials, AccessToken):
        own = _build_api(options, options.credentials.token)
    # With secret keys a login could end the token of a running program: only the connection is checked.
    api = running or own
    try:
        reached = await probe(options.base_url, api)
    finally:
        if own is not None:
            await own.close()
    yield _reached(reached, options, asked=api is not None)
    if reached.clock_ahead is not None:
        yield _clock(reached.clock_ahead)


def _build_api(options: Options, token: str | tuple[str, str]) -> VendorApi:
    from desktop.system.machine.clock import steady
    from desktop.vendor.factory import connect

    return connect(
        options.base_url, token, user_agent=f"Tezgah/{__version__}", now=now, steady=steady, zone=ISTANBUL
    )


def _reached(reached: Reached, options: Options, *, asked: bool) -> Finding:
    from desktop.vendor.probe import ProbeStage

    host = display_base_url(options.base_url)
    took = f"{reached.milliseconds} ms"
    if reached.stage is ProbeStage.TOKEN:
        names = ", ".join(reached.restaurants) or "–"
        return Finding(
            "vendor",
            Level.OK,
            Message("Dükkango answers and accepts the token ({took}): {names}", took=took, names=names),
        )
    if reached.stage is ProbeStage.ENCRYPTION and not asked:
        return Finding(
            "vendor",
            Level.OK,
            Message("{host} can be reached ({took}); the token was not tested", host=host, took=took),
        )
    message = {
        ProbeStage.NOTHING: Message(
            "The name {host} cannot be found: check the internet connection", host=host
        ),
        ProbeStage.NAME: Message("No connection to {host}: check internet and firewall", host=host),
        ProbeStage.CONNECTION: Message(
            "{host} shows no certificate that is trusted: check clock, antivirus or a Wi-Fi login page",
            host=host,
        ),
        ProbeStage.ENCRYPTION: _hindered(reached, host),
        ProbeStage.ANSWER: Message("Dükkango refuses the access token: get a new one from its panel"),
    }[reached.stage]
    # A refused token needs no technical reason.
    detail = "" if reached.stage is ProbeStage.ANSWER else reached.reason
    return Finding("vendor", Level.TROUBLE, message, detail)


def _hindered(reached: Reached, host: str) -> Message:
    """Return the message for a vendor that can be reached but gives no usable answer."""
    from desktop.vendor.probe import Hindrance

    wait = 60 if reached.wait is None else max(1, math.ceil(reached.wait))
    messages = {
        Hindrance.SILENCE: Message(
            "{host} can be reached, but its answer arrives incomplete: the connection may be slow; try again in a while",
            host=host,
        ),
        Hindrance.BUSY: Message(
            "Dükkango says that it is asked too often, so the key could not be tested: try again in {wait} seconds",
            wait=wait,
        ),
        Hindrance.FAILURE: Message(
            "Dükkango has a failure of its own now, so the key could not be tested: try again in some minutes"
        ),
        Hindrance.ANOTHER: Message(
            "{host} does not answer like Dükkango: check for a Wi-Fi login page, a proxy, the address in the settings",
            host=host,
        ),
        Hindrance.PROXY: Message(
            "{host} cannot be reached through the system's proxy: check the system's proxy settings",
            host=host,
        ),
    }
    return messages.get(reached.hindrance) or Message(
        "{host} refuses to answer, so the key could not be tested: try again in a while", host=host
    )


def _clock(ahead: float) -> Finding:
    seconds = round(abs(ahead))
    if abs(ahead) < _CLOCK_ADVICE:
        return Finding("clock", Level.OK, Message("The clock is right"), f"{ahead:+.0f} s")
    fast = Message(
        "This computer's clock is {seconds} seconds ahead: turn on automatic time", seconds=seconds
    )
    slow = Message(
        "This computer's clock is {seconds} seconds behind: turn on automatic time", seconds=seconds
    )
    level = Level.TROUBLE if abs(ahead) >= _CLOCK_TROUBLE else Level.ADVICE
    return Finding("clock", level, fast if ahead > 0 else slow)
