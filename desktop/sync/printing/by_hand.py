"""Tickets that a person asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders.kitchen_entries import EntryKind
from desktop.domain.tickets.kinds import TicketKind
from desktop.sync.board.unseen import decode, without_doubt

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.printing.job import NewPrintJob
    from desktop.store import Transaction


def add_by_hand(tx: Transaction, job: NewPrintJob, now: datetime) -> bool:
    """Save the job of a press; a change slip says from what the order changed. Return False where it is saved already."""
    if job.ticket is TicketKind.CHANGED and not job.detail:
        job = msgspec.structs.replace(job, detail=_change(tx, job.payment_key))
    return tx.add_print_job(job, now)


def _change(tx: Transaction, payment_key: str) -> str:
    """Return the latest change that is known, as `sync.board.unseen` writes it, "" for none."""
    rows = tx.board_rows([payment_key])
    unseen = [row.unseen for row in rows if row.unseen]
    printed = [job.detail for job in tx.print_jobs_of(payment_key) if job.ticket is TicketKind.CHANGED]
    cooked = [entry.before for row in rows for entry in row.kitchen if entry.kind == EntryKind.CHANGE]
    for text in (*unseen, *reversed(printed), *reversed(cooked)):
        if text and without_doubt(decode(text)).raw:
            return text
    return ""
