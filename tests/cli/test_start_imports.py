"""Imports before the first picture, and those of the supervisor: each module there is waited for at every start.

Whoever adds one: is it in the first picture? If not, import it where it is used, or in `Program._build_the_rest`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.simulator.sample_orders import SampleOrders
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore

ROOT = Path(__file__).parents[2]

_WINDOW = """
import enum, json, os, sys
from desktop import app
from desktop.ui.window.main_window import MainWindow

def kinds(of):
    for each in of.__subclasses__():
        yield each.__name__
        yield from kinds(each)

def report():
    print(json.dumps([sorted(sys.modules), sorted(set(kinds(enum.Enum)))]), flush=True)
    os._exit(0)

class Watched(MainWindow):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.first_painted.connect(report)

app.MainWindow = Watched
from desktop.cli.main import main
sys.exit(main())
"""

_SUPERVISOR = """
import json, os, sys
from desktop.cli.supervisor import Supervisor

def run(self):
    print(json.dumps([sorted(sys.modules), []]), flush=True)
    return 0

Supervisor.run = run
from desktop.cli.main import main
sys.exit(main())
"""

_STARTED = """
import json, os, sys
from desktop import app

start = app.Program._start_the_rest

async def started(program):
    await start(program)
    print(json.dumps([sorted(sys.modules), []]), flush=True)
    os._exit(0)

app.Program._start_the_rest = started
from desktop.cli.main import main
sys.exit(main())
"""

MOST_OWN = 220
"""Modules of `desktop` before the first picture. A module costs about half a millisecond, on a counter's computer several."""

NEEDED = frozenset(
    {
        "PySide6",
        "desktop",
        "filelock",
        "msgspec",
        "platformdirs",
        "qasync",
        "shiboken6",
        "typing_extensions",
        "tzdata",
        # Parts of PySide.
        "shibokensupport",
        "signature_bootstrap",
    }
)
"""Packages before the first picture that are not Python's."""

LATER = (
    "desktop.alerts",
    "desktop.controllers.help",
    "desktop.controllers.history",
    "desktop.controllers.overview",
    "desktop.controllers.pages",
    "desktop.controllers.restaurant",
    "desktop.controllers.sales",
    "desktop.controllers.settings",
    "desktop.controllers.setup",
    "desktop.controllers.updates",
    "desktop.domain.orders.arrivals",
    "desktop.domain.sales.report",
    "desktop.printing",
    "desktop.services",
    "desktop.simulator",
    "desktop.store.postgres",
    "desktop.sync.engine",
    "desktop.sync.jobs",
    "desktop.sync.outbox",
    "desktop.sync.polling",
    "desktop.sync.printing",
    "desktop.sync.restaurant",
    "desktop.sync.tills",
    "desktop.system.settings.table",
    "desktop.ui.help",
    "desktop.ui.history",
    "desktop.ui.order.dialogs",
    "desktop.ui.restaurant.branches_page",
    "desktop.ui.restaurant.dishes_page",
    "desktop.ui.sales.page",
    "desktop.ui.settings",
    "desktop.ui.setup",
    "desktop.ui.tickets",
    "desktop.ui.window.program_dialogs",
    "desktop.ui.window.tray",
    "desktop.vendor",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "_cffi_backend",
    "email",
    "http.client",
    "statistics",
    "urllib.request",
)
"""Modules, with those below them, that the first picture does not need."""

OPENS = {
    "desktop.services",
    "desktop.services.database",
    "desktop.services.database.first_board",
    "desktop.services.database.opener",
}
"""Opens the store and reads it: the stored orders are in the first picture."""

UNUSED_KINDS = {
    "PixelMetric": "QStyle",
    "PrimitiveElement": "QStyle",
    "WizardStyle": "QWizard: PySide looked for the class of an object of Qt's own",
    "ColorDialogOption": "QColorDialog: PySide looked for the class of a widget of Qt's own",
    "AnnouncementPoliteness": "QAccessible",
    "ThemeIcon": "QIcon",
    "ButtonSymbols": "QAbstractSpinBox",
    "Preset": "QGradient: `QPainter.fillRect` and `QBrush` look for it, `Look.fill` does not",
}
"""Enumerations of Qt whose classes nothing needs before the first picture; PySide builds a class when it is first seen."""


def imported(code: str, folder: Path, **environ: str) -> tuple[list[str], list[str]]:
    """Run code in a Python of its own; returns the names of modules and of enumerations that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, "--data-dir", str(folder), "--base-url", "http://127.0.0.1:9"],
        env={name: value for name, value in os.environ.items() if not name.startswith("TEZGAH_")}
        | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "TEZGAH_ACCESS_TOKEN": "invented"}
        | environ,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    modules, kinds = json.loads(done.stdout)
    return modules, kinds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with one order that waits."""

    async def fill() -> None:
        read = read_order(msgspec.json.encode(SampleOrders(7).make(datetime.now(UTC), status_id=1)))
        assert isinstance(read, ReadOrder)
        order, now = read.order, datetime.now(UTC)
        saved = SavedOrder(
            order.payment_key,
            order.number,
            order.status_id,
            order.restaurant_id,
            order.total,
            now,
            None,
            read.raw,
        )
        store = await SqliteStore.open(tmp_path)
        await store.write(lambda tx: tx.insert_order(saved, now, None))
        await store.close()

    asyncio.run(fill())
    return tmp_path


def test_the_first_picture_waits_for_nothing_that_it_does_not_show(folder: Path) -> None:
    modules, kinds = imported(_WINDOW, folder, TEZGAH_NO_SUPERVISOR="1")
    early = [
        name
        for name in modules
        if (name.startswith(tuple(f"{each}." for each in LATER)) or name in LATER) and name not in OPENS
    ]
    assert early == []
    own = [name for name in modules if name.partition(".")[0] == "desktop"]
    assert len(own) <= MOST_OWN, own
    installed = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    # Some of Python's own that it does not name begin with an underscore.
    # A machine may have its own beginning of Python.
    installed -= {"sitecustomize", "usercustomize"}
    assert {name for name in installed if not name.startswith("_")} <= NEEDED
    assert {UNUSED_KINDS[name] for name in kinds if name in UNUSED_KINDS} == set()


def test_the_file_of_this_computer_needs_no_postgresql(folder: Path) -> None:
    modules, _ = imported(_STARTED, folder, TEZGAH_NO_SUPERVISOR="1")
    assert "desktop.services.backend" in modules
    of_postgresql = ("psycopg", "psycopg_binary", "desktop.store.postgres", "desktop.domain.store_address")
    assert [
        name for name in modules if f"{name}.".startswith(tuple(f"{each}." for each in of_postgresql))
    ] == []


def test_the_supervisor_is_small(folder: Path) -> None:
    modules, _ = imported(_SUPERVISOR, folder)
    assert {"PySide6", "msgspec", "asyncio", "dataclasses", "inspect", "platformdirs", "tempfile"} & set(
        modules
    ) == set()
    assert "desktop.cli.supervisor" in modules
