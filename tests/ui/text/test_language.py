from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt

from desktop.domain.orders.lifecycle import Column
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import tr
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from desktop.ui.text import plurals, sales_words, trouble_words
from desktop.ui.text.language import resolve
from desktop.ui.text.orders import order_words
from tests.ui.made import made

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.ui.conftest import Speak


def test_a_notice_is_a_sentence(speak: Speak, qapp: QApplication) -> None:
    for detail in ("file:settings.broken-1.json", "database:tezgah.damaged-1.db"):
        sentence = trouble_words.explain(Trouble(TroubleKind.NOTICE, datetime.now(UTC), detail=detail))
        what, _, name = detail.partition(":")
        assert name in sentence
        assert not sentence.startswith(f"{what}:")
        assert detail not in sentence


def test_reset_settings_are_shown_by_their_titles(speak: Speak, qapp: QApplication) -> None:
    speak("tr")
    detail = "settings:volume_new,setup"
    sentence = trouble_words.explain(Trouble(TroubleKind.NOTICE, datetime.now(UTC), detail=detail))
    assert "Yeni sipariş: ses düzeyi · setup" in sentence
    assert "volume_new" not in sentence


def test_texts_and_capitals_are_turkish(qapp: QApplication, speak: Speak) -> None:
    assert speak("tr") == "tr"
    heads = [order_words.capitals(order_words.column_title(where)) for where in Column]
    assert heads == ["YENİ", "HAZIRLANIYOR", "YOLDA", "İLERİ TARİHLİ"]
    assert order_words.shipping(made(shipping_method="pickup").order) == "Gel al"
    assert order_words.shipping(made().order) == "Paket"
    assert order_words.accept_label(30) == "Kabul et · 30 dk"
    assert order_words.time_left(18 * 60) == "18 dk kaldı"
    assert order_words.time_left(-5 * 60) == "5 dk geç"
    assert trouble_words.link(Connection(Link.LOST)) == "Sipariş alınamıyor"
    assert trouble_words.link(Connection(Link.CONNECTED)) == "Bağlı"
    assert order_words.capitals(tr("No sound")) == "SES YOK"
    assert plurals.items(3) == "3 ürün"


@pytest.mark.parametrize(
    ("language", "written", "large"),
    [
        ("tr", "iptal edildi", "İPTAL EDİLDİ"),
        ("tr", "ışık", "IŞIK"),
        ("tr", "yarım şiş, çöp, güğüm", "YARIM ŞİŞ, ÇÖP, GÜĞÜM"),
        ("en", "in the kitchen", "IN THE KITCHEN"),
    ],
)
def test_capitals_follow_the_language(language: str, written: str, large: str, speak: Speak) -> None:
    speak(language)
    assert order_words.capitals(written) == large


def test_days_and_months_are_turkish(speak: Speak) -> None:
    speak("tr")
    day = date(2026, 2, 6)
    assert sales_words.period(Period.of(Span.DAY, day)) == "6 Şubat 2026 Cuma"
    assert sales_words.period(Period.of(Span.MONTH, day)) == "Şubat 2026"
    assert sales_words.period(Period.of(Span.WEEK, day)) == "2 Şub – 8 Şub 2026"
    assert QLocale().firstDayOfWeek() == Qt.DayOfWeek.Monday


def test_a_day_is_written_as_its_language_does(speak: Speak) -> None:
    speak("en")
    assert re.fullmatch("Friday,? 6 February 2026", sales_words.period(Period.of(Span.DAY, date(2026, 2, 6))))


def test_english_texts_have_plurals(qapp: QApplication, speak: Speak) -> None:
    assert speak("en") == "en"
    assert [plurals.items(number) for number in (1, 3)] == ["1 item", "3 items"]


@pytest.mark.parametrize(("wanted", "language"), [("tr", "tr"), ("en", "en")])
def test_a_known_language_is_used(wanted: str, language: str) -> None:
    assert resolve(wanted) == language


def test_the_language_of_the_system_is_used_else_turkish() -> None:
    speaks_english = any(name.lower().startswith("en") for name in QLocale.system().uiLanguages())
    speaks_turkish = any(name.lower().startswith("tr") for name in QLocale.system().uiLanguages())
    if not speaks_english and not speaks_turkish:
        assert resolve("system") == "tr"
    assert resolve("system") in {"tr", "en"}
