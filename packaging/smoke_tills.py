"""Tries the built program on a PostgreSQL: it prepares the database, saves an order there without a window, shows it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from built_program import BuiltProgram, SmokeError, children, environment, kill, run_command, stop
from desktop.simulator import Simulator
from tests.postgres_server import SUPERUSER, PostgresServer, Template, find_binaries
from virtual_screen import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRIVER: Final = "psycopg_binary"
"""Folder of the driver's libraries in the program."""


def check_shared_database(built: BuiltProgram, folder: str) -> str:
    """Save an order in a file, then one in a shared database; returns a phrase for the report.

    Args:
        built: the program.
        folder: for its data folders.

    Raises:
        SmokeError: a step failed.
    """
    if _save_order(built, "--data-dir", str(Path(folder, "embedded"))):
        raise SmokeError("a start without a shared database loads the driver of PostgreSQL")
    binaries = find_binaries()
    if binaries is None:
        return "shared database skipped (no PostgreSQL is installed)"
    with tempfile.TemporaryDirectory() as place, _running(Template.made(binaries, Path(place))) as server:
        url = f"postgresql://till_1@127.0.0.1:{server.port}/tezgah"
        owner = f"{SUPERUSER}\n{server.password}\n"
        said = run_command(built, "database", "init", url, "--lang", "en", typed=owner)
        password = re.search(r"till_1 +password: (\S+)", said)
        if password is None:
            raise SmokeError(f"`database init` names no login: {said}")
        till = replace(built, environment=built.environment | {"TEZGAH_STORE_PASSWORD": password[1]})
        options = ("--data-dir", str(Path(folder, "till")), "--store-url", url)
        if not _save_order(till, *options) and sys.platform.startswith("linux"):
            raise SmokeError("the program uses another driver of PostgreSQL than its own")
        state = json.loads(run_command(till, "database", "status", "--json", *options))
        if (state["engine"], state["orders"]) != ("postgres", 1):
            raise SmokeError(f"the order is not in the shared database: {state}")
    return "order saved in a shared database"


@contextlib.contextmanager
def _running(template: Template) -> Iterator[PostgresServer]:
    server = PostgresServer(template)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _save_order(built: BuiltProgram, *options: str) -> bool:
    """Let the program without a window save an order; returns whether it has loaded the driver (seen on Linux only).

    Raises:
        SmokeError: the order was not acknowledged, or the program did not end as it should.
    """
    with Simulator(cooldown=0.2) as vendor:
        (key,) = vendor.add_orders(1)
        process = subprocess.Popen(
            [*built.terminal, "--headless", "--base-url", vendor.base_url, "--poll-seconds", "0.2", *options],
            env=environment(built, {"TEZGAH_ACCESS_TOKEN": vendor.access_token}),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        if not vendor.wait_for(lambda: vendor.orders[key].acknowledged, PATIENCE):
            kill(process)
            raise SmokeError(f"the order was not acknowledged with {options}: {process.communicate()}")
        loaded = sys.platform.startswith("linux") and _DRIVER in _mapped_files(process)
        output = stop(process)
    if f'"payment_key":"{key}"'.encode() not in output:
        raise SmokeError(f"the program does not report the order: {output!r}")
    return loaded


def _mapped_files(process: subprocess.Popen[bytes]) -> str:
    numbers = (process.pid, *children(process))
    return "".join(Path(f"/proc/{number}/maps").read_text("utf-8") for number in numbers)
