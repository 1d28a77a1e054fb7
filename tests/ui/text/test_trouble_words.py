"""The texts about problems: a sentence and a button for each kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.trouble import Connection, Link, Outage, Trouble, TroubleKind
from desktop.ui.text.trouble_words import Remedy, describe, explain, link, outage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

END = datetime(2026, 11, 23, 15, 23, tzinfo=UTC)  # 18:23 in Istanbul


def over(minutes: float, orders: int, waited: int | None, *, off: bool = False) -> Outage:
    return Outage(END - timedelta(minutes=minutes), END, off, orders, waited)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            over(18, 3, 14 * 60 + 10),
            "Not receiving orders 18:05–18:23; 3 orders arrived, the oldest waited 14 min",
        ),
        (over(18, 0, None), "Not receiving orders 18:05–18:23; no order arrived"),
        (over(18, 1, None), "Not receiving orders 18:05–18:23; 1 order arrived"),
        (over(18, 1, 30), "Not receiving orders 18:05–18:23; 1 order arrived"),
        (
            over(120, 2, 600, off=True),
            "Tezgâh was not running 16:23–18:23; 2 orders arrived, the oldest waited 10 min",
        ),
        (over(20 * 60, 1, None, off=True), "Tezgâh was not running 22.11. 22:23–18:23; 1 order arrived"),
    ],
)
def test_an_outage_is_a_sentence_with_the_missed_orders(qapp: QApplication, what: Outage, said: str) -> None:
    # Without a catalogue, the text has the plural of the source.
    assert outage(what) == said


@pytest.mark.parametrize("kind", TroubleKind)
def test_each_trouble_has_a_sentence_and_a_button_of_its_own(qapp: QApplication, kind: TroubleKind) -> None:
    said = describe(Trouble(kind, END))
    assert said.sentence.strip()
    assert said.button.strip()
    assert explain(Trouble(kind, END)).strip()


def test_no_two_troubles_have_the_same_sentence(qapp: QApplication) -> None:
    sentences = [describe(Trouble(kind, END)).sentence for kind in TroubleKind]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("detail", "words"),
    [("3600", "60 min ahead"), ("-180", "3 min behind"), ("", "0 min behind"), ("soon", "0 min behind")],
)
def test_the_sentence_about_a_wrong_clock_has_its_direction(
    qapp: QApplication, detail: str, words: str
) -> None:
    assert words in describe(Trouble(TroubleKind.WRONG_CLOCK, END, detail)).sentence


def test_missing_polls_are_shown_also_on_a_good_connection(qapp: QApplication) -> None:
    assert link(Connection(Link.STARTING, silent_since=END)) == link(Connection(Link.LOST))
    assert link(Connection(Link.CONNECTED)) != link(Connection(Link.LOST))


def test_a_crash_is_shown_with_the_local_time(qapp: QApplication) -> None:
    said = describe(Trouble(TroubleKind.NOTICE, END, f"crashed:{END.isoformat()}", dismissible=True))
    assert said.sentence.startswith("Tezgâh ended unexpectedly at 18:23 and started again")
    assert said.button == "OK"


def test_a_person_can_confirm_the_time_where_the_vendor_does_not_contradict(qapp: QApplication) -> None:
    by_hand = describe(Trouble(TroubleKind.TIME_UNSURE, END, dismissible=True))
    assert (by_hand.button, by_hand.remedy) == ("The time is right", Remedy.DISMISS)
    contradicted = describe(Trouble(TroubleKind.TIME_UNSURE, END))
    assert contradicted.remedy is Remedy.EXPLAIN
    assert contradicted.sentence == by_hand.sentence


def test_a_disk_that_is_almost_full_is_said_with_its_space(qapp: QApplication) -> None:
    trouble = Trouble(TroubleKind.DISK_ALMOST_FULL, END, "12 MB")
    assert "12 MB left" in describe(trouble).sentence
    assert explain(trouble).count("12 MB") == 1
