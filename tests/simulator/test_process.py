"""`python -m desktop.simulator` as a user starts it: its process, output and exit."""

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


def announced(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read its first lines, which can be pasted into a shell."""
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    assert lines[2].startswith("# or: ")
    assert lines[3].startswith("# tezgah --poll-seconds ")
    words = (lines[0], lines[1], *lines[2].removeprefix("# or: ").split())
    return dict(word.split("=", 1) for word in words)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGTERM and SIGINT between processes")
def test_it_prints_its_address_serves_and_stops_on_a_signal() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with start("--orders", "3", "--scenario", "quiet", "--cooldown", "0", "--control") as process:
            printed = announced(process)
            assert printed["TEZGAH_APP_SECRET_KEY"] == APP_SECRET_KEY
            assert printed["TEZGAH_REST_SECRET_KEY"] == REST_SECRET_KEY
            address, token = printed["TEZGAH_BASE_URL"], printed["TEZGAH_ACCESS_TOKEN"]
            with httpx.Client(trust_env=False, timeout=5.0) as client:
                answer = client.get(f"{address}/orders/get-current", headers={"Access-Token": token})
                assert len(answer.json()["data"]) == 3
                assert process.stdout is not None
                words = process.stdout.readline().split()
                assert words[:2] == ["#", "control:"]
                journal = client.get(
                    f"{words[2]}journal", headers={words[-2].removesuffix(":"): words[-1]}
                ).json()
                assert [entry["call"] for entry in journal] == ["get-current"]
            process.send_signal(number)
            _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, number
        assert err == ""


def test_a_port_in_use_is_reported_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            assert main(["--port", str(port)]) == 1
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    out, err = capsys.readouterr()
    turkish, english = err.splitlines()
    assert out == ""
    assert f"{port} numaralı port açılamadı" in turkish
    assert "Başka bir --port verin" in turkish
    assert f"Port {port} cannot be opened" in english
    assert "Give another --port" in english


def test_help_and_an_unknown_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    for options, code, expected in ((["--help"], 0, "--scenario"), (["--scenario", "nonsense"], 2, "lively")):
        with pytest.raises(SystemExit) as ended:
            main(options)
        assert ended.value.code == code
        assert expected in "".join(capsys.readouterr())


def test_an_impossible_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for option, value in (
        ("--port", "65536"),
        ("--port", "-1"),
        ("--pace", "0"),
        ("--pace", "inf"),
        ("--cooldown", "-1"),
        ("--latency", "nan"),
        ("--orders", "-3"),
    ):
        with pytest.raises(SystemExit) as ended:
            main([option, value])
        assert ended.value.code == 2
        assert f"argument {option}: {value}" in capsys.readouterr().err.replace(".0 ", " ")
