"""One ticket's way to the acted printer, in each of its moods: printed, handed over, not begun or unknown."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.delivery import CUT, Delivered, Delivery, Habits, Readiness
from desktop.printing.line import CannotOpenError, TcpLine
from desktop.simulator.printer import ActedPrinter
from tests.sync.printing.acting import PATIENT, SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.printing.delivery import Patience

ROW = 72
UNKNOWN = Habits()
KNOWN = Habits(answers=True, proves=True)


def ticket(bands: int = 4, mark: int = 0x5A) -> bytes:
    """Return bands of 100 rows that are black in places, and a cut."""
    band = b"\x1dv0\0" + bytes([ROW, 0, 100, 0]) + bytes([mark]) * ROW * 100
    return b"\x1b@" + band * bands + CUT


@pytest.fixture
def printer() -> Iterator[ActedPrinter]:
    with ActedPrinter() as acted:
        yield acted


class Attempt:
    """An attempt to print, and what was said about it meanwhile."""

    def __init__(self, printer: ActedPrinter, habits: Habits = UNKNOWN, patience: Patience = PATIENT) -> None:
        self.problems: list[PrinterProblem | None] = []
        self.give_up = threading.Event()
        self.delivery = Delivery(
            TcpLine("127.0.0.1", printer.port, patience.connect),
            habits,
            patience=patience,
            give_up=self.give_up,
            on_problem=self.problems.append,
        )
        self.result: list[Delivered] = []

    def check(self, clean_row: int = 0) -> Readiness:
        return self.delivery.check(clean_row=clean_row)

    def send(self, data: bytes | None = None, ident: bytes = b"0001") -> Delivered:
        return self.delivery.send(ticket() if data is None else data, ident)

    def start(self, data: bytes | None = None) -> threading.Thread:
        thread = threading.Thread(target=lambda: self.result.append(self.send(data)), daemon=True)
        thread.start()
        return thread


def until(condition: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_printer_that_answers_the_id_has_printed(printer: ActedPrinter) -> None:
    attempt = Attempt(printer)
    assert attempt.check().problem is None
    delivered = attempt.send(ident=b"00A7")
    assert (delivered.state, delivered.habits) == (PrintJobState.PRINTED, KNOWN)
    assert printer.ids == ["00A7"]
    (sheet,) = printer.tickets
    assert len(sheet.rows) == 400
    assert sheet.rows[0] == bytes([0x5A]) * ROW


def test_one_that_knows_no_ids_proves_it_with_its_sensor(printer: ActedPrinter) -> None:
    printer.set_mood(proves=False)
    attempt = Attempt(printer)
    attempt.check()
    delivered = attempt.send()
    assert (delivered.state, delivered.habits) == (PrintJobState.PRINTED, Habits(answers=True))


def test_a_printer_that_never_answers_gets_the_ticket_handed_over(printer: ActedPrinter) -> None:
    printer.set_mood(mute=True)
    attempt = Attempt(printer, patience=SHORT)
    assert attempt.check() == Readiness(None, Habits(answers=False))
    assert attempt.send().state is PrintJobState.HANDED_OVER
    assert printer.wait_for(lambda: len(printer.tickets) == 1, 5)


def test_one_that_answered_before_and_is_mute_now_has_not_begun(printer: ActedPrinter) -> None:
    printer.set_mood(mute=True)
    assert Attempt(printer, KNOWN, SHORT).check().problem is PrinterProblem.MUTE
    assert printer.rows_printed == 0


def test_another_client_of_the_printer_delays_the_ticket(printer: ActedPrinter) -> None:
    printer.set_mood(busy=True)
    assert Attempt(printer, KNOWN, SHORT).check().problem is PrinterProblem.MUTE
    printer.set_mood(busy=False)
    attempt = Attempt(printer, KNOWN)
    assert attempt.check().problem is None
    assert attempt.send().state is PrintJobState.PRINTED


@pytest.mark.parametrize(
    ("mood", "problem"),
    [("paper_out", PrinterProblem.PAPER_OUT), ("cover_open", PrinterProblem.COVER_OPEN)],
)
def test_paper_and_cover_are_asked_for_before(
    printer: ActedPrinter, mood: str, problem: PrinterProblem
) -> None:
    printer.set_mood(**{mood: True})
    assert Attempt(printer).check().problem is problem
    printer.set_mood(**{mood: False})
    assert printer.wait_for(lambda: printer.rows_printed > 0, 0.2) is False


def test_low_paper_is_told_and_prints(printer: ActedPrinter) -> None:
    printer.set_mood(paper_low=True)
    attempt = Attempt(printer)
    readiness = attempt.check()
    assert (readiness.problem, readiness.is_paper_low) == (None, True)
    assert attempt.send().state is PrintJobState.PRINTED


@pytest.mark.parametrize("buffer", [2_000, 4_000_000])
def test_paper_that_runs_out_in_the_middle_and_is_put_in_ends_it_printed(
    printer: ActedPrinter, buffer: int
) -> None:
    printer.set_mood(rows_left=150, buffer=buffer)
    attempt = Attempt(printer)
    assert attempt.check().problem is None
    thread = attempt.start()
    expected = PrinterProblem.STALLED if buffer < 20_000 else PrinterProblem.PAPER_OUT
    until(lambda: expected in attempt.problems)
    assert printer.rows_printed == 150
    printer.set_mood(rows_left=None)
    thread.join(10)
    assert attempt.result[0].state is PrintJobState.PRINTED
    assert [len(sheet.rows) for sheet in printer.tickets] == [400]


def test_a_connection_that_ends_in_the_middle_is_unknown_and_the_next_ticket_is_whole(
    printer: ActedPrinter,
) -> None:
    printer.set_mood(drop_after=10_000)
    attempt = Attempt(printer, KNOWN)
    attempt.check()
    delivered = attempt.send()
    assert (delivered.state, delivered.problem) == (PrintJobState.UNKNOWN, PrinterProblem.BROKEN_OFF)
    after = Attempt(printer, KNOWN)
    assert after.check(clean_row=ROW).problem is None
    assert after.send(ticket(2, mark=0xC3)).state is PrintJobState.PRINTED
    broken, whole = printer.tickets
    assert set(broken.trimmed()[:-1]) == {bytes([0x5A]) * ROW}  # the last row broke off too
    assert whole.rows == [bytes([0xC3]) * ROW] * 200
    assert broken.garbage == whole.garbage == 0


def test_without_the_white_rows_the_next_ticket_is_garbage(printer: ActedPrinter) -> None:
    printer.set_mood(drop_after=10_000)
    attempt = Attempt(printer, KNOWN)
    attempt.check()
    attempt.send()
    after = Attempt(printer, KNOWN)
    after.check()
    after.send(ticket(2, mark=0xC3))
    assert printer.wait_for(lambda: printer.rows_printed > 0, 5)
    assert not any(sheet.rows == [bytes([0xC3]) * ROW] * 200 for sheet in printer.tickets)


def test_no_answer_in_the_middle_is_unknown_after_a_while(printer: ActedPrinter) -> None:
    attempt = Attempt(printer, KNOWN, SHORT)
    attempt.check()
    printer.set_mood(mute=True)
    delivered = attempt.send()
    assert (delivered.state, delivered.problem) == (PrintJobState.UNKNOWN, PrinterProblem.MUTE)


def test_a_ticket_that_is_given_up_ends_at_once_and_is_unknown(printer: ActedPrinter) -> None:
    printer.set_mood(rows_left=10, buffer=1_000)
    attempt = Attempt(printer, KNOWN)
    attempt.check()
    thread = attempt.start()
    until(lambda: PrinterProblem.STALLED in attempt.problems)
    attempt.give_up.set()
    thread.join(5)
    assert attempt.result[0].state is PrintJobState.UNKNOWN


def test_a_slow_printer_with_a_small_buffer_prints_everything(printer: ActedPrinter) -> None:
    printer.set_mood(rows_per_second=2000, buffer=1_000)
    attempt = Attempt(printer)
    attempt.check()
    assert attempt.send(ticket(6)).state is PrintJobState.PRINTED
    assert [len(sheet.rows) for sheet in printer.tickets] == [600]


def test_a_printer_without_power_cannot_be_reached(printer: ActedPrinter) -> None:
    printer.set_mood(power=False)
    until(lambda: not _answers(printer))
    with pytest.raises(CannotOpenError):
        TcpLine("127.0.0.1", printer.port, 1)
    printer.set_mood(power=True)
    until(lambda: _answers(printer))


def _answers(printer: ActedPrinter) -> bool:
    try:
        TcpLine("127.0.0.1", printer.port, 1).close()
    except CannotOpenError:
        return False
    return True


def test_questions_inside_a_picture_are_answered_at_once(printer: ActedPrinter) -> None:
    line = TcpLine("127.0.0.1", printer.port, 1)
    line.send(b"\x1dv0\0" + bytes([ROW, 0, 100, 0]) + b"\x10\x04\x04")
    line.wait(5, to_send=False)
    assert line.receive() == b"\x12"
    line.close()
