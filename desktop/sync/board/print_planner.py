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
    from collections.abc import Iterable
    from datetime import datetime

    from desktop.domain.printing.job import NewPrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.store import BoardRow, Transaction

_log = logging.getLogger(__name__)


class PrintPlanner:
    """Knows the printers of this till; without any it does nothing."""

    def __init__(self) -> None:
        self.printers: tuple[Printer, ...] = ()

    def plan(
        self,
        tx: Transaction,
        payment_key: str,
        before: BoardRow | None,
        now: datetime,
        *,
        cancelled: bool = False,
    ) -> None:
        """Save the jobs of one change. Call it after the change, in the same transaction.

        Args:
            tx: the transaction.
            payment_key: of the order.
            before: the order as it was saved, None for a new one.
            now: the time of the change.
            cancelled: whether the vendor says that the order is cancelled, though its status does not.
        """
        if not self.printers:
            return
        # Imported here: a till without a printer starts without them.
        from desktop.domain.printing.decisions import jobs_for, occasions
        from desktop.sync.ticket_facts import knowledge

        rows = tx.board_rows([payment_key])
        if not rows:
            return
        after = board_order(rows[0])
        was = None if before is None else board_order(before)
        jobs: list[NewPrintJob] = []
        known = cache(partial(knowledge, tx, "", with_menu=True))
        for occasion in occasions(was, after, now, cancelled=cancelled):
            if occasion.moment is PrintMoment.CANCEL:
                tx.cancel_waiting_tickets(payment_key, now)
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
                has_begun=lambda printer_id: tx.has_print_begun(payment_key, printer_id),
            )
        for job in _each_ticket_once(jobs):
            if tx.add_print_job(job, now):
                _log.info(
                    "to print", extra={"order": payment_key, "ticket": job.ticket, "moment": job.moment}
                )


def _each_ticket_once(jobs: Iterable[NewPrintJob]) -> Iterable[NewPrintJob]:
    """Leave out tickets that two moments of one change cause: an order can arrive accepted."""
    return {(job.ticket, job.printer_id, job.copy): job for job in jobs}.values()
