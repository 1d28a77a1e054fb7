"""Allergy words in notes, as customers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.domain.orders.allergies import (
    DEFAULT_WORDS,
    allergies_in,
    found_in,
    named_foods,
    needs_reading,
    split_words,
)
from desktop.domain.orders.order import Doubt, DoubtKind, Option, OptionGroup, Order, OrderLine

WORDS = split_words(DEFAULT_WORDS)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Fıstık alerjim var", {"alerji", "fıstık"}),
        ("FISTIK ALERJİM VAR!!!", {"alerji", "fıstık"}),
        ("fistik alerjisi", {"alerji", "fıstık"}),
        ("lütfen fıstığa dikkat", {"fıstık"}),
        ("yer fıstığı,fındık olmasın", {"fıstık", "fındık"}),
        ("Çölyak hastasıyım", {"çölyak"}),
        ("glütensiz olsun", {"gluten"}),
        ("sütsüz lütfen", {"süt"}),
        ("süte alerjim var", {"süt", "alerji"}),
        ("Yumurtasız", {"yumurta"}),
        ("laktozsuz", {"laktoz"}),
        ("Susam!", {"susam"}),
        ("kabuklu deniz ürünü yiyemem", {"kabuklu"}),
        ("alerjik bünye", {"alerji", "alerjik"}),
        ("nut allergy", {"nut", "allergy"}),
        ("no nuts, peanuts or eggs", {"nut", "peanut", "egg"}),
        ("I am allergic to sesame.", {"allergic", "sesame"}),
        ("cevize", {"ceviz"}),
        ("f\u0131s\u00adt\u0131k", {"fıstık"}),  # a soft hyphen
        ("yumur\u200bta", {"yumurta"}),
    ],
)
def test_words_are_found_as_people_write_them(note: str, expected: set[str]) -> None:
    assert set(found_in(note, WORDS)) == expected


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Zile basmayın",
        "sütlaç da ekleyin",
        "Nutuk okuyorum",
        "acısız olsun, soğan koymayın",
        "Kapıda bekliyorum, köpek var",
        "Süitin kapısı",
        "eggplant",
        "minute",
    ],
)
def test_other_words_are_not(note: str) -> None:
    assert found_in(note, WORDS) == ()


def test_notes_on_every_level_are_read_and_names_are_not() -> None:
    baklava = OrderLine(name="Fıstıklı baklava", groups=(OptionGroup((Option("Süt"),), title="Yumurta"),))
    assert allergies_in(Order("k", 1, lines=(baklava,)), WORDS) == ()
    noted = [
        Order("k", 1, note="susam alerjisi"),
        Order("k", 1, lines=(OrderLine(name="Simit", note="susam"),)),
        Order(
            "k",
            1,
            lines=(OrderLine(name="Simit", groups=(OptionGroup((Option("Peynir", note="susamsız"),)),)),),
        ),
        Order("k", 1, lines=(OrderLine(name="Simit", groups=(OptionGroup(note="susam"),)),)),
    ]
    assert all("susam" in allergies_in(order, WORDS) for order in noted)


def test_the_list_is_the_users_own() -> None:
    words = split_words(" kivi ,  yer elması;Kıvı\nçilek,, ")
    assert words == ("kivi", "yer elması", "çilek")
    assert found_in("KİVİ yok, yer elmasına da dikkat", words) == ("kivi", "yer elması")
    assert found_in("fıstık", words) == ()
    assert found_in("elması", words) == ()
    assert found_in("fıstık", ()) == ()
    assert found_in("fıstık", split_words("*, (, +")) == ()


def test_the_food_is_told_apart_from_the_word_allergy() -> None:
    assert named_foods(("alerji", "fıstık", "allergy", "süt")) == ("fıstık", "süt")


def test_orders_that_a_person_must_read() -> None:
    plain = OrderLine(name="Lahmacun", quantity=Decimal(2))
    assert not needs_reading(Order("k", 1, lines=(plain,)), WORDS)
    assert not needs_reading(Order("k", 1, note="  ", lines=(plain,)), WORDS)
    assert needs_reading(Order("k", 1, note="Zile basmayın", lines=(plain,)), WORDS)
    assert needs_reading(Order("k", 1, lines=(OrderLine(name="Simit", note="sıcak"),)), WORDS)
    assert needs_reading(Order("k", 1, lines=(plain,), doubts=(Doubt(DoubtKind.NO_ADDRESS),)), WORDS)
