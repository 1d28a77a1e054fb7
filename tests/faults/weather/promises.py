"""What must always hold, whatever the weather: one check for every trial."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.board import CommandState
from tests.faults.small_disk import acknowledged, saved
from tests.faults.weather.watched_counter import MINUTES

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

LATE = 3.0
"""Seconds by which silence may be said late on a busy machine."""


@dataclass
class Seen:
    """What people would have seen, from the lines of one or more runs of the counter."""

    cards: dict[str, tuple[int, str, bool]] = field(default_factory=dict)
    """The last card of each order: status, state of the accept, whether it is in doubt."""
    ever_confirmed: set[str] = field(default_factory=set)
    announced: list[str] = field(default_factory=list)
    troubles: set[str] = field(default_factory=set)
    silences: list[tuple[float, float | None]] = field(default_factory=list, repr=False)
    """For each pause between two saved answers: its seconds, and after how many of them it was said; None for never."""

    def read(self, lines: list[dict[str, Any]]) -> None:
        """Take over the lines of one run, the oldest first."""
        if not lines:
            return
        since, said_at, ended_at = lines[0]["at"], None, lines[-1]["at"]
        for line in lines:
            for key, (status, state, in_doubt) in line.get("cards", {}).items():
                self.cards[key] = (status, state, in_doubt)
                if state == CommandState.CONFIRMED:
                    self.ever_confirmed.add(key)
            self.announced += line.get("announced", ())
            self.troubles.update(line.get("troubles", ()))
            if line.get("silent") and said_at is None:
                said_at = line["at"] - since
            if line.get("poll") == "answered":
                self.silences.append((line["at"] - since, said_at))
                since, said_at = line["at"], None
        self.silences.append((ended_at - since, said_at))


def check(folder: Path, sim: Simulator, seen: Seen, *, silent_after: float) -> None:
    """Check, after the weather is over and the program has ended, that every promise was kept.

    Args:
        folder: of the data.
        sim: the vendor.
        seen: what people saw.
        silent_after: seconds after which silence must have been said.
    """
    here = saved(folder)
    assert acknowledged(sim) <= here, "an acknowledged order is not saved"
    assert here == set(sim.orders), "a listed order is not saved"
    assert set(seen.cards) >= here, "a saved order is not shown"
    with contextlib.closing(sqlite3.connect(folder / "tezgah.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        received = Counter(
            key for (key,) in database.execute("SELECT payment_key FROM events WHERE kind = 'received'")
        )
    assert received == Counter(here), "an order was received twice"
    assert max(Counter(seen.announced).values(), default=1) == 1, "an order was announced twice"
    for key, order in sim.orders.items():
        assert len(order.accepts) <= 1, "an order was accepted twice"
        _, state, in_doubt = seen.cards[key]
        if key in seen.ever_confirmed:
            assert order.accepts == [MINUTES], "a card said confirmed, and the vendor had no accept"
        if state == CommandState.CONFIRMED:
            assert order.accepts == [MINUTES]
        elif not in_doubt and state == CommandState.REFUSED:
            assert order.accepts == [], "a card says refused, and the vendor has the accept"
        # Every other card says that it is not known yet.
    for seconds, said in seen.silences:
        if seconds > silent_after + LATE:
            assert said is not None, f"{seconds:.0f} s of silence were never said"
            assert said <= silent_after + LATE, f"silence was said after {said:.1f} s"
