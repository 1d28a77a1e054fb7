"""Checks that orders can be saved, and that saved orders are undamaged and private."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message
from desktop.services.checkup.finding import Finding, Level
from desktop.store.errors import StoreError
from desktop.store.sqlite.inspection import inspect_file
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.system.files import folder_safety
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.domain.store_address import StoreAddress
    from desktop.store.inspection import Inspection
    from desktop.system.settings.options import Options

_SPACE_ADVICE: Final = 1 << 30
_SPACE_TROUBLE: Final = 100 << 20


def space(options: Options) -> Finding:
    """Check the free space of the disk."""
    try:
        free = shutil.disk_usage(options.data_dir).free
    except FileNotFoundError:
        return Finding(
            "space",
            Level.ADVICE,
            Message(
                "There is no folder for orders yet. Tezgâh creates it at its first start: {folder}",
                folder=options.data_dir,
            ),
        )
    if not os.access(options.data_dir, os.W_OK | os.X_OK):
        return Finding(
            "space",
            Level.TROUBLE,
            Message(
                "Orders cannot be saved: fix the permissions of their folder: {folder}",
                folder=options.data_dir,
            ),
        )
    # Whole numbers: the decimal mark differs between languages.
    amount = f"{free >> 30} GB" if free >= 10 << 30 else f"{free >> 20} MB"
    if free < _SPACE_TROUBLE:
        return Finding(
            "space",
            Level.TROUBLE,
            Message("The disk is full ({free}): free some space, or orders cannot be saved", free=amount),
        )
    if free < _SPACE_ADVICE:
        return Finding("space", Level.ADVICE, Message("The disk is nearly full ({free})", free=amount))
    return Finding("space", Level.OK, Message("There is space on the disk ({free})", free=amount))


def privacy(options: Options) -> Finding:
    """Check whether other users of this computer can read the orders."""
    if sys.platform == "win32":
        return Finding(
            "privacy",
            Level.OK,
            Message("The orders are in this user's profile folder"),
        )
    unsafe = _unsafe(options)
    if unsafe is not None:
        return unsafe
    open_to_others = [
        path.name
        for path in [options.data_dir, *options.data_dir.glob("*")]
        if path.exists() and path.stat().st_mode & 0o077 and not path.is_symlink()
    ]
    if not open_to_others:
        return Finding(
            "privacy",
            Level.OK,
            Message("Only this user can read the orders"),
        )
    # Files in a closed folder are closed too.
    if options.data_dir.name in open_to_others:
        level, message = Level.ADVICE, Message("Other users of this computer can read the folder of orders")
    else:
        level, message = Level.OK, Message("The folder of orders is closed to other users")
    return Finding("privacy", level, message, ", ".join(sorted(open_to_others)[:10]))


def _unsafe(options: Options) -> Finding | None:
    """Return what is wrong where other users can change the folder of orders."""
    folder = options.data_dir
    if not folder.exists():
        return None
    found = folder.stat()
    if found.st_mode & 0o022:
        return Finding(
            "privacy",
            Level.TROUBLE,
            Message(
                "Other users of this computer can change the folder of orders: start Tezgâh, it closes the folder"
            ),
            folder.name,
        )
    parent = folder_safety.open_parent(folder)
    if parent is not None:
        return Finding(
            "privacy",
            Level.ADVICE,
            Message(
                "Other users of this computer can rename or replace the folder of orders: fix the permissions of {name}",
                name=parent,
            ),
        )
    return None


async def database(options: Options, inspect: Callable[[], Awaitable[Inspection]] | None) -> list[Finding]:
    """Check the database; `inspect` uses the running program's own connection."""
    if options.store_address is not None:
        return await _shared(options, options.store_address, inspect)
    path = options.data_dir / DATABASE_NAME
    if inspect is None and not path.exists():
        return [
            Finding("database", Level.OK, Message("No orders have been saved yet")),
        ]
    try:
        found = await inspect() if inspect is not None else await asyncio.to_thread(inspect_file, path)
    except Exception as error:  # noqa: BLE001 - the reason is part of the finding
        return [
            Finding(
                "database",
                Level.TROUBLE,
                Message("The database of orders cannot be read: check disk and permissions"),
                f"{type(error).__name__}: {error}"[:200],
            )
        ]
    return [_integrity(found), _outbox(found), _last_answer(found)]


async def _shared(
    options: Options, address: StoreAddress, inspect: Callable[[], Awaitable[Inspection]] | None
) -> list[Finding]:
    # Imported here: the embedded store does not need it.
    from desktop.services.checkup.shared_checks import shared_database
    from desktop.services.database.inspection import inspect_store

    findings = await shared_database(options, address)
    if any(finding.level is Level.TROUBLE for finding in findings):
        return findings
    try:
        found = await (inspect() if inspect is not None else inspect_store(options))
    except StoreError as error:
        message = Message("The database of orders cannot be read: check disk and permissions")
        return [*findings, Finding("database", Level.TROUBLE, message, str(error)[:200])]
    return [*findings, _outbox(found), _last_answer(found)]


def _integrity(found: Inspection) -> Finding:
    orders = found.counts.get("orders", 0)
    if found.version > found.newest:
        return Finding(
            "database",
            Level.TROUBLE,
            Message("A newer Tezgâh has saved the orders: update the program"),
            f"version {found.version}, known {found.newest}",
        )
    if found.integrity == "ok":
        return Finding(
            "database",
            Level.OK,
            Message("The database is undamaged ({orders} orders)", orders=orders),
        )
    return Finding(
        "database",
        Level.TROUBLE,
        Message("The database is damaged: restart the program, it recovers what can be read"),
        found.integrity,
    )


def _outbox(found: Inspection) -> Finding:
    if not found.queued:
        return Finding("outbox", Level.OK, Message("Nothing is waiting to be sent to Dükkango"))
    return Finding(
        "outbox",
        Level.ADVICE,
        Message("Calls waiting to be sent to Dükkango: {number}", number=found.queued),
        ", ".join(f"{name}: {count}" for name, count in found.counts.items() if name.startswith("outbox ")),
    )


def _last_answer(found: Inspection) -> Finding:
    if found.listened_at is None:
        return Finding("listened", Level.OK, Message("Dükkango has not answered yet"))
    at = found.listened_at.astimezone(ISTANBUL).strftime("%d.%m.%Y %H:%M:%S")
    ago = now() - found.listened_at
    level = Level.OK if ago < timedelta(minutes=5) else Level.ADVICE
    return Finding("listened", level, Message("Last answer from Dükkango: {at}", at=at))


def backups(options: Options) -> Finding:
    """Count the backups."""
    found = sorted((options.data_dir / "backups").glob("tezgah-*.db"))
    if not found:
        return Finding(
            "backups",
            Level.OK,
            Message("No backup yet: one is made each day after 04:00"),
        )
    return Finding(
        "backups",
        Level.OK,
        Message("Backups: {number}", number=len(found)),
        found[-1].name,
    )
