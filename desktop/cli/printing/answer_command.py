"""`tezgah printers answer`: what a person says about a ticket that needs one. Works while the program runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.domain.text.translation import Message, tr
from desktop.system.user_errors import EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.domain.printing.job import PrintJob
    from desktop.system.settings.options import Options


def answer(options: Options, wanted: str, *, yes: bool) -> int:
    """Answer the question about one ticket, or about all that ask.

    Args:
        options: of the program.
        wanted: the ticket's number in the list, or ``all``.
        yes: the answer.

    Raises:
        UserError: no such ticket asks, or nothing could be saved.
    """
    from desktop.cli.commands import require_store, store_problem
    from desktop.store.errors import StoreError

    require_store(options)
    try:
        count = asyncio.run(_answer(options, wanted, yes=yes))
    except (OSError, StoreError) as error:
        raise store_problem(error, options) or UserError(
            Message(
                "The answer could not be saved ({error}). Check space and permissions, and try again.",
                error=error,
            ),
            code=EXIT_STORE,
        ) from error
    if not count:
        raise UserError(
            Message("No ticket with the number {number} asks anything: tezgah printers jobs", number=wanted),
            code=EXIT_USAGE,
        )
    print(tr("Saved. What is to be printed is printed as soon as Tezgâh runs and the printer is ready."))
    return EXIT_OK


async def _answer(options: Options, wanted: str, *, yes: bool) -> int:
    """Save the answers; return their number."""
    from desktop.cli.printing.printers_command import read_jobs
    from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
    from desktop.system.files.print_requests import PrintRequest, save_request

    asking = [job for job in await read_jobs(options) if job.asks and wanted in {str(job.id), "all"}]
    lock = InstanceLock(options.data_dir, "print")
    try:
        lock.acquire()
    except AlreadyRunning:
        # The program saves them: it is the only one that writes.
        for job in reversed(asking):
            save_request(options.data_dir, PrintRequest("", "", "", job=job.id, answer=yes))
        return len(asking)
    try:
        return await _answer_here(options, asking, yes=yes) if asking else 0
    finally:
        lock.release()


async def _answer_here(options: Options, asking: list[PrintJob], *, yes: bool) -> int:
    from desktop.services.backend import Backend

    backend = Backend(options)
    try:
        await backend.open()
        await backend.printing.load()
        backend.printing.use(options.settings_file.peek().printers)
        return await backend.printing.answer_all([job.id for job in reversed(asking)], yes=yes)
    finally:
        await backend.close()
