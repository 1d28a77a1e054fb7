"""When the sound about tickets is played."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop.domain.printing.bell import AGAIN_AFTER, PrinterBell
from desktop.domain.trouble import Trouble, TroubleKind

AT = datetime(2026, 11, 22, 19, 2, tzinfo=UTC)
OUT = Trouble(TroubleKind.PRINTER, AT, "paper_out\nMutfak")
LOW = Trouble(TroubleKind.PRINTER, AT, "paper_low\nMutfak")
UNKNOWN = Trouble(TroubleKind.PRINT_UNKNOWN, AT, "4821", payment_key="a")
EXPIRED = Trouble(TroubleKind.PRINT_EXPIRED, AT, count=2)
LOST = Trouble(TroubleKind.UNREACHABLE, AT)


@pytest.mark.parametrize("trouble", [OUT, UNKNOWN, EXPIRED])
def test_a_missing_ticket_is_heard_at_once_and_again_until_somebody_looks(trouble: Trouble) -> None:
    bell = PrinterBell()
    assert bell.follow([LOST, trouble], 10.0)
    assert not bell.follow([trouble], 20.0), "it is known"
    assert not bell.is_due(10.0 + AGAIN_AFTER - 1)
    assert bell.is_due(10.0 + AGAIN_AFTER)
    assert not bell.is_due(10.0 + AGAIN_AFTER + 1)
    assert bell.is_due(10.0 + 2 * AGAIN_AFTER)
    bell.look()
    assert not bell.is_due(10.0 + 9 * AGAIN_AFTER)


def test_paper_that_ends_soon_is_heard_once() -> None:
    bell = PrinterBell()
    assert bell.follow([LOW], 0.0)
    assert not bell.is_due(AGAIN_AFTER)


def test_a_new_problem_is_heard_after_a_look_at_another_one() -> None:
    bell = PrinterBell()
    assert bell.follow([OUT], 0.0)
    bell.look()
    assert bell.follow([OUT, UNKNOWN], 5.0)
    assert bell.is_due(5.0 + AGAIN_AFTER)


def test_what_is_mended_is_silent_and_a_second_time_is_new() -> None:
    bell = PrinterBell()
    assert bell.follow([OUT], 0.0)
    assert not bell.follow([], 1.0)
    assert not bell.is_due(AGAIN_AFTER)
    assert bell.follow([OUT], 500.0)


def test_other_problems_are_none_of_its_business() -> None:
    bell = PrinterBell()
    assert not bell.follow([LOST], 0.0)
    assert not bell.is_due(AGAIN_AFTER)
