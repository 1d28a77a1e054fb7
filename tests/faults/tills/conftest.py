"""A restaurant with several tills: on loopback for each run, and with network namespaces for the stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.faults.tills.restaurant import Restaurant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.tills.network import Network
    from tests.postgres_server import Template
    from tests.shared_store import SharedDatabase

COOLDOWN = 1.0


@pytest.fixture
def restaurant(shared_database: SharedDatabase, tmp_path: Path) -> Iterator[Restaurant]:
    """Tills on this computer, with the times of the lease shortened to a third."""
    with Simulator(cooldown=COOLDOWN) as sim:
        made = Restaurant(sim, shared_database, tmp_path, poll_seconds=COOLDOWN, scale=0.3)
        yield made
        made.close()


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """Two bridges; skips where there can be no namespaces."""
    from tests.faults.tills.network import Network, reason_against

    if reason := reason_against():
        pytest.skip(reason)
    made = Network()
    yield made
    made.close()


@pytest.fixture(scope="session")
def network_tables(network: Network, postgres_template: Template) -> Iterator[SharedDatabase]:
    """A shared store on a server that listens on the bridge to the tills, encrypted."""
    from tests.postgres_server import started
    from tests.shared_store import SharedDatabase
    from tests.store.postgres.test_encryption import Issuer

    server = started(postgres_template)
    for name, text in zip(("server.crt", "server.key"), Issuer().server("kasa-1.example"), strict=True):
        path = server.data / name
        path.write_bytes(text)
        path.chmod(0o600)
        server.own(path)
    with (server.data / "pg_hba.conf").open("a", encoding="ascii") as rules:
        rules.write("\nhostssl all all 10.77.0.0/24 scram-sha-256\n")
    server.settings |= {"ssl": "on", "listen_addresses": "*"}
    server.restart()
    made = SharedDatabase(server)
    yield made
    made.remove()
    server.close()


@pytest.fixture
def computers(network_tables: SharedDatabase, tmp_path: Path) -> Iterator[Restaurant]:
    """A restaurant whose tills run on computers of their own, see `Network.computer`; real times of the lease."""
    from tests.faults.tills.network import DATABASE, VENDOR
    from tests.faults.tills.relay import relay

    network_tables.empty()
    made = network_tables.made
    url = made.url_for(made.till, DATABASE, sslmode="require")
    with Simulator(cooldown=3.0) as sim:
        listener = relay(VENDOR, 0, ("127.0.0.1", int(sim.base_url.split(":")[2].partition("/")[0])))
        vendor = (VENDOR, listener.getsockname()[1])
        restaurant = Restaurant(sim, network_tables, tmp_path, poll_seconds=3.0, store_url=url, vendor=vendor)
        yield restaurant
        restaurant.close()
        listener.close()


@pytest.fixture
def shared(shared_database: SharedDatabase, tmp_path: Path) -> Iterator[Restaurant]:
    """Tills on this computer, with the real times of the lease."""
    with Simulator(cooldown=3.0) as sim:
        made = Restaurant(sim, shared_database, tmp_path, poll_seconds=3.0)
        yield made
        made.close()
