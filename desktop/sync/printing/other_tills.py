"""Printers of other tills, and the tickets that wait for a till that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrinterProblem
from desktop.domain.printing.shared_printers import far_printers
from desktop.domain.printing.words import far_printer_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.printing.job import PrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.domain.printing.shared_printers import FarPrinter
    from desktop.domain.tills import Till

SAID_AFTER: Final = 60.0
"""Seconds after which all tills say that a ticket waits for a till that is away: it may be starting."""


class OtherTills:
    """Without a shared database there are none."""

    def __init__(self, till_id: str) -> None:
        self._till_id = till_id
        self._found: tuple[FarPrinter, ...] = ()
        self._waits_since: dict[int, tuple[str, float]] = {}
        """The waiting jobs of these printers: number -> printer, and steady time at which this till first saw it."""

    def follow(self, tills: Iterable[Till]) -> None:
        """Take the tills as they are now."""
        self._found = far_printers(tills, self._till_id)

    @property
    def printers(self) -> tuple[Printer, ...]:
        """The printers, also of tills that are away: their tickets are printed when they are back."""
        return tuple(each.printer for each in self._found)

    @property
    def names(self) -> dict[str, str]:
        """The printers' names with those of their tills, by id."""
        return {each.printer.id: far_printer_name(each.printer.name, each.till) for each in self._found}

    def take(self, jobs: Iterable[PrintJob], at: float) -> None:
        """Take the open jobs; `at` is steady time."""
        known = self._waits_since
        self._waits_since = {
            job.id: (job.sent_to, known[job.id][1] if job.id in known else at)
            for job in jobs
            if job.state.waits
        }

    def problems(self, at: float) -> dict[str, PrinterProblem]:
        """Return the printers for which tickets wait because their till is away, by id."""
        late = {printer for printer, since in self._waits_since.values() if at - since >= SAID_AFTER}
        away = {each.printer.id for each in self._found if each.is_away}
        return dict.fromkeys(sorted(late & away), PrinterProblem.TILL_AWAY)
