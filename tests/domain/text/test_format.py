from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.domain.text import format as fmt

AT = datetime(2026, 1, 16, 11, 32, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1417.5", "1.417,50 TL"),
        ("0", "0,00 TL"),
        ("-157.5", "-157,50 TL"),
        ("1234567.005", "1.234.567,00 TL"),
        ("1E+99999", "1E+99999 TL"),
        ("NaN", "NaN TL"),
    ],
)
def test_an_amount_is_written_the_turkish_way(amount: str, written: str) -> None:
    assert fmt.money(Decimal(amount)) == written


def test_a_missing_amount_is_an_empty_text() -> None:
    assert not fmt.money(None)


@pytest.mark.parametrize(
    ("quantity", "written"), [("2", "2"), ("2.00", "2"), ("1.5", "1,5"), ("10", "10"), ("1E+90", "1E+90")]
)
def test_a_quantity_has_no_needless_digits(quantity: str, written: str) -> None:
    assert fmt.count(Decimal(quantity)) == written


def test_times_are_shown_in_the_zone_of_istanbul() -> None:
    assert fmt.clock(AT) == "14:32"
    assert fmt.clock_with_seconds(AT) == "14:32:05"
    assert fmt.day_and_clock(datetime(2026, 1, 17, 16, 30, tzinfo=UTC), AT) == "17.01. 19:30"


@pytest.mark.parametrize(
    ("seconds", "written"), [(-3, "0:00"), (8.9, "0:08"), (161, "2:41"), (3599, "59:59")]
)
def test_an_age_is_written_in_minutes_and_seconds(seconds: float, written: str) -> None:
    assert fmt.stopwatch(seconds) == written


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("05330000007", "0533 000 00 07"),
        ("5330000007", "0533 000 00 07"),
        ("+90 533 000 00 07", "0533 000 00 07"),
        ("0090(533)000-00-07", "0533 000 00 07"),
        ("905330000007", "0533 000 00 07"),
        ("0 (212) 555 10 10", "0212 555 10 10"),
        ("0850 222 00 00", "0850 222 00 00"),
        ("0533 000 00 07", "0533 000 00 07"),
        # Other numbers stay as they are.
        ("444 0 123", "444 0 123"),
        ("+49 30 1234567", "+49 30 1234567"),
        ("0533 *** ** 07", "0533 *** ** 07"),
        ("0533 000 00 07 / 12", "0533 000 00 07 / 12"),
        ("١٢٣٤٥٦٧٨٩٠", "١٢٣٤٥٦٧٨٩٠"),
        ("Ayşe", "Ayşe"),
        ("", ""),
    ],
)
def test_a_turkish_phone_number_is_written_in_groups(given: str, written: str) -> None:
    assert fmt.phone(given) == written


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("a\u202eb", "ab"),
        ("zero\u200bwidth", "zerowidth"),
        ("bell\x07\x1b[31m", "bell[31m"),
        ("line\r\nline\u2028line", "line\nline\nline"),
        ("\ud800", "\ufffd"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("Şişli ığüİ", "Şişli ığüİ"),
    ],
)
def test_invisible_characters_are_removed(foreign: str, shown: str) -> None:
    assert fmt.plain(foreign) == shown


def test_a_cut_text_ends_in_dots() -> None:
    assert fmt.plain("x" * 50, 10) == "x" * 10 + "…"
    assert fmt.one_line("a\n\n  b\tc") == "a b c"


def test_an_order_without_a_number_shows_its_key() -> None:
    assert fmt.order_number("1031", "x") == "#1031"
    assert fmt.order_number("#7", "x") == "#7"
    assert fmt.order_number("", "3e9caf87-5cb7") == "3E9CAF…"
