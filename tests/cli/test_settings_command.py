"""`tezgah settings` as a process: list, change, reset, refuse."""

from __future__ import annotations

import json
import sys
import wave
from typing import TYPE_CHECKING

import pytest

from desktop.system.secrets.pin import hash_pin
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.system.user_errors import EXIT_IN_USE, EXIT_USAGE

if TYPE_CHECKING:
    from desktop.simulator import Simulator
    from tests.cli.conftest import Program


def run(program: Program, *arguments: str) -> str:
    code, out, err = program.run("settings", *arguments)
    assert (code, err) == (0, "")
    return out


def test_a_setting_is_changed_and_reset(program: Program) -> None:
    assert run(program, "get", "preparing_time").strip() == "30"
    assert run(program, "set", "preparing_time", "25").strip() == "preparing_time = 25"
    assert run(program, "get", "preparing_time").strip() == "25"
    assert "preparing_time = 25   (default: 30)" in run(program, "list", "--lang", "en")
    assert "Her zamanki hazırlama süresi" in run(program, "list", "--lang", "tr")
    assert run(program, "set", "preparing_time", "--default").strip() == "preparing_time = 30"
    found = json.loads(run(program, "list", "--json"))
    assert found["preparing_time"]["value"] == found["preparing_time"]["default"] == 30


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_starting_with_the_computer_is_a_setting(program: Program) -> None:
    folder = program.folder.parent / ".config" / "autostart"
    assert run(program, "get", "start_with_computer").strip() == "off"
    assert run(program, "set", "start_with_computer", "on").strip() == "start_with_computer = on"
    (entry,) = folder.iterdir()
    assert str(program.folder) in entry.read_text("utf-8")
    assert "start_with_computer = on" in run(program, "list", "--lang", "en")
    assert json.loads(run(program, "list", "--json"))["start_with_computer"]["value"] is True
    code, _, err = program.run("settings", "set", "start_with_computer", "perhaps")
    assert (code, "on, off" in err) == (EXIT_USAGE, True)
    assert run(program, "set", "start_with_computer", "--default").strip() == "start_with_computer = off"
    assert list(folder.iterdir()) == []


def test_an_empty_text_is_a_value(program: Program) -> None:
    run(program, "set", "quiet_from", "22:30")
    assert run(program, "set", "quiet_from", "").strip() == 'quiet_from = ""'
    assert run(program, "get", "quiet_from").strip() == ""


def test_a_forgotten_pin_can_be_removed(program: Program) -> None:
    program.folder.mkdir(exist_ok=True)
    file = SettingsFile(program.folder / "settings.json")
    file.save(Settings(pin=hash_pin("2580"), pin_wrong=7, pin_guards_cancelling=True, theme="dark"))
    code, _, err = program.run("settings", "set", "pin", "1234")
    assert (code, "only be removed" in err or "yalnızca kaldırılır" in err) == (EXIT_USAGE, True)
    assert file.peek().pin
    assert program.run("settings", "get", "pin")[0] == EXIT_USAGE, "nor is it shown"
    assert run(program, "set", "pin", "--default").strip() == 'pin = ""'
    left = file.peek()
    assert (left.pin, left.pin_wrong, left.pin_guards_cancelling, left.theme) == ("", 0, True, "dark")


def test_a_missing_or_silent_sound_is_refused(program: Program) -> None:
    assert (
        run(program, "set", "sound_new", "builtin-waiting.wav").strip() == "sound_new = builtin-waiting.wav"
    )
    folder = program.folder / "sounds"
    folder.mkdir()
    (folder / "spoiled.wav").write_bytes(b"RIFFnothing")
    with wave.open(str(folder / "silent.wav"), "wb") as silent:
        silent.setnchannels(1)
        silent.setsampwidth(2)
        silent.setframerate(44_100)
        silent.writeframes(bytes(88_200))
    for name in ("gone.wav", "builtin-gone.wav", "spoiled.wav", "silent.wav"):
        code, _, err = program.run("settings", "set", "sound_new", name)
        assert (code, "cannot be played" in err) == (EXIT_USAGE, True), name
    assert run(program, "get", "sound_new").strip() == "builtin-waiting.wav"


def test_address_and_interval_are_checked_together(program: Program) -> None:
    """The next start would fail."""
    run(program, "set", "base_url", "http://127.0.0.1:8080/api")
    run(program, "set", "poll_seconds", "5")
    for arguments in (("set", "base_url", "--default"), ("set", "base_url", "https://other.example/api")):
        code, _, err = program.run("settings", *arguments)
        assert (code, "poll_seconds" in err) == (EXIT_USAGE, True)
    run(program, "set", "poll_seconds", "--default")
    run(program, "set", "base_url", "--default")


def test_a_refused_value_changes_nothing(program: Program) -> None:
    run(program, "set", "theme", "dark")
    path = program.folder / "settings.json"
    before = path.read_bytes()
    for arguments in (("set", "theme", "mavi"), ("set", "colour", "red"), ("get", "colour")):
        code, out, err = program.run("settings", *arguments)
        assert (code, out, len(err.splitlines())) == (EXIT_USAGE, "", 1)
    assert program.run("settings", "set", "theme")[0] == EXIT_USAGE
    assert program.run("settings")[0] == EXIT_USAGE
    assert path.read_bytes() == before


def test_a_wrong_address_in_the_file_can_be_changed(program: Program) -> None:
    program.folder.mkdir(parents=True, exist_ok=True)
    (program.folder / "settings.json").write_text('{"base_url": "http://example.com", "later": 1}', "utf-8")
    assert program.run("doctor")[0] == EXIT_USAGE
    run(program, "set", "base_url", "--default")
    kept = json.loads((program.folder / "settings.json").read_text("utf-8"))
    assert (kept["base_url"], kept["later"]) == ("", 1), "what another version keeps there stays"


def test_a_running_program_is_not_changed_under_its_feet(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    program.start("--headless", "--poll-seconds", "0.1")
    assert sim.wait_for(lambda: bool(sim.calls("get-current")), 20)
    code, out, err = program.run("settings", "set", "theme", "dark")
    assert (code, out, len(err.splitlines())) == (EXIT_IN_USE, "", 1)
    assert run(program, "get", "theme").strip() == "system"
