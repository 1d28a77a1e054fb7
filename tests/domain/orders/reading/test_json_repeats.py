from __future__ import annotations

import json

import pytest

from desktop.domain.orders.reading.json_repeats import REPEATED, with_repeated_fields


def read(text: str) -> object:
    return with_repeated_fields(text, json.loads(text))


def test_a_value_that_the_decoder_dropped_gets_a_field() -> None:
    assert read('{"note": "a", "note": "b"}') == {"note": "b", f"note{REPEATED}": "a"}
    assert read('{"note": "b", "note": "b"}') == {"note": "b"}


def test_many_values_of_one_field_share_one() -> None:
    text = "{" + ", ".join(f'"note": {number}' for number in range(7)) + "}"
    names = [f"note{REPEATED * times}" for times in range(5)]
    assert read(text) == dict(zip(names, (6, 0, 1, 2, [3, 4, 5]), strict=True))


@pytest.mark.timeout(20)  # it took hours
def test_a_field_that_comes_very_often_is_read_in_one_pass() -> None:
    text = "{" + ", ".join(f'"n": {number}' for number in range(100_000)) + "}"
    found = read(text)
    assert isinstance(found, dict)
    assert len(found) == 5
    assert sum(map(len, found)) < 200


@pytest.mark.parametrize(
    "text",
    [
        r'{"note": "18\u003a30", "note": "b"}',
        r'{"note": "18\u003A30", "note": "b", "no\u003a": 1}',
        r'{"a": [{"note": ":\"", "note" : "b"}]}',
        r'{"a": {"b": {"note": "a: b", "c": "::"}}, "a": {"b": {"note": "a: b"}}}',
    ],
)
def test_colons_in_texts_hide_no_repeat(text: str) -> None:
    assert REPEATED in json.dumps(read(text))
