"""The settings table, and the conversion of typed text."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import OF_KITCHEN, Ring
from desktop.system.files.languages import catalogue, in_both
from desktop.system.settings.setting import Form, Section
from desktop.system.settings.settings import BUILT_IN, Settings
from desktop.system.settings.table import ROWS, SETTINGS
from desktop.system.settings.values import SettingError, allowed, as_text, explanation, find, parse
from desktop.system.user_errors import UserError

NOTES = {
    "alone_since",
    "key_is_asked_for",
    "kitchen_open",
    "kitchen_place",
    "kitchen_station",
    "pin",
    "pin_wrong",
    "printers",
    "secret_place",
    "setup",
    "till_id",
    "told_about_tray",
    "window_place",
}
"""Fields that the program writes for itself, and the printers, which have commands and a page of their own."""
LANGUAGES = (catalogue("tr"), NullTranslations())


def test_every_setting_has_a_title_and_allowed_values() -> None:
    fields = {field.name for field in msgspec.structs.fields(Settings)}
    assert fields - NOTES == set(SETTINGS)
    for setting in SETTINGS.values():
        turkish, english = (explanation(setting, translations) for translations in LANGUAGES)
        assert turkish != english
        assert str(allowed(setting))


def test_every_choice_has_a_text() -> None:
    for setting in SETTINGS.values():
        if setting.form is Form.CHOICE and setting.name != "language":
            assert ", ".join(sorted(setting.choices)) == allowed(setting)


def test_the_page_shows_each_row_once_and_section_by_section() -> None:
    sections = list(Section)
    places = [sections.index(row.section) for row in ROWS]
    assert places == sorted(places)
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
    assert set(SETTINGS) == {name for name in names if not name.startswith("@")}


def test_the_form_and_the_bounds_follow_from_the_type() -> None:
    found = {
        name: SETTINGS[name].form for name in ("theme", "keep_awake", "quiet_from", "sound_new", "base_url")
    }
    assert list(found.values()) == [Form.CHOICE, Form.SWITCH, Form.CLOCK, Form.SOUND, Form.TEXT]
    poll = SETTINGS["poll_seconds"]
    assert (poll.form, poll.default, poll.low, poll.high) == (Form.NUMBER, None, 0.0, 3600.0)


def test_the_explanation_says_what_an_empty_value_means() -> None:
    translations = NullTranslations()
    assert explanation(SETTINGS["poll_seconds"], translations).endswith("none: every 30 seconds")
    assert explanation(SETTINGS["base_url"], translations).endswith("empty: Dükkango's own")
    assert "(min)" in explanation(SETTINGS["waiting_after"], translations)


def test_the_built_in_sounds_are_allowed_values() -> None:
    for signal in set(Ring) - OF_KITCHEN:
        assert f" {BUILT_IN}{signal}.wav" in str(allowed(SETTINGS["sound_new"]))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_text_of_a_default_can_be_typed(name: str) -> None:
    default = SETTINGS[name].default
    assert parse(name, as_text(default), Settings()) == default


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("theme", "dark", "dark"),
        ("text_scale", " 150 ", 150),
        ("waiting_after", "2,5", 2.5),
        ("keep_awake", "hayır", False),
        ("keep_awake", "ON", True),
        ("quiet_from", "22:30", "22:30"),
        ("quiet_until", " 9.05 ", "09:05"),
        ("auto_accept_from", "7:00", "07:00"),
        ("preset_times", "10, 20,30;  45", "10 20 30 45"),
        ("quiet_from", "", ""),
        ("poll_seconds", "45", 45.0),
        ("poll_seconds", "None", None),
        ("base_url", "https://example.com/api/", "https://example.com/api"),
        ("update_url", "https://example.com/list.json", "https://example.com/list.json"),
        ("update_url", "", ""),
    ],
)
def test_typed_text_becomes_a_value(name: str, text: str, value: Any) -> None:
    found = parse(name, text, Settings())
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "english"),
    [
        ("theme", "mavi", "dark, light, system"),
        ("text_scale", "300", "100 – 200"),
        ("text_scale", "büyük", "100 – 200"),
        ("keep_awake", "maybe", "on, off"),
        ("quiet_from", "25:00", "a time such as 22:30"),
        ("quiet_from", "24.00", "a time such as 22:30"),
        ("quiet_from", "2230", "a time such as 22:30"),
        ("auto_accept_total_under", "-1", "0 or more"),
        ("poll_seconds", "5", "30 seconds"),
        ("base_url", "http://example.com", "https://"),
        ("update_url", "http://example.com", "https://"),
        ("nothing", "1", "settings list"),
        ("told_about_tray", "on", "settings list"),
    ],
)
def test_a_refusal_names_the_allowed_values(name: str, text: str, english: str) -> None:
    with pytest.raises(UserError) as refused:
        parse(name, text, Settings())
    assert english in in_both(refused.value.message)[1]
    assert in_both(refused.value.message)[0]


def test_short_intervals_are_allowed_for_a_local_simulator() -> None:
    here = Settings(base_url="http://127.0.0.1:8080/api")
    assert parse("poll_seconds", "0.5", here) == 0.5


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingError):
        find("preparing-time")


@given(st.sampled_from(list(SETTINGS)), st.text(max_size=20))
def test_any_text_is_a_value_or_an_error(name: str, text: str) -> None:
    try:
        value = parse(name, text, Settings())
    except UserError:
        return
    kept = msgspec.convert({name: msgspec.to_builtins(value)}, Settings)
    assert getattr(kept, name) == value
