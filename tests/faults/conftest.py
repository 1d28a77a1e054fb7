"""Fixtures for the tests of disk and damage: a small disk, the program as a process, and a vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.cli.conftest import Program
from tests.faults.small_disk import SmallDisk
from tests.harness import POLL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk, removed after the test."""
    small = SmallDisk(tmp_path / "disk")
    small.mount(12 << 10)  # room for a write-ahead log before its first checkpoint (4 MB), and for the rest
    try:
        yield small
    finally:
        small.unmount()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The program as a process, on a folder that does not exist yet."""
    made = Program(tmp_path / "disk" / "orders")
    yield made
    made.end_all()


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a short cooldown."""
    with Simulator(cooldown=POLL_SECONDS) as simulator:
        yield simulator
