"""Saves the print jobs that a change of an order causes, in the transaction of the change.

It compares what is saved of an order with what was saved before: a repeat, a retry or a restart changes nothing.
"""

from __future__ import annotations

import logging
from functools import cache, partial
from typing import TYPE_CHECKING

from desktop.domain.tickets.kinds import PrintMoment
from desktop.sync.board.board_rows import board_order
from desktop.sync.board.unseen import Unseen, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from desktop.domain.printing.decisions import Occasion
    from desktop.domain.printing.job import NewPrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.options import Knowledge
    from desktop.store import BoardRow, Transaction

_log = logging.getLogger(__name__)


class PrintPlanner:
    """Knows the printers of this till; without any it does nothing."""

    def __init__(self) -> None:
        self.printers: tuple[Printer, ...] = ()

    def plan(
        self,
        tx: Transaction,
        changed: Mapping[str, BoardRow | None],
        now: datetime,
        *,
        cancelled: bool = False,
    ) -> None:
        """Save the jobs of changed orders. Call it after the changes, in the same transaction.

        Args:
            tx: the transaction.
            changed: payment keys, each with the order as it was saved before, None for a new one.
            now: the time of the changes.
            cancelled: whether the vendor says that the orders are cancelled, though their status does not.
        """
        if not self.printers or not changed:
            return
        # Imported here: a till without a printer starts without them.
        from desktop.domain.printing.decisions import occasions
        from desktop.sync.ticket_facts import knowledge

        rows = tx.board_rows(changed)
        found = {}
        for row in rows:
            before = changed[row.payment_key]
            was = None if before is None else board_order(before)
            found[row.payment_key] = occasions(was, board_order(row), now, cancelled=cancelled)
        stopped = [
            key for key, each in found.items() if any(one.moment is PrintMoment.CANCEL for one in each)
        ]
        if stopped:
            tx.cancel_waiting_tickets(stopped, now)
        known = cache(partial(knowledge, tx, "", with_menu=True))
        begun = cache(partial(tx.begun_prints, found))
        jobs: list[NewPrintJob] = []
        for row in rows:
            own = self._jobs(found[row.payment_key], row, changed[row.payment_key], known, begun)
            jobs += _each_ticket_once(own)
        for job in tx.add_print_jobs(jobs, now) if jobs else ():
            _log.info(
                "to print",
                extra={"order": job.payment_key, "ticket": job.ticket, "moment": job.moment},
            )

    def _jobs(
        self,
        found: Iterable[Occasion],
        row: BoardRow,
        before: BoardRow | None,
        known: Callable[[], Knowledge],
        begun: Callable[[], set[tuple[str, str]]],
    ) -> list[NewPrintJob]:
        # Imported here: a till without a printer starts without it.
        from desktop.domain.printing.decisions import jobs_for

        after = board_order(row)
        jobs: list[NewPrintJob] = []
        for occasion in found:
            changed_from = None
            detail = ""
            if occasion.moment is PrintMoment.CHANGE and before is not None:
                changed_from = board_order(before)
                # In the form in which unseen changes are saved: one reader of orders finds from and to.
                detail = encode(Unseen(raw=before.raw, status_id=before.status_id))
            jobs += jobs_for(
                occasion,
                after,
                self.printers,
                before=changed_from,
                detail=detail,
                knowledge=known,
                has_begun=lambda printer_id: (row.payment_key, printer_id) in begun(),
            )
        return jobs


def _each_ticket_once(jobs: Iterable[NewPrintJob]) -> Iterable[NewPrintJob]:
    """Leave out tickets that two moments of one change cause: an order can arrive accepted."""
    return {(job.ticket, job.printer_id, job.copy): job for job in jobs}.values()
