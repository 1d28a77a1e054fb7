from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from desktop.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A vendor without a cooldown."""
    with Simulator(cooldown=0.0) as simulator:
        yield simulator


@pytest.fixture
def client(sim: Simulator) -> Iterator[httpx.Client]:
    """An HTTP client with the token and no other knowledge."""
    with httpx.Client(
        base_url=sim.base_url, headers={"Access-Token": sim.access_token}, trust_env=False, timeout=5.0
    ) as made:
        yield made
