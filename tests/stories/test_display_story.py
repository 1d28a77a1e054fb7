"""The display goes away: one that is back within seconds gets a new window, another one ends the program."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.stories.screen import Screen, environment, needs_screen, start, xdotool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_screen

# The HTTP library warns of a connection that was just begun when a program ends without its display.
QUIET = {"PYTHONWARNINGS": "ignore:coroutine:RuntimeWarning"}


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    yield made
    made.stop()


def test_a_display_that_comes_back_gets_a_new_window(tmp_path: Path, screen: Screen) -> None:
    with Simulator(cooldown=0.2) as sim:
        env = environment(screen.name, sim) | QUIET
        first = sim.add_order()
        process = start(tmp_path, sim, env)
        try:
            assert sim.wait_for(lambda: sim.orders[first].acknowledged, 20)
            assert xdotool(env, "search", "--sync", "--onlyvisible", "--name", "^Tezgâh")
            screen.stop()
            screen.start()
            second = sim.add_order()
            assert sim.wait_for(lambda: sim.orders[second].acknowledged, 30)
            # Both wait in the title of the new window.
            assert xdotool(env, "search", "--sync", "--onlyvisible", "--name", r"^Tezgâh.*\(2\)")
            assert process.poll() is None
        finally:
            process.send_signal(signal.SIGTERM)
            _, complaints = process.communicate(timeout=20)
        assert (process.returncode, complaints) == (0, b"tezgah: ended unexpectedly: 5\n")


def test_a_display_that_stays_away_ends_the_program_in_order(tmp_path: Path, screen: Screen) -> None:
    with Simulator(cooldown=0.2) as sim:
        env = environment(screen.name, sim) | QUIET
        first = sim.add_order()
        process = start(tmp_path, sim, env)
        try:
            assert sim.wait_for(lambda: sim.orders[first].acknowledged, 20)
            assert xdotool(env, "search", "--sync", "--onlyvisible", "--name", "^Tezgâh")
            screen.stop()
            _, complaints = process.communicate(timeout=40)
        finally:
            process.kill()
        assert (process.returncode, complaints) == (0, b"")
        assert not (tmp_path / "tezgah.lock.json").exists()
