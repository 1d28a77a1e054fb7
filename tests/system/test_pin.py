"""The PIN: what is kept of it, and what matches."""

from __future__ import annotations

import pytest

from desktop.system.pin import hidden, is_pin, matches


def test_only_the_same_matches_and_two_people_with_one_pin_cannot_tell() -> None:
    kept = hidden("2580")
    assert matches("2580", kept)
    assert not any(matches(other, kept) for other in ("2581", "258", "02580", "", "２５８０"))
    assert hidden("2580") != kept
    assert "2580" not in kept


@pytest.mark.parametrize("kept", ["", "$", "2580", "zz$aa", "ab$", "ab$ü", "ab$\ud83d", "ab$" + "0" * 300])
def test_what_is_damaged_matches_nothing(kept: str) -> None:
    assert not matches("2580", kept)


@pytest.mark.parametrize("text", ["", "123", "123456789", "12 34", "１２３４", "-123", "12a4"])
def test_what_is_no_pin(text: str) -> None:
    assert not is_pin(text)
    with pytest.raises(ValueError, match="four to eight"):
        hidden(text)
