"""`tezgah doctor` and `tezgah support`: findings, messages, and no personal data."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.services.checkup import examine
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options
from desktop.system.user_errors import EXIT_MACHINE, EXIT_OK

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

NAMES = [
    "configuration",
    "token",
    "vendor",
    "clock",
    "cooldown",
    "sound",
    "volume",
    "tray",
    "space",
    "privacy",
    "database",
    "backups",
    "versions",
]


def by_name(out: str) -> dict[str, dict[str, str]]:
    return {finding["name"]: finding for finding in json.loads(out)}


def run_doctor(program: Program, **environ: str) -> dict[str, dict[str, str]]:
    _, out, err = program.run("doctor", "--json", **environ)
    assert err == ""
    return by_name(out)


def test_each_check_has_a_finding_in_both_languages(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    findings = run_doctor(program)
    assert list(findings) == NAMES
    assert all(finding["tr"] and finding["en"] for finding in findings.values())
    assert {finding["level"] for finding in findings.values()} <= {"ok", "advice", "trouble"}
    assert findings["vendor"]["level"] == "ok"
    assert findings["clock"]["level"] == "ok"
    # No order was requested: that would use the cooldown of the running program, or take its orders.
    assert {entry.call for entry in sim.journal} == {"restaurants"}
    assert sim.access_token not in json.dumps(findings)


def test_the_exit_code_says_whether_there_is_a_problem(program: Program, sim: Simulator) -> None:
    code, out, _ = program.run("doctor", "--json")
    assert code == EXIT_MACHINE
    assert by_name(out)["token"]["level"] == "trouble"
    program.point_at(sim)
    code, out, _ = program.run("doctor", "--json")
    troubles = [name for name, finding in by_name(out).items() if finding["level"] == "trouble"]
    # A machine for tests may have no loudspeaker; nothing else may be wrong.
    assert set(troubles) <= {"sound", "volume"}
    assert code == (EXIT_MACHINE if troubles else EXIT_OK)


@pytest.mark.parametrize(("lang", "word"), [("tr", "Erişim anahtarı"), ("en", "access token")])
def test_findings_are_printed_in_the_chosen_language(program: Program, lang: str, word: str) -> None:
    code, out, err = program.run("doctor", "--lang", lang)
    assert (code, err) == (EXIT_MACHINE, "")
    assert word in out
    assert all(line[0] in "✓•✗ " for line in out.splitlines())


def test_a_refused_token_and_a_dead_connection_differ(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.expire_token()
    refused = run_doctor(program)["vendor"]
    assert "reddediyor" in refused["tr"]
    assert not refused["detail"], "the message says everything"
    sim.faults.add("restaurants", "status", http=502, times=-1)
    assert "bir arıza var" in run_doctor(program)["vendor"]["tr"]
    nobody = run_doctor(program, TEZGAH_BASE_URL="http://127.0.0.1:9")["vendor"]
    assert (nobody["level"], "bağlanılamıyor" in nobody["tr"]) == ("trouble", True)


def test_each_stage_of_the_connection_has_its_own_message(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    # A server without TLS stands for a stranger without a certificate.
    stranger = run_doctor(program, TEZGAH_BASE_URL=sim.base_url.replace("http:", "https:"))["vendor"]
    assert (stranger["level"], "sertifika" in stranger["tr"]) == ("trouble", True)
    # `.invalid` never resolves (RFC 2606).
    nobody = run_doctor(program, TEZGAH_BASE_URL="https://tezgah.invalid/api")["vendor"]
    assert (nobody["level"], "adı bulunamıyor" in nobody["tr"]) == ("trouble", True)
    assert sim.journal == []


def test_a_wrong_clock_is_reported_with_its_direction(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.clock_skew = -3600.0
    clock = run_doctor(program)["clock"]
    assert (clock["level"], "ileri" in clock["tr"]) == ("trouble", True)
    sim.clock_skew = 60.0
    clock = run_doctor(program)["clock"]
    assert (clock["level"], "geri" in clock["tr"]) == ("advice", True)


def test_a_check_with_secret_keys_does_not_log_in(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    del program.environ["TEZGAH_ACCESS_TOKEN"]
    # A login would end the token of the running program.
    findings = run_doctor(program, TEZGAH_APP_SECRET_KEY="app-key-1", TEZGAH_REST_SECRET_KEY="rest-key-1")
    assert findings["vendor"]["level"] == "ok"
    assert sim.journal == []
    assert "app-key-1" not in json.dumps(findings)


def test_broken_settings_are_reported_and_not_changed(program: Program) -> None:
    program.folder.mkdir()
    path = program.folder / "settings.json"
    path.write_text("{broken", "utf-8")
    assert run_doctor(program)["configuration"]["level"] == "advice"
    assert path.read_text("utf-8") == "{broken"
    path.write_text(json.dumps({"theme": "pink"}), "utf-8")
    assert "theme" in run_doctor(program)["configuration"]["en"]


def test_a_damaged_database_is_reported_and_not_changed(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    program.folder.mkdir()
    path = program.folder / "tezgah.db"
    path.write_bytes(b"this is no database" * 500)
    before = path.read_bytes()
    assert run_doctor(program)["database"]["level"] == "trouble"
    assert path.read_bytes() == before
    assert {each.name for each in program.folder.iterdir()} == {"tezgah.db"}


def test_a_database_of_a_newer_version_is_a_problem(program: Program, sim: Simulator) -> None:
    receive_two_orders(program, sim)
    with closing(sqlite3.connect(program.folder / "tezgah.db")) as database:
        database.execute("PRAGMA user_version = 999")
    assert run_doctor(program)["database"]["level"] == "trouble"


def test_a_check_up_changes_no_file(program: Program, sim: Simulator) -> None:
    receive_two_orders(program, sim)

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in program.folder.rglob("*") if path.is_file()}

    before = files()
    assert "2" in run_doctor(program)["database"]["en"]
    assert files() == before


def test_orders_of_a_killed_program_are_counted(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.add_orders(3)
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), 20)
    process.kill()
    process.wait(20)
    # These orders are only in the write-ahead log.
    assert (program.folder / "tezgah.db-wal").stat().st_size > 0
    assert "3" in run_doctor(program)["database"]["en"]


def test_before_the_first_start_the_missing_folder_is_reported_and_not_created(program: Program) -> None:
    space = run_doctor(program)["space"]
    assert (space["level"], str(program.folder) in space["tr"]) == ("advice", True)
    assert not program.folder.exists()


@pytest.mark.parametrize(
    ("ago", "level", "words"),
    [(None, "ok", "not been checked"), (1, "ok", "is from"), (91, "advice", "last renewed")],
)
def test_an_expired_list_of_versions_is_reported(
    program: Program, ago: int | None, level: str, words: str
) -> None:
    program.folder.mkdir()
    if ago is not None:
        issued = datetime.now(UTC) - timedelta(days=ago)
        note = {"issued": issued.isoformat(), "holds_days": 90}
        (program.folder / "updates.json").write_text(json.dumps(note), "utf-8")
    finding = run_doctor(program, TEZGAH_UPDATE_URL="https://127.0.0.1:9/list.json")["updates"]
    assert finding["level"] == level
    assert words in finding["en"]
    assert "updates" not in run_doctor(program), "without an address there is no check"


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="needs POSIX permissions and a user other than root",
)
def test_a_read_only_folder_is_a_problem(program: Program) -> None:
    program.folder.mkdir(mode=0o500)
    space = run_doctor(program)["space"]
    assert (space["level"], str(program.folder) in space["en"]) == ("trouble", True)


@pytest.mark.parametrize("encoding", ["cp1254", "cp1252", "ascii"])
def test_findings_are_readable_in_a_terminal_with_few_letters(program: Program, encoding: str) -> None:
    process = program.start("doctor", "--lang", "en", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    out, err = (stream.decode(encoding) for stream in process.communicate(timeout=20))
    assert (process.returncode, err) == (EXIT_MACHINE, "")
    assert "access token" in out
    # A problem must not look like a success.
    signs = {line[0] for line in out.splitlines() if "access token" in line or "settings" in line}
    assert len(signs) == 2


async def test_a_check_that_fails_is_a_finding(tmp_path: Path, sim: Simulator) -> None:
    (tmp_path / "file").touch()
    options = Options(tmp_path / "file" / "orders", sim.base_url, 30.0, AccessToken(sim.access_token), "tr")
    levels = {finding.name: finding.level.value async for finding in examine(options)}
    assert levels["space"] == "trouble"
    assert list(levels)[-1] == "versions"


async def test_a_cancelled_check_up_ends_at_once(
    tmp_path: Path, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    fifo = tmp_path / "began"
    os.mkfifo(fifo)
    sound_system = tmp_path / "pactl"
    sound_system.write_text(f"#!/bin/sh\necho >'{fifo}'\nsleep 30\n: >'{tmp_path}/ended'\n", "utf-8")
    sound_system.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    options = Options(tmp_path, sim.base_url, 30.0, AccessToken(sim.access_token), "tr")

    async def check_up() -> None:
        async for _ in examine(options):
            pass

    began = asyncio.Event()
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        asyncio.get_running_loop().add_reader(reader, began.set)
        task = asyncio.ensure_future(check_up())
        async with asyncio.timeout(10):
            await began.wait()
        asyncio.get_running_loop().remove_reader(reader)
    finally:
        os.close(reader)
    task.cancel()
    await asyncio.wait([task])
    assert not (tmp_path / "ended").exists(), "the check-up does not wait for the sound system"


def receive_two_orders(program: Program, sim: Simulator) -> None:
    """Run the program until it has received two orders of an invented customer."""
    program.point_at(sim)
    sim.add_order(customer={"name": "Gizli Kişi", "phone": "05551234567"}, note="arka kapı 4711")
    sim.add_order()
    process = program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), 20)
    process.terminate()
    process.wait(20)


def test_stored_orders_are_counted_while_the_program_runs(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.add_orders(3)
    program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), 20)
    findings = run_doctor(program)
    assert "3" in findings["database"]["en"]
    assert findings["listened"]["level"] == "ok"
    assert list(findings)[-3:] == ["listened", "backups", "versions"]


def test_the_support_package_has_no_personal_data_and_no_secrets(
    program: Program, sim: Simulator, tmp_path: Path
) -> None:
    receive_two_orders(program, sim)
    target = tmp_path / "package.zip"
    code, out, _ = program.run("support", "--output", str(target))
    assert (code, out.strip()) == (EXIT_OK, str(target))
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {
        "README.txt",
        "checkup.txt",
        "checkup.json",
        "settings.json",
        "database.json",
        "logs/tezgah.log",
    } <= set(files)
    counts = json.loads(files["database.json"])["counts"]
    assert (counts["orders"], counts["events received"]) == (2, 2)
    whole = "\n".join(files.values())
    with closing(sqlite3.connect(program.folder / "tezgah.db")) as database:
        assert "Gizli Kişi" in "".join(raw for (raw,) in database.execute("SELECT raw FROM orders"))
    for secret in ("Gizli", "05551234567", "5551234567", "4711", "arka kapı", sim.access_token):
        assert secret not in whole


def test_an_unwritable_support_package_is_an_error(program: Program, tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere" / "x.zip")
    for language, words in (("tr", "yazılamadı"), ("en", "could not be written")):
        code, out, err = program.run("support", "--output", path, "--lang", language)
        assert (code, out, len(err.splitlines())) == (EXIT_MACHINE, "", 1)
        assert words in err


def test_only_this_user_can_read_the_files(program: Program, sim: Simulator) -> None:
    receive_two_orders(program, sim)
    modes = {path.name: path.stat().st_mode & 0o777 for path in program.folder.rglob("*")}
    assert modes
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    assert program.folder.stat().st_mode & 0o077 == 0
