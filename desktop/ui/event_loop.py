"""The event loop of the window: Qt's, which asyncio uses too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import qasync

from desktop.system.machine.loops import DaemonExecutor, Lookups

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator

    from PySide6.QtWidgets import QApplication


_Result = TypeVar("_Result")


class DisplayLostError(Exception):
    """Qt has ended its loop by itself, because the connection to the display broke: nothing can run on it again."""


class WindowLoop(Lookups, qasync.QEventLoop):  # type: ignore[misc] # qasync has no types
    """Ends soon, also where a lookup or a dead network folder hangs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.set_default_executor(DaemonExecutor())

    def run_until_complete(self, future: Generator[Any, None, _Result] | Awaitable[_Result]) -> _Result:
        """Run until the work is done; returns its result.

        Raises:
            DisplayLostError: the display went away meanwhile.
        """
        task: asyncio.Future[_Result] = asyncio.ensure_future(future, loop=self)  # type: ignore[arg-type] # a generator too
        try:
            return super().run_until_complete(task)
        except RuntimeError as error:
            if task.done():
                raise
            raise DisplayLostError from error
