"""The settings file: a wrong value falls back alone, and a save is whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

NO_PERMISSIONS = sys.platform == "win32" or os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert SettingsFile(path).load() == (Settings(), None)
    assert not path.exists()


def test_saved_settings_are_read_again(path: Path) -> None:
    saved = Settings(
        language="tr",
        theme="dark",
        text_scale=150,
        preparing_time=45,
        base_url="https://ş.example",
        poll_seconds=31.5,
    )
    SettingsFile(path).save(saved)
    assert SettingsFile(path).load() == (saved, None)
    assert "https://ş.example" in path.read_text("utf-8"), "a person can read it"


def test_values_of_another_version_survive(path: Path) -> None:
    path.write_text('{"theme": "dark", "from_the_future": {"a": [1, 2]}, "old": null}', "utf-8")
    file = SettingsFile(path)
    settings, trouble = file.load()
    assert trouble is None
    settings.theme = "light"
    file.save(settings)
    written = json.loads(path.read_text("utf-8"))
    assert written["from_the_future"] == {"a": [1, 2]}
    assert written["theme"] == "light"
    assert "old" in written


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "de"),
        ("theme", 1),
        ("text_scale", 99),
        ("text_scale", 201),
        ("text_scale", "100"),
        ("preparing_time", 0),
        ("preparing_time", 241),
        ("preparing_time", 30.5),
        ("base_url", None),
        ("poll_seconds", 0),
        ("poll_seconds", 3601),
        ("told_about_tray", "yes"),
        ("waiting_after", 0),
        ("mute_minutes", -1),
        ("not_receiving_after", 29),
        ("volume_new", 101),
        ("quiet_from", "24:00"),
        ("quiet_until", "7:30"),
        ("quiet_until", "22:30\n"),
        ("quiet_until", "1\u0662:3\u0660"),
        ("auto_accept_from", "18:0\uff10"),
        ("preset_times", "15 20 30\n"),
        ("preset_times", "15 20 3\u0660"),
        ("sound_new", "new.wav\n"),
        ("keep_personal_data_days", -1),
    ],
)
def test_a_wrong_value_alone_falls_back(path: Path, name: str, value: Any) -> None:
    right: dict[str, Any] = {
        "language": "en",
        "theme": "dark",
        "text_scale": 120,
        "preparing_time": 20,
        "base_url": "https://a.example",
        "poll_seconds": 40.0,
        "told_about_tray": True,
    }
    path.write_text(json.dumps(right | {name: value}), "utf-8")
    settings, trouble = SettingsFile(path).load()
    read = msgspec.to_builtins(settings)
    defaults = msgspec.to_builtins(Settings())
    assert read == defaults | right | {name: defaults[name]}
    assert trouble == f"settings:{name}"


def test_all_wrong_values_are_named(path: Path) -> None:
    path.write_text('{"theme": 1, "text_scale": 5, "language": "en"}', "utf-8")
    settings, trouble = SettingsFile(path).load()
    assert settings == Settings(language="en")
    assert trouble == "settings:theme,text_scale"


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b"\x00" * 64, b'{"theme": dark}']
)
def test_a_broken_file_is_moved_aside_and_kept(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    settings, trouble = SettingsFile(path).load()
    assert settings == Settings()
    assert trouble is not None
    kind, _, name = trouble.partition(":")
    assert kind == "file"
    assert (path.parent / name).read_bytes() == text
    assert not path.exists()
    SettingsFile(path).save(settings)
    assert SettingsFile(path).load() == (Settings(), None)


@pytest.mark.parametrize("text", ["{", "[]", '{"theme": "dark", "text_scale": 7, "other": 1}', None])
def test_peek_changes_nothing(path: Path, text: str | None) -> None:
    if text is not None:
        path.write_text(text, "utf-8")
    before = {found.name: found.read_bytes() for found in path.parent.iterdir()}
    looked = SettingsFile(path).peek()
    assert {found.name: found.read_bytes() for found in path.parent.iterdir()} == before
    assert looked == SettingsFile(path).load()[0]


def test_peek_returns_the_defaults_where_the_file_is_a_folder(path: Path) -> None:
    path.mkdir()
    assert SettingsFile(path).peek() == Settings()


def test_a_deeply_nested_file_is_broken_too(path: Path) -> None:
    path.write_text("[" * 200_000, "utf-8")
    settings, trouble = SettingsFile(path).load()
    assert settings == Settings()
    assert trouble is not None


def test_a_byte_order_mark_is_accepted(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf{"theme": "dark"}')
    assert SettingsFile(path).load() == (Settings(theme="dark"), None)


@pytest.mark.skipif(NO_PERMISSIONS, reason="needs POSIX permissions and a user other than root")
def test_an_unreadable_file_is_reported_and_left_alone(path: Path) -> None:
    path.write_text('{"theme": "dark"}', "utf-8")
    path.chmod(0)
    settings, trouble = SettingsFile(path).load()
    path.chmod(0o600)
    assert settings == Settings()
    assert trouble
    assert path.read_text("utf-8") == '{"theme": "dark"}'


def test_an_unreadable_file_is_not_overwritten(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("kept", "utf-8")
    file = SettingsFile(path)
    assert file.load() == (Settings(), "unread:settings.json")
    assert path.is_dir(), "to look changes nothing"
    file.save(Settings(theme="dark"))
    assert SettingsFile(path).load() == (Settings(theme="dark"), None)
    (aside,) = path.parent.glob("settings.broken-*.json")
    assert (aside / "inside").read_text("utf-8") == "kept"


def test_unsaved_settings_are_in_force(path: Path) -> None:
    file = SettingsFile(path)
    file.save(Settings(theme="dark"))
    in_the_way = path.with_suffix(".json.new")
    in_the_way.mkdir()
    with pytest.raises(OSError, match="new"):
        file.save(Settings(theme="light"))
    assert file.peek() == Settings(theme="light")
    assert file.load() == (Settings(theme="light"), None)
    in_the_way.rmdir()
    file.save(Settings(cards="large"))
    assert SettingsFile(path).load() == (Settings(cards="large"), None)


def test_a_lone_surrogate_of_another_version_survives(path: Path) -> None:
    path.write_text('{"of_another_version": "\\ud83d"}', "utf-8")
    file = SettingsFile(path)
    file.load()
    file.save(Settings(theme="dark"))
    assert json.loads(path.read_bytes())["of_another_version"] == "\ud83d"


def test_a_save_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    SettingsFile(path).save(Settings(theme="dark"))
    before = path.read_bytes()
    path.with_suffix(".json.new").mkdir()  # nothing can be written there
    with pytest.raises(OSError, match="new"):
        SettingsFile(path).save(Settings(theme="light"))
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_a_full_disk_leaves_the_file_as_it_was(path: Path) -> None:
    SettingsFile(path).save(Settings(theme="dark"))
    before = path.read_bytes()
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from desktop.system.settings.settings import Settings\n"
        "from desktop.system.settings.settings_file import SettingsFile\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "SettingsFile(Path(sys.argv[1])).save(Settings(theme='light'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert "File too large" in run.stderr
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_rest_of_an_interrupted_save_is_ignored(path: Path) -> None:
    SettingsFile(path).save(Settings(theme="dark"))
    path.with_suffix(".json.new").write_text('{"theme": "li', "utf-8")
    assert SettingsFile(path).load() == (Settings(theme="dark"), None)
    SettingsFile(path).save(Settings(theme="light"))
    assert SettingsFile(path).load() == (Settings(theme="light"), None)
    assert [found.name for found in path.parent.iterdir()] == ["settings.json"]
