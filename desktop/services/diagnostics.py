"""Check-ups and support packages of the running program. Never imports Qt."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.checkup import Finding, Machine, examine
from desktop.services.support_package import as_zip, contents
from desktop.store.errors import StoreError
from desktop.system.files.chosen_file import write_chosen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop.services.backend import Backend

_log = logging.getLogger(__name__)


def check_up(backend: Backend) -> AsyncIterator[Finding]:
    """Check everything that orders need; yields one finding after the other."""
    return examine(backend.options, Machine(backend.api, backend.inspect))


async def gather_support(backend: Backend) -> list[tuple[str, bytes]]:
    """Return the files of a support package: names and contents."""
    findings = [finding async for finding in check_up(backend)]
    try:
        inspection = await backend.inspect()
    except StoreError:
        # The check-up among the files names the reason; then the other files matter all the more.
        _log.exception("the database cannot be inspected")
        inspection = None
    return await asyncio.to_thread(contents, backend.options, findings, inspection)


async def save_support(files: list[tuple[str, bytes]], path: str, data_dir: Path) -> None:
    """Write the files of a support package to a ZIP file.

    Raises:
        OSError: the file cannot be written, or is one of Tezgâh itself.
    """
    await asyncio.to_thread(write_chosen, Path(path), [as_zip(files)], data_dir, private=True)
