"""`tezgah printers` and `tezgah print` on a printer: as processes, with the acted printer on a socket."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.simulator.printer import ActedPrinter
from desktop.system.user_errors import EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_USAGE
from tests.cli.conftest import SECONDS
from tests.cli.test_export import ORDER, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.cli.conftest import Program


@pytest.fixture
def printer() -> Iterator[ActedPrinter]:
    with ActedPrinter() as acted:
        yield acted


def add(program: Program, printer: ActedPrinter, *arguments: str) -> None:
    code, out, err = program.run("printers", "add", "Mutfak", printer.address, *arguments)
    assert (code, err) == (EXIT_OK, "")
    assert printer.address in out


def jobs(program: Program) -> list[dict[str, object]]:
    code, out, err = program.run("printers", "jobs", "--json")
    assert (code, err) == (EXIT_OK, "")
    found: list[dict[str, object]] = json.loads(out)
    return found


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_printer_is_added_listed_and_removed(program: Program, printer: ActedPrinter) -> None:
    assert "printers add" in program.run("printers", "list")[1]
    add(
        program,
        printer,
        "--width",
        "58",
        "--tickets",
        "kitchen,courier",
        "--when",
        "arrival",
        "--copies",
        "2",
    )
    (listed,) = json.loads(program.run("printers", "list", "--json")[1])
    assert (listed["name"], listed["address"], listed["width"]) == ("Mutfak", printer.address, 384)
    assert [(rule["kind"], rule["moments"], rule["copies"]) for rule in listed["tickets"]] == [
        ("kitchen", ["arrival"], 2),
        ("courier", ["arrival"], 2),
        ("changed", ["change"], 1),
        ("cancelled", ["cancel"], 1),
    ]
    assert "Mutfak" in program.run("printers", "list")[1]
    assert program.run("printers", "add", "MUTFAK", "10.0.0.9")[0] == EXIT_USAGE
    assert program.run("printers", "remove", "mutfak")[0] == EXIT_OK
    assert json.loads(program.run("printers", "list", "--json")[1]) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("Mutfak", "http://x"),
        ("Mutfak", "10.0.0.9", "--width", "5"),
        ("Mutfak", "10.0.0.9", "--tickets", "soup"),
        ("Mutfak", "10.0.0.9", "--when", "noon"),
        ("Mutfak", "10.0.0.9", "--copies", "0"),
        ("", "10.0.0.9"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(program: Program, arguments: tuple[str, ...]) -> None:
    code, out, err = program.run("printers", "add", *arguments)
    assert (code, out) == (EXIT_USAGE, "")
    assert err.startswith("tezgah: ")
    assert "Traceback" not in err
    assert json.loads(program.run("printers", "list", "--json")[1]) == []


def test_a_slow_serial_line_gets_letters(program: Program) -> None:
    program.run("printers", "add", "Kasa", "serial:/dev/ttyUSB0@9600")
    program.run("printers", "add", "Bar", "serial:/dev/ttyUSB1@115200")
    listed = json.loads(program.run("printers", "list", "--json")[1])
    assert [each["text_mode"] for each in listed] == [True, False]


def test_a_test_ticket_is_printed_and_a_printer_without_paper_is_told(
    program: Program, printer: ActedPrinter
) -> None:
    add(program, printer)
    assert program.run("printers", "test", "Mutfak") == (EXIT_OK, "Mutfak: printed\n", "")
    assert len(printer.tickets) == 1
    printer.set_mood(paper_out=True)
    code, _, err = program.run("printers", "test", "Mutfak")
    assert code == EXIT_MACHINE
    assert "no paper" in err
    assert program.run("printers", "test", "Bar")[0] == EXIT_USAGE


def test_a_ticket_by_hand_while_no_program_runs(program: Program, printer: ActedPrinter) -> None:
    store(program.folder, (ORDER, datetime.now(UTC)))
    number = str(ORDER["id"])
    assert program.run("print", number)[0] == EXIT_USAGE
    add(program, printer)
    for _ in range(2):
        assert program.run("print", number, "--to", "mutfak") == (EXIT_OK, "Mutfak: printed\n", "")
    assert len(printer.tickets) == 2
    assert [(job["ticket"], job["printer"], job["state"], job["print"]) for job in jobs(program)] == [
        ("kitchen", "Mutfak", "printed", 2),
        ("kitchen", "Mutfak", "printed", 1),
    ]
    assert "kitchen" in program.run("printers", "jobs")[1]


def test_the_running_program_prints_what_it_accepts_and_what_a_terminal_asks_for(
    program: Program, sim: Simulator, printer: ActedPrinter
) -> None:
    add(program, printer)
    program.run("settings", "set", "auto_accept", "on")
    program.run("settings", "set", "auto_accept_notes", "on")
    program.point_at(sim)
    sim.add_order(id=4821, note="")
    program.start_into(-3, "--headless", "--poll-seconds", "1")
    until(lambda: len(printer.tickets) == 1)
    code, out, err = program.run("print", "4821", "--to", "Mutfak")
    assert (code, out, err) == (EXIT_OK, "Mutfak: printed\n", "")
    assert len(printer.tickets) == 2
    assert {job["order"] for job in jobs(program)} == {"4821"}
    assert [(job["when"], job["state"], job["print"]) for job in jobs(program)] == [
        ("hand", "printed", 2),
        ("accept", "printed", 1),
    ]
    assert program.run("printers", "add", "Bar", "10.0.0.9")[0] == EXIT_IN_USE


def test_the_check_up_asks_printers(program: Program, printer: ActedPrinter) -> None:
    add(program, printer)
    printer.set_mood(cover_open=True)
    findings = json.loads(program.run("doctor", "--json")[1])
    (found,) = [finding for finding in findings if finding["name"] == "printer"]
    assert found["level"] == "trouble"
    assert "cover" in found["detail"]
    printer.set_mood(cover_open=False)
    findings = json.loads(program.run("doctor", "--json")[1])
    assert [each["level"] for each in findings if each["name"] == "printer"] == ["ok"]
    assert printer.rows_printed == 0


def test_the_report_of_a_day_is_printed_and_written(
    program: Program, printer: ActedPrinter, tmp_path: Path
) -> None:
    store(program.folder, (ORDER, datetime.now(UTC)))
    add(program, printer)
    today = ("print", "today", "--ticket", "day_report")
    assert program.run(*today, "--to", "Mutfak") == (EXIT_OK, "Mutfak: printed\n", "")
    (sheet,) = printer.tickets
    assert len(sheet.rows) > 300
    assert [(job["ticket"], job["state"], job["problem"]) for job in jobs(program)] == [
        ("day_report", "printed", "")
    ]
    assert "#" not in program.run("printers", "jobs")[1]
    file = tmp_path / "report.png"
    assert program.run(*today, "--to", f"png:{file}") == (EXIT_OK, "", "")
    assert file.read_bytes().startswith(b"\x89PNG")
    code, out, err = program.run("print", "31.11.2026", "--ticket", "day_report")
    assert (code, out) == (EXIT_USAGE, "")
    assert "31.11.2026" in err


def test_the_running_program_prints_the_report_of_a_day(
    program: Program, sim: Simulator, printer: ActedPrinter
) -> None:
    add(program, printer)
    program.point_at(sim)
    sim.add_order(id=4821)
    program.start_into(-3, "--headless", "--poll-seconds", "1")
    until(lambda: bool(sim.orders) and "4821" in program.run("export", "--format", "json")[1])
    assert program.run("print", "bugün", "--ticket", "day_report") == (EXIT_OK, "Mutfak: printed\n", "")
    assert len(printer.tickets) == 1


@pytest.mark.parametrize("runs", [False, True])
def test_a_ticket_of_which_nobody_knows_is_answered_in_a_terminal(
    program: Program, sim: Simulator, printer: ActedPrinter, *, runs: bool
) -> None:
    store(program.folder, ({**ORDER, "id": 4821}, datetime.now(UTC)))
    add(program, printer)
    # The second ticket begins with white rows: the first one ended in the middle of a picture.
    for drop_after in (700, 25_000):
        printer.set_mood(drop_after=drop_after)
        assert program.run("print", "4821")[0] == EXIT_MACHINE
    second, first = jobs(program)
    assert [first["asks"], second["asks"]] == [True, True]
    shown = program.run("printers", "jobs")[1]
    assert f"printed? Look at the printer. tezgah printers answer {first['id']} yes|no" in shown
    assert program.run("printers", "answer", "99", "yes")[0] == EXIT_USAGE
    if runs:
        program.point_at(sim)
        program.start_into(-3, "--headless", "--poll-seconds", "1")
        assert sim.wait_for(lambda: bool(sim.calls("get-current")), SECONDS)
    before = len(printer.tickets)
    assert program.run("printers", "answer", str(first["id"]), "yes")[0] == EXIT_OK
    assert program.run("printers", "answer", str(second["id"]), "no")[0] == EXIT_OK
    until(lambda: not any(job["asks"] for job in jobs(program)))
    found = {job["id"]: job["state"] for job in jobs(program)}
    assert (found[first["id"]], found[second["id"]]) == ("printed", "unknown")
    if runs:
        until(lambda: jobs(program)[0]["state"] == "printed")
        # What broke off before is cut off first.
        assert len(printer.tickets) > before
    assert jobs(program)[0]["when"] == "hand"
    assert jobs(program)[0]["print"] == (3 if runs else 1)
    assert program.run("printers", "answer", "all", "yes")[0] == EXIT_USAGE


def test_a_ticket_waits_over_a_restart_and_is_printed_once(
    program: Program, sim: Simulator, printer: ActedPrinter
) -> None:
    add(program, printer)
    program.run("settings", "set", "auto_accept", "on")
    program.point_at(sim)
    printer.set_mood(paper_out=True)
    sim.add_order(id=4821, note="")
    first = program.start_into(-3, "--headless", "--poll-seconds", "1")
    until((program.folder / "tezgah.db").exists)
    until(lambda: [job["state"] for job in jobs(program)] == ["not_begun"])
    first.kill()
    first.wait(SECONDS)
    printer.set_mood(paper_out=False)
    program.start_into(-3, "--headless", "--poll-seconds", "1")
    until(lambda: [job["state"] for job in jobs(program)] == ["printed"])
    assert [(job["order"], job["print"]) for job in jobs(program)] == [("4821", 1)]
    assert len(printer.tickets) == 1
