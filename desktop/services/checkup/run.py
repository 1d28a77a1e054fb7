"""The order of the checks, and the checks that are short."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message
from desktop.services.checkup import printer_checks, sound_checks, storage_checks, vendor_checks
from desktop.services.checkup.finding import Finding, Level
from desktop.services.updates.release_list import SEEN_NAME, seen
from desktop.system.machine.background import run_in_thread
from desktop.system.machine.clock import now
from desktop.system.settings.addresses import display_base_url, is_loopback
from desktop.system.settings.options import DEFAULT_POLL_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from desktop.store.inspection import Inspection
    from desktop.system.settings.options import Options
    from desktop.vendor.api import VendorApi

_LIBRARIES: Final = (
    "PySide6-Essentials",
    "httpx",
    "miniaudio",
    "msgspec",
    "psycopg",
    "qasync",
    "truststore",
    "wakepy",
)


@dataclass(frozen=True)
class Machine:
    """Parts of the running program that its own check-up uses; a check-up in a terminal has none."""

    api: VendorApi | None
    inspect: Callable[[], Awaitable[Inspection]]
    """Inspects the database through the program's own connection."""


async def examine(options: Options, machine: Machine | None = None) -> AsyncIterator[Finding]:
    """Yield findings one by one; takes at most half a minute."""
    # Disks and sound servers may hang: never on the caller's thread, which draws the window.

    async def in_thread(name: str, check: Callable[..., Finding], *arguments: Any) -> Finding:
        return await run_in_thread(partial(_run_check, name, check, *arguments), "check-up")

    yield await in_thread("configuration", _configuration, options)
    yield vendor_checks.token(options)
    async for finding in vendor_checks.vendor(options, None if machine is None else machine.api):
        yield finding
    yield _cooldown(options)
    yield await in_thread("sound", sound_checks.sound)
    yield await in_thread("volume", sound_checks.volume)
    if machine is None:
        yield Finding(
            "tray",
            Level.OK,
            Message("Only the check-up in the window checks tray and notifications"),
        )
    yield await in_thread("space", storage_checks.space, options)
    yield await in_thread("privacy", storage_checks.privacy, options)
    for finding in await storage_checks.database(options, None if machine is None else machine.inspect):
        yield finding
    yield await in_thread("backups", storage_checks.backups, options)
    for printer in options.settings_file.peek().printers:
        yield await in_thread(f"printer {printer.name}", printer_checks.printer, printer)
    if options.update_url:
        yield await in_thread("updates", _updates, options)
    yield await in_thread("versions", _versions)


def _run_check(name: str, check: Callable[..., Finding], *arguments: Any) -> Finding:
    """Run a check; its failure is a finding too, and the other checks follow."""
    try:
        return check(*arguments)
    except Exception as error:  # noqa: BLE001 - a check-up runs where something is wrong
        reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
        return Finding(name, Level.TROUBLE, Message("This could not be checked: {name}", name=name), reason)


def _configuration(options: Options) -> Finding:
    _, wrong = options.settings_file.examine()
    host = display_base_url(options.base_url)
    if wrong is None:
        return Finding(
            "configuration",
            Level.OK,
            Message("The settings can be read; address {host}", host=host),
        )
    what = wrong.partition(":")[2]
    return Finding(
        "configuration",
        Level.ADVICE,
        Message("A setting cannot be used ({what}): its default is used instead", what=what),
        wrong,
    )


def _cooldown(options: Options) -> Finding:
    seconds = f"{options.poll_seconds:g}"
    if options.poll_seconds >= DEFAULT_POLL_SECONDS or is_loopback(options.base_url):
        return Finding(
            "cooldown", Level.OK, Message("Orders are requested every {seconds} seconds", seconds=seconds)
        )
    return Finding(
        "cooldown",
        Level.TROUBLE,
        Message(
            "Orders are requested every {seconds} seconds: Dükkango allows no less than 30", seconds=seconds
        ),
    )


def _updates(options: Options) -> Finding:
    """Return the date of the list of versions that was last seen; makes no request."""
    last = seen(options.data_dir / SEEN_NAME)
    if last is None:
        return Finding(
            "updates",
            Level.OK,
            Message("The list of versions has not been checked yet"),
        )
    day = f"{last.issued.astimezone(ISTANBUL):%d.%m.%Y}"
    if last.has_expired(now()):
        return Finding(
            "updates",
            Level.ADVICE,
            Message(
                "The list of versions was last renewed on {day}: there may be a newer version. Check this computer's date, or ask the person who installed Tezgâh",
                day=day,
            ),
        )
    return Finding("updates", Level.OK, Message("The list of versions is from {day}", day=day))


def _versions() -> Finding:
    libraries = []
    for name in _LIBRARIES:
        try:
            libraries.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            libraries.append(f"{name} –")
    system = platform.platform()
    return Finding(
        "versions",
        Level.OK,
        Message("Tezgâh {version} on {system}", version=__version__, system=system),
        f"Python {platform.python_version()}, " + ", ".join(libraries),
    )
