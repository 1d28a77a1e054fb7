"""What is typed becomes a setting's value, or a sentence that says what can."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import Ring
from desktop.system.sentences import SentenceError
from desktop.system.settings.descriptions import WORDS
from desktop.system.settings.settings import BUILT_IN, Settings
from desktop.system.settings.values import SettingError, allowed, default_of, known, names, parsed, shown

NOT_FOR_PEOPLE = {
    "key_is_asked_for",
    "pin",
    "pin_wrong",
    "secret_place",
    "setup",
    "told_about_tray",
    "window_place",
}


def test_every_setting_has_its_words_and_what_it_can_be() -> None:
    fields = {field.name for field in msgspec.structs.fields(Settings)}
    assert fields - NOT_FOR_PEOPLE == set(WORDS) == set(names())
    for name in names():
        assert all(WORDS[name])
        assert all(allowed(name))


def test_the_built_in_sounds_that_can_be_typed_are_told() -> None:
    for sentence in allowed("sound_new"):
        for signal in Ring:
            assert f" {BUILT_IN}{signal}.wav" in sentence


@pytest.mark.parametrize("name", names())
def test_what_is_shown_can_be_typed(name: str) -> None:
    assert parsed(name, shown(default_of(name)), Settings()) == default_of(name)


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
def test_what_people_type(name: str, text: str, value: Any) -> None:
    found = parsed(name, text, Settings())
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
def test_what_cannot_be_is_said_with_what_can(name: str, text: str, english: str) -> None:
    with pytest.raises(SentenceError) as refused:
        parsed(name, text, Settings())
    assert english in refused.value.sentence_en
    assert refused.value.sentence_tr


def test_asking_more_often_is_for_a_simulator_on_this_computer() -> None:
    here = Settings(base_url="http://127.0.0.1:8080/api")
    assert parsed("poll_seconds", "0.5", here) == 0.5


def test_there_is_no_such_setting() -> None:
    with pytest.raises(SettingError):
        known("preparing-time")


@given(st.sampled_from(names()), st.text(max_size=20))
def test_whatever_is_typed_is_a_value_or_a_sentence(name: str, text: str) -> None:
    try:
        value = parsed(name, text, Settings())
    except SentenceError:
        return
    kept = msgspec.convert({name: msgspec.to_builtins(value)}, Settings)
    assert getattr(kept, name) == value
