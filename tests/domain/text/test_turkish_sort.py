from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.report import figures, report
from desktop.domain.sales.sale import Sale, SoldLine
from desktop.domain.text.turkish_sort import turkish_sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["Ayran", "Börek", "Cacık", "Çorba", "Dolma", "Gözleme", "Güveç", "Zeytin"],
        ["ılık", "Isparta", "içli", "İskender", "Jambon"],
        ["oğlak", "ortaklar", "ödemiş", "örgü", "pilav"],
        ["su", "şalgam", "Şiş", "tavuk", "un", "üzüm", "vişne"],
        ["Ayran 2", "Ayran 30", "Ayran Büyük", "Ayranlı"],
        ["kar", "kâr", "kara"],
        ["7 Up", "Açma", "Ωμέγα"],
        ["Dağ", "Dağlı", "Dahi"],
    ],
)
def test_names_are_sorted_like_in_a_turkish_dictionary(names: list[str]) -> None:
    assert sorted(frozenset(names), key=turkish_sort_key) == names


def test_case_makes_no_difference() -> None:
    assert turkish_sort_key("ISPARTA")[0] == turkish_sort_key("ısparta")[0]
    assert turkish_sort_key("İZMİR")[0] == turkish_sort_key("izmir")[0]
    assert turkish_sort_key("IZMIR")[0] != turkish_sort_key("izmir")[0]


def test_the_report_sorts_equally_sold_dishes_by_name() -> None:
    period = Period.of(Span.DAY, date(2026, 11, 22))
    names = ("Zeytin", "İskender", "Çorba", "Ispanak", "Dolma")
    lines = tuple(SoldLine(name, Decimal(1), Decimal(10)) for name in names)
    sale = Sale(period.since, period.since, None, Decimal(50), cancelled=False, lines=lines)
    counted = report(period, [sale], [], figures([], (), period.since, period.until))
    assert [dish.name for dish in counted.dishes] == ["Çorba", "Dolma", "Ispanak", "İskender", "Zeytin"]


@given(st.lists(st.text(max_size=8), max_size=12))
def test_the_order_is_deterministic(names: list[str]) -> None:
    assert sorted(frozenset(names), key=turkish_sort_key) == sorted(
        dict.fromkeys(names), key=turkish_sort_key
    )


@given(st.text(max_size=8))
def test_the_composition_of_a_letter_makes_no_difference(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert turkish_sort_key(decomposed)[0] == turkish_sort_key(unicodedata.normalize("NFC", name))[0]
