"""Chooses the command of `tezgah printers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.printing import printers_command as printers
from desktop.cli.printing.answer_command import answer

if TYPE_CHECKING:
    import argparse

    from desktop.system.settings.options import Options


def run_printers(given: argparse.Namespace, options: Options) -> int:
    """Run one of the commands; returns the exit code."""
    match given.printers_command:
        case "list":
            return printers.list_printers(options, as_json=given.json)
        case "add":
            return printers.add(
                options,
                given.name,
                given.address,
                width=given.width,
                tickets=given.tickets,
                when=given.when,
                copies=given.copies,
            )
        case "remove":
            return printers.remove(options, given.name)
        case "test":
            return printers.test(options, given.name)
        case "answer":
            return answer(options, given.job, yes=given.answer == "yes")
        case "find":
            return printers.find(scans=given.scan)
        case _:
            return printers.jobs(options, as_json=given.json)
