"""Tills in Greek letters, and a record of what their page asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from desktop.domain.tills import StoreLine, StoreProblem, Till
from desktop.domain.trouble import Trouble, TroubleKind
from desktop.system.settings.table import SETTINGS
from desktop.ui.settings.rows import SettingItem
from tests.ui.made import NOW

LOST = NOW - timedelta(minutes=3)
PLACE = "Ταμείο-1"
LINE = StoreLine("postgres", PLACE)
LOST_LINE = StoreLine("postgres", PLACE, LOST, StoreProblem.UNREACHABLE)
TROUBLE = Trouble(TroubleKind.STORE_LOST, LOST, f"unreachable\n{PLACE}")


def till(name: str, silent: float = 2.0, **fields: Any) -> Till:
    """Return a till that was last heard of so many seconds ago."""
    said = {"version": "1.9.0", "address": "Υπολογιστής", "leads": False, "may_lead": True, "is_here": False}
    seen_at = NOW - timedelta(seconds=silent)
    return Till(
        f"process {name}", f"id {name}", name, seen_at=seen_at, seconds_silent=silent, **{**said, **fields}
    )


def tills() -> tuple[Till, ...]:
    """Return tills in all the states that there are."""
    return (
        till("Άλφα", leads=True),
        till("Βήτα", is_here=True),
        till("Γάμμα", 21.0, may_lead=False),
        till("Δέλτα", 250.0),
        till("Έψιλον", 18_000.0),
    )


@dataclass
class Setup:
    """`TillCommands` that only record."""

    address: str = "άλφα@βήτα/γάμμα"
    address_is_fixed: bool = False
    password_is_fixed: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def items(self) -> list[SettingItem]:
        return [
            SettingItem(SETTINGS["till_name"], "Άλφα", ""),
            SettingItem(SETTINGS["may_poll"], value=True, default=True),
        ]

    def set_value(self, name: str, value: Any) -> str:
        self.asked.append(("set", name, value))
        return ""

    def run_action(self, name: str) -> None:
        self.asked.append(("run", name))

    def choose_sound_file(self, name: str) -> None:
        self.asked.append(("sound file", name))

    def next_sound(self, name: str) -> None:
        self.asked.append(("next sound", name))

    def play_sound(self, name: str) -> None:
        self.asked.append(("play", name))

    def try_store(self, address: str, password: str) -> None:
        self.asked.append(("try", address, password))

    def use_store(self, address: str, password: str) -> None:
        self.asked.append(("use", address, password))
