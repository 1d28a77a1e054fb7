"""The map's browser, on a real screen: it gets no credentials, though the window that opens it was restarted with them."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import psutil

from desktop.simulator import Simulator
from tests.stories.screen import environment, focus_window, needs_screen, start, virtual_screen, xdotool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_screen


def test_the_browser_of_the_map_gets_no_token(tmp_path: Path) -> None:
    seen, programs = tmp_path / "seen", tmp_path / "programs"
    programs.mkdir()
    browser = programs / "xdg-open"
    browser.write_text(f'#!/bin/sh\nenv > {seen}.new\necho "$@" >> {seen}.new\nmv {seen}.new {seen}\n')
    browser.chmod(0o700)
    with virtual_screen() as display, Simulator(cooldown=0.2) as sim:
        env = environment(display, sim) | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        env.pop("TEZGAH_NO_SUPERVISOR", None)
        env["DISPLAY_OF_THE_TEST"] = display
        supervisor = start(tmp_path, sim, env)
        try:
            assert sim.wait_for(lambda: bool(sim.calls("get-current")), 30)
            (window,) = psutil.Process(supervisor.pid).children()
            window.kill()
            polls = len(sim.calls("get-current"))
            assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 1, 30), (
                "no token after a crash"
            )
            key = sim.add_order(shipping_method="delivery")
            assert sim.wait_for(lambda: sim.orders[key].acknowledged, 20)
            end = time.monotonic() + 20
            while not seen.exists() and time.monotonic() < end:
                focus_window(env)
                xdotool(env, "key", "h")
                sim.wait_for(seen.exists, 0.5)
            found = seen.read_text()
        finally:
            supervisor.send_signal(signal.SIGTERM)
            supervisor.communicate(timeout=20)
    assert "maps" in found
    assert f"DISPLAY_OF_THE_TEST={display}" in found
    assert sim.access_token not in found
    assert "TEZGAH_" not in found
