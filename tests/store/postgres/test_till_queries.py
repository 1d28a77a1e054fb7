"""Settings, printers and print jobs that tills share, on a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.printing.job import NewPrintJob, PrinterProblem, PrintJob
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from tests.store.made import key_of, receive

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store import Transaction
    from tests.shared_store import SharedDatabase


async def test_settings_are_shared_and_the_last_value_counts(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    first = await shared_database.open(tmp_path, "Kasa 1")
    second = await shared_database.open(tmp_path, "Kasa 2")
    await first.write(lambda tx: tx.set_shared_settings({"a": "1", "b": '"%s :x ?"'}))
    await second.write(lambda tx: tx.set_shared_settings({"a": "2"}))
    await second.write(lambda tx: tx.set_shared_settings({}))
    assert await first.read(lambda tx: tx.shared_settings()) == {"a": "2", "b": '"%s :x ?"'}
    found = shared_database.execute(
        "SELECT name, till, changed_at > 0 FROM settings ORDER BY name"
    ).fetchall()
    assert found == [("a", "Kasa 2", True), ("b", "Kasa 1", True)]
    await first.close()
    await second.close()


async def test_a_job_is_claimed_once_and_asked_about_by_its_own_till(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    first = await shared_database.open(tmp_path, "Kasa 1")
    second = await shared_database.open(tmp_path, "Kasa 2")

    def plan(tx: Transaction) -> PrintJob:
        receive(tx, 1)
        tx.add_print_job(
            NewPrintJob(key_of(1), TicketKind.KITCHEN, PrintMoment.ACCEPT, 0, "1.kitchen"), tx.now()
        )
        found = tx.next_print_job("1.kitchen")
        assert found is not None
        return found

    job = await second.write(plan)
    claims = [
        await store.write(lambda tx, till=till: tx.start_print_job(job, tx.now(), till))  # type: ignore[misc]
        for store, till in ((first, "1"), (second, "1"))
    ]
    assert claims == [True, False]
    for store, till, asked in ((second, "2", 0), (first, "1", 1)):
        restarted = await store.write(
            lambda tx, till=till: tx.restart_print_jobs(PrinterProblem.RESTARTED, tx.now(), till)  # type: ignore[misc]
        )
        assert restarted == asked
    await first.close()
    await second.close()
