"""JSON values -> numbers, flags and texts: known, unclear, or absent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.json_scalars import (
    Unclear,
    as_flag,
    as_number,
    both_readings,
    is_absent,
    with_entities,
    without_entities,
)
from desktop.domain.orders.reading.json_fields import FieldReader


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (0, "0"),
        (Decimal("1.250"), "1.25"),  # a JSON number has one meaning
        ("157,5", "157.5"),
        ("157.5", "157.5"),
        ("1.417,50", "1417.5"),
        ("1,417.50", "1417.5"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("0.500", "0.5"),  # no thousands begin with 0
        ("1250.000", "1250"),  # thousands have at most three digits before them
        ("1.250,000", "1250"),
        ("₺12", "12"),
        ("12 TL", "12"),
        ("-157,50", "-157.5"),
    ],
)
def test_a_number_is_read_in_every_usual_form(written: object, number: str) -> None:
    assert as_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["1.250", "1,250", "12.500", "999.999 TL", "-1.250"])
def test_one_separator_before_three_digits_is_not_guessed(written: str) -> None:
    assert as_number(written) is Unclear.AMBIGUOUS
    readings = both_readings(written)
    assert readings is not None
    assert readings[0] == readings[1] * 1000


@pytest.mark.parametrize(
    "written", ["", "iki", "1.2.3", "1.25,0.0", "1e3", "NaN", True, [], {"a": 1}, 10**12]
)
def test_anything_else_is_no_number(written: object) -> None:
    assert as_number(written) is Unclear.UNREADABLE


@given(st.decimals(-(10**8), 10**8, places=2))
def test_an_amount_is_read_back_in_turkish_and_in_english(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    assert as_number(english) == amount
    assert as_number(english.translate(str.maketrans(",.", ".,"))) == amount


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        (True, [True, 1, "1", "true", "EVET", "yes"]),
        (False, [False, 0, Decimal(0), "0", "False", "hayır", "HAYIR", "no"]),
        (None, ["belki", 2, [], {}, None]),
    ],
)
def test_a_flag_has_three_answers(answer: bool | None, written: list[object]) -> None:
    assert [as_flag(value) for value in written] == [answer] * len(written)


def test_zero_and_false_are_not_absent() -> None:
    assert [is_absent(0), is_absent(False), is_absent(Decimal(0)), is_absent("0")] == [False] * 4
    absent: list[object] = [None, "", "  ", [], {}]
    assert [is_absent(value) for value in absent] == [True] * 5


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " \t",
        "\u00a0",
        "\u200b",
        "a",
        0,
        1,
        True,
        False,
        Decimal(0),
        Decimal("0.0"),
        [],
        {},
        [None],
        {"": None},
    ],
)
def test_fields_are_present_unless_their_values_are_absent(value: object) -> None:
    assert FieldReader({"field": value}).has("field") is not is_absent(value)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Ayran &amp; Su", "Ayran & Su"),
        ("&#304;skender &uuml;&#x131;", "İskender üı"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # once
        ("Bal&para Fish&Chips; &bilinmeyen;", "Bal&para Fish&Chips; &bilinmeyen;"),
    ],
)
def test_entities_are_decoded_once(written: str, text: str) -> None:
    assert without_entities({"a": [written]}) == {"a": [text]}


@given(st.text() | st.text("&amp;lt#38 "))
def test_a_text_survives_being_written_and_read(text: str) -> None:
    assert without_entities(with_entities(text)) == text
