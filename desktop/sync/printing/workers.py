"""The workers of this till's printers: one for each, begun again where one fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrinterProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.printing.printer import Printer
    from desktop.sync.command_runner import CommandRunner
    from desktop.sync.printing.printer_worker import PrinterWorker
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_AGAIN_AFTER: Final = 1.0


class Workers:
    """Begins and ends the workers as the printers change."""

    def __init__(
        self, build: Callable[[Printer], PrinterWorker], commands: CommandRunner, troubles: TroubleList
    ) -> None:
        self._build = build
        self._commands = commands
        self._troubles = troubles
        self._wanted: tuple[Printer, ...] = ()
        self._running: dict[str, tuple[PrinterWorker, asyncio.Task[None]]] = {}
        self._ending: set[str] = set()
        """Ids of the printers whose worker ends."""
        self._closed = False

    def use(self, printers: Iterable[Printer]) -> None:
        """Print with these printers from now on."""
        self._wanted = tuple(printers)
        wanted = {printer.id: printer for printer in self._wanted}
        for printer_id, (worker, task) in list(self._running.items()):
            if wanted.get(printer_id) != worker.printer:
                del self._running[printer_id]
                self._ending.add(printer_id)
                self._commands.start(self._replace(worker, task), "printer")
        for printer in self._wanted:
            # A changed printer begins when the one before has ended: two would print side by side.
            if printer.id not in self._running and printer.id not in self._ending:
                worker = self._build(printer)
                task = asyncio.get_running_loop().create_task(
                    self._supervise(worker), name=f"printer {printer.id}"
                )
                self._running[printer.id] = (worker, task)

    def wake(self) -> None:
        """Let all look for jobs now."""
        for worker, _ in self._running.values():
            worker.wake()

    def get(self, printer_id: str) -> PrinterWorker | None:
        """Return the worker of a printer."""
        return self._running.get(printer_id, (None,))[0]

    @property
    def all(self) -> list[PrinterWorker]:
        """The workers that run."""
        return [worker for worker, _ in self._running.values()]

    @property
    def problems(self) -> dict[str, PrinterProblem]:
        """Reasons why printers do not print, by their id; paper that ends soon too."""
        return {
            worker.printer.id: worker.problem or PrinterProblem.PAPER_LOW
            for worker in self.all
            if worker.problem is not None or worker.is_paper_low
        }

    async def stop(self) -> None:
        """End; a ticket that is being printed may end for some seconds."""
        self._closed = True
        await asyncio.gather(*(worker.stop(task) for worker, task in self._running.values()))
        self._running.clear()

    async def _replace(self, worker: PrinterWorker, task: asyncio.Task[None]) -> None:
        await worker.stop(task)
        self._ending.discard(worker.printer.id)
        if not self._closed:
            self.use(self._wanted)

    async def _supervise(self, worker: PrinterWorker) -> None:
        try:
            await worker.run()
        except Exception as error:  # noqa: BLE001 - one printer must not end the others
            _log.error("a printer's task failed", exc_info=error)
            self._troubles.task_failed("printer", error)
            await asyncio.sleep(_AGAIN_AFTER)
            if not self._closed and self.get(worker.printer.id) is worker:
                del self._running[worker.printer.id]
                self.use(self._wanted)
