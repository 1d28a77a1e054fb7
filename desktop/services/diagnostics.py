"""Check-ups and support packages of the running program, gathered beside its work. Never imports Qt.

What is found is told piece by piece; who shows it, and in which language, is not its business.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.checkup import Finding, Machine, examine
from desktop.services.support_package import as_zip, contents, file_name
from desktop.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from desktop.services.backend import Backend

_log = logging.getLogger(__name__)


class Diagnostics:
    """Answers "what is wrong?" while the program runs. All methods return at once."""

    def __init__(
        self,
        service: Backend,
        *,
        on_found: Callable[[Finding], None],
        on_checked: Callable[[], None],
        on_gathered: Callable[[list[tuple[str, bytes]], str], None],
        on_saved: Callable[[str, str], None],
    ) -> None:
        """Take what is needed.

        Args:
            service: the running program, open.
            on_found: told each finding of a check-up.
            on_checked: told the end of a check-up.
            on_gathered: told the files of a support package, and what it may be called.
            on_saved: told the path of a package, and why it could not be written ("" when it was).
        """
        self._service = service
        self._on_found = on_found
        self._on_checked = on_checked
        self._on_gathered = on_gathered
        self._on_saved = on_saved
        self._checking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._package: list[tuple[str, bytes]] = []

    def check_up(self) -> None:
        """Begin a check-up; one that is under way is given up."""
        if self._checking is not None:
            self._checking.cancel()
        self._checking = self._spawn(self._check_up())

    def gather_support(self) -> None:
        """Gather a support package."""
        self._spawn(self._gather())

    def save_support(self, path: str) -> None:
        """Write the package that was gathered last."""
        self._spawn(self._save(path))

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _check_up(self) -> None:
        async for finding in examine(self._service.options, self._machine()):
            self._on_found(finding)
        self._on_checked()

    async def _gather(self) -> None:
        findings = [finding async for finding in examine(self._service.options, self._machine())]
        try:
            inspection = await self._service.inspect()
        except StoreError:
            # The check-up among the files says why; the rest is needed the more.
            _log.exception("the database could not be looked into")
            inspection = None
        self._package = await asyncio.to_thread(contents, self._service.options, findings, inspection)
        self._on_gathered(self._package, str(Path.home() / file_name()))

    async def _save(self, path: str) -> None:
        reason = ""
        try:
            await asyncio.to_thread(Path(path).write_bytes, as_zip(self._package))
        except OSError as error:
            reason = error.strerror or type(error).__name__
        self._on_saved(path, reason)

    def _machine(self) -> Machine:
        return Machine(self._service.api, self._service.inspect)

    def _spawn(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(run)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
