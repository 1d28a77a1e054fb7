"""A real CUPS in a folder of its own, with queues to the acted printer."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.domain.tickets.image import TicketImage
from desktop.printing.pdf_page import page
from desktop.printing.raster import RasterOptions, encode
from desktop.printing.system_queue import SystemQueue
from desktop.printing.transport import Form
from desktop.simulator.printer import ActedPrinter
from tests.sync.printing.acting import Queue, printer, text_of
from tests.sync.printing.test_print_queue import add

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECONDS = 20.0
CUPSD = shutil.which("cupsd", path=os.environ.get("PATH", "") + ":/usr/sbin")

pytestmark = [
    pytest.mark.skipif(CUPSD is None, reason="needs cupsd (CUPS)"),
    pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="cupsd needs root"),
    pytest.mark.timeout(180),
]


class Cups:
    """One server, reached through a socket file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "run" / "s"
        for name in ("etc/ppd", "spool/tmp", "cache", "run", "log"):
            (folder / name).mkdir(parents=True)
        (folder / "etc" / "cupsd.conf").write_text(
            f"Listen {self.socket}\nBrowsing Off\nWebInterface No\nErrorPolicy stop-printer\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
        )
        (folder / "etc" / "cups-files.conf").write_text(
            f"ServerRoot {folder}/etc\nRequestRoot {folder}/spool\nTempDir {folder}/spool/tmp\nCacheDir {folder}/cache\n"
            f"StateDir {folder}/run\nErrorLog {folder}/log/error\nAccessLog {folder}/log/access\n"
            f"PageLog {folder}/log/page\nUser lp\nGroup lp\nSystemGroup root\nFileDevice Yes\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        etc = self.folder / "etc"
        command = [str(CUPSD), "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: "is running" in self.run("lpstat", "-r"))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def run(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        return done.stdout

    def add(self, name: str, port: int, model: str = "raw", *options: str) -> None:
        self.run(
            "lpadmin", "-p", name, "-v", f"socket://127.0.0.1:{port}/?snmp=false", "-m", model, *options, "-E"
        )
        assert name in self.run("lpstat", "-p", name)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def cups(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    folder = tmp_path_factory.mktemp("cups")
    # The server's helpers run as another user; pytest's own folders are closed to others.
    above = (each for each in folder.parents if each.name.startswith(("pytest", "popen")))
    for each in (folder, *above):
        each.chmod(0o755)
    server = Cups(folder)
    monkeypatch.setenv("CUPS_SERVER", str(server.socket))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", os.environ["PATH"] + ":/usr/sbin")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def acted() -> Iterator[ActedPrinter]:
    with ActedPrinter() as printer:
        yield printer


class Way:
    """A queue with the problems that it reported."""

    def __init__(self, name: str, patience: float = SECONDS, stall: float = 0.5) -> None:
        self.problems: list[PrinterProblem | None] = []
        self.give_up = threading.Event()
        self.queue = SystemQueue(
            name, give_up=self.give_up, on_problem=self.problems.append, patience=patience, stall=stall
        )


PICTURE = TicketImage(576, 60, bytes([0xF0, 0x0F] * 36) * 40 + bytes(72 * 20))


def test_a_raw_queue_gets_the_dots_and_prints_each_of_them(cups: Cups, acted: ActedPrinter) -> None:
    cups.add("Mutfağ", acted.port)
    queue = Way("Mutfağ").queue
    assert queue.check().problem is None
    assert queue.form() is Form.BYTES
    delivered = queue.send(encode(PICTURE, RasterOptions()), b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.HANDED_OVER, None)
    until(lambda: len(acted.tickets) == 1)
    (sheet,) = acted.tickets
    assert b"".join(sheet.rows).startswith(PICTURE.dots)
    assert (sheet.text, sheet.garbage) == ("", 0)


def test_a_queue_with_a_driver_gets_a_page(cups: Cups) -> None:
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take() -> None:
            client, _ = listener.accept()
            with client:
                received.append(b"".join(iter(lambda: client.recv(65536), b"")))

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        cups.add("Ofis", listener.getsockname()[1], "drv:///sample.drv/generic.ppd")
        queue = Way("Ofis").queue
        assert queue.check().problem is None
        assert queue.form() is Form.PDF
        assert queue.send(page(PICTURE), b"0007").state is PrintJobState.HANDED_OVER
        thread.join(SECONDS)
    assert received[0].startswith(b"%!PS")


def test_what_a_driver_cannot_print_is_not_called_printed(cups: Cups, acted: ActedPrinter) -> None:
    cups.add("Ofis", acted.port, "drv:///sample.drv/generic.ppd", "-o", "printer-error-policy=abort-job")
    queue = Way("Ofis").queue
    assert queue.check().problem is None
    delivered = queue.send(b"%PDF-1.4\n" + b"\x80" * 3000, b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.UNKNOWN, PrinterProblem.FAILED)


def test_a_paused_or_closed_queue_has_not_begun_and_says_so(cups: Cups, acted: ActedPrinter) -> None:
    cups.add("Mutfak", acted.port)
    queue = Way("Mutfak").queue
    cups.run("cupsdisable", "Mutfak")
    assert queue.check().problem is PrinterProblem.QUEUE_STOPPED
    cups.run("cupsenable", "Mutfak")
    cups.run("cupsreject", "Mutfak")
    assert queue.check().problem is PrinterProblem.QUEUE_STOPPED
    cups.run("cupsaccept", "Mutfak")
    assert queue.check().problem is None
    assert Way("Bar").queue.check().problem is PrinterProblem.UNREACHABLE
    cups.stop()
    assert queue.check().problem is PrinterProblem.UNREACHABLE


def test_a_ticket_that_a_paused_queue_holds_is_taken_back(cups: Cups, acted: ActedPrinter) -> None:
    cups.add("Mutfak", acted.port)
    way = Way("Mutfak", patience=1.5)
    assert way.queue.check().problem is None
    cups.run("cupsdisable", "Mutfak")
    delivered = way.queue.send(encode(PICTURE, RasterOptions()), b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.NOT_BEGUN, PrinterProblem.QUEUE_STOPPED)
    assert PrinterProblem.QUEUE_STOPPED in way.problems
    cups.run("cupsenable", "Mutfak")
    assert way.queue.check().problem is None
    assert way.queue.send(encode(PICTURE, RasterOptions()), b"0008").state is PrintJobState.HANDED_OVER
    until(lambda: len(acted.tickets) == 1)


def test_a_printer_that_is_off_holds_one_ticket_and_a_person_is_asked(
    cups: Cups, acted: ActedPrinter
) -> None:
    acted.set_mood(power=False)
    cups.add("Mutfak", acted.port)
    way = Way("Mutfak", patience=2.0)
    assert way.queue.check().problem is None
    delivered = way.queue.send(encode(PICTURE, RasterOptions()), b"0007")
    assert (delivered.state, delivered.problem) == (PrintJobState.UNKNOWN, PrinterProblem.STALLED)
    assert way.problems[0] is PrinterProblem.STALLED


def test_printing_of_the_system_that_ends_in_the_middle_is_not_called_printed(
    cups: Cups, acted: ActedPrinter
) -> None:
    acted.set_mood(paper_out=True, buffer=100)
    cups.add("Mutfak", acted.port)
    way = Way("Mutfak", patience=3.0)
    assert way.queue.check().problem is None
    threading.Timer(0.5, cups.stop).start()
    picture = TicketImage(576, 4000, b"\xff" * 72 * 4000)
    delivered = way.queue.send(encode(picture, RasterOptions()), b"0007")
    assert delivered.state is PrintJobState.UNKNOWN


def test_a_ticket_that_waits_in_the_queue_keeps_the_next_one_back(cups: Cups) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = listener.getsockname()[1]
    cups.add("Mutfak", nobody)
    assert "request id" in cups.run(
        "lp", "-d", "Mutfak", "-o", "raw", str(cups.folder / "etc" / "cupsd.conf")
    )
    assert Way("Mutfak").queue.check().problem is PrinterProblem.STALLED


async def test_the_print_queue_prints_in_order_through_it(
    cups: Cups, acted: ActedPrinter, tmp_path: Path
) -> None:
    cups.add("Mutfak", acted.port)
    async with Queue(tmp_path, printer("queue:Mutfak")) as queue:
        for number in (1, 2, 3):
            await add(queue, number)
        await queue.until(lambda: len(queue.ended) == 3, SECONDS)
    assert [job.state for job in queue.ended] == [PrintJobState.HANDED_OVER] * 3
    await asyncio.to_thread(until, lambda: len(acted.tickets) == 3)
    texts = [text_of(sheet.rows) for sheet in acted.tickets]
    assert all(f"#{number}" in text for number, text in enumerate(texts, 1)), texts
