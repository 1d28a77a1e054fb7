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
        # Imported here: a till without a printer starts without it.
        from desktop.sync.ticket_facts import knowledge

        known = cache(partial(knowledge, tx, "", with_menu=True))
        for row in tx.board_rows(changed):
            before = changed[row.payment_key]
            for job in _each_ticket_once(self._jobs(tx, row, before, now, known, cancelled=cancelled)):
                if tx.add_print_job(job, now):
                    _log.info(
                        "to print",
                        extra={"order": row.payment_key, "ticket": job.ticket, "moment": job.moment},
                    )

    def _jobs(
        self,
        tx: Transaction,
        row: BoardRow,
        before: BoardRow | None,
        now: datetime,
        known: Callable[[], Knowledge],
        *,
        cancelled: bool,
    ) -> list[NewPrintJob]:
        # Imported here: a till without a printer starts without it.
        from desktop.domain.printing.decisions import jobs_for, occasions

        after = board_order(row)
        was = None if before is None else board_order(before)
        jobs: list[NewPrintJob] = []
        for occasion in occasions(was, after, now, cancelled=cancelled):
            if occasion.moment is PrintMoment.CANCEL:
                tx.cancel_waiting_tickets(row.payment_key, now)
            changed_from = was if occasion.moment is PrintMoment.CHANGE else None
            detail = ""
            if changed_from is not None and before is not None:
                # In the form in which unseen changes are saved: one reader of orders finds from and to.
                detail = encode(Unseen(raw=before.raw, status_id=before.status_id))
            jobs += jobs_for(
                occasion,
                after,
                self.printers,
                before=changed_from,
                detail=detail,
                knowledge=known,
                has_begun=partial(tx.has_print_begun, row.payment_key),
            )
        return jobs


def _each_ticket_once(jobs: Iterable[NewPrintJob]) -> Iterable[NewPrintJob]:
    """Leave out tickets that two moments of one change cause: an order can arrive accepted."""
    return {(job.ticket, job.printer_id, job.copy): job for job in jobs}.values()
