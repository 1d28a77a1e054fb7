"""Runs user commands as background tasks. Errors are reported; shutdown waits up to one second for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.store import CannotSaveError
from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from desktop.sync.troubles import TroubleList

_LAST_COMMAND: Final = 1.0
"""Seconds that the end waits for the last commands to be saved."""


class CommandRunner(BackgroundTasks):
    """Runs each command at once, beside everything else."""

    def __init__(self, troubles: TroubleList) -> None:
        super().__init__(troubles)
        self._troubles = troubles
        self._ended = False

    def run(self, command: Coroutine[Any, Any, object]) -> None:
        """Run a command; after `end` it is dropped."""
        if self._ended:
            command.close()
        else:
            self.start(command, "action")

    async def end(self) -> None:
        """Take no more commands and wait a moment for those under way.

        They are not cancelled: the command that was given last counts too.
        """
        self._ended = True
        await self.wait(_LAST_COMMAND)

    def _report(self, name: str, error: BaseException) -> None:
        if isinstance(error, CannotSaveError):
            self._troubles.cannot_save(error)
        else:
            super()._report(name, error)
