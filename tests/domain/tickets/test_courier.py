"""The ticket for the courier or the customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest

from desktop.domain.orders.order import OrderLine, UnreadField
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket
from desktop.domain.tickets.ticket import Bar, Boxed, Inverse, QrCode, Row, Text, Ticket
from tests.domain.tickets.made import PRINTING, view, words


def courier(**fields: Any) -> Ticket:
    return order_ticket(TicketKind.COURIER, view(**fields), PRINTING)


def rows(ticket: Ticket) -> list[tuple[str, str]]:
    return [(block.left, block.right) for block in ticket.blocks if isinstance(block, Row)]


def test_it_has_the_way_to_the_customer() -> None:
    ticket = courier()
    texts = [block.text for block in ticket.blocks if isinstance(block, Text)]
    assert texts[:6] == [
        "Deneme Kebap · Moda",
        "Çağrı Yıldırım",
        "0532 000 18 27",
        "Deneme Sokak",
        "Bina 14/A   Kat 3   Daire 9",
        "İlçe Kadıköy",
    ]
    assert ticket.blocks[1] == Bar("PAKET", "#4821")
    assert texts[-2:] == [
        "Bilgi fişidir, mali değeri yoktur.",
        "Kurye fişi 1/2 · 22.11.2026 19:02 · Tezgâh",
    ]


def test_dishes_have_prices_and_the_sums_lead_to_the_total() -> None:
    found = rows(courier())
    assert found[1:] == [
        ("2 × Adana Dürüm", "340,00"),
        ("+ Acılı", ""),
        ("− Soğan çıkar", ""),
        ("+ Ekstra: 2× Lavaş (2\u00a0×\u00a02\u00a0=\u00a04)", "20,00"),
        ("“Biri az pişmiş olsun”", ""),
        ("1 × İskender Kebap (1,5 porsiyon)", "285,00"),
        ("4 × Ayran 30 cl", "60,00"),
        ("Ara toplam", "705,00"),
        ("İndirim", "−55,00"),
        ("Teslimat ücreti", "25,00"),
        ("TOPLAM", "675,00 TL"),
    ]


def test_no_subtotal_is_invented_where_the_sums_do_not_lead_to_the_total() -> None:
    assert "Ara toplam" not in words(courier(total=Decimal(700)))
    assert "Ara toplam" not in words(courier(lines=(OrderLine("Fiyatsız"),)))


@pytest.mark.parametrize(
    ("fields", "block"),
    [
        ({}, Inverse("NAKİT — 675,00\u00a0TL ALINACAK", centred=True)),
        (
            {"payment_method": "Kapıda Kredi Kartı"},
            Inverse("KART CİHAZI — 675,00\u00a0TL ALINACAK", centred=True),
        ),
        ({"payment_method": "Kredi Kartı"}, Boxed("ÖDEME", "Kredi Kartı")),
        (
            {"payment_method": "Online Kredi Kartı"},
            Boxed("ÖDEME", "Online Kredi Kartı: internetten ödendi"),
        ),
        (
            {"total": None, "unread": (UnreadField("total", "1.250"),)},
            Inverse("NAKİT — “1.250” ALINACAK", centred=True),
        ),
        ({"total": None}, Inverse("NAKİT — TUTAR\u00a0BİLİNMİYOR ALINACAK", centred=True)),
        ({"payment_method": ""}, Boxed("ÖDEME", "belirtilmemiş")),
    ],
)
def test_what_is_to_be_collected_is_said_only_where_it_is_known(
    fields: dict[str, Any], block: Boxed | Inverse
) -> None:
    ticket = courier(**fields)
    assert block in ticket.blocks
    assert ("ALINACAK" in words(ticket)) is isinstance(block, Inverse)


def test_an_amount_that_could_not_be_read_stands_as_it_came() -> None:
    ticket = courier(total=None, unread=(UnreadField("total", "1.250"), UnreadField("order_tip", "5 TL?")))
    assert ("TOPLAM", "“1.250”") in rows(ticket)
    assert ("Bahşiş", "“5 TL?”") in rows(ticket)


def test_the_map_gets_street_and_district_and_never_the_door() -> None:
    (code,) = (block for block in courier().blocks if isinstance(block, QrCode))
    assert unquote(code.content).endswith("query=Deneme Sokak, Kadıköy")


@pytest.mark.parametrize(
    "fields", [{"shipping_method": "pickup"}, {"courier_type": "fuudy"}, {"address": ()}]
)
def test_who_needs_no_map_gets_none(fields: dict[str, Any]) -> None:
    assert not [block for block in courier(**fields).blocks if isinstance(block, QrCode)]
