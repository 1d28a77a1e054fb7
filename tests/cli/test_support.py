"""The support package: its files, redaction, and packages of broken folders."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop.domain.text.translation import Message
from desktop.services.checkup import Finding, Level
from desktop.services.support_package import as_zip, contents, file_name
from desktop.store.sqlite.inspection import inspect_file
from desktop.store.sqlite.store import SqliteStore
from desktop.system.files.log import LOG_NAME
from desktop.system.secrets import pin
from desktop.system.settings.credentials import AccessToken, SecretKeys
from desktop.system.settings.options import Options
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.system.user_errors import EXIT_OK

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

TOKEN = "tok-live-9f8e7d6c5b4a39281706"
KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"


def options(folder: Path) -> Options:
    return Options(folder, "https://orders.example/api", 30.0, AccessToken(TOKEN), "tr")


def package(folder: Path, *findings: Finding, of: Options | None = None) -> dict[str, str]:
    return {name: content.decode() for name, content in contents(of or options(folder), findings, None)}


def test_the_package_has_every_rotated_log(tmp_path: Path) -> None:
    names = [LOG_NAME, *(f"{LOG_NAME}.{number}" for number in range(1, 6))]
    for name in names:
        (tmp_path / name).write_text(f'{{"event": "of {name}"}}\n', "utf-8")
    files = package(tmp_path)
    assert {name for name in files if name.startswith("logs/")} == {f"logs/{name}" for name in names}
    assert all(f"of {name}" in files[f"logs/{name}"] for name in names)


def test_an_old_log_is_redacted_and_keeps_payment_keys(tmp_path: Path) -> None:
    line = f'{{"event": "order {KEY}", "phone": "0555 123 45 67", "header": "Access-Token: kisa1", "t": "{TOKEN}"}}\n'
    (tmp_path / LOG_NAME).write_text(line, "utf-8")
    text = package(tmp_path)[f"logs/{LOG_NAME}"]
    assert KEY in text
    for secret in ("0555 123 45 67", "kisa1", TOKEN):
        assert secret not in text


def test_the_hash_of_the_pin_is_not_in_the_package(tmp_path: Path) -> None:
    kept = pin.hash_pin("2580")
    update_url = "https://updates.example/for/invented-customer?key=invented"
    SettingsFile(tmp_path / "settings.json").save(Settings(pin=kept, theme="dark", update_url=update_url))
    whole = package(tmp_path)["settings.json"]
    found = json.loads(whole)["settings"]
    assert (found["pin"], found["theme"], found["update_url"]) == (True, "dark", "updates.example")
    for part in kept.split("$"):
        assert part not in whole


def test_secrets_in_findings_are_redacted(tmp_path: Path) -> None:
    of = Options(tmp_path, "https://orders.example/api", 30.0, SecretKeys("app-key-1", "rest-key-2"), "tr")
    finding = Finding("vendor", Level.TROUBLE, Message("app-key-1?"), "app-key-1 rest-key-2 05551234567")
    whole = "".join(package(tmp_path, finding, of=of).values())
    assert "[…]" in whole
    for secret in ("app-key-1", "rest-key-2", "05551234567"):
        assert secret not in whole


def test_the_package_has_known_settings_and_only_the_host_of_the_address(tmp_path: Path) -> None:
    stored = {
        "theme": "dark",
        "base_url": "https://orders.example:8443/api/x?key=abc",
        "api_password": "opensays",
    }
    (tmp_path / "settings.json").write_text(json.dumps(stored), "utf-8")
    text = package(tmp_path)["settings.json"]
    parsed = json.loads(text)
    assert (parsed["settings"]["theme"], parsed["settings"]["volume_new"]) == ("dark", 100)
    assert "orders.example" in parsed["settings"]["base_url"]
    for secret in ("opensays", "api_password", "abc"):
        assert secret not in text


def test_only_the_end_of_a_huge_log_is_packed(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_bytes(b"x\n" * (3 << 20) + b'{"event": "the last one"}\n')
    text = package(tmp_path)[f"logs/{LOG_NAME}"]
    assert len(text) <= 4 << 20
    assert text.endswith('{"event": "the last one"}\n')


def test_a_binary_log_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_bytes(b'{"event": "\xff\xfe\x00"}\n')
    (tmp_path / f"{LOG_NAME}.1").mkdir()
    assert [name for name in package(tmp_path) if name.startswith("logs/")] == [f"logs/{LOG_NAME}"]


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="needs POSIX permissions and a user other than root",
)
def test_an_unreadable_log_is_noted(tmp_path: Path) -> None:
    path = tmp_path / LOG_NAME
    path.touch(0o000)
    assert "denied" in package(tmp_path)[f"logs/{LOG_NAME}"]


def test_the_zip_has_the_files_that_were_shown(tmp_path: Path) -> None:
    files = contents(options(tmp_path), [Finding("token", Level.OK, Message("There is"))], None)
    with zipfile.ZipFile(io.BytesIO(as_zip(files))) as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name)) for name in archive.namelist()] == files


async def test_the_package_has_schema_and_counts_of_the_database(tmp_path: Path) -> None:
    await (await SqliteStore.open(tmp_path)).close()
    found = inspect_file(tmp_path / "tezgah.db")
    files = dict(contents(options(tmp_path), [], found))
    parsed = json.loads(files["database.json"])
    assert parsed["integrity"] == "ok"
    assert parsed["version"] == found.version > 0
    assert "CREATE TABLE" in parsed["schema"]
    assert (parsed["counts"]["orders"], parsed["counts"]["outbox"], parsed["counts"]["events"]) == (0, 0, 0)


def make_package(program: Program, target: Path) -> dict[str, str]:
    code, out, err = program.run("support", "--output", str(target))
    assert (code, out.strip(), err) == (EXIT_OK, str(target), "")
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_package_of_a_running_program_requests_no_order(
    program: Program, sim: Simulator, tmp_path: Path
) -> None:
    program.point_at(sim)
    sim.add_orders(2)
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), 20)
    counts = json.loads(make_package(program, tmp_path / "p.zip")["database.json"])["counts"]
    assert (counts["orders"], counts["orders status 1"]) == (2, 2)
    assert process.poll() is None
    of_the_restaurant = {"restaurants", "restaurant-status", "get-foods"}
    assert {entry.call for entry in sim.journal} - of_the_restaurant == {"get-current", "success"}
    key = next(iter(sim.orders))
    with closing(sqlite3.connect(program.folder / "tezgah.db")) as database:
        assert database.execute("SELECT count(*) FROM orders WHERE payment_key = ?", (key,)).fetchone() == (
            1,
        )


@pytest.mark.parametrize("damage", [b"", b"this is no database" * 500], ids=["empty", "rubbish"])
def test_a_broken_database_does_not_prevent_a_package(
    program: Program, tmp_path: Path, damage: bytes
) -> None:
    program.folder.mkdir()
    path = program.folder / "tezgah.db"
    path.write_bytes(damage)
    files = make_package(program, tmp_path / "p.zip")
    assert "database" in files["checkup.txt"]
    assert path.read_bytes() == damage


def test_the_package_is_private_and_named_after_the_time(program: Program, tmp_path: Path) -> None:
    make_package(program, tmp_path / "p.zip")
    if os.name != "nt":
        assert (tmp_path / "p.zip").stat().st_mode & 0o077 == 0
    assert file_name().startswith("tezgah-destek-2")
    assert file_name().endswith(".zip")
