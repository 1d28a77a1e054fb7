"""A list with a bad element is split in time and memory that grow with its size alone."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.reading.json_split import split_list
from desktop.vendor.errors import MalformedAnswerError
from desktop.vendor.responses import open_envelope

TEXTS = st.text(alphabet='a"\\[]{},\n', max_size=12)
VALUES = st.recursive(
    st.none() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)

HOSTILE = {
    "a string that does not end": lambda size: b'["' + rb"\"" * (size // 2),
    "strings that do not end": lambda size: b"[" + rb'"\\\"' * (size // 5),
    "a long string": lambda size: b'[{"a": NaN, "b": "' + b"x" * size + b'"}]',
    "a string of escapes": lambda size: b'[NaN, "' + rb"\n\"" * (size // 4) + b'"]',
    "backslashes": lambda size: b"[" + b"\\" * size + b"]",
    "open brackets": lambda size: b"[" * size,
    "spaces": lambda size: b"[" + b" " * size + b"NaN",
    "quotation marks": lambda size: b"[" + b'"' * size,
}


@given(st.lists(VALUES, max_size=4), st.booleans())
def test_each_element_is_as_it_was(values: list[Any], escaped: bool) -> None:
    text = json.dumps(values, ensure_ascii=escaped).encode()
    elements = split_list(text + b', "message": "x"}')
    assert elements is not None
    assert [json.loads(element) for element in elements] == values


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_large_hostile_list_is_split_in_one_pass(kind: str) -> None:
    """The time limit of a test is the check: looking at the text again and again would take hours."""
    text = HOSTILE[kind](500_000)
    tracemalloc.start()
    try:
        elements = split_list(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert elements is None or sum(map(len, elements)) <= len(text)
    assert peak < 6 * len(text), f"{peak / len(text):.1f} bytes for each byte"


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_large_hostile_answer_is_opened_in_one_pass(kind: str) -> None:
    for end in (b"", b"}", b"]}", b"}" * 1000):
        body = b'{"status": true, "data": ' + HOSTILE[kind](500_000) + end
        try:
            data = open_envelope(200, body)
        except MalformedAnswerError:
            continue
        split_list(data)
