"""The ticket that a kitchen cooks from."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from desktop.domain.orders.order import Choice, Doubt, DoubtKind, Option, OptionGroup, OrderLine, UnreadField
from desktop.domain.restaurant.menu import Dish as MenuDish
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import has_dishes, order_ticket
from desktop.domain.tickets.options import Knowledge, Printing, TextSize, TicketOptions
from desktop.domain.tickets.ticket import (
    Bar,
    Boxed,
    Dish,
    DishNote,
    Inverse,
    Part,
    Row,
    Sign,
    Space,
    Text,
    Ticket,
)
from desktop.system.files.languages import speak
from tests.domain.tickets.made import AT, PRINTING, view, words


def kitchen(printing: Printing = PRINTING, **fields: Any) -> Ticket:
    return order_ticket(TicketKind.KITCHEN, view(**fields), printing)


def dishes(ticket: Ticket) -> list[Dish]:
    return [block for block in ticket.blocks if isinstance(block, Dish)]


def test_the_head_has_number_way_times_and_a_short_name() -> None:
    blocks = kitchen().blocks
    assert blocks[0] == Bar("PAKET", "#4821")
    assert [(row.left, row.right) for row in blocks if isinstance(row, Row)] == [
        ("HAZIR 19:27", "25 dk"),
        ("Çağrı Y.", "geldi 19:02"),
        ("7 ADET", "3 KALEM"),
        ("MUTFAK FİŞİ", "1/2 · 22.11.2026 19:02"),
    ]
    assert kitchen(shipping_method="pickup").blocks[0] == Bar("GEL AL", "#4821")


def test_no_price_and_nothing_of_the_customer_is_on_it() -> None:
    text = words(kitchen())
    for secret in ("Yıldırım", "532", "Deneme Sokak", "Daire", "340", "285", "675", "845", "TL", "NAKİT"):
        assert secret not in text


def test_quantities_options_removals_and_notes_stand_at_their_dish() -> None:
    first, second, third = dishes(kitchen())
    assert (first.quantity, first.name, first.many) == ("2×", "Adana Dürüm", True)
    assert first.parts == (
        Part(0, Sign.PLUS, "Acılı"),
        Part(0, Sign.REMOVED, "Soğan", "ÇIKAR"),
        Part(0, Sign.PLUS, "Ekstra: 2× Lavaş (2\u00a0×\u00a02\u00a0=\u00a04)"),
        DishNote(0, "Biri az pişmiş olsun"),
    )
    assert (second.quantity, second.many, third.quantity) == ("1×", False, "4×")


def test_a_tree_keeps_its_depth() -> None:
    option = Option("Kök", note="az")
    for level in range(30):
        option = Option(f"Dal {level}", groups=(OptionGroup((option,)),))
    (dish,) = dishes(kitchen(lines=(OrderLine("Menü", groups=(OptionGroup((option,)),)),)))
    assert [part.level for part in dish.parts] == list(range(32))
    assert dish.parts[-1] == DishNote(31, "az")


def test_what_was_not_understood_is_said_and_not_guessed() -> None:
    unclear = OptionGroup(
        (
            Option("Turşu", choice=Choice.UNKNOWN, received_choice="belki"),
            Option("Nar", None, received_quantity="bolca"),
            Option("Ketçap", choice=Choice.NOT_CHOSEN),
            Option("Tuz", None, choice=Choice.REMOVED, received_quantity="hiç"),
        )
    )
    lines = (
        OrderLine("Lahmacun", None, received_quantity="yarım kilo", groups=(unclear,)),
        OrderLine("Çay", Decimal(0), unread=(UnreadField("items[1].sugar", "iki"),)),
    )
    ticket = kitchen(lines=lines, doubts=(Doubt(DoubtKind.QUANTITY_ZERO, "items[1].quantity", "0", "Çay"),))
    first, second = dishes(ticket)
    assert first.quantity == "“yarım kilo”×"
    assert [(part.sign, part.text) for part in first.parts if isinstance(part, Part)] == [
        (Sign.UNSURE, "Adedi kontrol edin"),
        (Sign.UNSURE, "Turşu — “belki”: konsun mu, konmasın mı?"),
        (Sign.UNSURE, "“bolca”× Nar — Adedi kontrol edin"),
        (Sign.NOT_CHOSEN, "Ketçap — seçilmedi"),
        (Sign.REMOVED, "“hiç”× Tuz — Adedi kontrol edin"),
    ]
    assert (second.quantity, second.many) == ("0×", True)
    assert Part(0, Sign.UNSURE, "sugar: iki") in second.parts
    assert "? ADET" in words(ticket)
    assert any(isinstance(block, Boxed) and "Çay" in block.text for block in ticket.blocks)


def test_a_possible_note_is_printed_whole_and_the_customers_doubts_are_not() -> None:
    note = "Kapı kodu yok, acı olmasın. " * 40
    doubts = (
        Doubt(DoubtKind.POSSIBLE_NOTE, "remark", note),
        Doubt(DoubtKind.AMOUNT_AMBIGUOUS, "total", "1.250"),
        Doubt(DoubtKind.DETAIL_UNREADABLE, "customer.floor", "Gizli Apartman"),
        Doubt(DoubtKind.DETAIL_UNREADABLE, "items[0].x", "önemli"),
    )
    text = words(kitchen(doubts=doubts))
    assert note.strip() in text
    assert "önemli" in text
    assert "1.250" not in text
    assert "Gizli" not in text


def test_allergies_are_named_in_capitals_and_their_note_is_loud() -> None:
    ticket = kitchen(note="Fıstık alerjim var")
    assert Inverse("ALERJİ: FISTIK", centred=True) in ticket.blocks
    assert Boxed("SİPARİŞ NOTU", "Fıstık alerjim var", loud=True) in ticket.blocks
    assert not [block for block in kitchen().blocks if isinstance(block, Inverse)]


@pytest.mark.parametrize(
    ("fields", "left", "right"),
    [
        ({"status_id": 1, "accepted_at": None, "preparing_time": None}, "ONAY BEKLİYOR", ""),
        ({"preparing_time": None}, "SÜRE BELLİ DEĞİL", ""),
        ({"scheduled_at": AT + timedelta(minutes=88)}, "HAZIR 20:30", "25 dk"),
    ],
)
def test_a_time_is_never_invented(fields: dict[str, Any], left: str, right: str) -> None:
    rows = [block for block in kitchen(**fields).blocks if isinstance(block, Row)]
    assert (rows[0].left, rows[0].right) == (left, right)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"scheduled_at": AT + timedelta(minutes=88)}, "Bugün 20:30"),
        ({"scheduled_at": AT + timedelta(days=1)}, "23.11.2026 19:02"),
        ({"scheduled_received": "akşama doğru"}, "“akşama doğru”"),
    ],
)
def test_an_order_for_later_says_when(fields: dict[str, Any], asked: str) -> None:
    assert Boxed("İLERİ SAATLİ SİPARİŞ", asked) in kitchen(**fields).blocks


def test_a_second_print_says_so() -> None:
    assert Boxed("", "2. BASKI") in kitchen(Printing(AT, copy=2)).blocks
    again = kitchen(Printing(AT, copy=3, first_unclear=True))
    assert again.blocks[1] == Boxed("", "3. BASKI — İLKİ BELİRSİZ")
    assert "BASKI" not in words(kitchen())


def test_a_printers_own_choices() -> None:
    options = TicketOptions(("Üst",), ("Alt",), TextSize.LARGE, 12)
    ticket = order_ticket(TicketKind.KITCHEN, view(), PRINTING, options)
    assert ticket.blocks[0] == Space(12)
    assert isinstance(ticket.blocks[1], Text)
    assert ticket.blocks[1].text == "Üst"
    assert isinstance(ticket.blocks[-1], Text)
    assert ticket.blocks[-1].text == "Alt"
    assert ticket.scale == 125


MENU = (
    MenuDish(7, "Ayran", "İçecekler", "", None),
    MenuDish(8, "Adana Dürüm", "Kebap", "", None),
)


def test_dishes_of_another_kitchen_are_named_and_unknown_ones_are_on_every_ticket() -> None:
    options = TicketOptions(categories=("KEBAP",))
    ticket = order_ticket(TicketKind.KITCHEN, view(), PRINTING, options, Knowledge(menu=MENU))
    assert [dish.name for dish in dishes(ticket)] == ["Adana Dürüm", "İskender Kebap (1,5 porsiyon)"]
    assert "Başka fişte: 4× Ayran 30 cl" in words(ticket)
    assert "3 ADET" in words(ticket)
    assert "Başka fişte" not in words(kitchen())


def test_a_printer_without_a_dish_of_its_own_has_nothing_to_print() -> None:
    drinks = TicketOptions(categories=("içecekler",))
    only = view(lines=view().order.lines[:1]).order
    assert not has_dishes(only, drinks, Knowledge(menu=MENU))
    assert has_dishes(view().order, drinks, Knowledge(menu=MENU))
    assert has_dishes(view(lines=()).order, drinks, Knowledge(menu=MENU))


def test_it_is_in_the_programs_language() -> None:
    speak("en")
    blocks = kitchen().blocks
    assert blocks[0] == Bar("DELIVERY", "#4821")
    assert isinstance(blocks[1], Row)
    assert blocks[1].left == "READY 19:27"


def test_sixty_dishes_and_a_note_of_2000_letters_are_all_there() -> None:
    note = "ğüşıöç " * 285
    lines = tuple(OrderLine(f"Yemek {number}", Decimal(number)) for number in range(1, 61))
    ticket = kitchen(lines=lines, note=note)
    assert [dish.name for dish in dishes(ticket)] == [line.name for line in lines]
    assert Boxed("SİPARİŞ NOTU", note.strip()) in ticket.blocks


def test_a_ticket_survives_its_way_to_another_process() -> None:
    for kind in (TicketKind.KITCHEN, TicketKind.COURIER, TicketKind.CANCELLED, TicketKind.CHANGED):
        ticket = order_ticket(kind, view(), PRINTING)
        assert msgspec.json.decode(msgspec.json.encode(ticket), type=Ticket) == ticket


def test_a_group_of_removals_is_not_said_twice() -> None:
    groups = tuple(
        OptionGroup((Option("Soğan", choice=Choice.REMOVED),), title)
        for title in ("Çıkarılacaklar", "Garnitür")
    )
    (dish,) = dishes(kitchen(lines=(OrderLine("Dürüm", groups=groups),)))
    assert [part.text for part in dish.parts] == ["Soğan", "Garnitür: Soğan"]


def test_a_note_in_the_customers_data_reaches_the_cooks_but_the_way_to_the_door_does_not() -> None:
    doubts = (
        Doubt(DoubtKind.POSSIBLE_NOTE, "customer.remark", "fıstık olmasın"),
        Doubt(DoubtKind.POSSIBLE_NOTE, "address.remark", "yan kapıdan girin"),
    )
    ticket = kitchen(doubts=doubts)
    assert "fıstık olmasın" in words(ticket)
    assert Inverse("ALERJİ: FISTIK", centred=True) in ticket.blocks
    assert "yan kapı" not in words(ticket)


def test_what_a_sentence_shortens_is_printed_whole_below_it() -> None:
    received = "sosu ayrı " * 40
    doubts = (Doubt(DoubtKind.DETAIL_UNREADABLE, "items[0].extra", received),)
    assert Boxed("GELDİĞİ GİBİ", received.strip()) in kitchen(doubts=doubts).blocks
