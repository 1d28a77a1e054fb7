"""One poll with 500 new orders from a vendor 20 ms away, compared with the vendor's sample: one order after the other."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.processes import HERE, ROOT, screen, usual_environment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.bench

ORDERS = 500
RUNS = 5


def measure(folder: Path, how: str) -> dict[str, float]:
    """Run one process against a simulator in another process; returns seconds by name."""
    folder.mkdir()
    with screen() as display:
        return measured(folder, how, usual_environment() | display)


def measured(folder: Path, how: str, env: dict[str, str]) -> dict[str, float]:
    """Return the figures that `rush_window.py` prints."""
    simulator_command = [sys.executable, "-m", "desktop.simulator", "--scenario", "quiet"]
    command = [*simulator_command, "--latency", "0.02", "--orders", str(ORDERS)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        url = simulator.stdout.readline().strip().partition("=")[2]
        token = simulator.stdout.readline().strip().partition("=")[2]
        arguments = [str(HERE / "rush_window.py"), str(folder), url, token, str(ORDERS), how]
        try:
            output = subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE
            ).stdout
        finally:
            simulator.terminate()
    result: dict[str, float] = json.loads(output)
    return result


def test_a_rush(tmp_path: Path) -> None:
    ours, ratios = [], []
    for run in range(RUNS):
        mine = measure(tmp_path / f"ours-{run}", "ours")
        sample = measure(tmp_path / f"sample-{run}", "one-by-one")
        ours.append(mine)
        ratios.append(mine["acknowledged"] / sample["acknowledged"])
    print(
        f"\n{ORDERS} new orders, vendor 20 ms away, window shown ({RUNS} pairs of runs):\n"
        f"last acknowledgement: median {statistics.median(run['acknowledged'] for run in ours):.2f} s, ratio to the sample"
        f" {statistics.median(ratios):.3f} ({min(ratios):.3f}–{max(ratios):.3f}), goal 0.11"
    )
    for name, goal in (("saved", 150), ("painted", 150), ("stall", 50)):
        values = [1000 * run[name] for run in ours]
        title = {
            "saved": "answer → all saved",
            "painted": "answer → first card painted",
            "stall": "longest stall of the GUI loop",
        }
        print(
            f"{title[name]}: median {statistics.median(values):.0f} ms ({min(values):.0f}–{max(values):.0f}), goal {goal} ms"
        )
