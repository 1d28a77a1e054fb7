"""Can orders be saved, and are those that were saved whole and private?"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL
from desktop.services.checkup.finding import Finding, Level
from desktop.store.sqlite.inspection import Inspection, inspect_file
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.system.settings.options import Options

_SPACE_ADVICE: Final = 1 << 30
_SPACE_TROUBLE: Final = 100 << 20


def space(options: Options) -> Finding:
    """Say how much room the disk has."""
    try:
        free = shutil.disk_usage(options.data_dir).free
    except FileNotFoundError:
        return Finding(
            "space",
            Level.ADVICE,
            f"Siparişlerin klasörü henüz yok, Tezgâh ilk açıldığında oluşturulur: {options.data_dir}",
            f"There is no folder for orders yet, it is made when Tezgâh is first opened: {options.data_dir}",
        )
    if not os.access(options.data_dir, os.W_OK | os.X_OK):
        return Finding(
            "space",
            Level.TROUBLE,
            f"Siparişlerin klasörüne yazılamıyor, siparişler kaydedilemez: izinlerini düzeltin: {options.data_dir}",
            f"The folder for orders cannot be written, so orders cannot be saved: put its permissions right:"
            f" {options.data_dir}",
        )
    said = f"{free / (1 << 30):.1f} GB"
    turkish = said.replace(".", ",")
    if free < _SPACE_TROUBLE:
        return Finding(
            "space",
            Level.TROUBLE,
            f"Diskte yer kalmadı ({turkish}): yer açın, yoksa siparişler kaydedilemez",
            f"The disk is full ({said}): free some space, or orders cannot be saved",
        )
    if free < _SPACE_ADVICE:
        return Finding(
            "space", Level.ADVICE, f"Diskte az yer var ({turkish})", f"The disk is nearly full ({said})"
        )
    return Finding("space", Level.OK, f"Diskte yer var ({turkish})", f"There is space on the disk ({said})")


def privacy(options: Options) -> Finding:
    """Whether others who use this computer can read the orders."""
    if sys.platform == "win32":
        return Finding(
            "privacy",
            Level.OK,
            "Siparişler bu kullanıcının profil klasöründe",
            "The orders are in this user's profile folder",
        )
    open_to_others = [
        path.name
        for path in [options.data_dir, *options.data_dir.glob("*")]
        if path.exists() and path.stat().st_mode & 0o077 and not path.is_symlink()
    ]
    if not open_to_others:
        return Finding(
            "privacy",
            Level.OK,
            "Siparişleri yalnızca bu kullanıcı okuyabilir",
            "Only this user can read the orders",
        )
    # Where the folder itself is closed, what is in it is too.
    closed = options.data_dir.name not in open_to_others
    return Finding(
        "privacy",
        Level.OK if closed else Level.ADVICE,
        "Siparişlerin klasörü başkalarına kapalı"
        if closed
        else "Siparişlerin klasörünü bu bilgisayarın başka kullanıcıları da okuyabilir",
        "The folder of orders is closed to others"
        if closed
        else "Other users of this computer can read the folder of orders",
        ", ".join(sorted(open_to_others)[:10]),
    )


async def database(options: Options, inspect: Callable[[], Awaitable[Inspection]] | None) -> list[Finding]:
    """Say how the database is; `inspect` looks through the running program's own connection."""
    path = options.data_dir / DATABASE_NAME
    if inspect is None and not path.exists():
        return [
            Finding("database", Level.OK, "Henüz kayıtlı sipariş yok", "No orders have been saved yet"),
        ]
    try:
        found = await inspect() if inspect is not None else await asyncio.to_thread(inspect_file, path)
    except Exception as error:  # noqa: BLE001 - why it cannot be read is the finding
        return [
            Finding(
                "database",
                Level.TROUBLE,
                "Siparişlerin veritabanı okunamıyor: disk ve izinleri kontrol edin",
                "The database of orders cannot be read: check disk and permissions",
                f"{type(error).__name__}: {error}"[:200],
            )
        ]
    return [_integrity(found), _outbox(found), _listened(found)]


def _integrity(found: Inspection) -> Finding:
    orders = found.counts.get("orders", 0)
    if found.version > found.newest:
        return Finding(
            "database",
            Level.TROUBLE,
            "Siparişleri daha yeni bir Tezgâh kaydetmiş: programı güncelleyin",
            "The orders were saved by a newer Tezgâh: update the program",
            f"version {found.version}, known {found.newest}",
        )
    if found.integrity == "ok":
        return Finding(
            "database",
            Level.OK,
            f"Veritabanı sağlam ({orders} sipariş)",
            f"The database is whole ({orders} orders)",
        )
    return Finding(
        "database",
        Level.TROUBLE,
        "Veritabanı bozuk: programı yeniden başlatın, okunabilenler kurtarılır",
        "The database is damaged: restart the program, what can be read is kept",
        found.integrity,
    )


def _outbox(found: Inspection) -> Finding:
    if not found.queued:
        return Finding(
            "outbox", Level.OK, "Dükkango'ya bildirilecek bir şey kalmadı", "Nothing is left to tell Dükkango"
        )
    return Finding(
        "outbox",
        Level.ADVICE,
        f"Dükkango'ya bildirilmeyi bekleyen {found.queued} işlem var",
        f"{found.queued} calls to Dükkango are still owed",
        ", ".join(f"{name}: {count}" for name, count in found.counts.items() if name.startswith("outbox ")),
    )


def _listened(found: Inspection) -> Finding:
    if found.listened_at is None:
        return Finding(
            "listened", Level.OK, "Dükkango'dan henüz yanıt alınmadı", "Dükkango has not answered here yet"
        )
    at = found.listened_at.astimezone(ISTANBUL).strftime("%d.%m.%Y %H:%M:%S")
    ago = now() - found.listened_at
    level = Level.OK if ago < timedelta(minutes=5) else Level.ADVICE
    return Finding("listened", level, f"Dükkango'dan son yanıt: {at}", f"Last answer of Dükkango: {at}")


def backups(options: Options) -> Finding:
    """Say what backups there are."""
    found = sorted((options.data_dir / "backups").glob("tezgah-*.db"))
    if not found:
        return Finding(
            "backups",
            Level.OK,
            "Henüz yedek yok: her gün saat 04:00'ten sonra alınır",
            "No backup yet: one is made each day after 04:00",
        )
    return Finding(
        "backups",
        Level.OK,
        f"{len(found)} yedek var",
        f"There are {len(found)} backups",
        found[-1].name,
    )
