"""Starts of the program on a shared database: a wrong password ends it, a server that is still away does not."""

from __future__ import annotations

import json
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SECONDS
from tests.shared_store import SharedDatabase

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program
    from tests.postgres_server import Clusters

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)


@pytest.fixture
def server(program: Program, postgres_clusters: Clusters) -> Iterator[SharedDatabase]:
    made = SharedDatabase(postgres_clusters())
    program.environ |= {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TEZGAH_STORE_URL": made.made.url,
        "TEZGAH_STORE_PASSWORD": made.made.password,
        "TEZGAH_TILL": "Kasa 2",
    }
    yield made
    program.end_all()
    made.remove()


def lines(process: subprocess.Popen[bytes]) -> Iterator[dict[str, object]]:
    """Yield the events; a process that says nothing any more is killed, which ends them."""
    assert process.stdout is not None
    watchdog = threading.Timer(3 * SECONDS, process.kill)
    watchdog.start()
    for line in process.stdout:
        yield json.loads(line)
    watchdog.cancel()


def test_a_wrong_password_ends_the_start_with_a_sentence(
    program: Program, sim: Simulator, server: SharedDatabase
) -> None:
    program.point_at(sim)
    code, out, err = program.run("--headless", TEZGAH_STORE_PASSWORD="wrong-password")
    assert (code, out) == (4, "")
    assert "refuses the user name or the password" in err
    assert "kullanıcı adını ya da parolayı" in err
    assert "wrong-password" not in err
    assert not sim.journal, "nothing was asked of the vendor"
    assert all(
        b"wrong-password" not in path.read_bytes() for path in program.folder.rglob("*") if path.is_file()
    )
    assert server.made.password not in err


def test_a_server_that_is_away_at_the_start_is_waited_for(
    program: Program, sim: Simulator, server: SharedDatabase
) -> None:
    program.point_at(sim)
    server.made.server.stop()
    process = program.start("--headless", "--poll-seconds", "0.2")
    log = program.folder / "tezgah.log"
    events = lines(process)
    assert next(events)["event"] in {"poll", "trouble"}
    assert "the shared database cannot be used yet" in log.read_text("utf-8")
    assert process.poll() is None
    server.made.server.start()
    sim.add_order()
    assert any(event["event"] == "saved" for event in events)
    assert not (program.folder / "tezgah.db").exists(), "never a store of its own beside the shared one"
    process.send_signal(signal.SIGTERM)
    for _ in events:
        pass
    assert process.wait(SECONDS) == 0
    with server.made.server.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM {server.made.schema}.orders").fetchone()  # noqa: S608
    assert found is not None
    assert found[0] >= 1
