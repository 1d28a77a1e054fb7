"""`tezgah database` and `tezgah status` with a real PostgreSQL, on a computer without a keyring."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from desktop.store.postgres.schema import newest_version
from desktop.store.sqlite.store import SqliteStore
from desktop.system.files.instance_lock import InstanceLock
from tests.cli.conftest import ROOT, SECONDS
from tests.postgres_server import DATABASE, SUPERUSER
from tests.store.made import receive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Program, Run
    from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.usefixtures("no_keyring")

ORDERS = 30
_numbers = itertools.count(1)


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Till:
    """The program, and a schema of its own on the tests' server."""

    def __init__(
        self, program: Program, server: PostgresServer, run_here: Run, patch: pytest.MonkeyPatch
    ) -> None:
        number = next(_numbers)
        self.program = program
        self.run_here = run_here
        self.patch = patch
        self.server = server
        self.folder = program.folder
        self.schema = f"made_{number}"
        self.user = f"counter{number}_1"
        self.database = DATABASE

    @property
    def url(self) -> str:
        return self.url_for(self.user)

    def url_for(self, user: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.server.port}/{self.database}?schema={self.schema}"

    def run(self, *arguments: str, typed: str = "", **environ: str) -> Done:
        self.patch.setattr(sys, "stdin", io.StringIO(typed))
        return Done(*self.run_here(*arguments, "--lang", "en", **environ))

    def as_owner(self, *arguments: str) -> Done:
        return self.run(*arguments, typed=f"{SUPERUSER}\n{self.server.password}\n")

    def init(self, *arguments: str) -> dict[str, str]:
        """Prepare the database; return the new logins with their passwords, and use the first one from now on."""
        done = self.as_owner("database", "init", self.url, *arguments)
        assert done.returncode == 0, done.stderr
        logins = dict(re.findall(r"(\S+)   password: (\S+)", done.stdout))
        if self.user in logins:
            self.program.environ["TEZGAH_STORE_PASSWORD"] = logins[self.user]
        return logins

    def status(self, *arguments: str) -> Any:
        done = self.run("status", "--json", *arguments)
        assert done.returncode in {0, 4}, done.stderr
        return json.loads(done.stdout)

    def orders(self) -> list[Any]:
        done = self.run("export", "--format", "json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert isinstance(found, list)
        return found

    def fill(self) -> None:
        """Save orders in the file of this computer."""

        async def fill() -> None:
            store = await SqliteStore.open(self.folder)
            await store.write(lambda tx: [receive(tx, number) for number in range(1, ORDERS + 1)])  # type: ignore[func-returns-value]
            await store.close()

        self.folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(fill())

    def saved_address(self) -> str:
        path = self.folder / "settings.json"
        return str(json.loads(path.read_bytes())["store_url"]) if path.exists() else ""


@pytest.fixture
def till(
    program: Program, postgres_server: PostgresServer, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    made = Till(program, postgres_server, run_here, monkeypatch)
    yield made
    postgres_server.execute(f"DROP SCHEMA IF EXISTS {made.schema} CASCADE")


def test_an_empty_server_becomes_the_store_of_two_tills(till: Till) -> None:
    till.database = "from_nothing"
    logins = till.init("--tills", "2")
    assert list(logins) == [till.user, till.user[:-1] + "2"]
    assert len(set(logins.values())) == 2
    done = till.run("database", "connect", till.url)
    assert done.returncode == 0, done.stderr
    assert till.saved_address() == till.url
    assert till.orders() == []
    assert till.status() == {
        "engine": "postgres", "version": newest_version(), "server": till.status()["server"], "place": "127.0.0.1", "schema": till.schema,
        "orders": 0, "polled_at": None, "leader": None, "tills": [],
    }  # fmt: skip
    secret = logins[till.user]
    assert secret not in done.stdout + done.stderr
    assert all(secret.encode() not in path.read_bytes() for path in till.folder.rglob("*") if path.is_file())
    till.server.execute("DROP DATABASE from_nothing")


def test_a_till_with_orders_of_its_own_is_told_that_they_stay(till: Till) -> None:
    till.init()
    assert "stay in" not in till.run("database", "connect", till.url).stdout
    till.run("database", "connect", "--forget")
    till.fill()
    done = till.run("database", "connect", till.url)
    assert f"they stay in {till.folder / 'tezgah.db'}" in done.stdout
    till.run("database", "connect", "--forget")
    assert till.run("database", "copy", "--to", till.url).returncode == 0


def test_a_till_without_a_keyring_keeps_its_orders_and_its_settings(till: Till) -> None:
    till.fill()
    secret = till.init()[till.user]
    del till.program.environ["TEZGAH_STORE_PASSWORD"]
    for command in (("connect",), ("copy", "--to")):
        done = till.run("database", *command, till.url, typed=secret)
        assert done.returncode == 1
        assert "so nothing was saved. Set TEZGAH_STORE_PASSWORD" in done.stderr
        assert till.saved_address() == ""
    till.program.environ["TEZGAH_STORE_PASSWORD"] = secret
    assert till.run("database", "copy", "--to", till.url).returncode == 0, "the database is empty still"


def test_logins_keep_their_passwords_unless_new_ones_are_asked_for(till: Till) -> None:
    first = till.init()
    again = till.as_owner("database", "init", till.url)
    assert "keeps its password" in again.stdout
    assert till.status("--store-url", till.url)["engine"] == "postgres"
    second = till.init("--new-passwords")
    assert second.keys() == first.keys()
    assert second != first
    assert "problem" not in till.status("--store-url", till.url)


def test_a_login_of_another_restaurant_is_left_alone(till: Till) -> None:
    till.init()
    address = f"{till.url}_b"  # another schema
    for more in ((), ("--new-passwords",)):
        done = till.as_owner("database", "init", address, *more)
        assert done.returncode == 2
        assert f"{till.user} exists on this server already and is no till of “{till.schema}_b”" in done.stderr
    assert "problem" not in till.status("--store-url", till.url), "its password is the same"
    with till.server.connect() as connection:
        made = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [f"{till.schema}_b"])
        assert made.fetchone() is None


def test_the_tables_are_upgraded_by_the_owner_alone(till: Till) -> None:
    till.init()
    assert "already" in till.as_owner("database", "upgrade", till.url).stdout
    done = till.run("database", "upgrade", till.url, typed=f"{SUPERUSER}\nwrong-password\n")
    assert done.returncode == 4
    assert f"refuses the user {SUPERUSER} or the password. Enter those of its owner" in done.stderr
    assert "wrong-password" not in done.stderr
    done = till.run("database", "upgrade", till.url, typed=till.server.password)
    assert done.returncode == 0, "one line is the password of postgres"
    done = till.run("database", "upgrade", till.url, typed="wrong-password")
    assert "wrong-password" not in done.stderr
    secret = till.program.environ["TEZGAH_STORE_PASSWORD"]
    done = till.run("database", "upgrade", till.url, typed=f"{till.user}\n{secret}\n")
    assert done.returncode == 4
    assert f"The user {till.user} may not prepare the database" in done.stderr


def test_the_sql_for_an_administrator_prepares_the_database_too(till: Till) -> None:
    done = till.run("database", "init", till.url, "--tills", "2", "--print")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("-- CREATE ROLE") == 2
    till.server.execute(done.stdout)
    assert till.as_owner("database", "upgrade", till.url).returncode == 0
    till.init()
    assert till.status("--store-url", till.url)["orders"] == 0


@pytest.mark.parametrize("number", ["0", "100", "two", "-1"])
def test_a_wrong_number_of_tills_is_refused(till: Till, number: str) -> None:
    done = till.as_owner("database", "init", till.url, f"--tills={number}")
    assert done.returncode == 2


def test_orders_move_into_the_shared_database_and_back(till: Till) -> None:
    till.fill()
    till.init()
    before = till.orders()
    assert len(before) == ORDERS
    done = till.run("database", "copy", "--to", till.url)
    assert done.returncode == 0, done.stderr
    assert f"{ORDERS} orders" in done.stdout
    assert not (till.folder / "tezgah.db").exists()
    assert len(list(till.folder.glob("tezgah.moved-*.db"))) == 1
    assert till.saved_address() == till.url
    assert till.status()["orders"] == ORDERS
    assert till.orders() == before
    back = till.run("database", "copy", "--from")
    assert back.returncode == 0, back.stderr
    assert till.saved_address() == ""
    assert till.status()["engine"] == "sqlite"
    assert till.orders() == before


def test_a_database_with_orders_is_not_copied_over(till: Till) -> None:
    till.fill()
    till.init()
    assert till.run("database", "copy", "--to", till.url).returncode == 0
    (till.folder / "settings.json").unlink()
    till.fill()
    before = till.orders()
    done = till.run("database", "copy", "--to", till.url)
    assert done.returncode == 4
    assert "is not empty: a till has used it" in done.stderr
    assert till.saved_address() == ""
    assert till.orders() == before
    done = till.run("database", "copy", "--from", till.url)
    assert done.returncode == 2
    assert "orders of its own" in done.stderr
    assert till.orders() == before


def test_nothing_moves_while_a_program_runs_here_or_on_another_till(till: Till) -> None:
    till.fill()
    till.init()
    lock = InstanceLock(till.folder, "window")
    lock.acquire()
    done = till.run("database", "copy", "--to", till.url)
    assert done.returncode == 3, done.stderr
    lock.release()
    with till.server.connect() as connection:
        connection.execute(
            f"INSERT INTO {till.schema}.tills (process, id, name, version, address, may_lead, seen_at)"  # noqa: S608
            " VALUES ('p', 'i', 'Kasa 7', '1', 'pc', true, now())"
        )
        done = till.run("database", "copy", "--to", till.url)
        assert (done.returncode, "Kasa 7" in done.stderr) == (3, True)
        assert till.saved_address() == ""
        connection.execute(f"UPDATE {till.schema}.lease SET till = 'p', polled_at = now()")  # noqa: S608
        found = till.status("--store-url", till.url)
        assert found["leader"] == "Kasa 7"
        assert [(each["name"], each["leads"], each["version"]) for each in found["tills"]] == [
            ("Kasa 7", True, "1")
        ]
        shown = till.run("database", "status", "--store-url", till.url)
        assert "Kasa 7   1   polls for all" in shown.stdout


def test_the_file_of_this_computer_has_a_status_too(till: Till) -> None:
    nothing = till.status()
    assert (nothing["engine"], nothing["orders"], nothing["tills"]) == ("sqlite", 0, [])
    till.fill()
    assert till.status()["orders"] == ORDERS
    assert "a file of this computer" in till.run("database", "status").stdout


@pytest.mark.parametrize(
    ("change", "problem", "said"),
    [
        (lambda url: url.replace("counter", "nobody"), "refused", "user name or the password"),
        (lambda url: url.replace(f"/{DATABASE}?", "/nothing?"), "no_database", "no database with this name"),
        (lambda url: url.partition("?")[0] + "?schema=nothing", "no_schema", "database init"),
        (lambda url: re.sub(r":\d+/", ":1/", url), "unreachable", "start PostgreSQL"),
    ],
)
def test_a_database_that_cannot_be_used_has_a_sentence_and_an_exit_code(
    till: Till, change: Any, problem: str, said: str
) -> None:
    till.init()
    url = change(till.url)
    done = till.run("status", "--store-url", url, "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout) == {"engine": "postgres", "place": "127.0.0.1", "problem": problem}
    done = till.run("export", "--format", "json", "--store-url", url)
    assert done.returncode == 4
    assert said in done.stderr
    found = {
        each["name"]: each for each in json.loads(till.run("doctor", "--json", "--store-url", url).stdout)
    }
    assert found["database"]["level"] == "trouble"
    assert said in found["database"]["en"]
    done = till.run("database", "connect", url)
    assert done.returncode == 4
    assert till.saved_address() == ""


def test_the_check_up_examines_the_shared_database(till: Till) -> None:
    till.init()
    done = till.run("doctor", "--json", "--store-url", till.url)
    found = {each["name"]: each["level"] for each in json.loads(done.stdout)}
    names = (
        "database",
        "database encryption",
        "database tables",
        "database rights",
        "database clock",
        "outbox",
        "listened",
    )
    assert [found[name] for name in names] == ["ok"] * len(names)
    assert found["database leader"] == "advice", "no till runs"
    owner = till.url_for(SUPERUSER)
    done = till.run("doctor", "--json", "--store-url", owner, TEZGAH_STORE_PASSWORD=till.server.password)
    found = {each["name"]: each["level"] for each in json.loads(done.stdout)}
    assert found["database rights"] == "advice", "a till's login must not be able to change tables"
    assert till.server.password not in done.stdout + done.stderr


def test_a_support_package_names_the_engine_and_not_the_password(till: Till, tmp_path: Path) -> None:
    import zipfile

    till.init()
    till.run("database", "connect", till.url)
    target = tmp_path / "package.zip"
    assert till.run("support", "--output", str(target)).returncode == 0
    with zipfile.ZipFile(target) as package:
        texts = {name: package.read(name).decode() for name in package.namelist()}
    assert json.loads(texts["database.json"])["engine"] == "postgres"
    secret = till.program.environ["TEZGAH_STORE_PASSWORD"]
    assert all(secret not in text for text in texts.values())


def test_the_address_is_forgotten_on_request(till: Till) -> None:
    till.init()
    till.run("database", "connect", till.url)
    assert till.run("database", "connect", "--forget").returncode == 0
    assert till.saved_address() == ""


def test_an_unusable_address_in_the_settings_can_be_corrected(till: Till) -> None:
    till.folder.mkdir(parents=True)
    (till.folder / "settings.json").write_text('{"store_url": "kasa-1"}', "utf-8")
    assert till.run("export", "--format", "json").returncode == 2
    assert till.run("settings", "set", "store_url", "--default").returncode == 0
    assert till.status()["engine"] == "sqlite"


def test_a_demo_has_no_shared_database(till: Till) -> None:
    done = till.run("--demo", "--headless", "--store-url", till.url)
    assert done.returncode == 2
    assert "--store-url" in done.stderr


@pytest.mark.parametrize("command", [["status"], ["export", "--format", "json"], ["report"], ["doctor"]])
def test_a_command_with_the_embedded_store_imports_nothing_of_postgresql(
    till: Till, command: list[str]
) -> None:
    till.fill()
    script = (
        "import sys; from desktop.cli.main import main; main(sys.argv[1:]);"
        " print([name for name in sys.modules if name.startswith(('psycopg', 'desktop.store.postgres'))], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command, "--lang", "en"],
        cwd=ROOT, env=till.program.environ, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.stderr == "[]\n"
