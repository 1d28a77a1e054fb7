"""Contract of the store: print jobs, each saved once and each printed once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.printing.job import NewPrintJob, PrintJob, PrintJobState
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from tests.store.made import NOON, key_of, receive

if TYPE_CHECKING:
    from desktop.store import Store

KITCHEN, COURIER = TicketKind.KITCHEN, TicketKind.COURIER
ACCEPT, HAND = PrintMoment.ACCEPT, PrintMoment.HAND
LATER = NOON + timedelta(minutes=1)


def job(
    number: int = 1,
    ticket: TicketKind = KITCHEN,
    moment: PrintMoment = ACCEPT,
    *,
    version: int = 0,
    printer_id: str = "mutfak",
    copy: int = 1,
    detail: str = "",
) -> NewPrintJob:
    return NewPrintJob(key_of(number), ticket, moment, version, printer_id, copy, detail)


async def add(store: Store, *jobs: NewPrintJob) -> list[PrintJob]:
    for each in jobs:
        await store.write(lambda tx, each=each: tx.add_print_job(each, NOON))  # type: ignore[misc]
    return sorted(await store.read(lambda tx: tx.print_jobs()), key=lambda job: job.id)


async def state(store: Store, job_id: int) -> PrintJobState:
    found = await store.read(lambda tx: tx.print_job(job_id))
    assert found is not None
    return found.state


async def test_an_event_that_comes_again_causes_no_second_job(store: Store) -> None:
    assert await store.write(lambda tx: tx.add_print_job(job(), NOON))
    for _ in range(2):
        assert not await store.write(lambda tx: tx.add_print_job(job(), LATER))
    others = [
        job(2),
        job(ticket=COURIER),
        job(moment=HAND),
        job(version=1),
        job(printer_id="paket"),
        job(copy=2),
    ]
    assert len(await add(store, *others)) == 1 + len(others)


async def test_a_job_comes_back_as_it_was_saved_with_the_number_of_its_order(store: Store) -> None:
    await store.write(lambda tx: receive(tx, 7))
    (saved,) = await add(store, job(7, version=2**62, detail='{"parts":["dishes"]}'))
    assert saved == PrintJob(
        id=saved.id,
        payment_key=key_of(7),
        number="7",
        ticket=KITCHEN,
        moment=ACCEPT,
        printer_id="mutfak",
        sent_to="mutfak",
        copy=1,
        state=PrintJobState.QUEUED,
        created_at=NOON,
        version=2**62,
        detail='{"parts":["dishes"]}',
    )


async def test_a_job_starts_once_and_only_where_it_is_sent_to(store: Store) -> None:
    (saved,) = await add(store, job())
    assert await store.read(lambda tx: tx.next_print_job("mutfak")) == saved
    assert await store.read(lambda tx: tx.next_print_job("paket")) is None
    await store.write(lambda tx: tx.move_print_jobs("mutfak", "paket"))
    assert not await store.write(lambda tx: tx.start_print_job(saved, NOON))
    moved = await store.read(lambda tx: tx.next_print_job("paket"))
    assert moved is not None
    assert moved.printer_id == "mutfak"
    assert await store.write(lambda tx: tx.start_print_job(moved, NOON))
    assert not await store.write(lambda tx: tx.start_print_job(moved, LATER))
    assert await store.write(lambda tx: tx.move_print_jobs("paket", "mutfak")) == 0
    await store.write(lambda tx: tx.end_print_job(moved.id, PrintJobState.PRINTED, "", LATER))
    assert await state(store, moved.id) is PrintJobState.PRINTED
    assert await store.read(lambda tx: tx.next_print_job("paket")) is None


async def test_a_job_moves_to_a_stand_in_once(store: Store) -> None:
    await add(store, job())
    assert await store.write(lambda tx: tx.move_print_jobs("mutfak", "paket")) == 1
    assert await store.write(lambda tx: tx.move_print_jobs("paket", "mutfak")) == 0


async def test_what_was_being_printed_at_the_end_is_unknown_and_never_starts_again(store: Store) -> None:
    (saved,) = await add(store, job())
    await store.write(lambda tx: tx.start_print_job(saved, NOON))
    assert await store.write(lambda tx: tx.restart_print_jobs("restarted", LATER)) == 1
    assert await state(store, saved.id) is PrintJobState.UNKNOWN
    assert await store.read(lambda tx: tx.was_broken_off("mutfak"))
    assert not await store.write(lambda tx: tx.start_print_job(saved, LATER))
    (asking,) = await store.read(lambda tx: tx.open_print_jobs())
    assert asking.asks


@pytest.mark.parametrize("printed", [True, False])
async def test_a_persons_answer_ends_the_question(store: Store, printed: bool) -> None:
    (saved,) = await add(store, job())
    await store.write(lambda tx: tx.start_print_job(saved, NOON))
    await store.write(lambda tx: tx.end_print_job(saved.id, PrintJobState.UNKNOWN, "stalled", NOON))
    assert await store.write(lambda tx: tx.answer_print_job(saved.id, LATER, printed=printed))
    assert not await store.write(lambda tx: tx.answer_print_job(saved.id, LATER, printed=True))
    assert await store.read(lambda tx: tx.open_print_jobs()) == []
    # The printer may wait for the rest of a picture all the same.
    assert await store.read(lambda tx: tx.was_broken_off("mutfak"))


async def test_the_next_print_of_a_ticket_says_that_it_is_one(store: Store) -> None:
    first, by_hand, other_kitchen = await add(
        store, job(), job(moment=HAND, printer_id="paket"), job(printer_id="mutfak 2")
    )

    async def number(saved: PrintJob) -> int:
        return await store.read(lambda tx: tx.print_number(saved))

    assert [await number(each) for each in (first, by_hand, other_kitchen)] == [1, 1, 1]
    await store.write(lambda tx: tx.start_print_job(first, NOON))
    assert [await number(each) for each in (first, by_hand, other_kitchen)] == [1, 2, 1]
    # It was drawn before that: it does not start with the wrong number.
    assert not await store.write(lambda tx: tx.start_print_job(by_hand, NOON))
    await store.write(lambda tx: tx.end_print_job(first.id, PrintJobState.NOT_BEGUN, "paper_out", NOON))
    assert await store.write(lambda tx: tx.start_print_job(by_hand, NOON))


async def test_old_jobs_expire_and_wait_again_when_a_person_wants_them(store: Store) -> None:
    old, new = await add(store, job(1), job(2))
    await store.write(lambda tx: tx.queue_expired_print_jobs([old.id], LATER))
    assert await store.write(lambda tx: tx.expire_print_jobs(NOON - timedelta(seconds=1), LATER)) == 0
    assert await store.write(lambda tx: tx.expire_print_jobs(NOON, LATER)) == 2
    assert await store.read(lambda tx: tx.next_print_job("mutfak")) is None
    await store.write(lambda tx: tx.queue_expired_print_jobs([new.id], LATER))
    again = await store.read(lambda tx: tx.next_print_job("mutfak"))
    assert again is not None
    assert (again.id, again.created_at) == (new.id, LATER)
    await store.write(lambda tx: tx.cancel_print_jobs([old.id, new.id], LATER))
    assert await store.read(lambda tx: tx.open_print_jobs()) == []


async def test_a_clock_that_was_set_back_lets_no_job_wait_for_ever(store: Store) -> None:
    await add(store, job())
    back = NOON - timedelta(hours=9)
    assert await store.write(lambda tx: tx.expire_print_jobs(back - timedelta(minutes=15), back)) == 1


async def test_a_cancelled_order_takes_its_waiting_tickets_with_it(store: Store) -> None:
    waiting, started, slip = await add(store, job(), job(ticket=COURIER), job(ticket=TicketKind.CANCELLED))
    await store.write(lambda tx: tx.start_print_job(started, NOON))
    await store.write(lambda tx: tx.cancel_waiting_tickets([key_of(1)], LATER))
    states = [await state(store, each.id) for each in (waiting, started, slip)]
    assert states == [PrintJobState.CANCELLED, PrintJobState.SENDING, PrintJobState.QUEUED]


async def test_what_changed_goes_with_the_personal_data_of_the_order(store: Store) -> None:
    await store.write(lambda tx: receive(tx, 1))
    await add(store, job(ticket=TicketKind.CHANGED, detail='{"raw": "Gizliad"}'), job(2, detail="stays"))
    while await store.blank(LATER, without_personal_data):
        pass
    jobs = sorted(await store.read(lambda tx: tx.print_jobs()), key=lambda each: each.id)
    assert [each.detail for each in jobs] == ["", "stays"]


async def test_a_slip_goes_where_the_ticket_lies(store: Store) -> None:
    await store.write(receive)
    await add(store, job())
    await store.write(lambda tx: tx.move_print_jobs("mutfak", "paket"))
    (ticket,) = await store.read(lambda tx: tx.print_jobs())
    assert await store.write(lambda tx: tx.start_print_job(ticket, LATER))
    slips = [job(ticket=kind, moment=PrintMoment.CANCEL) for kind in (TicketKind.CANCELLED, KITCHEN)]
    by_hand = job(ticket=TicketKind.CANCELLED, moment=HAND)
    found = await add(store, *slips, by_hand, job(2, TicketKind.CANCELLED, PrintMoment.CANCEL))
    assert [each.sent_to for each in found[1:]] == ["paket", "mutfak", "mutfak", "mutfak"]


async def test_a_start_whose_commit_got_no_answer_is_the_same_start(store: Store) -> None:
    (waiting,) = await add(store, job())
    assert await store.write(lambda tx: tx.start_print_job(waiting, LATER, "till 1"))
    assert not await store.write(lambda tx: tx.start_print_job(waiting, LATER, "till 1"))
    assert not await store.write(lambda tx: tx.start_print_job(waiting, LATER, "till 2", again=True))
    assert await store.write(lambda tx: tx.start_print_job(waiting, LATER, "till 1", again=True))
