"""(An order before and after, printers) -> occasions and jobs: tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order, OrderLine, OrderStatus
from desktop.domain.printing.decisions import Occasion, jobs_for, occasions
from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.printer import Printer, TicketRule, default_rules
from desktop.domain.restaurant.menu import Dish
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.options import Knowledge, TicketOptions

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NOW = NOON + timedelta(minutes=1)
VERSION = int(NOW.timestamp() * 1000)
ORDER = Order(
    "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21",
    OrderStatus.RECEIVED,
    number="4821",
    lines=(OrderLine("Adana", food_id="7"), OrderLine("Ayran", food_id="8")),
)
WAITS = BoardOrder(ORDER, NOON, NOON)
ACCEPTED = msgspec.structs.replace(
    WAITS, order=msgspec.structs.replace(ORDER, status_id=OrderStatus.CONFIRMED), accepted_at=NOW
)
CANCELLED = msgspec.structs.replace(
    ACCEPTED, order=msgspec.structs.replace(ORDER, status_id=OrderStatus.CANCELLED)
)
TWO_ADANA = msgspec.structs.replace(
    ACCEPTED, order=msgspec.structs.replace(ACCEPTED.order, lines=(*ORDER.lines, OrderLine("Künefe")))
)
STARTED = msgspec.structs.replace(ACCEPTED, reminded_at=NOW)
REOPENED = msgspec.structs.replace(WAITS, accepted_at=None)
ARRIVAL, ACCEPT, START = PrintMoment.ARRIVAL, PrintMoment.ACCEPT, PrintMoment.START
CHANGE, CANCEL = PrintMoment.CHANGE, PrintMoment.CANCEL


@pytest.mark.parametrize(
    ("before", "after", "moments"),
    [
        (None, WAITS, [ARRIVAL]),
        (None, ACCEPTED, [ARRIVAL, ACCEPT]),
        (WAITS, WAITS, []),
        (WAITS, ACCEPTED, [ACCEPT, CHANGE]),
        (ACCEPTED, ACCEPTED, []),
        (ACCEPTED, STARTED, [START]),
        (STARTED, STARTED, []),
        (ACCEPTED, TWO_ADANA, [CHANGE]),
        (ACCEPTED, CANCELLED, [CANCEL]),
        (CANCELLED, CANCELLED, []),
        (CANCELLED, REOPENED, [CHANGE]),
        # The kitchen has a slip that says not to cook it.
        (CANCELLED, ACCEPTED, [ACCEPT, CHANGE]),
    ],
)
def test_the_moments_between_two_states(
    before: BoardOrder | None, after: BoardOrder, moments: list[PrintMoment]
) -> None:
    assert [each.moment for each in occasions(before, after, NOW)] == moments


def test_an_order_that_the_vendor_calls_cancelled_has_that_moment_once() -> None:
    gone = msgspec.structs.replace(ACCEPTED, gone_at=NOW)
    assert occasions(ACCEPTED, gone, NOW, cancelled=True) == [Occasion(CANCEL, VERSION)]
    later = NOW + timedelta(minutes=1)
    # The same number: the same job, which the store has already.
    assert occasions(gone, gone, later, cancelled=True) == [Occasion(CANCEL, VERSION)]
    listed = msgspec.structs.replace(CANCELLED, gone_at=NOW)
    assert occasions(gone, listed, later) == [Occasion(CANCEL, VERSION)]
    assert occasions(listed, listed, later) == []


def test_an_order_that_was_gone_without_a_slip_has_one_when_it_is_cancelled() -> None:
    gone = msgspec.structs.replace(ACCEPTED, gone_at=NOON)
    assert [each.moment for each in occasions(gone, CANCELLED, NOW)] == [CANCEL]


def jobs(
    moment: PrintMoment,
    *printers: Printer,
    order: BoardOrder = ACCEPTED,
    before: BoardOrder | None = None,
    begun: bool = True,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> list[tuple[str, str, int]]:
    found = jobs_for(
        Occasion(moment, 1),
        order,
        printers,
        before=before,
        knowledge=lambda: knowledge,
        has_begun=lambda _printer: begun,
    )
    return [(job.printer_id, job.ticket.value, job.copy) for job in found]


def printer(name: str, *kinds: TicketKind, **fields: object) -> Printer:
    made = Printer(name, name, "tcp://x", tickets=default_rules(kinds))
    return msgspec.structs.replace(made, **fields)


KITCHEN = printer("mutfak", TicketKind.KITCHEN)
COURIER = printer("kasa", TicketKind.COURIER, TicketKind.CHANGED)


def test_an_accepted_order_goes_to_every_printer_that_prints_it() -> None:
    assert jobs(ACCEPT, KITCHEN, COURIER) == [("mutfak", "kitchen", 1), ("kasa", "courier", 1)]
    assert jobs(ARRIVAL, KITCHEN, COURIER) == []


def test_slips_are_only_for_printers_that_have_begun_a_ticket() -> None:
    assert jobs(CANCEL, KITCHEN, order=CANCELLED) == [("mutfak", "cancelled", 1)]
    assert jobs(CANCEL, KITCHEN, order=CANCELLED, begun=False) == []
    assert jobs(CHANGE, KITCHEN, order=TWO_ADANA, before=ACCEPTED) == [("mutfak", "changed", 1)]
    assert jobs(CHANGE, KITCHEN, order=TWO_ADANA, before=ACCEPTED, begun=False) == []


def test_the_kitchen_hears_of_dishes_and_the_till_of_addresses_too() -> None:
    moved = msgspec.structs.replace(
        ACCEPTED, order=msgspec.structs.replace(ACCEPTED.order, address=("Yeni",))
    )
    assert jobs(CHANGE, KITCHEN, COURIER, order=moved, before=ACCEPTED) == [("kasa", "changed", 1)]


def test_copies_branches_and_categories() -> None:
    two = printer("iki", tickets=(TicketRule(TicketKind.KITCHEN, copies=2),))
    elsewhere = printer("öte", TicketKind.KITCHEN, branches=("other",))
    drinks = printer("bar", TicketKind.KITCHEN, options=TicketOptions(categories=("İçecek",)))
    sweets = printer("tatlı", TicketKind.KITCHEN, options=TicketOptions(categories=("Tatlı",)))
    menu = Knowledge(menu=(Dish(7, "Adana", "Kebap", "", None), Dish(8, "Ayran", "İçecek", "", None)))
    found = jobs(ACCEPT, two, elsewhere, drinks, sweets, knowledge=menu)
    assert found == [("iki", "kitchen", 1), ("iki", "kitchen", 2), ("bar", "kitchen", 1)]
    # A dish of an unknown category is for everybody: nothing may be missing.
    assert jobs(ACCEPT, sweets) == [("tatlı", "kitchen", 1)]


def test_an_order_for_later_waits_for_its_start_where_the_printer_knows_one() -> None:
    later = msgspec.structs.replace(
        ACCEPTED,
        order=msgspec.structs.replace(ACCEPTED.order, scheduled_at=NOON + timedelta(hours=5)),
    )
    both = printer("m", tickets=(TicketRule(TicketKind.KITCHEN, (ACCEPT, START)),))
    assert jobs(ACCEPT, both, order=later) == []
    assert jobs(START, both, order=msgspec.structs.replace(later, reminded_at=NOW)) == [("m", "kitchen", 1)]
    assert jobs(ACCEPT, both) == [("m", "kitchen", 1)]
    assert jobs(ACCEPT, KITCHEN, order=later) == [("mutfak", "kitchen", 1)]


@pytest.mark.parametrize("state", PrintJobState)
def test_only_what_has_not_begun_may_be_printed_by_itself(state: PrintJobState) -> None:
    assert state.waits == (state in {PrintJobState.QUEUED, PrintJobState.NOT_BEGUN})
    assert not (state.waits and state.may_be_on_paper)
