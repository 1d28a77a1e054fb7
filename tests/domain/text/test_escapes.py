"""Escapes: what a terminal obeys is shown, JSON keeps its meaning."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.text.escapes import escaped_json, escaped_line, escaped_text

OBEYED = {"Cc", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Halaskargazi Şube", "Halaskargazi Şube"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("👍 ₺ ığşİ", "👍 ₺ ığşİ"),
    ],
)
def test_a_line(text: str, line: str) -> None:
    assert escaped_line(text) == line


def test_a_text_keeps_its_line_ends() -> None:
    assert escaped_text("a\tb\r\nc\n\x1bd\re") == "a\tb\r\nc\n\\x1bd\\x0de"


@given(st.text())
def test_nothing_that_is_obeyed_is_left(text: str) -> None:
    assert not [each for each in escaped_line(text) if unicodedata.category(each) in OBEYED]


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_json_keeps_its_values(value: dict[str, str | int]) -> None:
    text = escaped_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not [each for each in text if unicodedata.category(each) in OBEYED]
