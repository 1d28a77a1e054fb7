"""`python -m desktop.simulator` as a person starts it: a process, its words, its end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.simulator.__main__ import main

ROOT = Path(__file__).parents[2]
SECONDS = 20


def start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "desktop.simulator", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "1"},
    )


def run(*options: str) -> tuple[int, str, str]:
    with start(*options) as process:
        out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err


def announced(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read what it prints when it is ready: lines that can be pasted into a shell."""
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    assert lines[2].startswith("# or: ")
    assert lines[3].startswith("# tezgah --poll-seconds ")
    words = (lines[0], lines[1], *lines[2].removeprefix("# or: ").split())
    return dict(word.split("=", 1) for word in words)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_address_serves_and_ends_well(number: signal.Signals) -> None:
    with start("--orders", "3", "--scenario", "quiet", "--cooldown", "0", "--control") as process:
        told = announced(process)
        assert told["TEZGAH_APP_SECRET_KEY"] == APP_SECRET_KEY
        assert told["TEZGAH_REST_SECRET_KEY"] == REST_SECRET_KEY
        address, token = told["TEZGAH_BASE_URL"], told["TEZGAH_ACCESS_TOKEN"]
        with httpx.Client(trust_env=False, timeout=5.0) as client:
            answer = client.get(f"{address}/orders/get-current", headers={"Access-Token": token})
            assert len(answer.json()["data"]) == 3
            journal = client.get(address.removesuffix("/api/integrations") + "/control/journal").json()
            assert [entry["call"] for entry in journal] == ["get-current"]
        process.send_signal(number)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert err == ""


def test_a_port_in_use_is_said_in_both_languages() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("--port", str(port))
    turkish, english = err.splitlines()
    assert (code, out) == (1, "")
    assert f"{port} numaralı port açılamadı" in turkish
    assert "Başka bir --port verin" in turkish
    assert f"Port {port} cannot be opened" in english
    assert "Give another --port" in english


def test_help_and_options_that_make_no_sense() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "--scenario" in out
    code, _, err = run("--scenario", "nonsense")
    assert code == 2
    assert "lively" in err


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "65536"),
        ("--port", "-1"),
        ("--pace", "0"),
        ("--pace", "inf"),
        ("--cooldown", "-1"),
        ("--latency", "nan"),
        ("--orders", "-3"),
    ],
)
def test_numbers_that_make_no_sense(options: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert f"argument {options[0]}: {options[1]}" in capsys.readouterr().err.replace(".0 ", " ")
