"""A start with the embedded store does not pay for the driver of the shared one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

OPENS = """
import asyncio, sys
from pathlib import Path
import desktop.domain.store_address
import desktop.store
from desktop.store.sqlite.store import SqliteStore

async def use():
    store = await SqliteStore.open(Path(sys.argv[1]))
    await store.write(lambda tx: None)
    await store.close()

asyncio.run(use())
print([name for name in sys.modules if name.startswith("psycopg")])
"""


def test_psycopg_is_not_imported_for_the_embedded_store(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENS, tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "[]\n"
