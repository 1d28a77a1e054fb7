"""One poll with 500 new orders from a vendor 20 ms away: against saving and acknowledging one after the other."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ORDERS = 500
RUNS = 5


def usual_environment() -> dict[str, str]:
    """The environment without what a test machine sets: everywhere else Python keeps compiled modules."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def measure(folder: Path, how: str) -> dict[str, float]:
    """Run one process against a simulator of its own, in another process."""
    env = usual_environment() | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "desktop.simulator",
        "--scenario",
        "quiet",
        "--latency",
        "0.02",
        "--orders",
        str(ORDERS),
    ]
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
        f"all acknowledged: median {statistics.median(run['acknowledged'] for run in ours):.2f} s, against one after the other"
        f" 1/{1 / statistics.median(ratios):.1f} (1/{1 / max(ratios):.1f}–1/{1 / min(ratios):.1f}), reach 1/8"
    )
    for name, reach in (("saved", 150), ("painted", 150), ("stall", 50)):
        values = [1000 * run[name] for run in ours]
        what = {
            "saved": "answer → all saved",
            "painted": "answer → first card painted",
            "stall": "longest stall of the GUI loop",
        }
        print(
            f"{what[name]}: median {statistics.median(values):.0f} ms ({min(values):.0f}–{max(values):.0f}), reach {reach} ms"
        )
