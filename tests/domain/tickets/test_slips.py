"""The slips that tell a kitchen what was cancelled or changed, the day's report, and the ticket that tries a printer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec import structs

from desktop.domain.orders.board import ActionView, CommandState
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderLine
from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.report import figures, report
from desktop.domain.sales.sale import Sale, SoldLine
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket, report_ticket, trial_ticket
from desktop.domain.tickets.options import Knowledge, TicketOptions
from desktop.domain.tickets.sample import sample_tickets
from desktop.domain.tickets.ticket import Boxed, Dish, Inverse, Ruler, Text
from tests.domain.tickets.made import AT, LINES, PRINTING, order, view, words


def test_a_cancelled_order_is_struck_through_with_its_reason() -> None:
    action = ActionView(Action.CANCEL, CommandState.CONFIRMED, reason_id=4)
    known = Knowledge(reasons={4: "Müşteri iptal etti"})
    ticket = order_ticket(TicketKind.CANCELLED, view(action=action), PRINTING, knowledge=known)
    assert Inverse("İPTAL", centred=True) in ticket.blocks
    assert Boxed("NEDENİ", "Müşteri iptal etti") in ticket.blocks
    assert all(block.struck for block in ticket.blocks if isinstance(block, Dish))
    assert "Yıldırım" not in words(ticket)


def test_a_change_says_from_and_to_and_then_the_whole_order() -> None:
    before = order(
        lines=(structs.replace(LINES[0], quantity=Decimal(3)), LINES[1], OrderLine("Tavuk Şiş")),
        note="",
        total=Decimal(700),
        scheduled_at=None,
    )
    now = view(scheduled_at=AT + timedelta(hours=1))
    ticket = order_ticket(TicketKind.CHANGED, now, PRINTING, before=before)
    end = ticket.blocks.index(Inverse("SİPARİŞİN YENİ HALİ"))
    told = ticket.blocks[:end]
    assert [(block.quantity, block.name, block.struck) for block in told if isinstance(block, Dish)] == [
        ("3×", "Adana Dürüm", True),
        ("2×", "Adana Dürüm", False),
        ("1×", "Tavuk Şiş", True),
        ("4×", "Ayran 30 cl", False),
    ]
    boxes = [(block.title, block.text) for block in told if isinstance(block, Boxed)]
    assert boxes == [
        ("SAAT DEĞİŞTİ", "hemen → Bugün 20:02"),
        ("ESKİ NOT", "yok"),
        ("YENİ NOT", "Zili çalmayın, bebek uyuyor."),
    ]
    assert "Ayrıca değişti: tutar" in words(ticket)
    assert "700" not in words(ticket)
    whole = [block.name for block in ticket.blocks[end:] if isinstance(block, Dish)]
    assert whole == [line.name for line in LINES]


def test_a_change_of_the_customers_parts_is_named_without_their_values() -> None:
    before = order(address=("Eski Sokak",), customer_phone="05001112233")
    text = words(order_ticket(TicketKind.CHANGED, view(), PRINTING, before=before))
    assert "Ayrıca değişti: adres, müşteri" in text
    assert "Eski Sokak" not in text
    assert "500 111" not in text


def test_a_change_whose_old_state_is_unknown_names_its_parts() -> None:
    changed = view(unseen=(ChangedPart.ACCEPTANCE, ChangedPart.DISHES, ChangedPart.NOTE))
    assert "Ayrıca değişti: ürünler, not" in words(order_ticket(TicketKind.CHANGED, changed, PRINTING))


def test_a_day_has_its_figures_dishes_and_payments() -> None:
    day = Period(Span.DAY, date(2026, 11, 22))
    sales = [
        Sale(
            at=AT,
            received_at=AT,
            accepted_at=AT + timedelta(seconds=30),
            total=Decimal(845),
            payment_method="Nakit",
            cancelled=False,
            lines=(SoldLine("Adana Dürüm", Decimal(2), Decimal(340)),),
        )
    ]
    counted = report(day, sales, (), figures((), (), day.since, day.until), now=AT)
    text = words(report_ticket(counted, PRINTING))
    for told in ("RAPOR", "22.11.2026", "845,00 TL", "2 × Adana Dürüm", "340,00 TL", "1 × Nakit", "19:00"):
        assert told in text


def test_the_trial_has_a_ruler_and_the_letters() -> None:
    ticket = trial_ticket("Mutfak", PRINTING)
    assert Ruler((384, 420, 512, 576)) in ticket.blocks
    assert any(isinstance(block, Text) and block.text == "ĞÜŞİÖÇ ğüşıöç ₺" for block in ticket.blocks)


def test_the_preview_has_a_ticket_of_each_kind() -> None:
    tickets = sample_tickets(TicketOptions())
    assert {ticket.kind for _, ticket in tickets} == set(TicketKind) - {TicketKind.DAY_REPORT}
    assert len({name for name, _ in tickets}) == len(tickets)
