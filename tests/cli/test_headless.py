"""`tezgah --headless` as a process, with a simulated vendor: events, output, exit and files."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from desktop.simulator import ACCESS_TOKEN, APP_SECRET_KEY, REST_SECRET_KEY
from tests.cli.conftest import SECONDS
from tests.faults.small_disk import SmallDisk

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)

QUICK = ("--headless", "--poll-seconds", "0.1")


def all_acknowledged(sim: Simulator) -> bool:
    return sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), SECONDS)


def has_polled(sim: Simulator, times: int = 1) -> bool:
    return sim.wait_for(lambda: sum(entry.call == "get-current" for entry in sim.journal) >= times, SECONDS)


def end(
    process: subprocess.Popen[bytes], number: int = signal.SIGTERM
) -> tuple[int, list[dict[str, Any]], str]:
    """End the program; returns exit code, events and standard error."""
    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, [json.loads(line) for line in out.decode().splitlines()], err.decode()


def stored(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "tezgah.db")) as database:
        return {key for (key,) in database.execute("SELECT payment_key FROM orders")}


def count_acknowledgements(folder: Path) -> int:
    """Count the acknowledgements whose answer is stored."""
    with closing(sqlite3.connect(folder / "tezgah.db")) as database:
        found = database.execute("SELECT count(*) FROM outbox WHERE kind = 'acknowledge' AND state = 'done'")
        return int(found.fetchone()[0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_orders_are_saved_and_acknowledged_until_a_signal_ends_the_program(
    program: Program, sim: Simulator, number: signal.Signals
) -> None:
    program.point_at(sim)
    keys = set(sim.add_orders(30))
    process = program.start(*QUICK)
    assert all_acknowledged(sim)
    # An unanswered acknowledgement is sent and reported at the next start.
    assert sim.wait_for(lambda: count_acknowledgements(program.folder) == 30, SECONDS)
    code, events, err = end(process, number)
    assert (code, err) == (0, "")
    assert stored(program.folder) == keys
    assert {event["event"] for event in events} <= {"poll", "saved", "acknowledged", "action", "trouble"}
    for kind in ("saved", "acknowledged"):
        reported = [event["payment_key"] for event in events if event["event"] == kind]
        assert len(reported) == 30
        assert set(reported) == keys
    first = next(event for event in events if event["event"] == "poll")
    assert (first["outcome"], first["orders"], first["new"]) == ("answered", 30, 30)


def test_an_order_is_reported_as_saved_before_it_is_acknowledged(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    (key,) = sim.add_orders(1)
    process = program.start(*QUICK)
    assert all_acknowledged(sim)
    # Its answer is saved: the next poll must not overtake it.
    assert sim.wait_for(lambda: count_acknowledgements(program.folder) == 1, SECONDS)
    sim.accept_elsewhere(key)
    assert all_acknowledged(sim)
    assert sim.wait_for(lambda: count_acknowledgements(program.folder) == 2, SECONDS)
    _, events, _ = end(process)
    reported = [(event["event"], event["status_id"]) for event in events if event.get("payment_key") == key]
    assert reported == [("saved", 1), ("acknowledged", 1), ("saved", 2), ("acknowledged", 2)]
    assert [event["announced"] for event in events if event["event"] == "saved"] == [True, False]
    assert all(event["at"].endswith("+00:00") for event in events)


def test_secret_keys_log_in(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    program.environ["TEZGAH_ACCESS_TOKEN"] = ""
    sim.expire_token()
    sim.add_orders(3)
    process = program.start(
        *QUICK, TEZGAH_APP_SECRET_KEY=APP_SECRET_KEY, TEZGAH_REST_SECRET_KEY=REST_SECRET_KEY
    )
    assert all_acknowledged(sim)
    code, _, err = end(process)
    assert (code, err) == (0, "")
    assert len(sim.calls("login")) == 1


def test_output_and_log_have_no_customers_and_no_secrets(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    program.environ["TEZGAH_ACCESS_TOKEN"] = ""
    keys = {"TEZGAH_APP_SECRET_KEY": APP_SECRET_KEY, "TEZGAH_REST_SECRET_KEY": REST_SECRET_KEY}
    person = {"name": "Deneme Müşterisi", "phone": "0500 000 77 88"}
    address = {"address": "Uydurma Sokak 5", "description": "Arka giriş"}
    people = ("Deneme Müşterisi", "77 88", "0500", "Uydurma Sokak", "Arka giriş", "Özel not")
    secrets = (*people, ACCESS_TOKEN, APP_SECRET_KEY, REST_SECRET_KEY)
    for _ in range(3):
        sim.add_order(customer=person, address=address, note="Özel not")
    sim.add_order(
        customer=person, address=address, note="Özel not", total="0500 000 77 88", items="Uydurma Sokak"
    )
    sim.add_order(raw={"id": 1, "customer": person, "address": address, "note": "Özel not"})
    sim.faults.add("get-current", "garble")
    sim.faults.add("success", "status", http=404)
    sim.faults.add("success", "reset-after", times=2)
    sim.faults.add("get-current", "status", nth=4, http=401)
    process = program.start(*QUICK, **keys)
    acknowledged = [key for key, order in sim.orders.items() if order.payload is not None]
    assert sim.wait_for(lambda: sum(sim.orders[key].acknowledged for key in acknowledged) >= 3, SECONDS)
    assert has_polled(sim, 6)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    log = b"".join(path.read_bytes() for path in program.folder.glob("tezgah.log*"))
    assert b"acknowledged" in out
    for place in (out, err, log):
        for secret in (*secrets, sim.access_token):
            assert secret not in place.decode()


def test_a_trouble_is_reported_when_it_begins_and_when_it_ends(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    sim.faults.add("get-current", "status", http=401)
    process = program.start(*QUICK)
    assert has_polled(sim, 3)
    _, events, _ = end(process)
    troubles = [(event["kind"], event["state"]) for event in events if event["event"] == "trouble"]
    assert troubles == [("token_refused", "began"), ("token_refused", "ended")]


# Two on one folder


def test_a_second_program_names_the_first_and_ends_with_code_3(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    first = program.start(*QUICK)
    assert has_polled(sim)
    code, out, err = program.run(*QUICK)
    assert (code, out) == (3, "")
    lines = err.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert "headless" in line
        assert str(first.pid) in line
        assert str(program.folder) in line
    assert end(first)[0] == 0


def test_after_a_kill_the_folder_is_free_and_nothing_is_lost(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    keys = set(sim.add_orders(20))
    first = program.start(*QUICK)
    assert all_acknowledged(sim)
    first.kill()
    first.wait(SECONDS)
    late = sim.add_order()
    second = program.start(*QUICK)
    assert all_acknowledged(sim)
    code, events, err = end(second)
    assert (code, err) == (0, "")
    assert stored(program.folder) == keys | {late}
    assert [event["payment_key"] for event in events if event["event"] == "saved"] == [late]


# Readers that do not read


def test_a_reader_that_never_reads_does_not_stall_the_engine(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    keys = set(sim.add_orders(800))  # some 250 KB of lines; a pipe holds 64
    process = program.start(*QUICK)
    assert all_acknowledged(sim)
    before = len(sim.calls("get-current"))
    assert has_polled(sim, before + 2)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert time.monotonic() - began < 5.0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert stored(program.folder) == keys


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_reader_that_goes_away_does_not_end_the_program(
    program: Program, sim: Simulator, language: str
) -> None:
    program.point_at(sim)
    process = program.start(*QUICK, "--lang", language)
    assert process.stdout is not None
    assert b'"poll"' in process.stdout.readline()
    process.stdout.close()
    key = sim.add_order()
    assert all_acknowledged(sim)
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert process.stderr is not None
    said = process.stderr.read().decode().splitlines()
    assert len(said) == 2, "once, in both languages"
    assert all("Broken pipe" in line for line in said)
    assert "cannot be written" in log(program)
    assert stored(program.folder) == {key}


def test_an_output_that_was_never_open_does_not_end_the_program(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    reading, writing = os.pipe()
    os.close(reading)
    process = program.start_into(writing, *QUICK)
    os.close(writing)
    key = sim.add_order()
    assert all_acknowledged(sim)
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert stored(program.folder) == {key}


def log(program: Program) -> str:
    return "".join(path.read_text("utf-8") for path in program.folder.glob("tezgah.log*"))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("error", ["kept", "full"])
def test_a_full_output_does_not_end_the_program(program: Program, sim: Simulator, error: str) -> None:
    program.point_at(sim)
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        process = program.start_with(full, full if error == "full" else subprocess.PIPE, *QUICK)
    keys = set(sim.add_orders(5))
    assert all_acknowledged(sim)
    assert has_polled(sim, 5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert stored(program.folder) == keys
    assert log(program).count("events cannot be written") == 1
    if process.stderr is not None:
        assert process.stderr.read().decode().count("No space left on device") == 2


def test_lines_go_on_when_the_disk_has_room_again(program: Program, sim: Simulator, tmp_path: Path) -> None:
    """The first line tells how many are missing, and none is broken."""
    disk = SmallDisk(tmp_path / "small")
    disk.mount(64)
    try:
        program.point_at(sim)
        path = disk.folder / "lines"
        with path.open("ab") as output:
            process = program.start_into(output, *QUICK)
        assert sim.wait_for(lambda: path.stat().st_size > 0, SECONDS)
        disk.fill()
        size = path.stat().st_size
        keys = set(sim.add_orders(40))
        assert all_acknowledged(sim)
        disk.free()
        assert sim.wait_for(lambda: path.stat().st_size > size + 4096, SECONDS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
        lines = path.read_bytes().splitlines()
        assert stored(program.folder) == keys
    finally:
        disk.unmount()
    events = [json.loads(line) for line in lines if line.endswith(b"}")]
    assert len(lines) - len(events) <= 1, "at most the one line that the full disk cut"
    (missing,) = (event for event in events if event["event"] == "lost")
    assert missing["lines"] > 0
    assert events[-1] is not missing, "lines go on after it"


def test_a_pipe_that_is_full_and_does_not_block_loses_no_line(program: Program, sim: Simulator) -> None:
    """A parent process may have set it so."""
    program.point_at(sim)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    process = program.start_into(writing, *QUICK)
    os.close(writing)
    keys = set(sim.add_orders(800))
    assert all_acknowledged(sim)
    parts: list[bytes] = []
    with os.fdopen(reading, "rb") as lines:
        os.set_blocking(reading, True)
        while sum(part.count(b'"acknowledged"') for part in parts) < 800:
            parts.append(lines.readline())
        process.send_signal(signal.SIGTERM)
        parts += lines.readlines()
    assert process.wait(SECONDS) == 0
    assert {event["payment_key"] for part in parts if (event := json.loads(part))["event"] == "saved"} == keys
    assert not any(b'"lost"' in part for part in parts)


# The settings of the window


def test_the_rule_of_the_settings_accepts_orders(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    for name, value in (("auto_accept", "on"), ("auto_accept_minutes", "25")):
        assert program.run("settings", "set", name, value)[0] == 0
    plain, noted = sim.add_order(note=""), sim.add_order(note="Fıstık alerjim var")
    process = program.start(*QUICK)
    assert sim.wait_for(lambda: sim.orders[plain].accepts == [25], SECONDS)
    assert all_acknowledged(sim)
    before = len(sim.calls("get-current"))
    assert has_polled(sim, before + 3)
    code, events, err = end(process)
    assert (code, err) == (0, "")
    assert sim.orders[noted].accepts == [], "a note is left to people"
    accepts = [event for event in events if event["event"] == "action"]
    assert {(event["payment_key"], event["automatic"]) for event in accepts} == {(plain, True)}
    assert accepts[-1]["state"] == "confirmed"
    assert "a rule accepts orders" in log(program)


def test_without_the_rule_people_accept(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order(note="")
    process = program.start(*QUICK)
    assert all_acknowledged(sim)
    assert has_polled(sim, len(sim.calls("get-current")) + 3)
    assert end(process)[0] == 0
    assert sim.orders[key].accepts == []


def test_settings_that_cannot_be_read_are_said(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    program.folder.mkdir()
    (program.folder / "settings.json").write_text("{", "utf-8")
    process = program.start(*QUICK)
    assert has_polled(sim)
    _, events, _ = end(process)
    told = [event["detail"] for event in events if event["event"] == "trouble"]
    assert [detail.partition(":")[0] for detail in told] == ["file"]


# The log


def test_a_log_that_cannot_be_written_is_said_and_nothing_else_suffers(
    program: Program, sim: Simulator
) -> None:
    program.point_at(sim)
    (program.folder / "tezgah.log").mkdir(parents=True)
    process = program.start(*QUICK)
    keys = set(sim.add_orders(3))
    assert all_acknowledged(sim)
    assert process.stdout is not None
    while b'"notice"' not in (line := process.stdout.readline()):
        pass
    assert json.loads(line)["detail"] == "log:Is a directory"
    code, _, err = end(process)
    assert (code, err) == (0, "")
    assert stored(program.folder) == keys


# Ends in time


@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_the_program_ends_in_time_while_the_vendor_hangs(program: Program, sim: Simulator, kind: str) -> None:
    program.point_at(sim)
    sim.faults.add("get-current", kind, times=-1)
    process = program.start(*QUICK)
    assert has_polled(sim)
    began = time.monotonic()
    code, _, err = end(process)
    assert (code, err) == (0, "")
    assert time.monotonic() - began < 5.0


# Without Qt

NO_QT = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "qasync", "miniaudio"}:
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, Blocker())
"""


