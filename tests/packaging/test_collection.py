"""Tests run in several processes at once, each of which finds them by itself: their names must not depend on when."""

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
    """Return the names of all tests as another process finds them, the long ones and the benchmarks too."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "", "-p", "no:cacheprovider"]
    # What belongs to the run that this test is part of is not handed on: neither its options nor its hashes' seed.
    environ = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "PYTHONHASH"))
    }
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return {line for line in ran.stdout.splitlines() if re.match(r"tests/.*::", line)}


def test_tests_have_the_same_names_in_each_process(request: pytest.FixtureRequest) -> None:
    # This run found its tests seconds ago: a name with a time, a port, an address or a set's order in it differs now.
    # One test alone looks at itself alone; the whole run looks at all.
    here = {item.nodeid for item in request.session.items}
    assert sorted(here - names()) == []
