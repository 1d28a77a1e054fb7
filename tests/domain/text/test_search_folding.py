"""A typed text finds the vendor's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.text.search_folding import folded


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("İskender", "isk"),
        ("ISPARTA", "ısp"),
        ("ısparta", "ISP"),
        ("Şiş Köfte", "sis kof"),
        ("ŞIŞ", "şiş"),
        ("Çiğ Börek", "cig bo"),
        ("Ayran 300 ml", "ayran 3"),
        ("㎴", "pv"),
    ],
)
def test_turkish_and_other_keyboards_find_the_same_text(written: str, typed: str) -> None:
    assert folded(written).startswith(folded(typed))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
