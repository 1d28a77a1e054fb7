"""The clocks and the network of the machine itself."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from desktop.system.machine.clock import now, steady
from desktop.system.machine.network import has_route


def test_now_is_aware_and_right() -> None:
    assert now().tzinfo is UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_steady_seconds_never_go_back_and_are_seconds() -> None:
    began, reference = steady(), time.monotonic()
    seen = [steady() for _ in range(1000)]
    assert seen == sorted(seen)
    assert abs((steady() - began) - (time.monotonic() - reference)) < 0.5


def test_steady_seconds_count_time_asleep() -> None:
    if sys.platform != "linux":
        pytest.skip("needs a clock of Linux")
    assert abs(steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1.0


def test_asking_for_a_route_is_quick_and_says_yes_or_no() -> None:
    began = time.monotonic()
    assert has_route() in {True, False}
    assert time.monotonic() - began < 0.5


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_route_is_what_the_routing_table_says() -> None:
    with open("/proc/net/route", encoding="ascii") as table:  # noqa: PTH123
        ipv4 = any(line.split()[1] == "00000000" for line in table.readlines()[1:])
    if ipv4:
        assert has_route()
