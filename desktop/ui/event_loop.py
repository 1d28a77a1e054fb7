"""The event loop of the window: Qt's, which asyncio uses too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qasync

from desktop.system.machine.loops import DaemonExecutor, Lookups

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class WindowLoop(Lookups, qasync.QEventLoop):  # type: ignore[misc] # qasync has no types
    """Ends soon, also where a lookup or a dead network folder hangs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.set_default_executor(DaemonExecutor())
