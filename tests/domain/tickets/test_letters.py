"""Any text -> letters that a ticket can show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.letters import COVERED, printable
from desktop.domain.tickets.make import order_ticket
from desktop.domain.tickets.ticket import Text
from tests.domain.tickets.made import PRINTING, view, words

LETTERS = "abcçdefgğhıijklmnoöpqrsştuüvwxyzABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZâîûÂÎÛ0123456789₺×·“”—"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (LETTERS, LETTERS),
        ("s\u0327i\u0307 g\u0306u\u0308", "şi ğü"),
        ("acı 🌶 olsun", "acı [acı biber] olsun"),
        ("❤️👍🏽", "[kalp][tamam]"),
        ("👨‍👩‍👧", "[man][woman][girl]"),
        ("🇹🇷", "TR"),
        ("1️⃣", "1"),
        ("مرحبا", "□□□□□"),
        ("中文", "□□"),
        ("a\u202eb\x00c\x1b[1m", "a□b□c□[1m"),
        ("gizli\u200b\u00adsiz", "gizlisiz"),
        ("a\tb\u00a0c", "a b c"),
        ("bir\r\niki\u2028üç", "bir\niki\nüç"),
        ("ﬁ Ａ", "fi A"),
        ("Z̸̡̢̛̗͚", "Z"),
        ("\ud800", "□"),
        ("", ""),
    ],
)
def test_nothing_disappears(text: str, printed: str) -> None:
    assert printable(text) == printed


@given(st.text())
def test_every_letter_is_in_the_fonts(text: str) -> None:
    found = printable(text)
    assert {ord(letter) for letter in found if letter != "\n"} <= COVERED
    assert printable(found) == found


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_a_visible_text_never_becomes_nothing(text: str) -> None:
    assert printable(text)


def test_a_ticket_says_what_a_box_means() -> None:
    with_box = order_ticket(TicketKind.KITCHEN, view(note="مرحبا"), PRINTING)
    assert any(isinstance(block, Text) and block.text.startswith("□ ") for block in with_box.blocks)
    assert "□" not in words(order_ticket(TicketKind.KITCHEN, view(), PRINTING))
