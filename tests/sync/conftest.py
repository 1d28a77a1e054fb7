from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.harness import POLL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor with a cooldown that tests can wait for."""
    with Simulator(cooldown=POLL_SECONDS) as simulator:
        yield simulator
