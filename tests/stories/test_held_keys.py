"""Keys that stay pressed, on a real X11 screen: one press moves one order, whatever the repeats look like."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from desktop.simulator import Simulator
from desktop.ui.board.selection import PAGE_PAUSE
from tests.stories.screen import (
    environment,
    focus_window,
    needs_screen,
    set_key_repeat,
    start,
    virtual_screen,
    xdotool,
)

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

pytestmark = needs_screen


class Counter(NamedTuple):
    """The running program, its vendor and its screen."""

    sim: Simulator
    display: str
    env: dict[str, str]

    def accepted(self) -> int:
        return len(self.sim.calls("accept"))

    def polled(self, times: int) -> None:
        """Wait for so many polls: whatever a key started has reached the vendor by then."""
        polls = len(self.sim.calls("get-current"))
        assert self.sim.wait_for(lambda: len(self.sim.calls("get-current")) >= polls + times, 20)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("held")
    with virtual_screen() as display, Simulator(cooldown=0.2) as sim:
        env = environment(display, sim)
        # Nothing to be read before they are accepted.
        plain = {"items": [{"name": "Lahmacun", "quantity": 1, "price": 90, "total": 90}], "total": 90}
        keys = [sim.add_order(note="", discount="0", courier_fee=0, order_tip=0, **plain) for _ in range(40)]
        process: subprocess.Popen[bytes] = start(folder, sim, env)
        try:
            assert sim.wait_for(lambda: all(sim.orders[key].acknowledged for key in keys), 40)
            focus_window(env)
            found = Counter(sim, display, env)
            # The board has just come: keys pause for two seconds, and the window says so. A poll each 0.2 seconds.
            found.polled(15)
            yield found
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)


@pytest.mark.parametrize(
    ("delay", "interval", "seconds"),
    [(200, 40, 2.5), (250, 33, 2.0), (250, 20, 2.0), (300, 60, 2.5), (660, 40, 3.0), (200, 150, 2.5)],
)
def test_a_held_enter_accepts_one_order(counter: Counter, delay: int, interval: int, seconds: float) -> None:
    set_key_repeat(counter.display, delay, interval)
    before = counter.accepted()
    xdotool(counter.env, "keydown", "Return")
    time.sleep(seconds)  # the length of the hold is what is tested
    xdotool(counter.env, "keyup", "Return")
    counter.polled(4)
    assert counter.accepted() == before + 1


def test_the_enter_of_the_number_pad_accepts_one_order(counter: Counter) -> None:
    set_key_repeat(counter.display, 200, 40)
    before = counter.accepted()
    xdotool(counter.env, "keydown", "KP_Enter")
    time.sleep(2.0)
    xdotool(counter.env, "keyup", "KP_Enter")
    counter.polled(4)
    assert counter.accepted() == before + 1


def test_a_held_space_marks_one_order(counter: Counter) -> None:
    """An even number of repeats would take the mark away, and Ctrl+Enter would accept nothing."""
    for seconds in (1.0, 1.04, 1.09):
        before = counter.accepted()
        xdotool(counter.env, "keydown", "space")
        time.sleep(seconds)
        xdotool(counter.env, "keyup", "space")
        xdotool(counter.env, "keydown", "ctrl", "keydown", "Return")
        time.sleep(seconds)
        xdotool(counter.env, "keyup", "Return", "keyup", "ctrl")
        counter.polled(4)
        assert counter.accepted() == before + 1


def test_single_presses_each_count(counter: Counter) -> None:
    before = counter.accepted()
    for _press in range(3):
        xdotool(counter.env, "key", "Return")
        counter.polled(6)
    assert counter.accepted() == before + 3


def test_a_held_arrow_still_moves_on(counter: Counter) -> None:
    """The last order is selected and accepted, not the second."""
    waiting = [key for key, order in counter.sim.orders.items() if not order.accepts]
    set_key_repeat(counter.display, 200, 30)
    xdotool(counter.env, "keydown", "Down")
    time.sleep(2.5)
    xdotool(counter.env, "keyup", "Down")
    counter.polled(2)
    xdotool(counter.env, "key", "Return")
    assert counter.sim.wait_for(lambda: bool(counter.sim.orders[waiting[-1]].accepts), 10)


ACCEPT = ("1100", "725")
"""A point on the large Accept button: the window fills the screen."""


@pytest.mark.parametrize(("clicks", "delay"), [(2, 40), (2, 120), (4, 80), (3, 110)])
def test_quick_clicks_on_accept_accept_one_order(counter: Counter, clicks: int, delay: int) -> None:
    counter.polled(4)  # no pause of the press before
    before = counter.accepted()
    xdotool(counter.env, "mousemove", *ACCEPT, "click", "--repeat", str(clicks), "--delay", str(delay), "1")
    counter.polled(4)
    assert counter.accepted() == before + 1


def test_a_burst_of_a_scanner_moves_nothing(counter: Counter) -> None:
    before = counter.accepted()
    for text in ("8690525041234\n", "11111111111\n", "\n\n\n", "   \n"):
        xdotool(counter.env, "type", "--delay", "3", text)
    counter.polled(4)
    assert counter.accepted() == before


def test_enter_right_after_a_page_accepts_nothing(counter: Counter) -> None:
    for _attempt in range(5):
        xdotool(counter.env, "key", "F7")
        counter.polled(2)
        before, began = counter.accepted(), time.monotonic()
        keys = "key Escape sleep 0.3 key Return sleep 0.3 key Return keydown Return"
        xdotool(counter.env, *keys.split())
        took = time.monotonic() - began
        xdotool(counter.env, "sleep", "1.5", "keyup", "Return")
        counter.polled(4)
        # Keys that a busy machine gave later than that are presses like any other.
        if took < PAGE_PAUSE - 0.5:
            assert counter.accepted() == before
            return
    pytest.fail("the keys never came in time")
