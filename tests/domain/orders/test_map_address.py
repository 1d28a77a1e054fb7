"""The search text for a map."""

from __future__ import annotations

from desktop.domain.orders.map_address import map_query
from desktop.domain.orders.reading.payload import ReadOrder, read_order


def test_street_district_and_city_without_the_door() -> None:
    raw = (
        b'{"payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", "status_id": 1, "address": {"address":'
        b' "Deneme Sokak No 5", "apartment": "Deneme A", "floor": "3", "door": "12", "district": "\xc5\x9ei\xc5\x9fli",'
        b' "city": "Istanbul", "description": "Arka giris", "gate_code": "4711"}}'
    )
    read = read_order(raw)
    assert isinstance(read, ReadOrder)
    assert "gate_code: 4711" in read.order.address, "the courier sees all of it"
    assert map_query(read.order.address) == "Deneme Sokak No 5, Şişli, Istanbul"


def test_an_address_in_one_text_is_used_unchanged() -> None:
    assert map_query(("Katip Çelebi Sokak 4\nŞişli",)) == "Katip Çelebi Sokak 4 Şişli"


def test_an_address_without_a_usable_line_gives_no_text() -> None:
    assert map_query(()) == ""
    assert map_query(("Kat 3", "Tarif: arka giriş")) == ""
