"""Commands on a real terminal: nothing that the vendor or a customer sends can command it. JSON is safe in any file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator, marketplace, sample_orders
from desktop.system.user_errors import EXIT_OK
from tests.cli.conftest import ROOT, SECONDS
from tests.cli.test_export import ORDER, store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Program

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

ATTACK = "Ali\x1b]0;owned\x07\x1b[2J\x9b31m\x90q\x9c\x08\x08\rVeli\u202egnitsil\u2066\u200b\u200f\ufeff\x7f\U000e0041\u2028şon"
SAFE = {"\n", "\t"}


def hostile(text: str) -> list[str]:
    """Return the characters in a terminal's output that it would obey, or that change what is read."""
    seen = re.sub("\r+\n", "\n", text)  # a terminal adds its own to that of a CSV file
    return [
        each
        for each in seen
        if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and each not in SAFE
    ]


def on_terminal(
    program: Program, *arguments: str, typed: bytes = b"", stdin: bool = False
) -> tuple[int, str]:
    """Run the program with a pseudo-terminal as standard output and error; returns exit code and what it showed."""
    assert sys.platform != "win32"
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "desktop", *arguments],
        cwd=ROOT,
        env=program.environ | {"TERM": "xterm"},
        stdin=subprocess.PIPE if typed or stdin else subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown: list[bytes] = []

    def read() -> None:
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:  # the other side is closed
                return
            if not piece:
                return
            shown.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        process.communicate(typed or None, timeout=SECONDS)
    finally:
        process.kill()
        process.wait(SECONDS)
        reader.join(SECONDS)
        os.close(ours)
    return process.returncode, b"".join(shown).decode()


@pytest.fixture
def attacked(program: Program) -> Program:
    order = ORDER | {
        "note": ATTACK,
        "restaurant_name": ATTACK,
        "payment_method": ATTACK,
        "status_text": ATTACK,
        ATTACK: ATTACK,
        "customer": {"name": ATTACK, "phone": ATTACK},
        "address": {"address": ATTACK},
        "items": [{"name": ATTACK, "quantity": 2, "price": "460.00", "note": ATTACK}],
    }
    store(program.folder, (order, datetime.now(UTC)))
    return program


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """A vendor whose restaurants have such names."""
    branches = tuple((number, ATTACK) for number, _ in sample_orders.BRANCHES)
    for module in (sample_orders, marketplace):
        monkeypatch.setattr(module, "BRANCHES", branches)
    with Simulator(cooldown=0.1) as simulator:
        yield simulator


@pytest.fixture
def attacking(program: Program, vendor: Simulator) -> Program:
    program.environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    program.point_at(vendor)
    return program


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        (("export", "--format", "csv"), "\\x1b]0;owned"),
        (("export", "--format", "csv", "--csv-style", "turkish"), "\\x1b]0;owned"),
        (("export", "--format", "json"), "\\u009b31m"),
        (("report",), "Ali"),
        (("report", "--format", "json"), "Ali"),
    ],
    ids=" ".join,
)
def test_a_terminal_gets_no_command_of_a_customer(
    attacked: Program, arguments: tuple[str, ...], shows: str
) -> None:
    code, shown = on_terminal(attacked, *arguments)
    assert code == EXIT_OK, shown
    assert shows in shown
    assert hostile(shown) == []


@pytest.mark.parametrize(
    "arguments", [("doctor",), ("doctor", "--json"), ("connect", "--in-file")], ids=" ".join
)
def test_a_terminal_gets_no_command_of_the_vendor(
    attacking: Program, vendor: Simulator, arguments: tuple[str, ...]
) -> None:
    typed = f"{vendor.access_token}\n".encode() if arguments[0] == "connect" else b""
    _, shown = on_terminal(attacking, *arguments, typed=typed)
    assert "Veli" in shown, "the name is shown"
    assert hostile(shown) == []


@pytest.mark.parametrize(
    "arguments",
    [("settings", "list"), ("settings", "get", "allergy_words"), ("settings", "list", "--json")],
    ids=" ".join,
)
def test_settings_on_a_terminal(program: Program, arguments: tuple[str, ...]) -> None:
    program.folder.mkdir()
    (program.folder / "settings.json").write_text(
        json.dumps({"allergy_words": ATTACK, "sound_new": ATTACK}), "utf-8"
    )
    code, shown = on_terminal(program, *arguments)
    assert code == EXIT_OK, shown
    assert hostile(shown) == []


def test_an_error_on_a_terminal(program: Program) -> None:
    code, shown = on_terminal(program, "settings", "set", "theme", ATTACK.replace("\x00", ""))
    assert code != EXIT_OK
    assert "owned" in shown
    assert hostile(shown) == []


def test_a_pipe_gets_csv_as_it_is(attacked: Program) -> None:
    code, out, _ = attacked.run("export", "--format", "csv")
    assert code == EXIT_OK
    assert "\x1b]0;owned\x07" in out
    assert "\u202egnitsil" in out


def test_json_is_safe_in_a_file_and_means_the_same(attacked: Program, tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    assert attacked.run("export", "--format", "json", "--output", str(path))[0] == EXIT_OK
    text = path.read_text("utf-8")
    assert hostile(text) == []
    [order] = json.loads(text)
    assert order["raw"]["note"] == ATTACK
    assert "şon" in text, "letters stay readable"


def test_events_of_a_program_without_a_window_are_safe(attacking: Program, vendor: Simulator) -> None:
    vendor.add_order(id=ATTACK)
    process = attacking.start("--headless")
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.decode())
        if json.loads(line)["event"] == "acknowledged":
            break
    assert [each for line in lines for each in hostile(line)] == []
