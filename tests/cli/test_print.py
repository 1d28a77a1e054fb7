"""`tezgah print`: a ticket of a stored order as PNG and PDF, whether the program runs or not."""

from __future__ import annotations

import json
import os
import stat
import struct
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop.cli.ticket_drawer import ProcessTicketDrawer, drawing_command
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import trial_ticket
from desktop.domain.tickets.options import Printing
from desktop.domain.tickets.ticket import Text, Ticket, TicketDrawer, TicketDrawingError
from desktop.simulator import Simulator
from tests.cli.conftest import SECONDS
from tests.cli.test_export import ORDER, key_of, store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

NOW = datetime.now(UTC)
PNG = b"\x89PNG\r\n\x1a\n"


def size_of(png: bytes) -> tuple[int, int, int]:
    """Return width, height and bits of a dot."""
    width, height, bits = struct.unpack(">IIB", png[16:25])
    return int(width), int(height), int(bits)


@pytest.fixture
def stored(program: Program) -> Program:
    store(program.folder, (ORDER, NOW - timedelta(days=3)), ({**ORDER, "id": 4821}, NOW))
    return program


@pytest.mark.parametrize(("width", "dots"), [("80", 576), ("58", 384), ("420", 420)])
def test_a_ticket_is_written_as_a_black_and_white_picture(
    stored: Program, tmp_path: Path, width: str, dots: int
) -> None:
    file = tmp_path / "ticket.png"
    code, out, err = stored.run("print", "4821", "--to", f"png:{file}", "--width", width)
    assert (code, out, err) == (0, "", "")
    content = file.read_bytes()
    assert content.startswith(PNG)
    assert size_of(content)[0] == dots
    assert size_of(content)[1] > dots / 2
    assert size_of(content)[2] == 1
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["#4821", "1031", key_of(1), key_of(1).upper()])
def test_an_order_is_found_by_number_and_by_key(stored: Program, tmp_path: Path, name: str) -> None:
    file = tmp_path / "ticket.pdf"
    assert stored.run("print", name, "--ticket", "courier", "--to", f"pdf:{file}") == (0, "", "")
    assert file.read_bytes().startswith(b"%PDF")


def test_it_works_while_the_program_runs(program: Program, tmp_path: Path) -> None:
    with Simulator(scenario="lively", cooldown=0.2) as simulator:
        program.point_at(simulator)
        running = program.start("--headless", "--poll-seconds", "0.3")
        assert running.stdout is not None
        key = ""
        while not key:
            key = json.loads(running.stdout.readline()).get("payment_key", "")
        file = tmp_path / "ticket.png"
        assert program.run("print", key, "--to", f"png:{file}") == (0, "", "")
        assert file.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("print", "99", "--to", "png:x.png"), 1, "99"),
        (("print", "4821", "--to", "png:x.png", "--width", "12"), 2, "12"),
        (("print", "4821", "--to", "png:"), 2, "png:"),
        (("print", "4821", "--to", "png:no/such/folder/x.png"), 1, "x.png"),
        (("print", "4821", "--ticket", "bill"), 2, "bill"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    stored: Program, arguments: tuple[str, ...], code: int, words: str
) -> None:
    found, out, err = stored.run(*arguments)
    assert (found, out) == (code, "")
    assert words in err
    assert "Traceback" not in err


def test_the_link_of_another_user_is_refused(stored: Program, tmp_path: Path) -> None:
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("gives a link to another user: needs root")
    target, link = tmp_path / "target.png", tmp_path / "link.png"
    link.symlink_to(target)
    os.lchown(link, 65534, 65534)
    code, _, err = stored.run("print", "4821", "--to", f"png:{link}")
    assert code == 1
    assert "link.png" in err
    assert not target.exists()


async def test_a_process_draws_the_same_picture_each_time_and_ends_with_its_drawer() -> None:
    drawer = ProcessTicketDrawer()
    assert isinstance(drawer, TicketDrawer)
    ticket = trial_ticket("Mutfak", Printing(NOW))
    first = await drawer.draw(ticket, 576)
    assert (first.width, await drawer.draw(ticket, 576)) == (576, first)
    assert (await drawer.draw(ticket, 384)).width == 384
    process = drawer._process
    assert process is not None
    await drawer.close()
    assert not psutil.pid_exists(process.pid) or process.returncode is not None


async def test_a_killed_process_costs_one_ticket_at_most() -> None:
    drawer = ProcessTicketDrawer()
    ticket = Ticket(TicketKind.TEST, (Text("Ğ"),))
    first = await drawer.draw(ticket, 384)
    assert drawer._process is not None
    drawer._process.kill()
    await drawer._process.wait()
    assert await drawer.draw(ticket, 384) == first
    await drawer.close()


async def test_it_says_that_qt_does_not_load(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open')", "utf-8"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = [{drawing_command()[-1]!r}]; from desktop.cli.main import main; sys.exit(main())"
    drawer = ProcessTicketDrawer([sys.executable, "-c", code])
    with pytest.raises(TicketDrawingError, match="libEGL") as caught:
        await drawer.draw(Ticket(TicketKind.TEST, (Text("Ğ"),)), 384)
    assert caught.value.no_qt
    await drawer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there a killed parent's pipes close later")
def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio\n"
        "from desktop.cli.ticket_drawer import ProcessTicketDrawer\n"
        "from desktop.domain.tickets.kinds import TicketKind\n"
        "from desktop.domain.tickets.ticket import Text, Ticket\n"
        "async def main():\n"
        "    drawer = ProcessTicketDrawer()\n"
        "    await drawer.draw(Ticket(TicketKind.TEST, (Text('a'),)), 384)\n"
        "    print(drawer._process.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    parent = psutil.Popen([sys.executable, "-c", code], stdout=-1)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait(SECONDS)
    parent.stdout.close()
    child.wait(SECONDS)
