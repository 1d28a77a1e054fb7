"""Backups of the settings, also from broken, foreign or newer files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.tickets.kinds import TicketKind
from desktop.system.settings.backup import ASKED, NoBackupError, read_backup, take_out_asked, write_backup
from desktop.system.settings.setting import Form, Section
from desktop.system.settings.settings import Settings
from desktop.system.settings.table import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

CHOSEN = Settings(
    preparing_time=45, theme="dark", quiet_from="22:30", poll_seconds=45, pin="hidden", sound_new="new.wav"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.json"


def written(path: Path, **values: Any) -> Path:
    path.write_text(json.dumps({"format": "tezgah-settings", "settings": values}), "utf-8")
    return path


def test_a_backup_leaves_out_settings_of_this_computer(path: Path) -> None:
    write_backup(path, CHOSEN, path.parent / "orders")
    assert "hidden" not in path.read_text("utf-8")
    taken, wrong = read_backup(path, Settings())
    assert wrong == []
    assert {name: taken[name] for name in ("preparing_time", "theme", "quiet_from", "poll_seconds")} == {
        "preparing_time": 45,
        "theme": "dark",
        "quiet_from": "22:30",
        "poll_seconds": 45,
    }
    assert not {"pin", "secret_place", "setup", "sound_new", "window_place"} & taken.keys()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'"tezgah-settings"',
        b'{"format": "tezgah-settings"}',
        b'{"format": "another", "settings": {}}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"format": "tezgah-settings", "settings": {"theme": "dark"}, "much": "' + b"x" * 1_000_000 + b'"}',
    ],
    ids=lambda data: repr(data[:20]),
)
def test_a_file_without_settings_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(NoBackupError):
        read_backup(path, Settings())


def test_unusable_values_are_left_out_and_named(path: Path) -> None:
    values = {
        "theme": "sepia",
        "text_scale": 10**30,
        "volume_new": True,
        "waiting_after": 1e400,
        "urgent_after": "x",
    }
    taken, wrong = read_backup(
        written(path, **values, cards="large", of_a_newer_version={"a": 1}), Settings()
    )
    assert taken == {"cards": "large"}
    assert sorted(wrong) == sorted(values)


def test_nan_is_not_a_number(path: Path) -> None:
    path.write_text('{"format": "tezgah-settings", "settings": {"waiting_after": NaN, "poll_seconds": NaN}}')
    assert read_backup(path, Settings()) == ({}, ["poll_seconds", "waiting_after"])


@pytest.mark.parametrize(
    ("values", "now", "taken"),
    [
        ({"base_url": "http://127.0.0.1:1/api", "poll_seconds": 5}, Settings(), {"base_url", "poll_seconds"}),
        ({"poll_seconds": 5}, Settings(), set()),
        ({"base_url": "", "poll_seconds": 5}, Settings(base_url="http://127.0.0.1:1/api"), {"base_url"}),
        ({"base_url": "", "poll_seconds": None}, Settings(base_url="http://127.0.0.1:1", poll_seconds=5), {"base_url", "poll_seconds"}),
        ({"base_url": ""}, Settings(base_url="http://127.0.0.1:1", poll_seconds=5), set()),
    ],
)  # fmt: skip
def test_an_interval_is_restored_only_with_an_address_that_allows_it(
    path: Path, values: dict[str, Any], now: Settings, taken: set[str]
) -> None:
    assert set(read_backup(written(path, **values), now)[0]) == taken


# What a person is asked about


def test_an_interval_goes_with_the_address_that_allows_it() -> None:
    taken = {"base_url": "http://127.0.0.1:8080/api", "poll_seconds": 1.0, "theme": "dark"}
    assert take_out_asked(taken, Settings()) == {"base_url": "http://127.0.0.1:8080/api", "poll_seconds": 1.0}
    assert taken == {"theme": "dark"}
    taken = {"base_url": "https://b.example/api", "poll_seconds": 45.0}
    assert take_out_asked(taken, Settings()) == {"base_url": "https://b.example/api"}
    assert taken == {"poll_seconds": 45.0}


def test_what_changes_nothing_is_not_asked_about() -> None:
    here = Settings(base_url="https://www.dükkango.com/api", allergy_words="fıstık", auto_accept=False)
    taken = {
        "base_url": "https://www.xn--dkkango-n2a.com/api",
        "allergy_words": "fıstık",
        "auto_accept_total_under": 0,
        "auto_accept_notes": True,
    }
    assert take_out_asked(dict(taken), here) == {}
    assert take_out_asked(dict(taken), Settings(base_url=here.base_url, auto_accept=True)) == {
        "allergy_words": "fıstık",
        "auto_accept_notes": True,
    }, "the conditions of a rule that is on"


def test_every_free_text_of_a_backup_was_thought_about() -> None:
    """A free text can name a place or a program: a new one is asked about, or named here as harmless."""
    harmless = {"preset_times", "kitchen_stations"}  # a dish that no station names is on all of them
    texts = {
        name
        for name, setting in SETTINGS.items()
        if setting.form is Form.TEXT and setting.section is not Section.TILLS
    }
    assert texts - harmless <= ASKED
    assert {name for name in SETTINGS if name.startswith("pin_guards_")} <= ASKED


def test_a_file_neither_holds_nor_changes_the_shared_database_and_the_name_of_a_till(tmp_path: Path) -> None:
    path = tmp_path / "backup.json"
    own = Settings(store_url="postgresql://till_1@kasa-1/tezgah", till_name="Kasa 1", may_poll=False)
    write_backup(path, own, tmp_path / "data")
    assert (
        not {"store_url", "till_name", "may_poll", "till_id"}
        & json.loads(path.read_bytes())["settings"].keys()
    )
    handed = {"store_url": "postgresql://a@evil/x", "till_name": "X", "may_poll": True, "theme": "dark"}
    path.write_text(json.dumps({"format": "tezgah-settings", "settings": handed}), "utf-8")
    assert read_backup(path, own) == ({"theme": "dark"}, [])


def test_printers_are_in_the_file_and_unusable_ones_are_named(tmp_path: Path) -> None:
    printer = Printer("1", "Mutfak", "tcp://10.0.0.9:9100", tickets=default_rules((TicketKind.KITCHEN,)))
    path = tmp_path / "backup.json"
    write_backup(path, Settings(printers=(printer,)), tmp_path / "data")
    assert read_backup(path, Settings())[0]["printers"] == (printer,)
    path.write_text(path.read_text("utf-8").replace("kitchen", "soup"), "utf-8")
    usable, unusable = read_backup(path, Settings())
    assert "printers" not in usable
    assert unusable == ["printers"]


MUTFAK = Printer("1", "Mutfak", "tcp://10.0.0.9:9100")


def test_printers_are_asked_about_where_they_differ() -> None:
    here = Settings(printers=(MUTFAK,))
    assert take_out_asked({"printers": (MUTFAK,)}, here) == {}
    for other in ((), (Printer("1", "Mutfak", "tcp://203.0.113.7:9100"),)):
        taken = {"printers": other, "theme": "dark"}
        assert take_out_asked(taken, here) == {"printers": other}
        assert taken == {"theme": "dark"}


@pytest.mark.parametrize(
    "printers",
    [
        [{"id": "1", "name": "Mutfak"}],
        [
            {"id": "1", "name": "Mutfak", "address": "10.0.0.9"},
            {"id": "2", "name": "MUTFAK", "address": "10.0.0.8"},
        ],
        [
            {"id": "1", "name": "Mutfak", "address": "10.0.0.9"},
            {"id": "1", "name": "Bar", "address": "10.0.0.8"},
        ],
        "Mutfak",
    ],
)
def test_unusable_printers_are_left_out(path: Path, printers: Any) -> None:
    assert read_backup(written(path, printers=printers, theme="dark"), Settings()) == (
        {"theme": "dark"},
        ["printers"],
    )
