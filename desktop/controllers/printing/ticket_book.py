"""The print jobs that the window knows: those of the store at the start, and each change since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.printing.job import PrintJob

MOST: Final = 2000
"""Jobs that are kept; older ones are in the store."""


class TicketBook:
    """Jobs by their id."""

    def __init__(self) -> None:
        self._jobs: dict[int, PrintJob] = {}

    def take(self, jobs: Iterable[PrintJob]) -> None:
        """Take jobs as they are now."""
        for job in jobs:
            self._jobs[job.id] = job
        if len(self._jobs) > MOST:
            for job_id in sorted(self._jobs)[: len(self._jobs) - MOST]:
                del self._jobs[job_id]

    def latest(self, most: int) -> list[PrintJob]:
        """Return the latest jobs, the latest first; those that ask are among them whatever their age."""
        ordered = [self._jobs[job_id] for job_id in sorted(self._jobs, reverse=True)]
        return ordered[:most] + [job for job in ordered[most:] if job.asks]

    def by_order(self) -> dict[str, list[PrintJob]]:
        """Return the jobs of each order, oldest first."""
        found: dict[str, list[PrintJob]] = {}
        for job_id in sorted(self._jobs):
            job = self._jobs[job_id]
            if job.payment_key:
                found.setdefault(job.payment_key, []).append(job)
        return found

    def find(self, version: int) -> PrintJob | None:
        """Return the job of one press, None where there is none."""
        return next((job for job in self._jobs.values() if job.version == version), None)
