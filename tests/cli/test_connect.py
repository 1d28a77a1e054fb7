"""`tezgah connect`: a real vendor, a real file, and where the machine has one a real keyring."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.simulator.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from tests.cli.conftest import ROOT, SECONDS

if TYPE_CHECKING:
    from desktop.simulator import Simulator
    from tests.cli.conftest import Program

DAEMON = "gnome-keyring-daemon"


def run(program: Program, typed: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "desktop", *arguments],
        cwd=ROOT, env=program.environ | environ, input=typed, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip


@pytest.fixture
def alone(program: Program, sim: Simulator) -> Program:
    """A program that knows the vendor's address and no key, on a machine without a keyring."""
    program.environ |= {
        "TEZGAH_BASE_URL": sim.base_url,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    return program


def test_a_token_is_checked_saved_in_a_private_file_and_used(alone: Program, sim: Simulator) -> None:
    done = run(alone, f'  "{sim.access_token}"\n', "connect", "--in-file", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "accepts the token" in done.stdout
    assert "unencrypted" in done.stdout
    assert sim.access_token not in done.stdout + done.stderr
    kept = alone.folder / "credentials.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sim.access_token not in (alone.folder / "settings.json").read_text("utf-8")
    found = json.loads(run(alone, "", "doctor", "--json").stdout)
    by_name = {finding["name"]: finding for finding in found}
    assert by_name["vendor"]["level"] == "ok"
    assert by_name["token"]["level"] == "advice", "the warning stays"
    done = run(alone, "", "connect", "--forget", "--lang", "tr")
    assert (done.returncode, done.stdout) == (0, "Anahtar silindi.\n")
    assert not kept.exists()


def test_two_secret_keys_are_read_from_two_lines(alone: Program, sim: Simulator) -> None:
    keys = f"{APP_SECRET_KEY}\n {REST_SECRET_KEY} \n"
    done = run(alone, keys, "connect", "--in-file", "--lang", "tr")
    assert done.returncode == 0, done.stderr
    assert "kabul ediyor" in done.stdout


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("wrong-token\n", 1, "reddediyor"),
        ("wrong-app\nwrong-rest\n", 1, "iki gizli anahtarı kabul etmiyor"),
        ("", 2, "Henüz bir anahtar yok"),
        ("two words\n", 2, "boşluk"),
    ],
)
def test_credentials_that_do_not_work_are_not_saved(
    alone: Program, typed: str, code: int, sentence: str
) -> None:
    done = run(alone, typed, "connect", "--in-file", "--lang", "tr")
    assert done.returncode == code
    assert sentence in done.stderr
    assert not (alone.folder / "credentials.json").exists()
    assert not (alone.folder / "settings.json").exists()


def test_an_unreachable_vendor_is_an_error(alone: Program) -> None:
    done = run(
        alone, "token\n", "connect", "--in-file", "--lang", "tr", "--base-url", "http://127.0.0.1:9/api"
    )
    assert done.returncode == 1
    assert "bağlanılamıyor" in done.stderr


def test_without_a_keyring_the_private_file_is_offered(alone: Program, sim: Simulator) -> None:
    done = run(alone, sim.access_token, "connect")
    assert done.returncode == 1
    assert "--in-file" in done.stderr
    assert not (alone.folder / "credentials.json").exists()


def test_a_running_program_is_not_changed_under_its_feet(alone: Program, sim: Simulator) -> None:
    process = alone.start("--headless", TEZGAH_ACCESS_TOKEN=sim.access_token)
    assert process.stdout is not None
    process.stdout.readline()
    done = run(alone, sim.access_token, "connect", "--in-file", "--lang", "tr")
    assert done.returncode == 3
    assert "penceredeki ayarlardan" in done.stderr


@pytest.mark.skipif(
    not (shutil.which(DAEMON) and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus-run-session",
)
def test_a_real_keyring_stores_and_forgets_a_token(program: Program, sim: Simulator) -> None:
    unlocked = f"""eval "$(printf invented | {DAEMON} --unlock --components=secrets)"
printf '%s' "$1" | "$2" -W error -m desktop connect --lang en && "$2" -m desktop doctor --json
"$2" -m desktop connect --forget --lang en; "$2" -m desktop --headless"""
    runtime = program.folder.parent / "runtime"
    runtime.mkdir(mode=0o700)
    done = subprocess.run(
        [
            "dbus-run-session", "--", "bash", "-c", unlocked, "bash",
            sim.access_token, sys.executable,
        ],
        cwd=ROOT,
        env=program.environ | {"TEZGAH_BASE_URL": sim.base_url, "XDG_RUNTIME_DIR": str(runtime)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "saved in the system's keyring" in done.stdout, done.stderr
    assert '"level": "ok",\n    "tr": "Erişim anahtarı var' in done.stdout
    assert "The key was forgotten." in done.stdout
    assert done.returncode == 2, "after it was forgotten there is nothing to run with"
    assert not (program.folder / "credentials.json").exists()
    assert sim.access_token not in done.stdout + done.stderr
