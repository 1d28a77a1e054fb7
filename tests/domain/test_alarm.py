"""The sounds that ring: a table of orders on the board and their waiting times."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from desktop.domain.alarm import LOWEST_VOLUME, Alarm, AlarmSettings, AlarmStage, Ring, decide, volume
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SETTINGS = AlarmSettings()


def order(waited: float = 0.0, *, status_id: int = 1, muted: bool = False, gone: bool = False) -> BoardOrder:
    # The number contains the waiting time.
    return BoardOrder(
        order=Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", status_id, number=str(waited)),
        received_at=NOW,
        changed_at=NOW,
        accepted_at=None if status_id == 1 else NOW,
        muted=muted,
        gone_at=NOW if gone else None,
    )


def alarm(*orders: BoardOrder, lost: bool = False) -> Alarm:
    return decide(orders, lambda each: float(each.order.number), SETTINGS, lost=lost)


@pytest.mark.parametrize(
    ("orders", "lost", "expected"),
    [
        ([], False, Alarm()),
        ([order()], False, Alarm(1, 0, AlarmStage.CALM, (Ring.NEW,))),
        ([order(119.9)], False, Alarm(1, 0, AlarmStage.CALM, (Ring.NEW,))),
        ([order(120)], False, Alarm(1, 0, AlarmStage.WAITING, (Ring.WAITING,))),
        ([order(), order(300)], False, Alarm(2, 0, AlarmStage.URGENT, (Ring.URGENT,))),
        ([order(muted=True)], False, Alarm(1, 1)),
        # The oldest sounding order decides the stage.
        ([order(900, muted=True), order()], False, Alarm(2, 1, AlarmStage.CALM, (Ring.NEW,))),
        ([order(900, status_id=2)], False, Alarm()),
        ([order(900, gone=True)], False, Alarm()),
        ([], True, Alarm(signals=(Ring.LOST,))),
        # An order and a lost connection take turns, so that neither hides the other.
        ([order(130)], True, Alarm(1, 0, AlarmStage.WAITING, (Ring.WAITING, Ring.LOST))),
    ],
)
def test_each_board_has_its_sounds(orders: list[BoardOrder], *, lost: bool, expected: Alarm) -> None:
    assert alarm(*orders, lost=lost) == expected


def test_a_lost_connection_alone_is_no_ringing_order() -> None:
    assert not alarm(lost=True).rings
    assert alarm(order()).rings


NIGHT = AlarmSettings(
    quiet_from=time(22, 30),
    quiet_until=time(8, 0),
    quiet_volume=0.1,
    volumes={Ring.CHANGED: 0.5, Ring.NEW: 0.8, Ring.URGENT: 0.0},
)


@pytest.mark.parametrize(
    ("signal", "at", "expected"),
    [
        (Ring.NEW, time(12, 0), 0.8),
        (Ring.NEW, time(23, 0), LOWEST_VOLUME),
        (Ring.NEW, time(7, 59), LOWEST_VOLUME),
        (Ring.NEW, time(8, 0), 0.8),
        (Ring.CHANGED, time(22, 29), 0.5),
        (Ring.CHANGED, time(22, 30), 0.05),
        # A waiting order is audible with any setting.
        (Ring.URGENT, time(12, 0), LOWEST_VOLUME),
        (Ring.LOST, time(12, 0), 1.0),
        (Ring.LOST, time(0, 0), 0.1),
    ],
)
def test_each_sound_has_its_volume(signal: Ring, at: time, expected: float) -> None:
    assert volume(signal, NIGHT, at) == pytest.approx(expected)


def test_quiet_hours_need_both_ends() -> None:
    for settings in (
        AlarmSettings(quiet_volume=0.0),
        AlarmSettings(quiet_from=time(1), quiet_volume=0.0),
        AlarmSettings(quiet_from=time(1), quiet_until=time(1), quiet_volume=0.0),
    ):
        assert volume(Ring.LOST, settings, time(1)) == 1.0
