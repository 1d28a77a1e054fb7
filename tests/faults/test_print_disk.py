"""A disk that fills up while tickets are printed: none is missing, none is there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrintJobState
from desktop.domain.trouble import TroubleKind
from desktop.simulator.printer import ActedPrinter
from tests.sync.printing.acting import Queue, printer, text_of
from tests.sync.printing.test_print_queue import add

if TYPE_CHECKING:
    from tests.faults.small_disk import SmallDisk

ORDERS = 6


@pytest.mark.timeout(120)
async def test_a_full_disk_doubles_and_loses_no_ticket(disk: SmallDisk) -> None:
    with ActedPrinter() as acted:
        acted.set_mood(power=False)
        async with Queue(disk.folder, printer(acted.address)) as queue:
            for number in range(1, ORDERS + 1):
                await add(queue, number)
            acted.set_mood(rows_per_second=100)
            disk.fill()
            acted.set_mood(power=True)
            queue.queue.retry_now()
            await queue.until(
                lambda: (
                    bool(acted.rows_printed)
                    or TroubleKind.CANNOT_SAVE in {each.kind for each in queue.troubles}
                ),
                30,
            )
            disk.free()
            acted.set_mood(rows_per_second=None)
            await queue.until(lambda: len(queue.ended) == ORDERS, 60)
            # It prints slower than the test's patience: some are handed over.
            assert {job.state for job in queue.ended} <= {PrintJobState.PRINTED, PrintJobState.HANDED_OVER}
        texts = [text_of(sheet.rows) for sheet in acted.tickets]
    assert all(sum(f'"#{number}"' in text for text in texts) == 1 for number in range(1, ORDERS + 1))
    assert len(texts) == ORDERS
