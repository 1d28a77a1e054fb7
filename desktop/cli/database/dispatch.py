"""Chooses the command of `tezgah database`; `tezgah status` is one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from desktop.system.settings.options import Options


def run_database(given: argparse.Namespace, options: Options) -> int:
    """Run one of the commands; returns the exit code."""
    match getattr(given, "database_command", "status"):
        case "init":
            from desktop.cli.database import owner_commands

            return owner_commands.init(
                options, prints=given.prints, tills=given.tills, new_passwords=given.new_passwords
            )
        case "upgrade":
            from desktop.cli.database import owner_commands

            return owner_commands.upgrade(options)
        case "connect":
            from desktop.cli.database import connect_command

            return connect_command.connect(options, forget=given.forget)
        case "copy":
            from desktop.cli.database import copy_command

            if given.url is not None:
                return copy_command.copy_to(options)
            return copy_command.copy_from(options)
        case _:
            from desktop.cli.database import status_command

            return status_command.status(options, as_json=given.json)
