"""The order of a check-up, and what needs no module of its own."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.checkup import sound_checks, storage_checks, vendor_checks
from desktop.services.checkup.finding import Finding, Level
from desktop.services.updates.release_list import SEEN_NAME, seen
from desktop.system.machine.clock import now
from desktop.system.settings.options import DEFAULT_POLL_SECONDS, display_base_url, is_loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from desktop.store.sqlite.inspection import Inspection
    from desktop.system.settings.options import Options
    from desktop.vendor.api import VendorApi

_LIBRARIES: Final = ("PySide6-Essentials", "httpx", "miniaudio", "msgspec", "qasync", "truststore", "wakepy")


@dataclass(frozen=True)
class Machine:
    """What the running program gives to a check-up of itself; a check-up in a terminal has none of it."""

    api: VendorApi | None
    inspect: Callable[[], Awaitable[Inspection]]
    """Looks into the database through the program's own connection."""


async def examine(options: Options, machine: Machine | None = None) -> AsyncIterator[Finding]:
    """Yield what is found, one after the other; takes at most half a minute."""
    # Disks and sound servers may hang: never on the caller's thread, which draws the window.
    executor = ThreadPoolExecutor(1, thread_name_prefix="check-up")
    loop = asyncio.get_running_loop()

    async def made(name: str, check: Callable[[], Finding]) -> Finding:
        return await loop.run_in_executor(executor, _made, name, check)

    try:
        yield await made("configuration", lambda: _configuration(options))
        yield vendor_checks.token(options)
        async for finding in vendor_checks.vendor(options, None if machine is None else machine.api):
            yield finding
        yield _cooldown(options)
        yield await made("sound", sound_checks.sound)
        yield await made("volume", sound_checks.volume)
        if machine is None:
            yield Finding(
                "tray",
                Level.OK,
                "Sistem tepsisi ve bildirimler yalnızca penceredeki tanıda denetlenir",
                "Tray and notifications are looked at by the window's check-up only",
            )
        yield await made("space", lambda: storage_checks.space(options))
        yield await made("privacy", lambda: storage_checks.privacy(options))
        for finding in await storage_checks.database(options, None if machine is None else machine.inspect):
            yield finding
        yield await made("backups", lambda: storage_checks.backups(options))
        if options.update_url:
            yield await made("updates", lambda: _updates(options))
        yield await made("versions", _versions)
    finally:
        # Whoever gives up a check-up does not wait for what is under way.
        executor.shutdown(wait=False, cancel_futures=True)


def _made(name: str, check: Callable[[], Finding]) -> Finding:
    """Make a check; that it cannot be made is a finding, and the others follow."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a check-up is for a machine on which something is wrong
        reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
        return Finding(
            name, Level.TROUBLE, f"Denetlenemedi: {name}", f"This could not be looked at: {name}", reason
        )


def _configuration(options: Options) -> Finding:
    _, wrong = options.settings_file.examine()
    host = display_base_url(options.base_url)
    if wrong is None:
        return Finding(
            "configuration",
            Level.OK,
            f"Ayarlar okunuyor; adres {host}",
            f"The settings can be read; address {host}",
        )
    what = wrong.partition(":")[2]
    return Finding(
        "configuration",
        Level.ADVICE,
        f"Ayarlarda kullanılamayan bir şey var ({what}): varsayılan değer geçerli",
        f"Something in the settings cannot be used ({what}): its default holds",
        wrong,
    )


def _cooldown(options: Options) -> Finding:
    seconds = f"{options.poll_seconds:g}"
    if options.poll_seconds >= DEFAULT_POLL_SECONDS or is_loopback(options.base_url):
        return Finding(
            "cooldown",
            Level.OK,
            f"Siparişler {seconds.replace('.', ',')} saniyede bir sorulur",
            f"Orders are asked for every {seconds} seconds",
        )
    return Finding(
        "cooldown",
        Level.TROUBLE,
        f"Siparişler {seconds} saniyede bir sorulur: Dükkango 30 saniyeden sık istemiyor",
        f"Orders are asked for every {seconds} seconds: Dükkango wants at least 30",
    )


def _updates(options: Options) -> Finding:
    """Say of when the list of versions is that was last seen here; asks nobody."""
    last = seen(options.data_dir / SEEN_NAME)
    if last is None:
        return Finding(
            "updates",
            Level.OK,
            "Sürüm listesine henüz bakılmadı",
            "The list of versions has not been looked at yet",
        )
    day = f"{last.issued.astimezone(ISTANBUL):%d.%m.%Y}"
    if last.has_expired(now()):
        return Finding(
            "updates",
            Level.ADVICE,
            f"Sürüm listesi {day} gününden beri yenilenmedi: daha yeni bir sürüm olabilir. Bilgisayarın tarihini denetleyin"
            " ya da Tezgâh'ı kuran kişiye sorun",
            f"The list of versions has not been renewed since {day}: there may be a newer one. Check the date of this"
            " computer, or ask whoever installed Tezgâh",
        )
    return Finding("updates", Level.OK, f"Sürüm listesi {day} tarihli", f"The list of versions is of {day}")


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
        f"Tezgâh {__version__}, {system}",
        f"Tezgâh {__version__}, {system}",
        f"Python {platform.python_version()}, " + ", ".join(libraries),
    )
