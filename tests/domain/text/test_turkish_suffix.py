from __future__ import annotations

import pytest

from desktop.domain.text.turkish_suffix import from_time


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("16:02", "16:02'den"),
        ("16:03", "16:03'ten"),
        ("16:09", "16:09'dan"),
        ("16:10", "16:10'dan"),
        ("16:20", "16:20'den"),
        ("16:40", "16:40'tan"),
        ("16:00", "16:00'dan"),
        ("13:00", "13:00'ten"),
        ("00:00", "00:00'dan"),
        ("15.01. 23:58", "15.01. 23:58'den"),
    ],
)
def test_the_ending_follows_the_spoken_number(clock: str, said: str) -> None:
    assert from_time(clock) == said
