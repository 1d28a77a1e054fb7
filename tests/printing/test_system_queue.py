"""A queue of the system, acted by programs of its names: raw queues are recognised, one ticket at a time."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.domain.tickets.image import TicketImage
from desktop.printing.pdf_page import page
from desktop.printing.system_queue import SystemQueue
from desktop.printing.transport import Form

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="acts programs of POSIX")


@pytest.fixture
def acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    def act(name: str, script: str) -> Path:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        return tmp_path

    return act


RAW = "echo \"printer-make-and-model='Local Raw Printer' printer-state=3\""


def queue(patience: float = 5.0) -> SystemQueue:
    return SystemQueue(
        "Mutfak", give_up=threading.Event(), on_problem=lambda _problem: None, patience=patience
    )


@pytest.mark.parametrize(
    ("model", "form"), [("Local Raw Printer", Form.BYTES), ("Epson TM-T20 driver", Form.PDF)]
)
def test_a_raw_queue_is_recognised(acts: Callable[[str, str], Path], model: str, form: Form) -> None:
    acts("lpoptions", f"echo \"device-uri=socket://x printer-make-and-model='{model}' printer-state=3\"")
    acts("lpstat", "true")
    printer = queue()
    assert printer.check().problem is None
    assert printer.form() is form


def test_a_ticket_is_handed_over_when_the_queue_is_done_with_it(acts: Callable[[str, str], Path]) -> None:
    acts("lpoptions", RAW)
    folder = acts(
        "lp",
        'echo "$@" > "$(dirname "$0")/arguments"; cat > "$(dirname "$0")/sent"; echo "request id is Mutfak-7 (1 file(s))"',
    )
    acts(
        "lpstat",
        'd="$(dirname "$0")"; case "$1" in -p) echo "printer Mutfak is idle.";; *) [ -f "$d/sent" ] && [ ! -f "$d/asked" ] && { touch "$d/asked"; echo "Mutfak-7 root 10 now"; }; true;; esac',
    )
    printer = queue()
    assert printer.check().problem is None
    delivered = printer.send(b"\x1b@ticket", b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.HANDED_OVER, None)
    assert (folder / "sent").read_bytes() == b"\x1b@ticket"
    assert (folder / "arguments").read_text().split()[-2:] == ["-o", "raw"]


def test_a_queue_that_does_not_go_on_is_given_up_and_the_ticket_is_unknown(
    acts: Callable[[str, str], Path],
) -> None:
    acts("lpoptions", RAW)
    acts("lp", 'cat >/dev/null; echo "request id is Mutfak-7 (1 file(s))"')
    acts("lpstat", 'case "$1" in -p) echo "printer Mutfak is idle.";; *) echo "Mutfak-7 root 10 now";; esac')
    folder = acts("cancel", 'echo "$1" > "$(dirname "$0")/cancelled"')
    printer = queue(patience=0.1)
    # A ticket of before waits there: this one would come out after it, whenever that is.
    assert printer.check().problem is PrinterProblem.STALLED
    delivered = printer.send(b"x", b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.UNKNOWN, PrinterProblem.STALLED)
    assert (folder / "cancelled").read_text() == "Mutfak-7\n"


def test_a_stopped_queue_or_none_has_not_begun(acts: Callable[[str, str], Path]) -> None:
    acts("lpoptions", "echo printer-state=5")
    assert queue().check().problem is PrinterProblem.QUEUE_STOPPED
    acts("lpoptions", "exit 1")
    assert queue().check().problem is PrinterProblem.UNREACHABLE


def test_a_queue_with_a_driver_gets_a_page_of_the_tickets_size() -> None:
    data = page(TicketImage(576, 100, bytes(72 * 100)))
    assert data.startswith(b"%PDF-1.4")
    assert b"/MediaBox[0 0 204.09 35.43]" in data
    assert int(data.rsplit(b"startxref\n", 1)[1].split()[0]) == data.index(b"xref\n0 6")


def test_a_ticket_longer_than_a_sheet_gets_several_divided_between_lines() -> None:
    rows = [b"\xff" * 72] * 5000
    rows[2000:2010] = [bytes(72)] * 10
    data = page(TicketImage(576, 5000, b"".join(rows)))
    assert b"/Count 3" in data
    assert b"/MediaBox[0 0 204.09 712.20]" in data, "divided at the white rows"
    sheets = [int(part.split(b"/Rows")[0].split(b"/")[0]) for part in data.split(b"/Height ")[1:]]
    assert sum(sheets) == 5000
    assert max(sheets) <= 2150
