"""Several processes run tests, and each collects them: the names must not depend on time or process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]


def names() -> set[str]:
    """Return the names of all tests, collected in another process, including long tests and benchmarks."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "", "-p", "no:cacheprovider"]
    # Options and hash seed of this run must not reach the other process.
    environ = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "PYTHONHASH"))
    }
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return {line for line in ran.stdout.splitlines() if re.match(r"tests/.*::", line)}


def test_tests_have_the_same_names_in_each_process(request: pytest.FixtureRequest) -> None:
    # A name that contains a time, a port, an address or the order of a set differs between the two collections.
    # Only the tests of this run are compared: run all tests to compare all names.
    here = {item.nodeid for item in request.session.items}
    assert sorted(here - names()) == []
