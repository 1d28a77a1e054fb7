"""Defaults for all tests, keyrings and PostgreSQL. Other fixtures are in the folders that use them."""

from __future__ import annotations

import os
from gettext import NullTranslations
from typing import TYPE_CHECKING

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backends.fail import Keyring as NoKeyring

from desktop.domain.text import translation
from tests.keyrings import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PySide6.QtWidgets import QApplication

    from tests.postgres_server import Clusters, PostgresDatabase, PostgresServer, Template
    from tests.shared_store import SharedDatabase

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy computer draws examples slowly; the time says nothing about the program.
settings.register_profile("tezgah", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("tezgah"), max_examples=20)
settings.load_profile("tezgah")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Reset the language after each test."""
    yield
    translation.speak("en", NullTranslations())


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Give the tests' application the program's font."""
    from desktop.ui.text.fonts import load_fonts

    load_fonts(qapp)
    return qapp


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """A computer without a keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """A computer with a keyring that the program trusts."""
    monkeypatch.setattr(Memory, "__module__", "keyring.backends.memory")
    before = keyring.get_keyring()
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An initialised cluster to copy, made once per run; skips where PostgreSQL is not installed."""
    from tests.postgres_server import Template, find_binaries

    binaries = find_binaries()
    if binaries is None:
        pytest.skip("needs the programs of a PostgreSQL server: initdb and pg_ctl were not found")
    base = tmp_path_factory.getbasetemp()
    return Template.made(
        binaries, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "postgres"
    )


@pytest.fixture(scope="session")
def postgres_server(postgres_template: Template) -> Iterator[PostgresServer]:
    """The cluster of this test process. A test that stops it must start it again; see also `postgres_clusters`."""
    from tests.postgres_server import started

    server = started(postgres_template)
    yield server
    server.close()


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[PostgresDatabase]:
    """A schema without tables, its owner and a till's role, all with new names."""
    from tests.postgres_server import PostgresDatabase

    made = PostgresDatabase.made(postgres_server)
    yield made
    made.remove()


@pytest.fixture
def postgres_clusters(postgres_template: Template) -> Iterator[Clusters]:
    """Starts more clusters, with settings of their own; they end with the test."""
    from tests.postgres_server import started

    servers: list[PostgresServer] = []

    def start(settings: Mapping[str, str] | None = None) -> PostgresServer:
        servers.append(started(postgres_template, settings))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def shared_tables(postgres_server: PostgresServer) -> Iterator[SharedDatabase]:
    """The tables of a shared store, made once per test process."""
    from tests.shared_store import SharedDatabase

    made = SharedDatabase(postgres_server)
    yield made
    made.remove()


@pytest.fixture
def shared_database(shared_tables: SharedDatabase) -> SharedDatabase:
    """A shared store without rows."""
    shared_tables.empty()
    return shared_tables
