"""The program as a process on a virtual screen, driven by X events as from a keyboard and a barcode scanner."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.stories.screen import environment, focus_window, needs_screen, start, virtual_screen, xdotool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_screen


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_screen() as name:
        yield name


def test_enter_accepts_but_a_scanner_does_not(tmp_path: Path, display: str) -> None:
    with Simulator(cooldown=0.2) as sim:
        env = environment(display, sim)
        # Nothing to be read before they are accepted.
        plain = {"items": [{"name": "Lahmacun", "quantity": 1, "price": 90, "total": 90}], "total": 90}
        first, second = (
            sim.add_order(note="", discount="0", courier_fee=0, order_tip=0, **plain) for _ in range(2)
        )
        process = start(tmp_path, sim, env)
        try:
            assert sim.wait_for(
                lambda: sim.orders[first].acknowledged and sim.orders[second].acknowledged, 20
            )
            focus_window(env)
            xdotool(env, "type", "--delay", "3", "8690525041234\n")
            xdotool(env, "type", "--delay", "3", "\n45\n")
            polls = len(sim.calls("get-current"))
            assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 12, 10)
            assert sim.calls("accept") == []

            xdotool(env, "key", "Return")
            assert sim.wait_for(lambda: sim.orders[first].accepts == [30], 10)
            assert sim.orders[second].accepts == []
            # A second start brings this window to the front and ends with 0.
            with start(tmp_path, sim, env) as again:
                assert again.wait(20) == 0
            assert process.poll() is None
        finally:
            process.send_signal(signal.SIGTERM)
            _, complaints = process.communicate(timeout=10)
        assert process.returncode == 0
        assert complaints == b""


def test_the_demo_shows_orders_and_ends_cleanly(tmp_path: Path, display: str) -> None:
    with Simulator() as unused:
        env = environment(display, unused)
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--demo", "--lang", "en"],
        env=env,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    try:
        # The title counts waiting orders; the lively scenario starts with two.
        title = r"^DEMO · Tezgâh \([1-9]"
        window = xdotool(env, "search", "--sync", "--onlyvisible", "--name", title).split()[0]
        assert window
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 0
    assert complaints == b""