def test_headless_and_export_run_without_qt(program: Program, sim: Simulator, tmp_path: Path) -> None:
    program.point_at(sim)
    place = tmp_path / "site"
    place.mkdir()
    (place / "sitecustomize.py").write_text(NO_QT, "utf-8")
    environ = {"PYTHONPATH": str(place)}
    blocked = subprocess.run(
        [sys.executable, "-c", "import PySide6"],
        env=program.environ | environ,
        capture_output=True,
        check=False,
    )
    assert b"not to be had here" in blocked.stderr
    sim.add_orders(3)
    process = program.start(*QUICK, **environ)
    assert all_acknowledged(sim)
    code, _, err = end(process)
    assert (code, err) == (0, "")
    code, out, err = program.run("export", "--format", "json", **environ)
    assert (code, err, len(json.loads(out))) == (0, "", 3)


# The demo


def test_a_headless_demo_leaves_no_files_behind(program: Program, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    process = program.start("--headless", "--demo", "rush", "--poll-seconds", "0.2", TMPDIR=str(place))
    assert process.stdout is not None
    seen = set[str]()
    while len(seen) < 40:
        event = json.loads(process.stdout.readline())
        if event["event"] == "acknowledged":
            seen.add(event["payment_key"])
    code, _, err = end(process)
    assert (code, err) == (0, "")
    assert list(place.iterdir()) == []
    assert not program.folder.exists(), "a demo never touches the real orders"


def test_an_unusable_lock_is_an_error_in_both_languages(program: Program, sim: Simulator) -> None:
    (program.folder / "tezgah.lock").mkdir(parents=True)
    program.point_at(sim)
    code, out, err = program.run("--headless", "--poll-seconds", "0.1")
    assert (code, out) == (1, "")
    assert "Siparişlerin klasörü" in err
    assert "The folder for orders" in err
    assert "Traceback" not in err
