"""Versions of Python, OpenSSL and SQLite that other people may get."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import floors

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"Python": (3, 13, 99), "OpenSSL": (3, 0, 99), "SQLite": (3, 99, 0)}


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [
        ("Python", (3, 13, 0), "Python 3.13.0 is older than 3.13."),
        ("OpenSSL", (3, 0, 19), "OpenSSL 3.0.19 is older than 3.0.22"),
        ("OpenSSL", (3, 1, 8), "does not know"),
        ("SQLite", (3, 40, 1), "SQLite 3.40.1 is older than 3.50.4"),
    ],
)
def test_an_old_part_is_refused(name: str, version: tuple[int, ...], said: str) -> None:
    assert floors.problems(GOOD) == []
    (line,) = floors.problems(GOOD | {name: version})
    assert said in line


def test_a_distribution_mends_without_changing_the_number() -> None:
    old = GOOD | {"OpenSSL": (3, 0, 2)}
    assert floors.problems(old, lambda name: True if name == "OpenSSL" else None) == []
    (line,) = floors.problems(old, lambda name: False if name == "OpenSSL" else None)
    assert "newer package" in line


POLICY = """\
libssl3:
  Installed: 3.0.19-1~deb12u1
  Candidate: 3.0.22-1~deb12u1
  Version table:
"""


def test_the_newest_package_of_a_distribution_is_recognised() -> None:
    assert floors.is_newest(POLICY) is False
    assert floors.is_newest(POLICY.replace("22", "19")) is True
    assert floors.is_newest("N: Unable to locate package x") is None


def test_each_floor_says_when_and_why() -> None:
    for floor in floors.FLOORS:
        assert date.fromisoformat(floor.since) <= date.today()  # noqa: DTZ011 - a day
        assert floor.why
        assert floor.least[: len(floor.line)] == floor.line


def test_the_versions_of_this_python_are_read() -> None:
    found = floors.versions()
    assert found["Python"] == sys.version_info[:3]
    assert all(len(version) == 3 for version in found.values())
    assert found["OpenSSL"] > (1, 1, 0)


def test_a_release_with_an_old_part_is_not_built() -> None:
    script = "import sys, floors; floors.versions = lambda: {'SQLite': (3, 1, 0)};"
    script += "floors.newest_of_distribution = lambda name: None;"
    for release in (True, False):
        done = subprocess.run(
            [sys.executable, "-c", script + f"sys.exit(0 if floors.check(release={release}) else 1)"],
            cwd=ROOT / "packaging",
            capture_output=True,
            encoding="utf-8",
            env={"PYTHONUTF8": "1", "SYSTEMROOT": "C:\\Windows"},
            check=False,
        )
        assert "SQLite 3.1.0" in done.stdout
        assert done.returncode == (1 if release else 0)
