"""Lists of the vendor: published at the start, read from the vendor, and kept for when it cannot be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.sales.payment import KNOWN, PaymentName
from desktop.sync.events import PaymentNamesChanged, ReasonsChanged
from desktop.sync.jobs import vendor_lists
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

MEAL = PaymentName("MEAL_CARD", "Yemek Kartı")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor_lists, "_NOT_AT_ONCE", 0.0)
    monkeypatch.setattr(vendor_lists, "_AFTER_FAILURE", 0.02)


def names(counter: Counter) -> list[tuple[PaymentName, ...]]:
    return [event.names for event in counter.reports if isinstance(event, PaymentNamesChanged)]


async def test_the_documented_lists_are_there_before_the_vendor_answers(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, keyless=True) as counter:
        assert names(counter) == [KNOWN]
        assert [event for event in counter.reports if isinstance(event, ReasonsChanged)]


async def test_the_vendors_list_is_published_and_survives_a_restart(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = {"paymentMethod": [{"key": MEAL.key, "name": MEAL.name}], "shippingMethod": []}
    monkeypatch.setattr("desktop.simulator.marketplace.VARIABLES", listed)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: names(counter)[-1] == (MEAL,))
    async with Counter(sim, tmp_path, keyless=True) as counter:
        assert names(counter) == [(MEAL,)]


async def test_a_list_that_failed_is_asked_for_again_and_the_other_is_not(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("variables", "status", http=500, times=2)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(names(counter)) > 1)
        assert len(sim.calls("variables")) == 3
        assert len(sim.calls("cancel-reasons")) == 1
